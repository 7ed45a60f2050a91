"""How risky a business is, and by which tables: what is asked and what is answered."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from kyc_service.api.bodies.base import Choice, StrictSchema, Text
from kyc_service.api.schemas.allowlist import read_instant
from kyc_service.api.schemas.answers import day, instant, many, mapping, next_cursor, one, text, texts, word
from kyc_service.api.schemas.answers import number as count
from kyc_service.domain.risk.facts import Fact
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import OverrideEnd, OverrideReason, OverrideStatus, TableStatus
from kyc_service.services.risk.shapes import NOT_YET, RESTRICTED

_ACTOR = "key:key_3f0c2b7a9d814e6fa1c5d2e8b4a79063"
_LEVELS = tuple(Level)
_REPORT = {
    "businesses": 1200,
    "before": {"low": 1000, "medium": 180, "high": 20, "prohibited": 0},
    "after": {"low": 950, "medium": 220, "high": 30, "prohibited": 0},
    "changes": [{"from": "low", "to": "medium", "businesses": 50}],
    "factors": [{"factor": "industry", "businesses": 60, "points": 480.0}],
}


def _points(description: str, *, nullable: bool = False) -> fields.Float:
    return fields.Float(allow_none=nullable, metadata={"description": description, "examples": [32.5]})


class TableOfRatingSchema(Schema):
    """Which table rated."""

    id = text("Its id; null for the one that comes with the service.", "rkt_3f0c2b7a9d814e6f", nullable=True)
    name = text("Its name.", "Marketplace 2026")
    number = count("Its version; 0 for the one that comes with the service.", 3)
    digest = text("SHA-256 of what it says.", "5f70bf18a086007016e948b04aed3b82103a36be")


class SourceOfRuleSchema(Schema):
    """Where the values of a rule come from."""

    title = text("Its name.", "FATF, high-risk jurisdictions subject to a call for action")
    as_of = text("Its day.", "2026-06-19")
    url = text("Where it is published.", "https://www.fatf-gafi.org/")


class AppliedRuleSchema(Schema):
    """A rule that held."""

    reason = text("Why it counts.", "on FATF's call for action")
    points = _points("Its points.")
    at_least = word("The level is never below this; null where it asks for none.", _LEVELS, nullable=True)
    values = fields.List(
        fields.Raw(), metadata={"description": "Codes or numbers for which it held.", "examples": [["IR"]]}
    )
    unknown: Any = fields.Boolean(
        metadata={"description": "Whether it held because nobody knows.", "examples": [False]}
    )
    source = one(SourceOfRuleSchema, "Source of its values; null where they are its own.", nullable=True)


class RiskContributionSchema(Schema):
    """What one factor did."""

    factor = text("Id of the factor.", "registration_country")
    title = text("Its title.", "Registered in")
    fact = word("What it looks at.", tuple(Fact))
    points = _points("What it added.")
    most = _points("What it can add at most: its weight.")
    at_least = word("The highest level it asks for; null for none.", _LEVELS, nullable=True)
    basis = text("Why the factor is there.", "Regulation (EU) 2024/1624, Annex III(3)(b)")
    applied = many(AppliedRuleSchema, "Rules that held; the one that counted first.")
    text = text("The same in words.", "Registered in: IR is on FATF's call for action of 19 June 2026: 40 points")


class RiskOverrideSchema(Schema):
    """A level that a person set in the place of the computed one."""

    id = text("Id.", "rko_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    rating_id = text("The rating it was made on.", "rkr_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    computed = word("The level of that rating.", _LEVELS)
    level = word("The level set.", _LEVELS)
    lowers = fields.Boolean(
        metadata={"description": "Whether it is lower: then a second person has to agree.", "examples": [True]}
    )
    reason_code = word("Why.", tuple(OverrideReason))
    note = text("Why, in words.", "Their bank checks the same owners every month.")
    status = word("Where it stands.", tuple(OverrideStatus))
    made_by = text("Who set it.", _ACTOR)
    made_at = instant("When.")
    approved_by = text("Who agreed.", _ACTOR, nullable=True)
    approved_at = instant("When.", nullable=True)
    expires_at = instant("Until when it holds.")
    ended_by = text("Who ended it.", _ACTOR, nullable=True)
    ended_at = instant("When it ended.", nullable=True)
    end_reason = word("Why it ended.", tuple(OverrideEnd), nullable=True)
    version = count("The ETag's number.", 1)


class RiskRatingSchema(Schema):
    """How it stood once."""

    id = text("Id.", "rkr_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    verification_id = text("Verification that led to it; null where a new table did.", "ver_3f0c2b7a", nullable=True)
    level = word("The computed level.", _LEVELS)
    points = _points("Points.")
    table_name = text("Name of the table.", "Marketplace 2026")
    table_number = count("Its version.", 3)
    review_at = day("By when a person looked again.")
    made_at = instant("When it was worked out.")


class RiskOfSubjectSchema(Schema):
    """How carefully to look at a business, and why. It decides nothing: a person does."""

    reference = text("Your own name for the business.", "acme-trading-2291")
    not_rated = word("Why there is no rating; null where there is one.", (NOT_YET, RESTRICTED), nullable=True)
    level = word("The level that counts: a person's where one holds, else the computed one.", _LEVELS, nullable=True)
    computed_level = word("The level by the table.", _LEVELS, nullable=True)
    points = _points("Points of all factors.", nullable=True)
    contributions = many(RiskContributionSchema, "Factors of which a rule held, most points first.")
    unknown: Any = texts("Facts that the table looks at and nobody knows.", "industry")
    table = one(TableOfRatingSchema, "What it was rated by.", nullable=True)
    verification_id = text("Verification that led to it.", "ver_3f0c2b7a9d814e6fa1c5d2e8", nullable=True)
    rated_at = instant("When.", nullable=True)
    review_at = day("By when a person looks again.", nullable=True)
    override = one(RiskOverrideSchema, "A level that a person set, or that waits for a second one.", nullable=True)
    overrides = many(RiskOverrideSchema, "Every level that was ever set, newest first.")
    history = many(RiskRatingSchema, "A page of all ratings, newest first.")
    next = next_cursor()
    picture = text("The rating as an SVG document; null unless it was asked for.", "<svg ...>", nullable=True)
    text = texts("Why this level, and what it means.", "Medium: 32 points, and medium begins at 25, high at 60.")


class RiskOverridingSchema(StrictSchema):
    """Set another level."""

    level = Choice("The level to set.", _LEVELS, required=True)
    reason_code = Choice("Why.", tuple(OverrideReason), required=True)
    note = Text("Why, in words; encrypted.", "Their bank checks the same owners monthly.", longest=2000, required=True)
    expires_at = Text(
        "Until when, with its offset: within a year, no later than the review; as long as it may be when left out.",
        "2027-02-27T00:00:00Z",
        read_instant,
        longest=40,
    )


class RiskDraftSchema(StrictSchema):
    """Another version of a table."""

    content = fields.Dict(
        required=True,
        error_messages={"invalid": "wrong_type", "null": "required", "required": "required"},
        metadata={
            "description": "The table as docs/risk.md describes it; its name says of what it is another version.",
            "examples": [{"name": "Marketplace 2026", "bands": {}, "factors": []}],
        },
    )


class RiskTableSchema(Schema):
    """A version of a table of risk factors."""

    id = text("Id.", "rkt_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    name = text("Its name.", "Marketplace 2026")
    number = count("Its version.", 3)
    digest = text("SHA-256 of what it says.", "5f70bf18a086007016e948b04aed3b82103a36be")
    status = word("Where it stands; businesses are rated by the live one.", tuple(TableStatus))
    made_by = text("Who drafted it.", _ACTOR)
    made_at = instant("When.")
    simulated_by = text("Who tried it.", _ACTOR, nullable=True)
    simulated_at = instant("When.", nullable=True)
    approved_by = text("Who approved it.", _ACTOR, nullable=True)
    approved_at = instant("When.", nullable=True)
    retired_by = text("Who retired it, or approved the one after it.", _ACTOR, nullable=True)
    retired_at = instant("When.", nullable=True)
    version = count("The ETag's number.", 2)


class RiskTableDetailSchema(RiskTableSchema):
    """A version with what it says and what its dry run counted."""

    content = mapping("What it says.", {"name": "Marketplace 2026"})
    report = fields.Dict(
        allow_none=True,
        metadata={"description": "What the dry run counted; null before it.", "examples": [_REPORT]},
    )
    waiting = count("Businesses that it has not rated yet; null unless it is live.", 0, nullable=True)


class RiskTablePageSchema(Schema):
    """A page of tables, newest first."""

    items = many(RiskTableSchema, "Tables.")
    next = next_cursor()
    current = one(TableOfRatingSchema, "The one that businesses are rated by.")
    waiting = count("Businesses that it has not rated yet.", 0)


class LevelChangeSchema(Schema):
    """A business that a draft puts at another level."""

    reference = text("Your own name for the business.", "acme-trading-2291")
    before = word("Its level now.", _LEVELS)
    after = word("Its level by the draft.", _LEVELS)
    points_before = _points("Its points now.")
    points_after = _points("Its points by the draft.")


class LevelChangePageSchema(Schema):
    """A page of changes, at most 1,000 of each kind in all."""

    items = many(LevelChangeSchema, "Changes.")
    next = next_cursor()
