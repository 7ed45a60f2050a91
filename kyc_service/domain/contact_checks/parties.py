"""Look at a business and at its people: the one entrance to all contact checks.

Reads fields as they are stored; a value of another type is as if it were absent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kyc_service.domain.contact_checks.addresses import check_addresses, countries_of
from kyc_service.domain.contact_checks.domains import Domain, read_host
from kyc_service.domain.contact_checks.emails import check_email
from kyc_service.domain.contact_checks.oddities import Noticed, Oddity
from kyc_service.domain.contact_checks.phones import check_phone
from kyc_service.domain.contact_checks.websites import check_website
from kyc_service.domain.personal import Fields, JsonValue

CONTACT = "contact"
"""Role of who speaks for the business."""
_PRIVATE = frozenset({"sole_trader"})
"""Kinds of business whose people write from mailboxes of their own."""


def check_business(business: Fields) -> Noticed:
    """Look at the website and the addresses of a business."""
    return Noticed.collect(_business(business))


def check_person(person: Fields, business: Fields) -> Noticed:
    """Look at the e-mail address, telephone and addresses of a person, beside the business as far as it is known."""
    return Noticed.collect(_person(person, business))


def _business(business: Fields) -> Iterator[Oddity]:
    website = _text(business.get("business.website"))
    if website:
        yield from check_website(website)
    country = _text(business.get("business.registration.country"))
    yield from check_addresses(_objects(business.get("business.addresses")), country)


def _person(person: Fields, business: Fields) -> Iterator[Oddity]:
    email, phone = _text(person.get("person.email")), _text(person.get("person.phone"))
    if email:
        speaks = person.get("person.role") == CONTACT and business.get("business.type") not in _PRIVATE
        yield from check_email(email, _website(business), _names(business), speaks_for_company=speaks)
    home = _text(business.get("business.registration.country"))
    addresses = _objects(person.get("person.addresses"))
    if phone:
        known = countries_of([*addresses, *_objects(business.get("business.addresses"))])
        nationalities = _texts(person.get("person.nationalities"))
        yield from check_phone(phone, home, known | {*nationalities, *([home] if home else [])})
    yield from check_addresses(addresses, None)


def _website(business: Fields) -> Domain | None:
    website = _text(business.get("business.website"))
    return read_host(website) if website else None


def _names(business: Fields) -> list[str]:
    paths = ("business.name", "business.original_script_name", "business.trading_names")
    return [name for path in paths for name in _texts(business.get(path))]


def _text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _texts(value: JsonValue) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [text for item in items if (text := _text(item))]


def _objects(value: JsonValue) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
