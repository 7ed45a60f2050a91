"""Lists: how they stand, their versions, what changed between two of them."""

from __future__ import annotations

from marshmallow import Schema

from kyc_service.api.bodies.base import StrictSchema, Text
from kyc_service.api.schemas.answers import day, flag, instant, many, number, one, text
from kyc_service.api.schemas.answers import texts as lines
from kyc_service.domain.intake import texts
from kyc_service.services.lists.refusals import LONGEST_REASON

_DIGEST = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"


class RefusalSchema(Schema):
    """A version that a gate refused."""

    source = text("Id of the list.", "un")
    digest = text("Digest.", _DIGEST)
    published = day("Day the publisher gives.", nullable=True)
    refused_at = instant("When it was refused, last.")
    code = text("Why.", "list_shrunk")
    detail = text("Why, in words.", "812 entries, the current version has 1003")
    entries = number("Listed parties.", 812)
    names = number("Names of them.", 3300)
    status = text("`open`, `approved` or `superseded`.", "open")
    decided_by = text("Who approved it.", "key:key_3f0c2b7a9d814e6fa1c5d2e8b4a79063", nullable=True)
    decided_at = instant("When.", nullable=True)
    reason = text("Why it was approved.", "The publisher announced the delistings.", nullable=True)


class RefusalsSchema(Schema):
    """Refused versions of a list, newest first."""

    items = many(RefusalSchema, "Refused versions.")


class ApprovalOfListSchema(StrictSchema):
    """Why a refused version is used all the same."""

    reason = Text(
        "Why, in at least ten letters.",
        "The publisher announced the delistings.",
        texts.read_note,
        longest=LONGEST_REASON,
        required=True,
    )


class ListSchema(Schema):
    """How a list stands."""

    id = text("Id.", "un")
    title = text("Its name.", "United Nations Security Council Consolidated List")
    digest = text("Digest of the current version.", _DIGEST, nullable=True)
    published = day("Day the publisher gives.", nullable=True)
    loaded_at = instant("When this version was loaded.", nullable=True)
    confirmed_at = instant("When it was last downloaded or said to be unchanged.", nullable=True)
    entries = number("Listed parties.", 1003)
    names = number("Names of them.", 4210)
    origin = text("`bundled`, `publisher` or `mirror`.", "publisher", nullable=True)
    age_seconds = number("Since it was last confirmed.", 5400, nullable=True)
    fresh = flag("Whether a screening against it may clear.")
    stale_reason = text("Why not.", "not_confirmed", nullable=True)
    last_tried_at = instant("When a refresh was last tried.", nullable=True)
    last_error = text("Why that was refused.", "list_shrunk", nullable=True)
    required = flag("Whether nothing is clear while it is not fresh.")
    max_age_seconds = number("Age from which it is not cleared on.", 86400, nullable=True)
    alarm = text("Code of what a person should look at.", "list_old", nullable=True)
    refused = one(RefusalSchema, "A version that waits for a person.", nullable=True)


class ListsSchema(Schema):
    """Every list."""

    items = many(ListSchema, "Lists.")


class VersionSchema(Schema):
    """A version of a list; each is kept."""

    digest = text("Digest.", _DIGEST)
    published = day("Day the publisher gives.", nullable=True)
    loaded_at = instant("When it was loaded.")
    entries = number("Listed parties.", 1003)
    names = number("Names of them.", 4210)
    origin = text("`bundled`, `publisher` or `mirror`.", "publisher")


class VersionsSchema(Schema):
    """Versions of a list, newest first."""

    items = many(VersionSchema, "Versions.")


class NamedEntrySchema(Schema):
    """A listed party by id and name."""

    id = text("Entry id.", "un:QDe.004")
    caption = text("Its primary name.", "Example Trading Company")


class FieldChangeSchema(Schema):
    """One field that changed."""

    field = text("Its name.", "names")
    gone = lines("Values that only the older version has.", "Example Trading Co")
    came = lines("Values that only the newer version has.", "Example Trading Company")


class ChangedEntrySchema(NamedEntrySchema):
    """A listed party that changed."""

    fields_changed = lines("What changed.", "names")
    values = many(FieldChangeSchema, "Value by value.")


class DiffSchema(Schema):
    """What changed between two versions."""

    source = text("Id of the list.", "un")
    before = text("Digest of the older version.", _DIGEST)
    after = text("Digest of the newer version.", _DIGEST)
    added = many(NamedEntrySchema, "New parties.")
    removed = many(NamedEntrySchema, "Delisted parties.")
    changed = many(ChangedEntrySchema, "Changed parties.")
