"""What was sent to the endpoints of programs: how each delivery went, once more by hand, and a test message."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from kyc_service.domain.webhooks import Delivery, DeliveryStatus, Endpoint
from kyc_service.egress.webhooks import DeliveryAnswer
from kyc_service.errors import ConflictError, Fault, InvalidInputError
from kyc_service.services.programs import messages
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import Work

TEST_KIND = "webhook.test"
"""Type of the message that only tries the way."""
MOST_AT_ONCE = 500
"""Events that one call sends again."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What was begun anew."""

    events: int
    next_since: dt.datetime | None
    """From when on to ask for the rest; None when that was all."""


def replay(work: Work, delivery_id: str) -> Delivery:
    """Deliver once more, from the first try on; the policy is asked again when it is sent.

    Raises NotFoundError, and ConflictError for one that is on its way, or whose endpoint is disabled.
    """
    delivery = work.webhooks.deliveries.get(delivery_id)
    _refuse_disabled(delivery.endpoint)
    if delivery.status is DeliveryStatus.PENDING:
        message = "it is on its way already"
        raise ConflictError(message, "delivery_pending")
    again = work.webhooks.deliveries.again(delivery)
    details = {"delivery_id": delivery.id, "endpoint_id": delivery.endpoint.id}
    work.audit.append("webhook.replayed", delivery.status.value, details=details)
    return again


def replay_range(
    work: Work, endpoint_id: str, since: dt.datetime, until: dt.datetime | None = None, *, everything: bool = False
) -> Replayed:
    """Send an endpoint what happened in a span of time and did not reach it; `MOST_AT_ONCE` events, the oldest first.

    `everything` sends what arrived once more as well, for a receiver that lost it. Raises NotFoundError,
    InvalidInputError for a span that ends before it begins, and ConflictError for a disabled endpoint.
    """
    end = until or work.now()
    if end <= since:
        raise InvalidInputError([Fault("/until", "ends_before_it_begins")])
    _refuse_disabled(work.webhooks.endpoints.get(endpoint_id))
    count, rest = work.webhooks.events.send_again(endpoint_id, since, end, MOST_AT_ONCE, everything=everything)
    details: dict[str, str | int] = {
        "endpoint_id": endpoint_id,
        "since": since.isoformat(),
        "until": end.isoformat(),
        "events": count,
    }
    work.audit.append("webhook.replayed", "everything" if everything else "undelivered", details=details)
    return Replayed(count, rest)


def send_test(rt: Runtime, work_of: tuple[str, str], endpoint_id: str) -> DeliveryAnswer:
    """Send a signed message without any content to an endpoint, once and now; `work_of` are tenant and actor.

    Nothing about a subject is in it, so there is nothing for the policy to decide. Raises NotFoundError, and
    ConflictError for a disabled endpoint.
    """
    with rt.open_work(*work_of, read_only=True) as work:
        endpoint, now = work.webhooks.endpoints.get(endpoint_id), work.now()
    _refuse_disabled(endpoint)
    body = messages.write(TEST_KIND, now, {})
    answer = messages.send(rt.settings, endpoint, f"evt_{uuid.uuid4().hex}", body, now)
    with rt.open_work(*work_of) as work:
        details: dict[str, str | int] = {"endpoint_id": endpoint.id, "status": answer.status or 0}
        work.audit.append("webhook.tested", answer.status_class, details=details)
    return answer


def _refuse_disabled(endpoint: Endpoint) -> None:
    if endpoint.disabled_at is not None:
        message = "its endpoint is disabled; enable it first"
        raise ConflictError(message, "endpoint_disabled")
