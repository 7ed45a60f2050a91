"""Types of `given`, written by `make client`: change the service, not this."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict


class Address(TypedDict):
    """Address, as the service takes or answers it."""

    lines: NotRequired[list[str]]
    city: NotRequired[str]
    postal_code: NotRequired[str]
    region: NotRequired[str]
    country: NotRequired[str]


class Business(TypedDict):
    """Business, as the service takes or answers it."""

    name: str
    trading_names: NotRequired[list[str]]
    original_script_name: NotRequired[str]
    type: NotRequired[
        Literal[
            "company",
            "partnership",
            "sole_trader",
            "cooperative",
            "foundation",
            "association",
            "public_body",
            "branch",
            "other",
        ]
    ]
    industry: NotRequired[str]
    registration: NotRequired[Registration]
    tax: NotRequired[Tax]
    licence: NotRequired[Licence]
    addresses: NotRequired[list[Address]]
    website: NotRequired[str]


class Change(TypedDict):
    """Change, as the service takes or answers it."""

    role: NotRequired[Literal["buyer", "seller"]]
    business: NotRequired[Business]
    contact: NotRequired[Contact]
    people: NotRequired[list[Person]]
    metadata: NotRequired[dict[str, str | float | bool]]


class Contact(TypedDict):
    """Contact, as the service takes or answers it."""

    name: str
    job_title: NotRequired[str]
    department: NotRequired[str]
    email: NotRequired[str]
    phone: NotRequired[str]
    address: NotRequired[Address]


class Licence(TypedDict):
    """Licence, as the service takes or answers it."""

    number: NotRequired[str]
    authority: NotRequired[str]
    expires: NotRequired[str]


class Ownership(TypedDict):
    """Ownership, as the service takes or answers it."""

    percent: NotRequired[float]
    band: NotRequired[Literal["0-25", "25-50", "50-75", "75-100"]]
    through: NotRequired[list[str]]


class Person(TypedDict):
    """Person, as the service takes or answers it."""

    role: Literal["director", "representative", "owner", "authorised_signatory"]
    name: NotRequired[str]
    given_name: NotRequired[str]
    family_name: NotRequired[str]
    original_script_name: NotRequired[str]
    aliases: NotRequired[list[str]]
    date_of_birth: NotRequired[str]
    place_of_birth: NotRequired[Place]
    nationalities: NotRequired[list[str]]
    job_title: NotRequired[str]
    email: NotRequired[str]
    phone: NotRequired[str]
    addresses: NotRequired[list[Address]]
    ownership: NotRequired[Ownership]


class Place(TypedDict):
    """Place, as the service takes or answers it."""

    city: NotRequired[str]
    country: NotRequired[str]


class Registration(TypedDict):
    """Registration, as the service takes or answers it."""

    number: NotRequired[str]
    authority: NotRequired[str]
    country: NotRequired[str]
    date: NotRequired[str]


class Tax(TypedDict):
    """Tax, as the service takes or answers it."""

    vat: NotRequired[str]
    tin: NotRequired[str]
