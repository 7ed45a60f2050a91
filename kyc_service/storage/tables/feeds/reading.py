"""How far each feed was read, whom on file it spoke of, and each tenant's terms."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, Table

from kyc_service.domain.feeds.reviews import DueReason
from kyc_service.storage.tables.base import instant, key, metadata, number, one_of, owner, points, text

register_feeds = Table(
    "register_feeds",
    metadata,
    key("feed_id"),
    text("cursor", null=True),
    number("version"),
    instant("begun_at"),
    instant("read_at", null=True),
    instant("event_at", null=True),
    instant("failed_at", null=True),
    text("code", null=True),
    instant("gap_at", null=True),
    number("events"),
    number("concerned"),
    number("gaps"),
    CheckConstraint("(failed_at IS NULL) = (code IS NULL)", name="failed"),
)

reverify_marks = Table(
    "reverify_marks",
    metadata,
    owner(),
    key("subject_id"),
    text("register"),
    text("reason"),
    instant("first_at"),
    instant("last_at"),
    instant("due_at"),
    number("times"),
    points("subject_id", "subjects", erased_with=True),
    one_of("reason", DueReason),
    Index(None, "due_at"),
)

review_terms = Table(
    "review_terms",
    metadata,
    owner(),
    number("high_days"),
    number("medium_days"),
    number("low_days"),
    text("yearly_on", null=True),
    number("version"),
    text("set_by"),
    instant("set_at"),
    CheckConstraint("high_days > 0 AND medium_days > 0 AND low_days > 0", name="days"),
)
