"""How endpoints stand: tries are logged by code, failure for days switches off, and only a person switches on."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from kyc_service.domain.webhooks import Delivery, DeliveryStatus, DisableReason, TryError
from kyc_service.egress.webhooks import DeliveryAnswer
from kyc_service.errors import ConflictError, InvalidInputError
from kyc_service.services import verifications, webhooks
from kyc_service.services.programs import deliveries, standing
from kyc_service.services.runtime import Runtime
from kyc_service.storage.tables import webhook_deliveries, webhook_endpoints
from tests.fixtures.databases import add_tenant
from tests.fixtures.runtimes import submission

ACTOR = "acc_admin"
FAILED = DeliveryAnswer("retry", 503, error=TryError.NOT_ACCEPTED, milliseconds=42)
OK = DeliveryAnswer("ok", 204, milliseconds=7)
GONE = DeliveryAnswer("gone", 410, error=TryError.GONE)
LEASE = dt.timedelta(minutes=1)


@dataclasses.dataclass
class Scene:
    """A tenant with one endpoint, and a delivery to it."""

    rt: Runtime
    tenant_id: str
    endpoint_id: str
    delivery_id: str

    def answer(self, said: DeliveryAnswer) -> Delivery:
        """Try the delivery now, whenever it is due; the endpoint says this."""
        with self.rt.database._engine.begin() as connection:
            due = {"due_at": dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)}
            connection.execute(webhook_deliveries.update().values(due))
        with self.rt.open_work(self.tenant_id, ACTOR) as work:
            held = work.webhooks.deliveries.claim(self.delivery_id, LEASE)
            assert held is not None
            webhooks._mark(work, held, said)
            return work.webhooks.deliveries.get(self.delivery_id)

    def began_to_fail(self, ago: dt.timedelta) -> None:
        with self.rt.database._engine.begin() as connection:
            connection.execute(webhook_endpoints.update().values(failing_since=dt.datetime.now(dt.UTC) - ago))


@pytest.fixture
def scene(sqlite_database_runtime: Runtime) -> Scene:
    rt = sqlite_database_runtime
    tenant = add_tenant(rt.database, "Test Marketplace")
    with rt.open_work(tenant.id, ACTOR) as work:
        endpoint, _ = webhooks.register(work, "https://hooks.example/kyc")
        made = verifications.submit(work, rt.policy, submission())
        verifications.announce(work, made)
        delivery = work.webhooks.deliveries.page(None, 1).items[0]
    return Scene(rt, tenant.id, endpoint.id, delivery.id)


def test_ten_tries_with_longer_and_longer_pauses_then_it_is_given_up(scene: Scene) -> None:
    for number in range(1, 10):
        found = scene.answer(FAILED)
        assert (found.status, found.attempt, found.last_error) == (
            DeliveryStatus.PENDING,
            number,
            TryError.NOT_ACCEPTED,
        )
    assert scene.answer(FAILED).status is DeliveryStatus.DEAD
    with scene.rt.open_work(scene.tenant_id, ACTOR, read_only=True) as work:
        tries = work.webhooks.tries.of(scene.delivery_id)
    assert [one.number for one in tries] == list(range(10, 0, -1))
    assert {(one.status, one.error, one.milliseconds) for one in tries} == {(503, TryError.NOT_ACCEPTED, 42)}


def test_the_pauses_add_up_to_three_days_and_never_shrink_with_jitter() -> None:
    assert sum(webhooks.PAUSES, dt.timedelta()) // dt.timedelta(hours=1) == 75
    for number, pause in enumerate(webhooks.PAUSES, 1):
        drawn = [webhooks.pause_after(number, None) for _ in range(50)]
        assert all(pause <= one <= pause * 1.1 for one in drawn)
        assert len(set(drawn)) > 1, "what failed together does not come back together"
    assert webhooks.pause_after(1, 3600) >= dt.timedelta(hours=1)
    assert webhooks.pause_after(1, 1e9) <= webhooks.MAX_PAUSE * 1.1


def test_a_try_that_arrives_ends_the_failing(scene: Scene) -> None:
    scene.answer(FAILED)
    with scene.rt.open_work(scene.tenant_id, ACTOR, read_only=True) as work:
        since = work.webhooks.endpoints.get(scene.endpoint_id).failing_since
    assert since is not None
    scene.answer(FAILED)
    with scene.rt.open_work(scene.tenant_id, ACTOR, read_only=True) as work:
        assert work.webhooks.endpoints.get(scene.endpoint_id).failing_since == since
    scene.answer(OK)
    with scene.rt.open_work(scene.tenant_id, ACTOR, read_only=True) as work:
        assert work.webhooks.endpoints.get(scene.endpoint_id).failing_since is None


@pytest.mark.parametrize(
    ("ago", "said", "reason"),
    [
        (standing.DISABLE_AFTER - dt.timedelta(hours=1), FAILED, None),
        (standing.DISABLE_AFTER, FAILED, DisableReason.FAILING),
        (dt.timedelta(0), GONE, DisableReason.GONE),
    ],
    ids=["not yet", "for days", "gone"],
)
def test_an_endpoint_is_switched_off_by_itself(
    scene: Scene, ago: dt.timedelta, said: DeliveryAnswer, reason: DisableReason | None
) -> None:
    scene.began_to_fail(ago)
    scene.answer(said)
    with scene.rt.open_work(scene.tenant_id, ACTOR, read_only=True) as work:
        assert work.webhooks.endpoints.get(scene.endpoint_id).disabled_reason == reason
        ends = [one for one in work.audit.page(None, 50).items if one.op == "webhook.disabled"]
        assert [(one.outcome, one.details["reason"]) for one in ends] == ([("by_itself", reason)] if reason else [])
    with scene.rt.open_system("metrics", read_only=True) as system:
        assert system.deliveries.figures().disabled == (reason is not None)


def test_what_happened_while_it_was_off_is_sent_when_asked_for(scene: Scene) -> None:
    scene.answer(GONE)
    with scene.rt.open_work(scene.tenant_id, ACTOR) as work:
        made = verifications.submit(work, scene.rt.policy, submission("shop-2"))
        verifications.announce(work, made)
        began = work.now() - dt.timedelta(hours=1)
    with scene.rt.open_work(scene.tenant_id, ACTOR) as work, pytest.raises(ConflictError):
        deliveries.replay_range(work, scene.endpoint_id, began)
    with scene.rt.open_work(scene.tenant_id, ACTOR) as work:
        assert standing.enable(work, scene.endpoint_id).failing_since is None
        events = work.webhooks.events.page(None, 50).items
        done = deliveries.replay_range(work, scene.endpoint_id, began)
        assert (done.events, done.next_since) == (len(events), None)
        told = work.webhooks.events.tell(events)
        assert {going.status for one in told for going in one.goings} == {DeliveryStatus.PENDING}
        assert deliveries.replay_range(work, scene.endpoint_id, began).events == 0, "what is on its way stays so"


def test_a_long_span_goes_on_where_it_stopped(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "MOST_AT_ONCE", 1)
    scene.answer(OK)
    with scene.rt.open_work(scene.tenant_id, ACTOR) as work:
        for number in range(3):
            verifications.announce(work, verifications.submit(work, scene.rt.policy, submission(f"more-{number}")))
        began = work.now() - dt.timedelta(hours=1)
        for one in work.webhooks.deliveries.page(None, 50).items:
            if one.status is DeliveryStatus.PENDING:
                held = work.webhooks.deliveries.claim(one.id, LEASE)
                assert held is not None
                work.webhooks.deliveries.mark(held, "dead", 500, None)
        dead = len(work.webhooks.deliveries.page(None, 50, status=DeliveryStatus.DEAD).items)
        assert dead > 1
        done = deliveries.replay_range(work, scene.endpoint_id, began)
        rounds = 1
        while done.next_since is not None:
            done = deliveries.replay_range(work, scene.endpoint_id, done.next_since)
            rounds += 1
        assert rounds == dead
        assert work.webhooks.deliveries.get(scene.delivery_id).status is DeliveryStatus.DELIVERED
        with pytest.raises(InvalidInputError):
            deliveries.replay_range(work, scene.endpoint_id, work.now(), began)
    with scene.rt.open_work(scene.tenant_id, ACTOR) as work:
        deliveries.replay_range(work, scene.endpoint_id, began, everything=True)
        assert work.webhooks.deliveries.get(scene.delivery_id).status is DeliveryStatus.PENDING


def test_old_tries_go_after_their_time(scene: Scene) -> None:
    scene.answer(FAILED)
    with scene.rt.open_system("tidy") as system:
        assert system.deliveries.tidy(dt.timedelta(days=30)) == (0, 0)
        assert system.deliveries.tidy(dt.timedelta(seconds=-1)) == (1, 0)
