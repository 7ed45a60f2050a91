"""Webhooks: tell the onboarding flow that something changed, signed, thin and in neutral words."""

from __future__ import annotations

import base64
import datetime as dt
import json
import secrets

import structlog

from kyc_service.domain.personal import Fields
from kyc_service.domain.webhooks import Delivery, Endpoint
from kyc_service.egress.addresses import check_webhook_url, parse_url
from kyc_service.egress.webhooks import DeliveryAnswer, post, sign
from kyc_service.errors import Fault, InvalidInputError, NotFoundError
from kyc_service.services import disclosures
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Secret, Settings
from kyc_service.storage.work import Work

PAUSES = tuple(dt.timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400))
"""Between ten tries over 75 hours. Source: Standard Webhooks 1.0.0, "Deliverability and reliability"."""
MAX_PAUSE = dt.timedelta(days=1)
SECRET_BYTES = 32
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Own names that every machine has; an address there is refused as not public anyway."""

_log = structlog.get_logger(__name__)


def accept_url(settings: Settings, url: str) -> str:
    """Return an address in the form to store. Looks its name up, so ask before a transaction begins.

    Raises InvalidInputError with what is wrong with the address.
    """
    own = tuple(host for host in settings.allowed_hosts if host not in _LOOPBACK)
    codes = check_webhook_url(url, test_hosts=settings.webhook_test_hosts, own_hosts=own)
    if codes:
        raise InvalidInputError([Fault("/url", code) for code in codes])
    return parse_url(url, test_hosts=settings.webhook_test_hosts).url


def register(work: Work, url: str) -> tuple[Endpoint, Secret]:
    """Add an endpoint at an address that was accepted. The secret is shown once."""
    secret = Secret("whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode())
    endpoint = work.webhooks.endpoints.add(url, secret)
    work.audit.append("webhook.registered", "done", details={"endpoint_id": endpoint.id})
    return endpoint, secret


def deliver(rt: Runtime, delivery_id: str) -> None:
    """Try one delivery. The policy is asked again at the moment of sending."""
    with rt.open_system(read_only=True) as system:
        tenant_id = system.sweeper.tenant_of_delivery(delivery_id)
    if tenant_id is None:
        raise NotFoundError
    with rt.open_work(tenant_id, "webhooks") as work:
        delivery = work.webhooks.deliveries.claim(delivery_id, rt.settings.lease)
        if delivery is None:
            return
        body = _prepare(rt, work, delivery)
        now = work.now()
    if body is None:
        return
    answer = _send(rt, delivery, body, now)
    with rt.open_work(tenant_id, "webhooks") as work:
        _mark(work, delivery, answer)


def _prepare(rt: Runtime, work: Work, delivery: Delivery) -> bytes | None:
    """Make what leaves, through the gate and with its ledger line; None when the policy says no."""
    event = delivery.event
    payload: Fields = {
        "check.id": event.verification_id,
        "check.reference": event.reference,
        "check.status": event.status,
        "check.sequence": event.sequence,
    }
    leaving = disclosures.prepare(
        work,
        rt.policy,
        disclosures.ONBOARDING,
        payload,
        subject_id=event.subject_id,
        verification_id=event.verification_id,
        channel=f"webhook:{delivery.endpoint.id}",
    )
    disclosures.record(work, leaving)
    if not leaving.decision.allowed:
        work.webhooks.deliveries.mark(delivery, "refused", None, None)
        return None
    names = {"check.id": "verification_id", "check.reference": "reference"}
    data = {names.get(path, path.removeprefix("check.")): value for path, value in leaving.leaving.items()}
    message = {"type": event.kind, "timestamp": event.created_at.isoformat(), "data": data}
    return json.dumps(message, separators=(",", ":")).encode()


def _send(rt: Runtime, delivery: Delivery, body: bytes, now: dt.datetime) -> DeliveryAnswer:
    secret = delivery.endpoint.secret
    stamp = int(now.timestamp())
    headers = {
        "content-type": "application/json",
        "webhook-id": delivery.event.id,
        "webhook-timestamp": str(stamp),
        "webhook-signature": sign(secret, delivery.event.id, stamp, body),
    }
    return post(delivery.endpoint.url, headers, body, test_hosts=rt.settings.webhook_test_hosts)


def _mark(work: Work, delivery: Delivery, answer: DeliveryAnswer) -> None:
    """Write down what the receiver said, and when to try again."""
    _log.info("webhook_tried", delivery=delivery.id, answer=answer.status_class, attempt=delivery.attempt)
    if answer.status_class == "ok":
        work.webhooks.deliveries.mark(delivery, "delivered", answer.status, None)
    elif answer.status_class == "gone":
        work.webhooks.endpoints.disable(delivery.endpoint.id)
        work.webhooks.deliveries.mark(delivery, "dead", answer.status, None)
    elif delivery.attempt > len(PAUSES):
        work.webhooks.deliveries.mark(delivery, "dead", answer.status, None)
    else:
        pause = PAUSES[delivery.attempt - 1]
        if answer.retry_after is not None:
            pause = min(max(pause, dt.timedelta(seconds=answer.retry_after)), MAX_PAUSE)
        jitter = 1 + secrets.randbelow(100) / 1000
        work.webhooks.deliveries.mark(delivery, "pending", answer.status, work.now() + pause * jitter)
