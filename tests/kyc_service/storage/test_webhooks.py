from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import Coverage, VerificationStatus
from kyc_service.domain.webhooks import Delivery, DeliveryStatus
from kyc_service.errors import AttemptLostError, NotFoundError
from kyc_service.settings import Secret
from kyc_service.storage.database import Database
from kyc_service.storage.tables import webhook_endpoints
from kyc_service.storage.work import Work
from kyc_service.tasks import Task
from tests.fixtures.parties import LEASE, start

URL = "https://receiver.example/hook"
KIND = "verification.updated"
OVER = dt.timedelta(0)


def send(work: Work) -> Delivery:
    work.webhooks.endpoints.add(URL, Secret("whsec_abc"))
    event = work.webhooks.events.add(KIND, start(work).verification)
    return work.webhooks.deliveries.of_event(event.id)[0]


def test_an_endpoint_comes_back_with_its_secret_which_is_sealed(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        endpoint = work.webhooks.endpoints.add(URL, Secret("whsec_abc"))
        assert work.webhooks.endpoints.get(endpoint.id) == endpoint
        assert work.webhooks.endpoints.list() == (endpoint,)
        assert endpoint.secret.reveal() == "whsec_abc"
        with pytest.raises(NotFoundError):
            work.webhooks.endpoints.get("whe_" + "0" * 32)
    with database._engine.begin() as connection:
        assert b"whsec" not in connection.execute(select(webhook_endpoints.c.secret)).scalar_one()


def test_a_disabled_endpoint_gets_nothing_more(work: Work) -> None:
    kept, gone = (work.webhooks.endpoints.add(URL, Secret("s")) for _ in range(2))
    disabled = work.webhooks.endpoints.disable(gone.id)
    assert disabled.disabled_at is not None
    assert work.webhooks.endpoints.disable(gone.id) == disabled
    assert work.webhooks.endpoints.list(live_only=True) == (kept,)
    event = work.webhooks.events.add(KIND, start(work).verification)
    assert [delivery.endpoint.id for delivery in work.webhooks.deliveries.of_event(event.id)] == [kept.id]


def test_an_event_is_made_once_for_each_state(work: Work) -> None:
    work.webhooks.endpoints.add(URL, Secret("s"))
    verification = start(work).verification
    first = work.webhooks.events.add(KIND, verification)
    assert work.webhooks.events.add(KIND, verification) == first
    assert (first.status, first.sequence, first.reference) == ("processing", 1, "shop-1")
    moved = work.verifications.step(verification, VerificationStatus.CLEAR, coverage=Coverage.COMPLETE, reason=None)
    second = work.webhooks.events.add(KIND, moved)
    assert second.id != first.id
    assert work.webhooks.events.get(first.id) == first
    page = work.webhooks.events.page(None, 1)
    assert page.items == (second,)
    assert work.webhooks.events.page(page.next, 1).items == (first,)
    assert len(work.webhooks.deliveries.of_event(first.id)) == 1


def test_a_delivery_is_asked_for_in_the_same_transaction(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        delivery = send(work)
    with database.open_system() as system:
        (ring,) = system.outbox.claim(10)
        assert system.sweeper.tenant_of_delivery(delivery.id) == tenant.id
    assert (ring.task, ring.ids) == (Task.DELIVER_EVENT, {"delivery_id": delivery.id})


def test_a_delivery_is_tried_by_one_worker_at_a_time(work: Work) -> None:
    delivery = send(work)
    mine = work.webhooks.deliveries.claim(delivery.id, LEASE)
    assert mine is not None
    assert (mine.attempt, mine.status) == (1, DeliveryStatus.PENDING)
    assert work.webhooks.deliveries.claim(delivery.id, LEASE) is None


def test_a_worker_that_was_asleep_marks_nothing(work: Work) -> None:
    delivery = send(work)
    sleeper = work.webhooks.deliveries.claim(delivery.id, OVER)
    other = work.webhooks.deliveries.claim(delivery.id, LEASE)
    assert sleeper is not None
    assert other is not None
    with pytest.raises(AttemptLostError):
        work.webhooks.deliveries.mark(sleeper, "delivered", 200, None)
    done = work.webhooks.deliveries.mark(other, "delivered", 204, None)
    assert (done.status, done.last_status, done.attempt) == (DeliveryStatus.DELIVERED, 204, 2)
    assert work.webhooks.deliveries.claim(delivery.id, LEASE) is None
    with pytest.raises(AttemptLostError):
        work.webhooks.deliveries.mark(other, "dead", None, None)


def test_a_delivery_that_failed_is_asked_for_again_at_its_time(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        delivery = send(work)
    with database.open_system() as system:
        system.outbox.sent([ring.id for ring in system.outbox.claim(10)])
    with database.open_work(tenant.id, "tester") as work:
        claimed = work.webhooks.deliveries.claim(delivery.id, LEASE)
        assert claimed is not None
        later = work.webhooks.deliveries.mark(claimed, "pending", 503, work.now() + LEASE)
        assert (later.attempt, later.last_status, later.lease_until) == (1, 503, None)
        assert work.webhooks.deliveries.claim(delivery.id, LEASE) is None
        again = work.webhooks.deliveries
        work.outbox.ask(Task.DELIVER_EVENT, delivery.id, not_before=work.now(), delivery_id=delivery.id)
        assert again.get(delivery.id).due_at == later.due_at
    with database.open_system() as system:
        assert len(system.outbox.claim(10)) == 1


def test_a_delivery_to_a_disabled_endpoint_is_dead(work: Work) -> None:
    delivery = send(work)
    work.webhooks.endpoints.disable(delivery.endpoint.id)
    assert work.webhooks.deliveries.claim(delivery.id, LEASE) is None
    assert work.webhooks.deliveries.get(delivery.id).status is DeliveryStatus.DEAD


def test_what_is_not_there_is_not_found(work: Work) -> None:
    with pytest.raises(NotFoundError):
        work.webhooks.deliveries.get("dlv_" + "0" * 32)
    with pytest.raises(NotFoundError):
        work.webhooks.events.get("evt_" + "0" * 32)
    assert work.webhooks.deliveries.claim("dlv_" + "0" * 32, LEASE) is None
