"""Webhooks: tell the onboarding flow that something changed, signed, thin and in neutral words."""

from __future__ import annotations

import datetime as dt
import secrets

import structlog

from kyc_service import traces
from kyc_service.domain.personal import Fields
from kyc_service.domain.webhooks import Delivery, Endpoint, TryError
from kyc_service.egress.addresses import check_webhook_url, parse_url
from kyc_service.egress.webhooks import DeliveryAnswer
from kyc_service.errors import AttemptLostError, Fault, InvalidInputError, KycError, NotFoundError
from kyc_service.services import disclosures
from kyc_service.services.programs import messages, standing
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Secret, Settings
from kyc_service.storage.work import Work

PAUSES = tuple(dt.timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400))
"""Between ten tries over 75 hours. Source: Standard Webhooks 1.0.0, "Deliverability and reliability"."""
MAX_PAUSE = dt.timedelta(days=1)
SHORTEST_LEASE = dt.timedelta(seconds=20)
"""A try takes 15 seconds at most: nobody else begins the same one meanwhile."""
JITTER = 0.1
"""Longest part of a pause that is added to it at random, so that what failed together does not come back together."""
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
    secret = messages.make_secret()
    endpoint = work.webhooks.endpoints.add(url, secret)
    work.audit.append("webhook.registered", "done", details={"endpoint_id": endpoint.id})
    return endpoint, secret


def hand_over(rt: Runtime, delivery_id: str) -> None:
    """Leave a delivery to the lane of its endpoint in this process, and wait for nothing."""
    with rt.open_system("webhooks", read_only=True) as system:
        lane = system.deliveries.lane(delivery_id)
    if lane is None:
        raise NotFoundError
    rt.sender.hand_over(lane.endpoint_id, delivery_id, lambda: _deliver_here(rt, delivery_id), failing=lane.failing)


def _deliver_here(rt: Runtime, delivery_id: str) -> bool:
    """Try one delivery in a thread. What goes wrong here leaves it to its lease's end, and a code in the log."""
    try:
        return deliver(rt, delivery_id)
    except AttemptLostError:
        _log.info("webhook_attempt_lost", delivery=delivery_id)
    except KycError as error:
        _log.warning("webhook_not_tried", delivery=delivery_id, code=error.code)
    except Exception as error:  # noqa: BLE001 - a thread's error has nowhere else to go; its text may hold anything
        _log.error("webhook_not_tried", delivery=delivery_id, code=type(error).__name__)
    return True


def deliver(rt: Runtime, delivery_id: str) -> bool:
    """Try one delivery; say whether its endpoint is well. The policy is asked again at the moment of sending.

    Raises NotFoundError, and AttemptLostError when somebody else took it over meanwhile.
    """
    with rt.open_system(read_only=True) as system:
        tenant_id = system.sweeper.tenant_of_delivery(delivery_id)
    if tenant_id is None:
        raise NotFoundError
    with rt.open_work(tenant_id, "webhooks") as work:
        delivery = work.webhooks.deliveries.claim(delivery_id, max(rt.settings.lease, SHORTEST_LEASE))
        if delivery is None:
            return True
        body = _prepare(rt, work, delivery)
        now = work.now()
    if body is None:
        return True
    with traces.span("webhook", verification_id=delivery.event.verification_id):
        answer = messages.send(rt.settings, delivery.endpoint, delivery.event.id, body, now)
        traces.note(kyc__outcome=answer.status_class)
    with rt.open_work(tenant_id, "webhooks") as work:
        _mark(work, delivery, answer)
    return answer.status_class == "ok"


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
        standing.refuse(work, delivery)
        work.webhooks.deliveries.mark(delivery, "refused", None, None, error=TryError.POLICY_REFUSED)
        return None
    names = {"check.id": "verification_id", "check.reference": "reference"}
    data = {names.get(path, path.removeprefix("check.")): value for path, value in leaving.leaving.items()}
    return messages.write(event.kind, event.created_at, data)


def _mark(work: Work, delivery: Delivery, answer: DeliveryAnswer) -> None:
    """Write down what the receiver said, and when to try again."""
    status, next_at = "pending", None
    if answer.status_class == "ok":
        status = "delivered"
    elif answer.status_class == "gone" or delivery.attempt > len(PAUSES):
        status = "dead"
    else:
        next_at = work.now() + pause_after(delivery.attempt, answer.retry_after)
    # First, so that a worker that was asleep writes nothing at all.
    work.webhooks.deliveries.mark(delivery, status, answer.status, next_at, error=answer.error)
    standing.note_try(work, delivery, answer)
    standing.note(work, delivery, answer)
    if status == "dead":
        _log.warning("webhook_given_up", delivery=delivery.id, endpoint=delivery.endpoint.id, error=answer.error)


def pause_after(attempt: int, retry_after: float | None) -> dt.timedelta:
    """Say how long to wait after a failed try, 1 for the first: longer when asked to, with some jitter."""
    pause = PAUSES[attempt - 1]
    if retry_after is not None:
        pause = min(max(pause, dt.timedelta(seconds=retry_after)), MAX_PAUSE)
    return pause * (1 + JITTER * secrets.randbelow(1000) / 1000)
