"""Runs over HTTP: asked for once, followed, paused, taken up, cancelled, by administrators' keys only."""

from __future__ import annotations

from typing import Any

import pytest

from kyc_service.domain.tenants import Scope
from kyc_service.services.monitoring import chunks
from tests.fixtures.service import Caller

PATH = "/v1/monitoring-runs"


def start(caller: Caller, **body: Any) -> Any:
    return caller.ask("POST", PATH, Scope.ADMIN, json={"mode": "run", **body})


def test_a_run_is_planned_done_and_told_of(caller: Caller) -> None:
    caller.run(caller.submit())
    answer = start(caller, compare="everything", lists=["un"], reason="parser fixed")
    made = answer.json
    assert (answer.status_code, answer.headers["Location"]) == (202, f"{PATH}/{made['id']}")
    assert (made["status"], made["chunks"], made["chunks_done"], made["reason"]) == ("planned", 1, 0, "parser fixed")
    assert made["scope"] == {"everything": True, "since": None, "sources": ["un"]}
    while chunks.work_on(caller.rt, made["id"]):
        pass
    answer = caller.ask("GET", f"{PATH}/{made['id']}", Scope.ADMIN)
    found = answer.json or {}
    assert (found["status"], found["share"], found["seconds_left"]) == ("done", 1.0, None)
    assert found["figures"]["due"] == found["figures"]["screened"] > 0
    assert answer.headers["ETag"] == f'"{found["version"]}"'
    listed = caller.ask("GET", PATH, Scope.ADMIN).json or {}
    assert [one["id"] for one in listed["items"]] == [made["id"]]


def test_a_dry_run_stands_beside_one_that_is_under_way(caller: Caller) -> None:
    caller.run(caller.submit())
    assert start(caller).status_code == 202
    refused = start(caller)
    assert (refused.status_code, (refused.json or {})["code"]) == (409, "run_under_way")
    dry = start(caller, mode="dry_run")
    assert (dry.status_code, dry.json["dry"]) == (202, True)


def test_the_same_key_asks_for_one_run(caller: Caller) -> None:
    caller.run(caller.submit())
    headers, body = {"Idempotency-Key": "again"}, {"mode": "dry_run"}
    both = [caller.ask("POST", PATH, Scope.ADMIN, headers, json=body) for _ in range(2)]
    assert both[0].json == both[1].json
    assert len((caller.ask("GET", PATH, Scope.ADMIN).json or {})["items"]) == 1


def test_a_run_is_paused_taken_up_and_cancelled(caller: Caller) -> None:
    caller.run(caller.submit())
    made = start(caller).json
    version, seen = made["version"], []
    for verb in ("pause", "resume", "cancel"):
        stale = caller.ask("POST", f"{PATH}/{made['id']}:{verb}", Scope.ADMIN, {"If-Match": '"99"'})
        assert stale.status_code == 412
        answer = caller.ask("POST", f"{PATH}/{made['id']}:{verb}", Scope.ADMIN, {"If-Match": f'"{version}"'})
        version = answer.json["version"]
        seen.append(answer.json["status"])
    assert seen == ["paused", "running", "cancelled"]
    over = caller.ask("POST", f"{PATH}/{made['id']}:pause", Scope.ADMIN, {"If-Match": f'"{version}"'})
    assert over.status_code == 409


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, {"/mode": "required"}),
        ({"mode": "later"}, {"/mode": "unknown_value"}),
        ({"mode": "run", "lists": ["nowhere"]}, {"/lists/0": "list_not_in_use"}),
        ({"mode": "run", "since": "2026-11-01T00:00:00Z", "since_edition": 1}, {"/since_edition": "give_only_one"}),
        ({"mode": "run", "since_edition": 99}, {"/since_edition": "no_such_edition"}),
        ({"mode": "run", "since_edition": 1, "compare": "everything"}, {"/compare": "contradicts_since"}),
        ({"mode": "run", "since": "2099-01-01T00:00:00Z"}, {"/since": "date_in_future"}),
    ],
)
def test_what_cannot_be_asked_is_said_by_field(
    shared_caller: Caller, body: dict[str, Any], pointers: dict[str, str]
) -> None:
    answer = shared_caller.ask("POST", PATH, Scope.ADMIN, json=body)
    assert answer.status_code == 422
    assert {one["pointer"]: one["code"] for one in (answer.json or {})["errors"]} == pointers


def test_other_keys_may_not(shared_caller: Caller) -> None:
    for scope in set(Scope) - {Scope.ADMIN}:
        assert shared_caller.ask("GET", PATH, scope).status_code == 403
        assert shared_caller.ask("POST", PATH, scope, json={"mode": "run"}).status_code == 403
