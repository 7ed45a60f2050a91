"""Tables of list versions and where each list stands."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKeyConstraint, LargeBinary, Table

from kyc_service.storage.tables.base import instant, json, key, metadata, number, text

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
