"""`kyc webhooks`, against a receiver on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from jobs import context
from jobs.cli.main import main
from jobs.cli.programs.webhooks import _STATUSES
from kyc_service.bootstrap import build
from kyc_service.domain.webhooks import DeliveryStatus
from kyc_service.services import verifications, webhooks
from tests.fixtures.http_servers import QuietHandler, serve
from tests.jobs.conftest import House


def kyc(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["webhooks", *arguments])


def read(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(kyc(*arguments, "--json").stdout)
    return found


class Receiver:
    """A program that listens, and answers as it is told."""

    status = 204
    host = ""


@pytest.fixture
def receiver(in_house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    listening = Receiver()

    class Handler(QuietHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(listening.status)
            self.end_headers()

    del in_house
    with serve(Handler) as listening.host:
        monkeypatch.setenv("KYC_WEBHOOK_TEST_HOSTS", listening.host)
        rt = build(context.read_settings())
        context.install(rt)
        yield listening
        context.install(None)
        rt.close()


def test_the_words_are_those_of_the_service() -> None:
    assert tuple(DeliveryStatus) == _STATUSES


def test_an_endpoint_lives_from_its_first_ping_to_its_end(in_house: House, receiver: Receiver) -> None:
    tenant = in_house.tenant_id
    made = read("add", f"http://{receiver.host}/hook", "--tenant", tenant)
    assert made["secret"].startswith("whsec_")
    assert kyc("ping", made["id"]).exit_code == 0
    receiver.status = 503
    failed = kyc("ping", made["id"], "--json")
    assert (failed.exit_code, json.loads(failed.stdout)["error"]) == (1, "not_accepted")
    assert kyc("rotate", made["id"], "--overlap-hours", "72").stdout.startswith("whsec_")
    (listed,) = read("list", "--tenant", tenant)["endpoints"]
    assert len(listed["former_secrets"]) == 1
    assert "whsec_" not in kyc("list", "--tenant", tenant).stdout
    assert kyc("disable", made["id"]).exit_code == 0
    assert read("list", "--tenant", tenant)["endpoints"][0]["disabled_reason"] == "by_hand"
    assert kyc("enable", made["id"]).exit_code == 0
    assert read("list", "--tenant", tenant)["endpoints"][0]["disabled_at"] is None


def test_an_event_is_found_with_its_tries_and_sent_again(in_house: House, receiver: Receiver) -> None:
    rt = context.runtime()
    made = read("add", f"http://{receiver.host}/hook", "--tenant", in_house.tenant_id)
    verifications.run(rt, in_house.submit("shop-1"))
    event = read("events", "--tenant", in_house.tenant_id, "--limit", "1")["events"][0]
    delivery = event["deliveries"][0]["id"]
    assert webhooks.deliver(rt, delivery)
    assert read("events", "--tenant", in_house.tenant_id, "--status", "dead")["events"] == []
    shown = read("show", event["id"])
    assert [(one["number"], one["status"], one["error"]) for one in shown["deliveries"][0]["tries"]] == [(1, 204, None)]
    assert "204" in kyc("show", event["id"]).stdout
    assert event["id"] in kyc("events", "--tenant", in_house.tenant_id).stdout
    assert kyc("replay", delivery).exit_code == 0
    again = kyc("replay", delivery)
    assert (again.exit_code, "on its way" in again.stderr) == (2, True)
    assert webhooks.deliver(rt, delivery)
    done = kyc("replay", "--endpoint", made["id"], "--since", "2020-01-01", "--everything")
    assert "on their way again" in done.stderr
    assert read("show", event["id"])["deliveries"][0]["status"] == "pending"


@pytest.mark.parametrize("arguments", [(), ("dlv_1", "--endpoint", "whe_1"), ("--endpoint", "whe_1")])
def test_a_replay_of_nothing_says_what_to_give(arguments: tuple[str, ...]) -> None:
    assert "give a delivery" in kyc("replay", *arguments).stderr


def test_an_id_of_nothing_is_not_found(receiver: Receiver) -> None:
    del receiver
    gone = kyc("ping", "whe_" + "0" * 32)
    assert (gone.exit_code, "no endpoint, event or delivery" in gone.stderr) == (2, True)
