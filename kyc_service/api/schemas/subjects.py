"""Subjects: current data for analysts, clearance for orders."""

from __future__ import annotations

from marshmallow import Schema

from kyc_service.api.bodies.base import Choice, StrictSchema, Text
from kyc_service.api.schemas.answers import flag, instant, many, one, text, texts, word
from kyc_service.api.schemas.verifications import PartySchema
from kyc_service.domain.intake.contacts import read_country
from kyc_service.domain.intake.dates import read_birth_date
from kyc_service.domain.subjects import SubjectKind, SubjectStatus
from kyc_service.services.desk.subjects import LONGEST, SearchBy


class SubjectSchema(Schema):
    """A business with its people."""

    reference = text("Your own name for the business.", "acme-trading-2291")
    business = one(PartySchema, "The business.")
    people = many(PartySchema, "The people behind it.")
    verification_id = text("The newest verification.", "ver_3f0c2b7a9d814e6fa1c5d2e8b4a79063", nullable=True)
    verification_status = text("Where that stands.", "clear", nullable=True)
    created_at = instant("When the business was first submitted.")
    updated_at = instant("When its details last changed.")


class SearchSchema(StrictSchema):
    """What to find a business by: whole and exact, as it was submitted."""

    by = Choice("What `text` is.", tuple(SearchBy), required=True)
    text = Text("A reference, a whole name, or a number.", "Example Trading B.V.", longest=LONGEST, required=True)
    date_of_birth = Text("Of a person, as it was submitted.", "1971-05-02", read_dated=read_birth_date, longest=10)
    country = Text("Of the register, for a number: ISO 3166-1 alpha-2.", "NL", read_country, longest=2)


class FoundSubjectSchema(Schema):
    """A party that was found; no detail of it."""

    id = text("Its id.", "sub_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    kind = word("What it is.", tuple(SubjectKind))
    role = text("What it is to its business, or the business to you.", "director")
    status = word("Whether the relationship lives.", tuple(SubjectStatus))
    reference = text("Your own name for its business.", "acme-trading-2291", nullable=True)


class FoundSubjectsSchema(Schema):
    """Who was found."""

    items = many(FoundSubjectSchema, "Oldest first, 50 at most.")


class ListVersionSchema(Schema):
    """A list version."""

    source = text("Id of the list.", "un")
    version = text("Digest of the version.", "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef")


class ClearanceSchema(Schema):
    """Whether an order may go through now."""

    reference = text("Your own name for the business.", "acme-trading-2291")
    clear = flag("True only when the newest verification is clear and nothing is open.")
    reasons = texts("Why not, in neutral codes.", "in_review")
    verification_id = text("What the answer rests on.", "ver_3f0c2b7a9d814e6fa1c5d2e8b4a79063", nullable=True)
    as_of = instant("When this was true.")
    sources = many(ListVersionSchema, "List versions that the answer rests on.")
    sandbox = flag("Whether this is a sandbox, in which some names give fixed outcomes.")


class RelationshipEndSchema(StrictSchema):
    """When a relationship ended."""

    ended_at = Text("Moment, RFC 3339; now when left out.", "2026-11-20T00:00:00Z", longest=35)


class RelationshipSchema(Schema):
    """That a relationship has ended."""

    reference = text("Your own name for the business.", "acme-trading-2291")
    status = text("Whether the relationship lives.", "relationship_ended")
    relationship_ended_at = instant("When it ended.", nullable=True)
