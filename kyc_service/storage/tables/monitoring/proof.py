"""How coverage stood each day, and the signed reports of months. Counts and ids of lists: of nobody."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, Table

from kyc_service.storage.tables.base import blob, instant, key, metadata, number, owner, text

COUNTS = ("active", "restricted", "screened", "pending", "failed")

coverage_days = Table(
    "coverage_days",
    metadata,
    owner(),
    Column("day", Date, primary_key=True),
    # As it stood at the last look of the day.
    Column("edition", Integer, nullable=True),
    *(number(name) for name in COUNTS),
    number("oldest_seconds"),
    # The most of all looks of the day.
    number("longest_seconds"),
    number("looks"),
    instant("looked_at"),
)

coverage_reports = Table(
    "coverage_reports",
    metadata,
    owner(),
    key("month"),
    instant("made_at"),
    text("sha256"),
    blob("document"),
)
