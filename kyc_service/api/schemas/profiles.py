"""Screening profiles: what is asked, and how each stands."""

from __future__ import annotations

from marshmallow import Schema, fields

from kyc_service.api.bodies.base import Choice, Items, Number, StrictSchema, Text
from kyc_service.api.schemas.answers import instant, many, mapping, next_cursor, score, text, word
from kyc_service.api.schemas.answers import number as count
from kyc_service.domain.profiles import HIGHEST_THRESHOLD, LOWEST_THRESHOLD, Delisting, ProfileStatus, Purpose

MOST_PAIRS = 1000
_MOST_LISTS = 100
_REPORT = {"precision": 0.97, "recall": 0.95, "f1": 0.96, "cases": 800, "matcher": "1", "file_sha256": "5f70bf18..."}


class Weights(fields.Dict):
    """Weights by name."""

    def __init__(self, description: str) -> None:
        """Take what they are for."""
        super().__init__(
            keys=fields.String(),
            values=Number("A weight.", 0.2, -1, 1, code="invalid_weight"),
            error_messages={"invalid": "wrong_type", "null": "wrong_type"},
            metadata={"description": description, "examples": [{"country": 0.2}]},
        )


_DELISTING = (
    "What monitoring does when an entry leaves its list: `reconsider` closes an open hit, and opens a case where a "
    "match was confirmed; `leave` only writes it down."
)


class DraftSchema(StrictSchema):
    """Another version of a profile."""

    purpose = Choice("What it is for.", tuple(Purpose), required=True)
    name = Text("Its name, the same for every version of it.", "marketplace", longest=64, required=True)
    sources = Items(
        Text("Id of a list.", "un", longest=32),
        "Lists to screen against, every required one among them; left out for all that are in use.",
        _MOST_LISTS,
    )
    threshold = Number(
        "Score from which a match is a hit; the service's own when left out.",
        0.75,
        LOWEST_THRESHOLD,
        HIGHEST_THRESHOLD,
        code="number_out_of_range",
    )
    weights = Weights("Weights of evidence that differ from the matcher's own.")
    delisting = Choice(_DELISTING, tuple(Delisting))


class EvaluationSchema(StrictSchema):
    """Labelled pairs to measure a draft on. Nothing of them is kept."""

    pairs = Items(
        fields.Dict(
            error_messages={"invalid": "wrong_type", "null": "wrong_type"},
            metadata={"description": "A pair, as docs/evaluation.md has it.", "examples": [{"id": "1"}]},
        ),
        "Pairs of a subject and an entry, and whether they are one party: some that are, some that are not.",
        MOST_PAIRS,
    )


class ProfileSchema(Schema):
    """A version of a screening profile."""

    id = text("Id.", "prf_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    purpose = word("What it is for.", tuple(Purpose))
    name = text("Its name.", "marketplace")
    number = count("Its version.", 3)
    sources = fields.List(
        fields.String(),
        allow_none=True,
        metadata={"description": "Lists to screen against; null for all that are in use.", "examples": [["un", "eu"]]},
    )
    threshold = score("Score from which a match is a hit.", 0.75)
    weights = mapping("Weights that differ from the matcher's own.", {"country": 0.2})
    delisting = word(_DELISTING, tuple(Delisting))
    status = word("Where it stands; screenings use the live one of their purpose.", tuple(ProfileStatus))
    made_by = text("Who drafted it.", "key:key_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    made_at = instant("When.")
    evaluated_by = text("Who measured it.", "key:key_3f0c2b7a9d814e6fa1c5d2e8b4a79063", nullable=True)
    evaluated_at = instant("When.", nullable=True)
    approved_by = text("Who approved it.", "key:key_9d814e6fa1c5d2e8b4a790633f0c2b7a", nullable=True)
    approved_at = instant("When.", nullable=True)
    retired_by = text("Who retired it, or approved the one after it.", nullable=True, example="key:key_9d814e6fa1c5")
    retired_at = instant("When.", nullable=True)
    version = count("The ETag's number.", 2)


class ProfileDetailSchema(ProfileSchema):
    """A version with what was measured."""

    report = fields.Dict(
        allow_none=True,
        metadata={
            "description": "Figures of the evaluation, `usual` for those without the profile, digests of the pairs and "
            "of the lists, and `cautions`.",
            "examples": [_REPORT],
        },
    )


class ProfilePageSchema(Schema):
    """A page of profiles, newest first."""

    items = many(ProfileSchema, "Profiles.")
    next = next_cursor()
