"""Tables of runs that come round, heartbeats, and leases of whole processes."""

from __future__ import annotations

from sqlalchemy import Column, Float, Table

from kyc_service.storage.tables.base import instant, json, key, metadata, text

schedules = Table(
    "schedules",
    metadata,
    key("name"),
    text("task"),
    json("ids"),
    Column("seconds", Float, nullable=False),
    instant("next_at"),
    instant("last_at", null=True),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    key("name"),
    instant("at"),
)

leases = Table(
    "leases",
    metadata,
    key("name"),
    text("owner"),
    instant("until"),
)
