"""Endpoints over HTTP: another secret, on again, and what was missed."""

from __future__ import annotations

from typing import Any

import pytest

from kyc_service.domain.tenants import Scope
from tests.fixtures.service import Caller

PATH = "/v1/webhook-endpoints"
URL = "https://93.184.215.14/kyc"
LONG_AGO = "2020-01-01T00:00:00Z"


@pytest.fixture
def endpoint(caller: Caller) -> dict[str, Any]:
    return caller.ask("POST", PATH, Scope.ADMIN, json={"url": URL}).json or {}


def test_a_secret_is_replaced_and_shown_once(caller: Caller, endpoint: dict[str, Any]) -> None:
    answer = caller.ask("POST", f"{PATH}/{endpoint['id']}/secret", Scope.ADMIN, json={"overlap_hours": 72})
    made = answer.json or {}
    assert answer.status_code == 201
    assert made["secret"].startswith("whsec_")
    assert made["secret"] != endpoint["secret"]
    assert len(made["former_secrets"]) == 1
    assert "whsec_" not in caller.ask("GET", PATH, Scope.ADMIN).get_data(as_text=True)
    again = caller.ask("POST", f"{PATH}/{endpoint['id']}/secret", Scope.ADMIN, json={"overlap_hours": 0}).json or {}
    assert again["former_secrets"] == []
    for wrong in (0.5, -1, 169, "24"):
        answer = caller.ask("POST", f"{PATH}/{endpoint['id']}/secret", Scope.ADMIN, json={"overlap_hours": wrong})
        assert answer.status_code == 422, wrong


def test_too_many_secrets_are_a_conflict(caller: Caller, endpoint: dict[str, Any]) -> None:
    path = f"{PATH}/{endpoint['id']}/secret"
    answers = [caller.ask("POST", path, Scope.ADMIN, json={}) for _ in range(5)]
    assert [one.status_code for one in answers] == [201, 201, 201, 201, 409]
    assert (answers[-1].json or {})["code"] == "too_many_secrets"


def test_an_endpoint_is_on_again_and_gets_what_it_missed(caller: Caller, endpoint: dict[str, Any]) -> None:
    caller.ask("DELETE", f"{PATH}/{endpoint['id']}", Scope.ADMIN)
    caller.run(caller.submit())
    body = {"since": LONG_AGO}
    refused = caller.ask("POST", f"{PATH}/{endpoint['id']}/replay", Scope.ADMIN, json=body)
    assert (refused.status_code, (refused.json or {})["code"]) == (409, "endpoint_disabled")
    shown = caller.ask("GET", PATH, Scope.ADMIN).json or {}
    assert [(one["enabled"], one["disabled_reason"]) for one in shown["items"]] == [(False, "by_hand")]
    on = caller.ask("POST", f"{PATH}/{endpoint['id']}/enable", Scope.ADMIN).json or {}
    assert (on["enabled"], on["disabled_reason"], on["disabled_at"]) == (True, None, None)
    many = len((caller.ask("GET", "/v1/events", Scope.ADMIN).json or {})["items"])
    sent = caller.ask("POST", f"{PATH}/{endpoint['id']}/replay", Scope.ADMIN, json=body)
    assert sent.json == {"events": many, "next_since": None}
    assert many > 0
    sent = caller.ask("POST", f"{PATH}/{endpoint['id']}/replay", Scope.ADMIN, json={**body, "which": "everything"})
    assert sent.json == {"events": 0, "next_since": None}, "they are on their way already"


@pytest.mark.parametrize("body", [{}, {"since": "yesterday"}, {"since": LONG_AGO, "until": "2019-01-01T00:00:00Z"}])
def test_a_span_that_is_none_is_refused(caller: Caller, endpoint: dict[str, Any], body: dict[str, str]) -> None:
    assert caller.ask("POST", f"{PATH}/{endpoint['id']}/replay", Scope.ADMIN, json=body).status_code == 422


def test_metrics_count_without_naming_anybody(caller: Caller, endpoint: dict[str, Any]) -> None:
    caller.run(caller.submit())
    text = caller.client.get("/metrics").get_data(as_text=True)
    assert 'kyc_webhook_endpoints{state="sends"} 1.0' in text
    names = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE ")]
    assert {"kyc_webhook_deliveries", "kyc_webhooks_due", "kyc_webhooks_due_oldest_seconds"} <= set(names)
    assert len(names) == len(set(names)), "one figure, one collector"
    assert endpoint["id"] not in text
