"""Screening profiles over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from kyc_service.domain.tenants import Scope
from tests.fixtures.labelled import PAIR
from tests.fixtures.service import LISTED_NAME, Caller, Service

DRAFT = {"purpose": "ad_hoc", "name": "desk", "threshold": 0.99, "weights": {"country": 0.2}}
PAIRS = [PAIR, {**PAIR, "id": "p2", "entry": {"names": ["Somebody Else"]}, "match": False}]


def post(caller: Caller, path: str, body: object = None, version: int | None = None) -> TestResponse:
    headers = {"If-Match": None if version is None else f'"{version}"'}
    return caller.ask("POST", f"/v1/profiles{path}", Scope.ADMIN, headers, json=body)


def codes(answer: TestResponse) -> list[tuple[str, str]]:
    return [(fault["pointer"], fault["code"]) for fault in (answer.json or {})["errors"]]


def test_a_profile_is_drafted_measured_approved_and_used(caller: Caller, service: Service) -> None:
    made = post(caller, "", DRAFT)
    drafted = made.json or {}
    assert (made.status_code, made.headers["ETag"], drafted["status"], drafted["number"]) == (201, '"1"', "draft", 1)
    path = f"/{drafted['id']}"
    early = post(caller, f"{path}/approval", version=1)
    assert early.status_code == 409
    measured = post(caller, f"{path}/evaluation", {"pairs": PAIRS}, 1).json or {}
    assert (measured["status"], measured["report"]["cases"], measured["version"]) == ("evaluated", 2, 2)
    own = post(caller, f"{path}/approval", version=2)
    assert (own.status_code, (own.json or {})["code"]) == (403, "four_eyes")
    second = Caller(caller.client, caller.tenant, service.add_keys(caller.tenant), caller.rt)
    assert (post(second, f"{path}/approval", version=2).json or {})["status"] == "live"
    found = caller.ask("POST", "/v1/screenings", Scope.ANALYST, json={"name": LISTED_NAME}).json or {}
    assert (found["matches"], found["profile"], found["profile_number"], found["threshold"]) == ([], "desk", 1, 0.99)
    read = caller.ask("GET", f"/v1/profiles{path}", Scope.ADMIN).json or {}
    assert read["weights"] == {"country": 0.2}
    assert "Viktor" not in str(read)
    assert (post(caller, f"{path}/retirement", version=3).json or {})["status"] == "retired"
    again = caller.ask("POST", "/v1/screenings", Scope.ANALYST, json={"name": LISTED_NAME}).json or {}
    assert (len(again["matches"]), again["profile"]) == (1, None)


def test_a_verification_says_by_what_it_was_screened(caller: Caller) -> None:
    verification_id = caller.run(caller.submit())
    found = caller.ask("GET", f"/v1/verifications/{verification_id}", Scope.ANALYST).json or {}
    assert {check["profile"] for check in found["evidence"]["checks"]} == {None}


def test_profiles_are_listed(caller: Caller, stranger: Caller) -> None:
    for _ in range(3):
        post(caller, "", DRAFT)
    first = caller.ask("GET", "/v1/profiles?limit=2&purpose=ad_hoc", Scope.ADMIN).json or {}
    rest = caller.ask("GET", f"/v1/profiles?limit=2&purpose=ad_hoc&cursor={first['next']}", Scope.ADMIN).json or {}
    assert [item["number"] for item in (*first["items"], *rest["items"])] == [3, 2, 1]
    assert (caller.ask("GET", "/v1/profiles?purpose=onboarding", Scope.ADMIN).json or {})["items"] == []
    assert (stranger.ask("GET", "/v1/profiles", Scope.ADMIN).json or {})["items"] == []
    assert stranger.ask("GET", f"/v1/profiles/{first['items'][0]['id']}", Scope.ADMIN).status_code == 404
    assert caller.ask("GET", "/v1/profiles", Scope.ANALYST).status_code == 403


@pytest.mark.parametrize(
    ("parts", "pointer", "code"),
    [
        ({"name": "Desk 1"}, "/name", "invalid_profile_name"),
        ({"purpose": "fun"}, "/purpose", "unknown_value"),
        ({"threshold": 0.3}, "/threshold", "number_out_of_range"),
        ({"threshold": "0.8"}, "/threshold", "wrong_type"),
        ({"sources": ["un"]}, "/sources", "required_list_missing"),
        ({"sources": ["un", "ofac_sdn", "ofac_cons", "mars"]}, "/sources/3", "list_not_in_use"),
        ({"weights": {"country": -0.2}}, "/weights/country", "invalid_weight"),
        ({"weights": {"luck": 0.2}}, "/weights", "unknown_weight"),
        ({"weights": []}, "/weights", "wrong_type"),
        ({"lists": []}, "/lists", "unknown_field"),
    ],
)
def test_a_draft_that_cannot_be_is_refused(caller: Caller, parts: dict[str, Any], pointer: str, code: str) -> None:
    answer = post(caller, "", {**DRAFT, **parts})
    assert (answer.status_code, codes(answer)) == (422, [(pointer, code)])
    assert (caller.ask("GET", "/v1/profiles", Scope.ADMIN).json or {})["items"] == []


@pytest.mark.parametrize("weights", [{"country": "0.2"}, {"country": True}, {"country": 5}, {"country": None}])
def test_a_weight_is_a_number_in_its_range(caller: Caller, weights: dict[str, Any]) -> None:
    answer = post(caller, "", {**DRAFT, "weights": weights})
    assert answer.status_code == 422
    assert codes(answer)[0][0].startswith("/weights/country")


@pytest.mark.parametrize(
    ("pairs", "status", "code"),
    [
        ([], 409, "evaluation_needs_both"),
        (PAIRS[:1], 409, "evaluation_needs_both"),
        ([PAIR, {"id": "x"}], 422, "invalid_pair"),
        ([PAIR, 5], 422, "wrong_type"),
        ([PAIR] * 1001, 422, "too_many_items"),
    ],
)
def test_pairs_that_measure_nothing_are_refused(caller: Caller, pairs: list[Any], status: int, code: str) -> None:
    path = f"/{(post(caller, '', DRAFT).json or {})['id']}"
    answer = post(caller, f"{path}/evaluation", {"pairs": pairs}, 1)
    found = answer.json or {}
    assert answer.status_code == status
    assert code in {found["code"], *(fault["code"] for fault in found["errors"])}
    assert "Bout" not in str(found)
