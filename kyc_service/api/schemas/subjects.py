"""Subjects: current data for analysts, clearance for orders."""

from __future__ import annotations

from marshmallow import Schema

from kyc_service.api.bodies.base import StrictSchema, Text
from kyc_service.api.schemas.answers import flag, instant, many, one, text, texts
from kyc_service.api.schemas.verifications import PartySchema


class SubjectSchema(Schema):
    """A business with its people."""

    reference = text("Your own name for the business.", "acme-trading-2291")
    business = one(PartySchema, "The business.")
    people = many(PartySchema, "The people behind it.")
    verification_id = text("The newest verification.", "ver_3f0c2b7a9d814e6fa1c5d2e8b4a79063", nullable=True)
    verification_status = text("Where that stands.", "clear", nullable=True)
    created_at = instant("When the business was first submitted.")
    updated_at = instant("When its details last changed.")


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


class RelationshipEndSchema(StrictSchema):
    """When a relationship ended."""

    ended_at = Text("Moment, RFC 3339; now when left out.", "2026-11-20T00:00:00Z", longest=35)


class RelationshipSchema(Schema):
    """That a relationship has ended."""

    reference = text("Your own name for the business.", "acme-trading-2291")
    status = text("Whether the relationship lives.", "relationship_ended")
    relationship_ended_at = instant("When it ended.", nullable=True)
