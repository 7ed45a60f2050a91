"""What answers are made of: the small fields and the objects that several rooms share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import Schema, fields


def text(description: str, example: str | None = None, *, nullable: bool = False) -> fields.String:
    """A text."""
    return fields.String(allow_none=nullable, metadata=_describe(description, example))


def word(description: str, choices: Sequence[str], *, nullable: bool = False) -> fields.String:
    """One of a few words."""
    listed = [*choices, None] if nullable else list(choices)
    return fields.String(allow_none=nullable, metadata={**_describe(description, choices[0]), "enum": listed})


def number(description: str, example: int, *, nullable: bool = False) -> fields.Integer:
    """A whole number."""
    return fields.Integer(allow_none=nullable, metadata=_describe(description, example))


def score(description: str, example: float = 0.93, *, nullable: bool = False) -> fields.Float:
    """A number in [0, 1]."""
    return fields.Float(allow_none=nullable, metadata={**_describe(description, example), "minimum": 0, "maximum": 1})


def percent(description: str, example: float, *, nullable: bool = False) -> fields.Float:
    """A share in per cent."""
    return fields.Float(allow_none=nullable, metadata={**_describe(description, example), "minimum": 0, "maximum": 100})


def flag(description: str) -> fields.Boolean:
    """A truth value."""
    return fields.Boolean(metadata=_describe(description, example=True))


def instant(description: str, *, nullable: bool = False) -> fields.AwareDateTime:
    """A moment, in UTC."""
    example = "2026-11-23T16:20:31.123456+00:00"
    return fields.AwareDateTime(format="iso", allow_none=nullable, metadata=_describe(description, example))


def day(description: str, *, nullable: bool = False) -> fields.Date:
    """A calendar day."""
    return fields.Date(allow_none=nullable, metadata=_describe(description, "2026-02-27"))


def texts(description: str, example: str, *, nullable: bool = False) -> fields.List[Any]:
    """A list of texts."""
    return fields.List(fields.String(), allow_none=nullable, metadata=_describe(description, [example]))


def ranges(description: str) -> fields.List[Any]:
    """Half-open ranges of characters."""
    return fields.List(fields.List(fields.Integer()), metadata=_describe(description, [[3, 5]]))


def many(schema: type[Schema], description: str) -> fields.List[Any]:
    """A list of objects."""
    return fields.List(fields.Nested(schema), metadata={"description": description})


def one(schema: type[Schema], description: str, *, nullable: bool = False) -> fields.Nested:
    """An object."""
    return fields.Nested(schema, allow_none=nullable, metadata={"description": description})


def mapping(description: str, example: dict[str, Any]) -> fields.Dict:
    """An object whose members vary."""
    return fields.Dict(metadata=_describe(description, example))


def next_cursor() -> fields.String:
    """Where the next page begins."""
    return text("`cursor` of the next page; null on the last one.", None, nullable=True)


def _describe(description: str, example: object) -> dict[str, Any]:
    return {"description": description} if example is None else {"description": description, "examples": [example]}


class FaultSchema(Schema):
    """One thing that is wrong with a request."""

    pointer = text("JSON pointer into the body; a name for parameters and headers.", "/business/name")
    code = text("Stable code.", "name_empty")
    message = text("What to do.", "Give a name.")
    rule = text("Clause of the privacy policy that refuses it, where one does.", "A.6")


class ProblemSchema(Schema):
    """RFC 9457 problem details. No submitted value is ever repeated."""

    type = text("Address of the code's description.", "/docs/problems#invalid_input")
    title = text("The kind of problem.", "The request has faults")
    status = number("The status of the answer.", 422)
    code = text("Stable code.", "invalid_input")
    detail = text("What to do.", "Correct what `errors` names and send the request again; nothing was stored.")
    request_id = text("Name this to support.", "9f2c1d7e0b6a4c3f8e5d4c3b2a190817")
    errors = many(FaultSchema, "Everything that is wrong, where it has a place.")


class ListUsedSchema(Schema):
    """A list version that was compared with."""

    source = text("Id of the list.", "un")
    digest = text("Digest of the version.", "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef")
    published = day("Day the publisher gives.", nullable=True)
    confirmed_at = instant("When the version was last downloaded or said to be unchanged.", nullable=True)
    fresh = flag("Whether that was recent enough to clear on.")


class NameSchema(Schema):
    """A name of a listed party."""

    value = text("The name.", "Example Trading Company")
    kind = text("`primary`, `strong`, `weak`, `former`, `maiden` or `original_script`.", "primary")


class RelationSchema(Schema):
    """A link of a listed party to another one."""

    type = text("Which, as `owned_or_controlled_by` or `acting_for`.", "owned_or_controlled_by")
    target_id = text("Entry id of the other, where the publisher gives one.", "ofac:306", nullable=True)
    target_name = text("Its name, where the publisher gives one.", "Example Trading Company", nullable=True)


class EntrySchema(Schema):
    """A listed party, as its publisher describes it."""

    id = text("Entry id.", "un:QDe.004")
    source = text("Id of the list.", "un")
    kind = text("`person`, `organisation`, `vessel`, `aircraft` or `unknown`.", "organisation")
    caption = text("The primary name.", "Example Trading Company")
    names = many(NameSchema, "Every name.")
    birth_dates = texts("Birth dates, partial or ranges where the publisher knows no more.", "1962")
    countries = texts("Countries, ISO 3166-1 alpha-2.", "IR")
    topics = texts("What being listed means: `sanction`, `pep`, `debarment`, `export_control` and others.", "sanction")
    programmes = texts("Programmes.", "SDGT")
    listed_on = text("Day of listing.", "2001-10-06", nullable=True)
    reasons = texts("The publisher's remarks.", "Listed for ...")
    relations = many(RelationSchema, "Links to other parties, as the list has them.")
    url = text("The publisher's page.", "https://www.un.org/securitycouncil/", nullable=True)


class ListingSchema(Schema):
    """Another listing of the same party."""

    score = score("Likelihood of identity; null where this listing alone would not have been found.", nullable=True)
    entry = one(EntrySchema, "The listed party, as this list has it.")


class HighlightsSchema(Schema):
    """Characters that differ, to be marked for a reader."""

    ours = ranges("Places in what was submitted: from the first character, to behind the last.")
    theirs = ranges("Places in what is listed.")


class PieceSchema(Schema):
    """One comparison, in the order in which an analyst reads it."""

    noun = text("What was compared.", "name")
    ours = text("What was submitted.", "Exampel Trading")
    theirs = text("What is listed.", "Example Trading Company")
    likeness = fields.Float(metadata={"description": "How alike the two are, in [0, 1].", "examples": [0.95]})
    effect = fields.Float(metadata={"description": "Above 0 it spoke for a match.", "examples": [0.41]})
    reason = text("Why, in words.", "two letters are swapped")
    highlights = one(HighlightsSchema, "Which characters differ; of names only.")
