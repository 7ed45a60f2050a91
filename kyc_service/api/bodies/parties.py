"""Parties as they are submitted: a business, its contact, and the people behind it."""

from __future__ import annotations

from marshmallow import ValidationError, validates_schema

from kyc_service.api.bodies.base import Choice, Items, Number, Part, StrictSchema, Text
from kyc_service.domain.intake import contacts, dates, identifiers, names, texts
from kyc_service.domain.intake.ownership import INVALID_SHARE

MOST_NAMES = 50
MOST_ADDRESSES = 20
MOST_LINES = 10
MOST_NATIONALITIES = 50
DEEPEST = 20
"""Links of one ownership chain."""

BUSINESS_TYPES = (
    "company",
    "partnership",
    "sole_trader",
    "cooperative",
    "foundation",
    "association",
    "public_body",
    "branch",
    "other",
)
PERSON_ROLES = ("director", "representative", "owner", "authorised_signatory")
BANDS = ("0-25", "25-50", "50-75", "75-100")


def _person_name(description: str, example: str, *, required: bool = False) -> Text:
    return Text(description, example, names.read_person_name, longest=names.LONGEST, required=required)


def _business_name(description: str, example: str, *, required: bool = False) -> Text:
    return Text(description, example, names.read_business_name, longest=names.LONGEST, required=required)


def _line(description: str, example: str) -> Text:
    return Text(description, example, texts.read_line, longest=texts.LONGEST_LINE)


def _country(description: str = "ISO 3166-1 alpha-2.") -> Text:
    return Text(description, "NL", contacts.read_country, longest=2)


class AddressSchema(StrictSchema):
    """A postal address."""

    lines = Items(_line("Street, number, building.", "Keizersgracht 123"), "In the order of the envelope.", MOST_LINES)
    city = _line("City or town.", "Amsterdam")
    postal_code = _line("Postal code.", "1015 CJ")
    region = _line("Province, state or region.", "Noord-Holland")
    country = _country()


class PlaceSchema(StrictSchema):
    """A birth place."""

    city = _line("City or town.", "Utrecht")
    country = Text(
        "ISO 3166-1 alpha-2; countries that no longer exist are accepted here.",
        "NL",
        contacts.read_birth_country,
        longest=2,
    )


class RegistrationSchema(StrictSchema):
    """An entry in a business register."""

    number = Text("Number in the register, as given. Check digits are checked.", "12345678", longest=64)
    authority = _line("Name of the register; `LEI` for a legal entity identifier.", "KVK")
    country = _country("Country of the register, ISO 3166-1 alpha-2.")
    date = Text("Day of registration.", "2011-04-01", read_dated=dates.read_founding_date, longest=10)


class TaxSchema(StrictSchema):
    """Tax numbers."""

    vat = Text("VAT number with its country prefix. Check digits are checked.", "NL004495445B01", longest=64)
    tin = Text("Tax number.", "004495445", identifiers.read_number, longest=64)


class LicenceSchema(StrictSchema):
    """A licence to do business."""

    number = Text("Number of the licence.", "WFT-10023", identifiers.read_number, longest=64)
    authority = _line("Who gave it.", "AFM")
    expires = Text("Last day of its validity.", "2029-12-31", read_dated=dates.read_expiry_date, longest=10)


class BusinessSchema(StrictSchema):
    """The business."""

    name = _business_name("Registered name.", "Acme Trading B.V.", required=True)
    trading_names = Items(_business_name("Trading name.", "Acme Tools"), "Names it trades under.", MOST_NAMES)
    original_script_name = _business_name("Registered name in its own script.", "上海爱克美贸易有限公司")
    type = Choice("Legal kind.", BUSINESS_TYPES)
    industry = Text("NACE or ISIC code.", "46.90", texts.read_industry, longest=8)
    registration = Part(RegistrationSchema, "Entry in a business register.")
    tax = Part(TaxSchema, "Tax numbers.")
    licence = Part(LicenceSchema, "Licence, where the business needs one.")
    addresses = Items(Part(AddressSchema, "Address."), "Registered address first.", MOST_ADDRESSES)
    website = Text("Public web address.", "https://www.acme.example", contacts.read_website, longest=2048)


class ContactSchema(StrictSchema):
    """The person who speaks for the business."""

    name = _person_name("Full name.", "Jan Jansen", required=True)
    job_title = _line("Job title.", "Purchasing manager")
    department = _line("Department.", "Purchasing")
    email = Text("E-mail address.", "jan@acme.example", contacts.read_email, longest=254)
    phone = Text("Telephone number with country code.", "+31 20 123 4567", contacts.read_phone_form, longest=32)
    address = Part(AddressSchema, "Address.")


class OwnershipSchema(StrictSchema):
    """What a person owns of the business, exactly or as a band."""

    percent = Number("Share in per cent.", 60, 0, 100, code=INVALID_SHARE)
    band = Choice("Share in per cent, as a band.", BANDS)
    through = Items(
        _business_name("Name of a business between the owner and this one.", "Acme Holding B.V."),
        "Chain from the owner down.",
        DEEPEST,
    )

    @validates_schema
    def check_share(self, data: dict[str, object], **_: object) -> None:
        """Refuse a share of nothing."""
        if data.get("percent") == 0:
            raise ValidationError(INVALID_SHARE, "percent")


class PersonSchema(StrictSchema):
    """A person behind the business: a full name, or a given and a family name."""

    role = Choice("What the person is to the business.", PERSON_ROLES, required=True)
    name = _person_name("Full name.", "Anna de Vries")
    given_name = _person_name("Given names.", "Anna")
    family_name = _person_name("Family name.", "de Vries")
    original_script_name = _person_name("Name in its own script.", "محمد العلي")
    aliases = Items(_person_name("Other name.", "Ans de Vries"), "Other names.", MOST_NAMES)
    date_of_birth = Text(
        "Birth date; day or month may be left out.",
        "1978-05-14",
        read_dated=dates.read_birth_date,
        longest=10,
    )
    place_of_birth = Part(PlaceSchema, "Birth place.")
    nationalities = Items(_country("Nationality, ISO 3166-1 alpha-2."), "Nationalities.", MOST_NATIONALITIES)
    job_title = _line("Job title.", "Managing director")
    email = Text("E-mail address.", "anna@acme.example", contacts.read_email, longest=254)
    phone = Text("Telephone number with country code.", "+31 20 123 4568", contacts.read_phone_form, longest=32)
    addresses = Items(Part(AddressSchema, "Address."), "Addresses.", MOST_ADDRESSES)
    ownership = Part(OwnershipSchema, "Ownership, for an owner.")

    @validates_schema(skip_on_field_errors=False, pass_original=True)
    def check_name(self, _data: dict[str, object], original: object, **_: object) -> None:
        """Refuse a person without a name. A name that was refused has its own fault already."""
        given = {"name", "given_name", "family_name", "original_script_name"}
        if isinstance(original, dict) and not given & set(original):
            raise ValidationError("required", "name")  # noqa: EM101 - a code


BUSINESS_ONLY = (
    frozenset(BusinessSchema().fields) - frozenset(PersonSchema().fields) - frozenset(ContactSchema().fields)
)
PERSON_ONLY = (frozenset(PersonSchema().fields) | frozenset(ContactSchema().fields)) - frozenset(
    BusinessSchema().fields
)
