"""Lists: how they stand, their versions, what changed between two of them."""

from __future__ import annotations

from marshmallow import Schema

from kyc_service.api.schemas.answers import day, flag, instant, many, number, text, texts

_DIGEST = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"


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


class ChangedEntrySchema(NamedEntrySchema):
    """A listed party that changed."""

    fields_changed = texts("What changed.", "names")


class DiffSchema(Schema):
    """What changed between two versions."""

    source = text("Id of the list.", "un")
    before = text("Digest of the older version.", _DIGEST)
    after = text("Digest of the newer version.", _DIGEST)
    added = many(NamedEntrySchema, "New parties.")
    removed = many(NamedEntrySchema, "Delisted parties.")
    changed = many(ChangedEntrySchema, "Changed parties.")
