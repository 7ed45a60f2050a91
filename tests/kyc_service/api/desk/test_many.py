"""Many cases by one request, and cases that are shared out."""

from __future__ import annotations

from typing import Any

import pytest

from kyc_service.domain.people.roles import Role
from kyc_service.domain.tenants import Scope
from tests.fixtures.people import add_staff
from tests.fixtures.service import LISTED_NAME, Caller, Service, submission

NOBODY = "cas_" + "0" * 32


@pytest.fixture(scope="module")
def market(shared_service: Service) -> Caller:
    market = shared_service.add_caller("Marketplace")
    for place in range(3):
        market.run(market.submit(submission(reference=f"shop-{place}", business={"name": LISTED_NAME})))
    return market


def _cases(market: Caller) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (market.ask("GET", "/v1/cases", Scope.ANALYST).json or {})["items"]
    return found


def test_each_says_what_became_of_it_and_a_repeat_does_nothing_twice(market: Caller) -> None:
    first, second, third = _cases(market)
    items = [{"case_id": first["id"], "version": first["version"]}, {"case_id": second["id"], "version": 99}]
    items += [{"case_id": NOBODY, "version": 1}]
    body = {"action": "assign", "assignee": "mila", "items": items}
    headers = {"Idempotency-Key": "bulk-1"}
    answer = market.ask("POST", "/v1/cases:bulk", Scope.ANALYST, headers, json=body).json or {}
    assert answer["done"] == 1
    assert [one["code"] for one in answer["items"]] == [None, "precondition_failed", "not_found"]
    assert answer["items"][0]["version"] == first["version"] + 1
    assert answer["items"][1]["text"].startswith("Read it again")
    assert (market.ask("POST", "/v1/cases:bulk", Scope.ANALYST, headers, json=body).json or {}) == answer
    other = {**body, "assignee": "otto"}
    reused = market.ask("POST", "/v1/cases:bulk", Scope.ANALYST, headers, json=other)
    assert (reused.status_code, (reused.json or {})["code"]) == (422, "idempotency_key_reused")
    assert [one["assignee"] for one in _cases(market)] == ["mila", None, None]
    assert third["assignee"] is None


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"action": "assign", "items": []}, "/items", "required"),
        ({"action": "assign"}, "/items", "required"),
        ({"action": "erase", "items": []}, "/action", "unknown_value"),
        ({"action": "assign", "items": [{"case_id": "cas_1", "version": 1}]}, "/items/0/case_id", "invalid_id"),
        ({"action": "assign", "items": [{"case_id": NOBODY}]}, "/items/0/version", "required"),
        ({"action": "assign", "items": [{"case_id": NOBODY, "version": 1.5}]}, "/items/0/version", "wrong_type"),
        ({"action": "assign", "items": [{"case_id": NOBODY, "version": 1}] * 2}, "/items", "named_twice"),
        ({"action": "assign", "items": [{"case_id": NOBODY, "version": 1}] * 101}, "/items", "too_many_items"),
        ({"action": "clear", "items": [{"case_id": NOBODY, "version": 1}]}, "/note", "required"),
        ({"action": "hold", "items": [{"case_id": NOBODY, "version": 1}]}, "/until", "required"),
    ],
)
def test_what_is_wrong_is_named(market: Caller, body: dict[str, Any], pointer: str, code: str) -> None:
    answer = market.ask("POST", "/v1/cases:bulk", Scope.ANALYST, json=body)
    assert answer.status_code == 422
    assert (pointer, code) in [(one["pointer"], one["code"]) for one in (answer.json or {})["errors"]]


@pytest.mark.usefixtures("cheap_hashes")
def test_cases_of_nobody_are_shared_out(market: Caller) -> None:
    assert market.ask("POST", "/v1/cases:assign", Scope.ANALYST, json={"most": 0}).status_code == 422
    ann = add_staff(market.rt, market.tenant.id, Role.ANALYST, name="Ann").opened.person.account_id
    answer = market.ask("POST", "/v1/cases:assign", Scope.ANALYST, json={"most": 1}).json or {}
    assert [(one["account_id"], one["had"], len(one["case_ids"])) for one in answer["items"]] == [(ann, 0, 1)]
    answer = market.ask("POST", "/v1/cases:assign", Scope.ANALYST, json={}).json or {}
    assert [(one["had"], len(one["case_ids"])) for one in answer["items"]] == [(1, 1)]
