"""Legal holds over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from kyc_service.domain.tenants import Scope
from tests.fixtures.service import Caller, Service

PATH = "/v1/privacy/holds"


def ask(caller: Caller, **more: Any) -> TestResponse:
    body = {"subject": "shop-1", "reason": "litigation", "matter": "Court of Utrecht, 26/1234"}
    return caller.ask("POST", PATH, Scope.PRIVACY, json={**body, **more})


def post(caller: Caller, hold_id: str, step: str, version: int) -> TestResponse:
    return caller.ask("POST", f"{PATH}/{hold_id}/{step}", Scope.PRIVACY, {"If-Match": f'"{version}"'})


@pytest.fixture
def second(caller: Caller, service: Service) -> Caller:
    """Another person of the same tenant."""
    return Caller(caller.client, caller.tenant, service.add_keys(caller.tenant), caller.rt)


def test_a_hold_takes_two_people_at_either_end(caller: Caller, second: Caller) -> None:
    caller.submit()
    made = ask(caller)
    hold = made.json or {}
    assert (made.status_code, hold["status"], hold["matter"]) == (201, "requested", "Court of Utrecht, 26/1234")
    own = post(caller, hold["id"], "approval", 1)
    assert (own.status_code, (own.json or {})["code"]) == (403, "four_eyes")
    assert (post(second, hold["id"], "approval", 1).json or {})["status"] == "active"
    assert (post(caller, hold["id"], "review", 2).json or {})["reviewed_by"]
    assert (post(caller, hold["id"], "release", 3).json or {})["status"] == "release_requested"
    assert post(caller, hold["id"], "release/approval", 4).status_code == 403
    assert (post(second, hold["id"], "release/refusal", 4).json or {})["status"] == "active"
    assert (post(caller, hold["id"], "release", 5).json or {})["status"] == "release_requested"
    ended = post(second, hold["id"], "release/approval", 6)
    assert (ended.json or {})["status"] == "released"
    assert ended.headers["ETag"] == '"7"'
    listed = caller.ask("GET", f"{PATH}?status=released", Scope.PRIVACY).json or {}
    assert [one["id"] for one in listed["items"]] == [hold["id"]]
    assert "matter" not in listed["items"][0]
    again = post(caller, hold["id"], "review", 7)
    assert (again.status_code, (again.json or {})["code"]) == (409, "invalid_transition")


def test_what_cannot_be_held_is_said(caller: Caller) -> None:
    caller.submit()
    assert ask(caller, subject="shop-9").status_code == 404
    refused = ask(caller, reason="curiosity").json or {}
    assert [(one["pointer"], one["code"]) for one in refused["errors"]] == [("/reason", "unknown_hold_reason")]
    first = ask(caller).json or {}
    twice = ask(caller)
    assert (twice.status_code, (twice.json or {})["code"]) == (409, "already_held")
    assert (post(caller, first["id"], "refusal", 1).json or {})["status"] == "refused"
    assert ask(caller).status_code == 201
    assert post(caller, first["id"], "refusal", 1).status_code == 412


def test_another_tenant_knows_nothing_of_a_hold(caller: Caller, stranger: Caller) -> None:
    caller.submit()
    hold = ask(caller).json or {}
    assert stranger.ask("GET", f"{PATH}/{hold['id']}", Scope.PRIVACY).status_code == 404
    assert post(stranger, hold["id"], "approval", 1).status_code == 404
    assert caller.ask("GET", f"{PATH}/{hold['id']}", Scope.ANALYST).status_code == 403
