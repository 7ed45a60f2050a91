"""Rotation: both secrets sign while the overlap lasts, the old one ends by itself; the reference library agrees."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from kyc_service.domain.webhooks import Endpoint
from kyc_service.errors import ConflictError, InvalidInputError
from kyc_service.services import webhooks
from kyc_service.services.programs import deliveries, rotation
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Secret
from kyc_service.storage.tables import webhook_secrets
from tests.fixtures.databases import add_tenant
from tests.fixtures.http_servers import QuietHandler, serve

ACTOR = "acc_admin"
Got = list[tuple[dict[str, str], bytes]]


@dataclasses.dataclass
class Scene:
    rt: Runtime
    tenant_id: str
    endpoint: Endpoint
    secret: Secret
    got: Got

    def rotate(self, hours: int = rotation.USUAL_HOURS) -> Secret:
        with self.rt.open_work(self.tenant_id, ACTOR) as work:
            return rotation.rotate(work, self.endpoint.id, hours)[1]

    def ping(self) -> tuple[dict[str, str], bytes]:
        assert deliveries.send_test(self.rt, (self.tenant_id, ACTOR), self.endpoint.id).status_class == "ok"
        return self.got[-1]

    def signers(self, *secrets: Secret) -> list[bool]:
        """Say which secrets the reference library accepts the next message with."""
        headers, body = self.ping()
        found = []
        for secret in secrets:
            try:
                Webhook(secret.reveal()).verify(body, headers)
            except WebhookVerificationError:
                found.append(False)
            else:
                found.append(True)
        return found


@pytest.fixture
def scene(sqlite_database_runtime: Runtime) -> Iterator[Scene]:
    got: Got = []

    class Handler(QuietHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(204)
            self.end_headers()

    with serve(Handler) as host:
        settings = dataclasses.replace(sqlite_database_runtime.settings, webhook_test_hosts=(host,))
        rt = dataclasses.replace(sqlite_database_runtime, settings=settings)
        tenant = add_tenant(rt.database, "Test Marketplace")
        with rt.open_work(tenant.id, ACTOR) as work:
            endpoint, secret = webhooks.register(work, f"http://{host}/hook")
        yield Scene(rt, tenant.id, endpoint, secret, got)


def test_both_secrets_sign_until_the_old_one_ends_by_itself(scene: Scene) -> None:
    new = scene.rotate()
    assert scene.signers(scene.secret, new) == [True, True]
    with scene.rt.database._engine.begin() as connection:
        over = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
        connection.execute(webhook_secrets.update().values(expires_at=over))
    assert scene.signers(scene.secret, new) == [False, True]
    with scene.rt.open_system("tidy") as system:
        assert system.deliveries.tidy(dt.timedelta(days=30)) == (0, 1)


def test_no_overlap_ends_every_earlier_secret_at_once(scene: Scene) -> None:
    second = scene.rotate()
    third = scene.rotate(0)
    assert scene.signers(scene.secret, second, third) == [False, False, True]


def test_a_stranger_s_secret_never_signs(scene: Scene) -> None:
    assert scene.signers(scene.secret, Secret("whsec_" + "A" * 43 + "=")) == [True, False]


def test_only_so_many_sign_at_a_time_and_hours_have_a_range(scene: Scene) -> None:
    for _ in range(rotation.MOST_LIVE - 1):
        scene.rotate()
    with pytest.raises(ConflictError) as caught:
        scene.rotate()
    assert caught.value.code == "too_many_secrets"
    assert len(scene.ping()[0]["webhook-signature"].split(" ")) == rotation.MOST_LIVE
    for hours in (-1, rotation.MOST_HOURS + 1):
        with pytest.raises(InvalidInputError):
            scene.rotate(hours)


def test_a_rotation_is_in_the_audit_without_any_secret(scene: Scene) -> None:
    secret = scene.rotate(72)
    with scene.rt.open_work(scene.tenant_id, ACTOR, read_only=True) as work:
        found = work.audit.page(None, 1).items[0]
    assert (found.op, found.details["overlap_hours"]) == ("webhook.secret_replaced", 72)
    assert secret.reveal() not in str(found)
