"""Tables of list versions and where each list stands."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKeyConstraint, LargeBinary, Table

from kyc_service.storage.tables.base import blob, instant, json, key, metadata, number, text

list_versions = Table(
    "list_versions",
    metadata,
    key("source"),
    key("digest"),
    key("parser"),
    Column("published", Date),
    instant("loaded_at"),
    text("origin"),
    number("entries"),
    number("names"),
    Column("packed", LargeBinary, nullable=False),
    CheckConstraint("origin IN ('bundled', 'publisher', 'mirror')", name="origin"),
)

list_refusals = Table(
    "list_refusals",
    metadata,
    key("source"),
    key("digest"),
    key("parser"),
    Column("published", Date),
    instant("refused_at"),
    text("code"),
    text("detail"),
    text("origin"),
    number("entries"),
    number("names"),
    blob("packed"),
    text("status"),
    text("decided_by", null=True),
    instant("decided_at", null=True),
    text("reason", null=True),
    CheckConstraint("status IN ('open', 'approved', 'superseded')", name="status"),
    CheckConstraint("status <> 'approved' OR (decided_by IS NOT NULL AND reason IS NOT NULL)", name="approved"),
)

list_sources = Table(
    "list_sources",
    metadata,
    key("source"),
    text("digest", null=True),
    text("parser", null=True),
    instant("confirmed_at", null=True),
    instant("tried_at", null=True),
    text("error", null=True),
    json("validators"),
    ForeignKeyConstraint(
        ["source", "digest", "parser"],
        ["list_versions.source", "list_versions.digest", "list_versions.parser"],
    ),
)
