"""Tables of risk factors over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from kyc_service.domain.tenants import Scope
from kyc_service.services.risk.runs import again
from tests.fixtures.house_tables import risk_table
from tests.fixtures.service import Caller, Service, submission


def post(caller: Caller, path: str, body: object = None, version: int | None = None) -> TestResponse:
    headers = {"If-Match": None if version is None else f'"{version}"'}
    return caller.ask("POST", f"/v1/risk/tables{path}", Scope.ADMIN, headers, json=body)


def draft(caller: Caller, **changes: Any) -> dict[str, Any]:
    made = post(caller, "", {"content": risk_table(**changes)})
    assert made.status_code == 201, made.json
    return dict(made.json or {})


def get(caller: Caller, path: str = "", scope: Scope = Scope.ADMIN) -> dict[str, Any]:
    return dict(caller.ask("GET", f"/v1/risk/tables{path}", scope).json or {})


def test_a_table_is_drafted_tried_approved_and_everybody_is_rated_by_it(caller: Caller, service: Service) -> None:
    second = Caller(caller.client, caller.tenant, service.add_keys(caller.tenant), caller.rt)
    for number in range(3):
        caller.run(caller.submit(submission(reference=f"shop-{number}")))
    made = draft(caller)
    path = f"/{made['id']}"
    assert (made["status"], made["number"], made["report"], made["waiting"]) == ("draft", 1, None, None)
    assert post(second, f"{path}/approval", version=1).status_code == 409
    tried = post(caller, f"{path}/dry-run", version=1).json or {}
    report = tried["report"]
    assert (tried["status"], report["businesses"], report["sets_of_facts"]) == ("simulated", 3, 1)
    assert sum(report["before"].values()) == sum(report["after"].values()) == 3
    assert "shop-" not in str(report)
    assert report["compared_with"]["number"] == 0
    own = post(caller, f"{path}/approval", version=2)
    assert (own.status_code, (own.json or {})["code"]) == (403, "four_eyes")
    live = post(second, f"{path}/approval", version=2).json or {}
    assert (live["status"], live["waiting"]) == ("live", 3)
    assert again.rate_all(caller.rt) == 3
    assert (get(caller, path)["waiting"], get(caller)["current"]["id"]) == (0, made["id"])
    found = caller.ask("GET", "/v1/subjects/shop-1/risk", Scope.ANALYST).json or {}
    assert (found["table"]["name"], found["points"], len(found["history"])) == ("House", 10.0, 2)
    assert found["verification_id"] is None
    assert (post(second, f"{path}/retirement", version=3).json or {})["status"] == "retired"
    assert (get(caller)["current"]["number"], get(caller)["waiting"]) == (0, 3)


def test_the_changes_of_a_dry_run_are_named_until_it_is_decided(caller: Caller, service: Service) -> None:
    second = Caller(caller.client, caller.tenant, service.add_keys(caller.tenant), caller.rt)
    first = draft(caller)
    post(caller, f"/{first['id']}/dry-run", version=1)
    post(second, f"/{first['id']}/approval", version=2)
    for number in range(3):
        caller.run(caller.submit(submission(reference=f"shop-{number}")))
    stricter = draft(caller, near=40)
    path = f"/{stricter['id']}"
    report = (post(caller, f"{path}/dry-run", version=1).json or {})["report"]
    assert report["changes"] == [{"from": "medium", "to": "high", "businesses": 3}]
    assert report["factors"] == [{"factor": "country", "businesses": 3, "points": 105.0}]
    page = get(caller, f"{path}/changes?limit=2")
    rest = get(caller, f"{path}/changes?limit=2&cursor={page['next']}")
    items = [*page["items"], *rest["items"]]
    assert {item["reference"] for item in items} == {"shop-0", "shop-1", "shop-2"}
    assert {(item["before"], item["after"], item["points_after"]) for item in items} == {("medium", "high", 45.0)}
    assert get(caller, f"{path}/changes?from=low&to=high")["items"] == []
    assert len(get(caller, f"{path}/changes?from=medium&to=high")["items"]) == 3
    assert caller.ask("GET", f"/v1/risk/tables{path}/changes?from=low", Scope.ADMIN).status_code == 422
    post(second, f"{path}/approval", version=2)
    assert get(caller, f"{path}/changes")["items"] == []


def test_a_dry_run_is_outdated_when_another_table_went_live(caller: Caller, service: Service) -> None:
    second = Caller(caller.client, caller.tenant, service.add_keys(caller.tenant), caller.rt)
    first, later = draft(caller), draft(caller, near=1)
    for one in (first, later):
        post(caller, f"/{one['id']}/dry-run", version=1)
    assert post(second, f"/{first['id']}/approval", version=2).status_code == 200
    late = post(second, f"/{later['id']}/approval", version=2)
    assert (late.status_code, (late.json or {})["code"]) == (409, "dry_run_outdated")
    assert post(caller, f"/{first['id']}/dry-run", version=3).status_code == 409
    assert post(caller, f"/{later['id']}/dry-run", version=1).status_code == 412


def test_tables_are_listed_and_are_nobody_elses(caller: Caller, stranger: Caller) -> None:
    made = [draft(caller), draft(caller), draft(caller, name="Other")]
    page = get(caller, "?limit=2")
    rest = get(caller, f"?limit=2&cursor={page['next']}")
    assert [(one["name"], one["number"]) for one in (*page["items"], *rest["items"])] == [
        ("Other", 1),
        ("House", 2),
        ("House", 1),
    ]
    assert get(stranger)["items"] == []
    assert stranger.ask("GET", f"/v1/risk/tables/{made[0]['id']}", Scope.ADMIN).status_code == 404
    assert caller.ask("GET", "/v1/risk/tables", Scope.ANALYST).status_code == 403


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/content", "required"),
        ({"content": []}, "/content", "wrong_type"),
        ({"content": {}}, "/content/name", "invalid_risk_table"),
        ({"content": risk_table(name="x" * 65)}, "/content/name", "too_long"),
        ({"content": risk_table(sources={})}, "/content/factors/0/rules/0/source", "invalid_risk_table"),
        ({"content": risk_table(luck=1)}, "/content", "invalid_risk_table"),
        ({"content": risk_table(), "name": "x"}, "/name", "unknown_field"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_the_place(
    caller: Caller, body: dict[str, Any], pointer: str, code: str
) -> None:
    answer = post(caller, "", body)
    assert answer.status_code == 422
    faults = (answer.json or {})["errors"]
    assert (pointer, code) in {(fault["pointer"], fault["code"]) for fault in faults}, faults
    assert all(fault["message"] for fault in faults)
