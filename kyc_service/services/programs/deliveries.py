"""What was sent to the endpoints of programs: how each delivery went, once more by hand, and a test message."""

from __future__ import annotations

import datetime as dt
import json
import uuid

from kyc_service.domain.webhooks import Delivery, DeliveryStatus, Endpoint
from kyc_service.egress.webhooks import DeliveryAnswer, post, sign
from kyc_service.errors import ConflictError
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import Work

TEST_KIND = "webhook.test"
"""Type of the message that only tries the way."""


def disable(work: Work, endpoint_id: str) -> Endpoint:
    """Send nothing more to an endpoint; harmless to repeat. Raises NotFoundError."""
    before = work.webhooks.endpoints.get(endpoint_id)
    endpoint = work.webhooks.endpoints.disable(endpoint_id)
    if before.disabled_at is None:
        work.audit.append("webhook.disabled", "done", details={"endpoint_id": endpoint_id})
    return endpoint


def replay(work: Work, delivery_id: str) -> Delivery:
    """Deliver once more, from the first try on; the policy is asked again when it is sent.

    Raises NotFoundError, and ConflictError for one that is on its way, or whose endpoint is disabled.
    """
    delivery = work.webhooks.deliveries.get(delivery_id)
    if delivery.endpoint.disabled_at is not None:
        message = "its endpoint is disabled; register the address again"
        raise ConflictError(message, "endpoint_disabled")
    if delivery.status is DeliveryStatus.PENDING:
        message = "it is on its way already"
        raise ConflictError(message, "delivery_pending")
    again = work.webhooks.deliveries.again(delivery)
    details = {"delivery_id": delivery.id, "endpoint_id": delivery.endpoint.id}
    work.audit.append("webhook.replayed", delivery.status.value, details=details)
    return again


def send_test(rt: Runtime, work_of: tuple[str, str], endpoint_id: str) -> DeliveryAnswer:
    """Send a signed message without any content to an endpoint, once and now; `work_of` are tenant and actor.

    Nothing about a subject is in it, so there is nothing for the policy to decide. Raises NotFoundError, and
    ConflictError for a disabled endpoint.
    """
    with rt.open_work(*work_of, read_only=True) as work:
        endpoint, now = work.webhooks.endpoints.get(endpoint_id), work.now()
    if endpoint.disabled_at is not None:
        message = "this endpoint is disabled; register the address again"
        raise ConflictError(message, "endpoint_disabled")
    answer = _send(rt, endpoint, now)
    with rt.open_work(*work_of) as work:
        details: dict[str, str | int] = {"endpoint_id": endpoint.id, "status": answer.status or 0}
        work.audit.append("webhook.tested", answer.status_class, details=details)
    return answer


def _send(rt: Runtime, endpoint: Endpoint, now: dt.datetime) -> DeliveryAnswer:
    body = json.dumps({"type": TEST_KIND, "timestamp": now.isoformat(), "data": {}}, separators=(",", ":")).encode()
    ident, stamp = f"evt_{uuid.uuid4().hex}", int(now.timestamp())
    headers = {
        "content-type": "application/json",
        "webhook-id": ident,
        "webhook-timestamp": str(stamp),
        "webhook-signature": sign(endpoint.secret, ident, stamp, body),
    }
    return post(endpoint.url, headers, body, test_hosts=rt.settings.webhook_test_hosts)
