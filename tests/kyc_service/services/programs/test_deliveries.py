"""Deliveries: once more by hand, and a test message, to a real receiver on loopback."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator

import pytest

from kyc_service.domain.tenants import Tenant
from kyc_service.domain.webhooks import DeliveryStatus, Endpoint
from kyc_service.egress.webhooks import verify
from kyc_service.errors import ConflictError
from kyc_service.services import verifications, webhooks
from kyc_service.services.programs import deliveries, standing
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Secret
from tests.fixtures.http_servers import QuietHandler, serve
from tests.fixtures.runtimes import submission

ACTOR = "acc_admin"


class Listening:
    def __init__(self) -> None:
        self.status = 204
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.host = ""


@pytest.fixture
def listening() -> Iterator[Listening]:
    made = Listening()

    class Handler(QuietHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(made.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

    with serve(Handler) as made.host:
        yield made


@pytest.fixture
def rt(loaded_runtime: Runtime, listening: Listening) -> Runtime:
    settings = dataclasses.replace(loaded_runtime.settings, webhook_test_hosts=(listening.host,))
    return dataclasses.replace(loaded_runtime, settings=settings)


@pytest.fixture
def registered(rt: Runtime, tenant: Tenant, listening: Listening) -> tuple[Endpoint, Secret]:
    with rt.open_work(tenant.id, ACTOR) as work:
        return webhooks.register(work, f"http://{listening.host}/hook")


def send_one(rt: Runtime, tenant: Tenant) -> str:
    """Deliver the change of one verification; return the delivery's id."""
    with rt.open_work(tenant.id, "tester") as work:
        made = verifications.submit(work, rt.policy, submission("shop-1"))
    verifications.run(rt, made.id)
    with rt.open_work(tenant.id, "tester", read_only=True) as work:
        found = work.webhooks.deliveries.page(None, 1).items[0].id
    webhooks.deliver(rt, found)
    return found


def test_a_delivery_goes_out_once_more_under_the_same_id(
    rt: Runtime, tenant: Tenant, listening: Listening, registered: tuple[Endpoint, Secret]
) -> None:
    del registered
    sent = send_one(rt, tenant)
    with rt.open_work(tenant.id, ACTOR) as work:
        assert deliveries.replay(work, sent).status is DeliveryStatus.PENDING
    with pytest.raises(ConflictError) as caught, rt.open_work(tenant.id, ACTOR) as work:
        deliveries.replay(work, sent)
    assert caught.value.code == "delivery_pending"
    webhooks.deliver(rt, sent)
    assert len({headers["webhook-id"] for headers, _ in listening.got}) == 1
    assert len(listening.got) == 2
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        found = work.webhooks.deliveries.get(sent)
        assert (found.status, found.attempt, found.last_status) == (DeliveryStatus.DELIVERED, 1, 204)


def test_to_a_disabled_endpoint_nothing_goes(
    rt: Runtime, tenant: Tenant, listening: Listening, registered: tuple[Endpoint, Secret]
) -> None:
    sent, endpoint = send_one(rt, tenant), registered[0]
    for _ in range(2):
        with rt.open_work(tenant.id, ACTOR) as work:
            standing.disable(work, endpoint.id)
    with rt.open_work(tenant.id, ACTOR) as work, pytest.raises(ConflictError):
        deliveries.replay(work, sent)
    with pytest.raises(ConflictError):
        deliveries.send_test(rt, (tenant.id, ACTOR), endpoint.id)
    assert len(listening.got) == 1
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        assert [one.op for one in work.audit.page(None, 50).items].count("webhook.disabled") == 1


@pytest.mark.parametrize(("status", "outcome"), [(204, "ok"), (410, "gone"), (500, "retry")])
def test_a_test_message_is_signed_and_empty(
    rt: Runtime,
    tenant: Tenant,
    listening: Listening,
    registered: tuple[Endpoint, Secret],
    status: int,
    outcome: str,
) -> None:
    endpoint, secret = registered
    listening.status = status
    answer = deliveries.send_test(rt, (tenant.id, ACTOR), endpoint.id)
    assert (answer.status_class, answer.status) == (outcome, status)
    ((headers, body),) = listening.got
    assert verify(secret, headers, body, dt.datetime.now(dt.UTC))
    assert (json.loads(body)["type"], json.loads(body)["data"]) == ("webhook.test", {})


def test_deliveries_are_listed_newest_first_by_status(
    rt: Runtime, tenant: Tenant, registered: tuple[Endpoint, Secret]
) -> None:
    sent = send_one(rt, tenant)
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        page = work.webhooks.deliveries.page
        everything = page(None, 50).items
        assert sorted((one.event.created_at for one in everything), reverse=True) == [
            one.event.created_at for one in everything
        ]
        assert [one.id for one in page(None, 50, status=DeliveryStatus.DELIVERED).items] == [sent]
        assert page(None, 50, endpoint_id="whe_" + "0" * 32).items == ()
        first = page(None, 1)
        walked = [*first.items]
        while first.next:
            first = page(first.next, 1)
            walked += first.items
        assert tuple(walked) == page(None, 50, endpoint_id=registered[0].id).items
