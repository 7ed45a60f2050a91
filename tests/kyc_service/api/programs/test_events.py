"""Events over HTTP: what happened and how it goes, without a word about the business."""

from __future__ import annotations

from typing import Any

import pytest

from kyc_service.domain.tenants import Scope
from tests.fixtures.service import Caller

ENDPOINTS = "/v1/webhook-endpoints"
EVENTS = "/v1/events"
URL = "https://93.184.215.14/kyc"


@pytest.fixture
def endpoint_id(caller: Caller) -> str:
    made = caller.ask("POST", ENDPOINTS, Scope.ADMIN, json={"url": URL}).json or {}
    return str(made["id"])


def read(caller: Caller, path: str, status: int = 200) -> dict[str, Any]:
    answer = caller.ask("GET", path, Scope.ADMIN)
    assert answer.status_code == status, answer.json
    return answer.json or {}


def test_events_are_listed_by_what_they_are_and_tell_nothing(caller: Caller, endpoint_id: str) -> None:
    verification_id = caller.run(caller.submit())
    first = read(caller, f"{EVENTS}?limit=1&kind=verification.updated")
    (event,) = first["items"]
    assert set(event) == {"id", "kind", "verification_id", "sequence", "created_at", "deliveries"}
    assert (event["verification_id"], event["kind"]) == (verification_id, "verification.updated")
    (going,) = event["deliveries"]
    assert (going["endpoint_id"], going["status"], going["attempt"]) == (endpoint_id, "pending", 0)
    assert read(caller, f"{EVENTS}/{event['id']}") == event
    assert read(caller, f"{EVENTS}?status=dead")["items"] == []
    assert read(caller, f"{EVENTS}?endpoint_id=whe_{'0' * 32}")["items"] == []
    assert read(caller, f"{EVENTS}?until=2020-01-01T00:00:00Z")["items"] == []
    assert event in read(caller, f"{EVENTS}?endpoint_id={endpoint_id}&since=2020-01-01T00:00:00Z")["items"]
    read(caller, f"{EVENTS}?since=2020-13-01T00:00:00Z", 422)
    assert caller.ask("GET", EVENTS, Scope.ONBOARDING).status_code == 403


def test_a_delivery_has_its_tries(caller: Caller, endpoint_id: str) -> None:
    caller.run(caller.submit())
    found = read(caller, f"/v1/webhook-deliveries?endpoint_id={endpoint_id}")["items"][0]
    shown = read(caller, f"/v1/webhook-deliveries/{found['id']}")
    assert (shown["tries"], shown["last_error"], shown["id"]) == ([], None, found["id"])
    assert read(caller, f"/v1/webhook-deliveries?endpoint_id=whe_{'0' * 32}")["items"] == []
