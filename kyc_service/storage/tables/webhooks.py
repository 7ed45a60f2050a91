"""Tables of webhook endpoints, events and deliveries."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, UniqueConstraint

from kyc_service.domain.verifications import VerificationStatus
from kyc_service.storage.tables.base import blob, instant, key, metadata, number, one_of, owner, points, text

webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    owner(),
    key(),
    text("url"),
    blob("secret"),
    instant("created_at"),
    instant("disabled_at", null=True),
    text("disabled_reason", null=True),
    instant("failing_since", null=True),
)

# The newest secret stands with its endpoint: a program of the version before this one signs with that.
webhook_secrets = Table(
    "webhook_secrets",
    metadata,
    owner(),
    key(),
    text("endpoint_id"),
    blob("secret"),
    instant("retired_at"),
    instant("expires_at"),
    points("endpoint_id", "webhook_endpoints"),
    Index(None, "tenant_id", "endpoint_id"),
    Index(None, "expires_at"),
)

webhook_events = Table(
    "webhook_events",
    metadata,
    owner(),
    key(),
    text("kind"),
    text("verification_id"),
    text("subject_id"),
    text("status"),
    number("sequence"),
    instant("created_at"),
    points("verification_id", "verifications"),
    points("subject_id", "subjects"),
    one_of("status", VerificationStatus),
    UniqueConstraint("tenant_id", "verification_id", "sequence", "kind"),
    Index(None, "tenant_id", "created_at", "id"),
    Index(None, "tenant_id", "subject_id"),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    owner(),
    key(),
    text("event_id"),
    text("endpoint_id"),
    text("status"),
    number("attempt"),
    instant("due_at"),
    instant("lease_until", null=True),
    Column("last_status", Integer),
    instant("last_at", null=True),
    text("last_error", null=True),
    points("event_id", "webhook_events"),
    points("endpoint_id", "webhook_endpoints"),
    CheckConstraint("status IN ('pending', 'delivered', 'refused', 'dead')", name="status"),
    UniqueConstraint("id"),
    UniqueConstraint("tenant_id", "event_id", "endpoint_id"),
    Index(None, "status", "due_at"),
    Index(None, "tenant_id", "endpoint_id", "status"),
)

webhook_tries = Table(
    "webhook_tries",
    metadata,
    owner(),
    key(),
    text("delivery_id"),
    number("number"),
    instant("tried_at"),
    Column("status", Integer),
    text("error", null=True),
    number("milliseconds"),
    points("delivery_id", "webhook_deliveries", erased_with=True),
    Index(None, "tenant_id", "delivery_id", "tried_at"),
    Index(None, "tried_at"),
)
