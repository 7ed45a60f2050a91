"""Webhooks to a real receiver on loopback: signed, thin, once for each change, tried again when it must be."""

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator

import pytest

from kyc_service.domain.tenants import Tenant
from kyc_service.domain.webhooks import DeliveryStatus
from kyc_service.egress.webhooks import verify
from kyc_service.errors import InvalidInputError
from kyc_service.services import verifications, webhooks
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Secret, Settings
from kyc_service.tasks import Task
from tests.fixtures.http_servers import QuietHandler, serve
from tests.fixtures.runtimes import submission


class Receiver:
    """What a marketplace listens with."""

    def __init__(self) -> None:
        self.status = 204
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.host = ""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    listening = Receiver()

    class Handler(QuietHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listening.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(listening.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

    with serve(Handler) as listening.host:
        yield listening


@pytest.fixture
def rt(loaded_runtime: Runtime, receiver: Receiver) -> Runtime:
    settings = dataclasses.replace(loaded_runtime.settings, webhook_test_hosts=(receiver.host,))
    return dataclasses.replace(loaded_runtime, settings=settings)


@pytest.fixture
def secret(rt: Runtime, tenant: Tenant, receiver: Receiver) -> Secret:
    url = webhooks.accept_url(rt.settings, f"http://{receiver.host}/hook")
    with rt.open_work(tenant.id, "key:admin") as work:
        _, made = webhooks.register(work, url)
    return made


def verify_business(rt: Runtime, tenant: Tenant, name: str = "Aero-Caribbean") -> str:
    with rt.open_work(tenant.id, "key:flow") as work:
        made = verifications.submit(work, rt.policy, submission("shop-1", name))
    verifications.run(rt, made.id)
    return made.id


def rung(rt: Runtime) -> list[str]:
    with rt.open_system("relay") as system:
        rings = [ring for ring in system.outbox.claim(100) if ring.task is Task.DELIVER_EVENT]
    return [ring.ids["delivery_id"] for ring in rings]


def status_of(rt: Runtime, tenant: Tenant, delivery_id: str) -> DeliveryStatus:
    with rt.open_work(tenant.id, "tester") as work:
        return work.webhooks.deliveries.get(delivery_id).status


def test_a_change_is_told_signed_and_thin(rt: Runtime, tenant: Tenant, receiver: Receiver, secret: Secret) -> None:
    verification_id = verify_business(rt, tenant)
    (delivery_id,) = rung(rt)
    webhooks.deliver(rt, delivery_id)
    ((headers, body),) = receiver.got
    assert verify(secret, headers, body, dt.datetime.now(dt.UTC))
    assert not verify(secret, headers, body + b" ", dt.datetime.now(dt.UTC))
    message = json.loads(body)
    assert message["type"] == "verification.updated"
    assert message["data"] == {
        "verification_id": verification_id,
        "reference": "shop-1",
        "status": "review",
        "sequence": 2,
    }
    assert b"Aero" not in body
    assert status_of(rt, tenant, delivery_id) is DeliveryStatus.DELIVERED


def test_a_second_delivery_of_the_job_sends_nothing(
    rt: Runtime,
    tenant: Tenant,
    receiver: Receiver,
    secret: Secret,
) -> None:
    assert secret
    verify_business(rt, tenant)
    (delivery_id,) = rung(rt)
    webhooks.deliver(rt, delivery_id)
    webhooks.deliver(rt, delivery_id)
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    ("status", "expected"),
    [(500, DeliveryStatus.PENDING), (302, DeliveryStatus.PENDING), (410, DeliveryStatus.DEAD)],
)
def test_a_failure_is_tried_again_and_gone_is_not(
    rt: Runtime,
    tenant: Tenant,
    receiver: Receiver,
    secret: Secret,
    status: int,
    expected: DeliveryStatus,
) -> None:
    assert secret
    receiver.status = status
    verify_business(rt, tenant)
    (delivery_id,) = rung(rt)
    webhooks.deliver(rt, delivery_id)
    assert status_of(rt, tenant, delivery_id) is expected
    with rt.open_work(tenant.id, "tester") as work:
        delivery = work.webhooks.deliveries.get(delivery_id)
        assert (delivery.endpoint.disabled_at is not None) == (status == 410)
        assert delivery.due_at > work.now() or status == 410


def test_what_was_sent_is_in_the_ledger(rt: Runtime, tenant: Tenant, secret: Secret) -> None:
    assert secret
    verification_id = verify_business(rt, tenant)
    (delivery_id,) = rung(rt)
    webhooks.deliver(rt, delivery_id)
    with rt.open_work(tenant.id, "key:privacy") as work:
        subject_id = work.verifications.get(verification_id).subject_id
        lines = [line for line in work.ledger.of_subject(subject_id) if line.channel.startswith("webhook:")]
    assert [line.recipient for line in lines] == ["platform_backend"]


@pytest.mark.parametrize("url", ["http://example.com/", "https://127.0.0.1/", "https://10.0.0.1/", "ftp://x/", "x"])
def test_an_address_that_is_not_public_https_is_refused(url: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        webhooks.accept_url(Settings.from_env({}), url)
    assert all(fault.code.startswith("webhook_url_") for fault in caught.value.faults)


def test_the_services_own_name_is_refused() -> None:
    settings = Settings.from_env({"KYC_ALLOWED_HOSTS": "kyc.example.com"})
    with pytest.raises(InvalidInputError) as caught:
        webhooks.accept_url(settings, "https://kyc.example.com/hook")
    assert [fault.code for fault in caught.value.faults] == ["webhook_url_self"]
