"""Ad-hoc screening of one name."""

from __future__ import annotations

from marshmallow import Schema

from kyc_service.api.bodies.base import Choice, Items, Number, StrictSchema, Text
from kyc_service.api.schemas.answers import (
    EntrySchema,
    ListingSchema,
    ListUsedSchema,
    PieceSchema,
    many,
    number,
    one,
    score,
    text,
)
from kyc_service.domain.intake import contacts, dates, identifiers, names
from watchlists.model import Kind

MOST_NAMES = 20


class ScreeningSchema(StrictSchema):
    """Whom to look for. Nothing of it is kept."""

    kind = Choice("What the party is; unknown is compared with everything.", tuple(Kind))
    name = Text("Name.", "Exampel Trading Company", names.read_business_name, longest=names.LONGEST, required=True)
    aliases = Items(
        Text("Other name.", "Example Co", names.read_business_name, longest=names.LONGEST),
        "Other names.",
        MOST_NAMES,
    )
    date_of_birth = Text("Birth date, may be partial.", "1962", read_dated=dates.read_birth_date, longest=10)
    countries = Items(
        Text("ISO 3166-1 alpha-2.", "IR", contacts.read_country, longest=2),
        "Nationality, residence, registration.",
        MOST_NAMES,
    )
    identifiers = Items(
        Text("Number of a passport, a register, a ship.", "A1234567", identifiers.read_number, longest=64),
        "Numbers of any kind.",
        MOST_NAMES,
    )
    threshold = Number("Lowest score to show.", 0.8, 0.5, 0.99, code="number_out_of_range")


class MatchSchema(Schema):
    """A listed party that this may be."""

    score = score("Likelihood of identity.")
    entry = one(EntrySchema, "The listed party.")
    listings = many(ListingSchema, "The same party on other lists.")
    evidence = many(PieceSchema, "Why it was found.")


class ScreenedSchema(Schema):
    """What was found."""

    matches = many(MatchSchema, "Best first.")
    lists = many(ListUsedSchema, "What was compared with.")
    threshold = score("Score from which a match is shown.")
    profile = text("Screening profile; null for the service's own settings.", "marketplace", nullable=True)
    profile_number = number("Its version.", 3, nullable=True)
