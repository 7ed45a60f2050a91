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


class EventKind(StrEnum):
    """What an event is about. Programs of clients compare these words: none is ever changed."""

    VERIFICATION_UPDATED = "verification.updated"
    """The state of a verification is another one; with it what `clearance` answers may be."""


class DisableReason(StrEnum):
    """Why nothing more is sent to an endpoint."""

    BY_HAND = "by_hand"
    GONE = "gone"
    """It answered 410: it wants no more."""
    FAILING = "failing"
    """Every try failed for days."""


class TryError(StrEnum):
    """Why a try did not arrive, as far as the sender can tell."""

    ADDRESS_REFUSED = "address_refused"
    """The address is not public any more: nothing was sent."""
    NAME_UNKNOWN = "name_unknown"
    """The host's name has no address."""
    CONNECTION_FAILED = "connection_failed"
    TLS_FAILED = "tls_failed"
    TIMED_OUT = "timed_out"
    ANSWER_UNREADABLE = "answer_unreadable"
    """No HTTP, or more than is read."""
    REDIRECTED = "redirected"
    """Nothing is followed."""
    GONE = "gone"
    NOT_ACCEPTED = "not_accepted"
    """Any other answer than 2xx."""
    POLICY_REFUSED = "policy_refused"
    """The policy let nothing leave: nothing was sent."""
    ENDPOINT_DISABLED = "endpoint_disabled"
    """Nothing was sent: the endpoint was switched off meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerSecret:
    """A signing secret that was replaced, and signs beside the new one until its time is over."""

    id: str
    secret: Secret
    retired_at: dt.datetime
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An address of a tenant that gets events."""

    id: str
    url: str
    secret: Secret
    """As `whsec_...`; events are signed with it, and with those it replaced as long as they last."""
    created_at: dt.datetime
    disabled_at: dt.datetime | None
    disabled_reason: DisableReason | None = None
    failing_since: dt.datetime | None = None
    """First failed try since the last one that arrived; None while the last one arrived."""
    former: tuple[FormerSecret, ...] = ()
    """Secrets that still sign beside it, the newest first."""

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Every secret that signs now, the newest first."""
        return (self.secret, *(one.secret for one in self.former))


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
    last_error: TryError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One try to deliver, as it went."""

    id: str
    delivery_id: str
    number: int
    """1 for the first; begins anew when a person sends it again."""
    tried_at: dt.datetime
    status: int | None
    """HTTP status of the answer, when there was one."""
    error: TryError | None
    """None when it arrived."""
    milliseconds: int
    """From the look-up of the name to the answer; 0 when nothing was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events to list; each part that is given narrows it."""

    kind: str | None = None
    endpoint_id: str | None = None
    """Only those with a delivery to this endpoint."""
    status: DeliveryStatus | None = None
    """Only those with a delivery that stands so, to that endpoint if one is given."""
    since: dt.datetime | None = None
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """One delivery of an event, as lists of events show it."""

    id: str
    endpoint_id: str
    url: str
    status: DeliveryStatus
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event with how it goes to each endpoint."""

    event: Event
    goings: tuple[Going, ...]
