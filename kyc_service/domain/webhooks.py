"""Webhooks: where a tenant wants to hear, what there is to tell, and each try to deliver it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kyc_service.settings import Secret


class DeliveryStatus(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    REFUSED = "refused"
    """The policy says no."""
    DEAD = "dead"
    """Given up: too many tries, or the endpoint is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An address of a tenant that gets events."""

    id: str
    url: str
    secret: Secret
    """As `whsec_...`; events are signed with it."""
    created_at: dt.datetime
    disabled_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something a receiver can hear about: ids and a status, as they were then."""

    id: str
    kind: str
    verification_id: str
    subject_id: str
    reference: str
    """The client's name for the business."""
    status: str
    sequence: int
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event on its way to one endpoint."""

    id: str
    event: Event
    endpoint: Endpoint
    status: DeliveryStatus
    attempt: int
    """How often it was tried, the try under way included."""
    due_at: dt.datetime
    lease_until: dt.datetime | None
    last_status: int | None
    """What the receiver last answered, as an HTTP status."""
    last_at: dt.datetime | None
