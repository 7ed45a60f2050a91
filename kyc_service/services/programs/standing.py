"""How endpoints stand: what each try tells of them, when one is switched off. Only a person switches it on again."""

from __future__ import annotations

import datetime as dt

import structlog

from kyc_service.domain.webhooks import Delivery, DisableReason, Endpoint, TryError
from kyc_service.egress.webhooks import DeliveryAnswer
from kyc_service.storage.work import Work

DISABLE_AFTER = dt.timedelta(days=5)
"""No try arrived for so long: longer than the ten tries of one event, so that each had all of them.

Source: Standard Webhooks 1.0.0, "Deliverability and reliability": an endpoint that keeps failing for days is disabled.
"""

_log = structlog.get_logger(__name__)


def note(work: Work, delivery: Delivery, answer: DeliveryAnswer) -> None:
    """Write down what a try tells about its endpoint; switch off one that is gone, or has failed for days."""
    endpoint = delivery.endpoint
    if answer.status_class == "ok":
        work.webhooks.endpoints.note_success(endpoint.id)
        return
    since = work.webhooks.endpoints.note_failure(endpoint.id)
    if answer.status_class == "gone":
        _switch_off(work, endpoint, DisableReason.GONE)
    elif work.now() - since >= DISABLE_AFTER:
        _switch_off(work, endpoint, DisableReason.FAILING)


def note_try(work: Work, delivery: Delivery, answer: DeliveryAnswer) -> None:
    """Write a try into the log."""
    work.webhooks.tries.add(delivery, status=answer.status, error=answer.error, milliseconds=answer.milliseconds)
    _log.info(
        "webhook_tried",
        delivery=delivery.id,
        endpoint=delivery.endpoint.id,
        answer=answer.status_class,
        error=answer.error,
        attempt=delivery.attempt,
        milliseconds=answer.milliseconds,
    )


def refuse(work: Work, delivery: Delivery) -> None:
    """Write down that the policy let nothing leave."""
    note_try(work, delivery, DeliveryAnswer("refused", error=TryError.POLICY_REFUSED))


def disable(work: Work, endpoint_id: str) -> Endpoint:
    """Send nothing more to an endpoint; harmless to repeat. Raises NotFoundError."""
    before = work.webhooks.endpoints.get(endpoint_id)
    endpoint = work.webhooks.endpoints.disable(endpoint_id)
    if before.disabled_at is None:
        details = {"endpoint_id": endpoint_id, "reason": DisableReason.BY_HAND.value}
        work.audit.append("webhook.disabled", "done", details=details)
    return endpoint


def enable(work: Work, endpoint_id: str) -> Endpoint:
    """Send to an endpoint again, from now on; harmless to repeat. Raises NotFoundError.

    What happened meanwhile is not sent by itself: that is for whoever asks for the span of time.
    """
    before = work.webhooks.endpoints.get(endpoint_id)
    endpoint = work.webhooks.endpoints.enable(endpoint_id)
    if before.disabled_at is not None:
        work.audit.append("webhook.enabled", "done", details={"endpoint_id": endpoint_id})
    return endpoint


def _switch_off(work: Work, endpoint: Endpoint, reason: DisableReason) -> None:
    if endpoint.disabled_at is not None:
        return
    work.webhooks.endpoints.disable(endpoint.id, reason)
    work.audit.append("webhook.disabled", "by_itself", details={"endpoint_id": endpoint.id, "reason": reason.value})
    _log.warning("webhook_endpoint_disabled", endpoint=endpoint.id, tenant=work.tenant_id, reason=reason.value)
