"""The allowlist over HTTP: asked for with an answer to a hit, agreed by another key, and seen when it works."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from kyc_service.domain.tenants import Scope
from tests.fixtures.service import LISTED_NAME, Caller, Service, submission

FALSE = {"disposition": "false_positive", "reason_code": "different_country", "note": "Another airline."}


def submit(caller: Caller, **business: Any) -> str:
    return caller.run(caller.submit(submission(business={"name": LISTED_NAME, **business}, people=None)))


def hit_of(caller: Caller, verification_id: str) -> dict[str, Any]:
    found = caller.ask("GET", f"/v1/verifications/{verification_id}", Scope.ANALYST).json or {}
    return {**found["evidence"]["hits"][0], "case_id": found["evidence"]["case_id"], "verification": found["status"]}


def dispose(caller: Caller, hit: dict[str, Any], **body: Any) -> TestResponse:
    path = f"/v1/cases/{hit['case_id']}/hits/{hit['id']}/disposition"
    return caller.ask("POST", path, Scope.ANALYST, {"If-Match": f'"{hit["version"]}"'}, json={**FALSE, **body})


def post(caller: Caller, path: str, version: int, body: object = None) -> TestResponse:
    return caller.ask("POST", path, Scope.ANALYST, {"If-Match": f'"{version}"'}, json=body)


def second_person(caller: Caller, service: Service) -> Caller:
    return Caller(caller.client, caller.tenant, service.add_keys(caller.tenant), caller.rt)


def allow(caller: Caller, service: Service) -> str:
    disposed = dispose(caller, hit_of(caller, submit(caller)), allowlist={"days": 30}).json or {}
    path = f"/v1/allowlist/{disposed['pair_id']}"
    assert post(second_person(caller, service), f"{path}/approval", 1).status_code == 200
    return path


def test_a_pair_is_asked_for_with_the_answer_and_agreed_by_another_person(caller: Caller, service: Service) -> None:
    disposed = dispose(caller, hit_of(caller, submit(caller)), allowlist={})
    pair_id = (disposed.json or {})["pair_id"]
    path = f"/v1/allowlist/{pair_id}"
    read = caller.ask("GET", path, Scope.ANALYST)
    pair = read.json or {}
    assert (pair["status"], pair["note"], pair["entry_id"]) == ("proposed", "Another airline.", "ofac:36")
    assert read.headers["ETag"] == '"1"'
    assert "prints" not in pair
    own = post(caller, f"{path}/approval", 1)
    assert (own.status_code, (own.json or {})["code"]) == (403, "four_eyes")
    agreed = post(second_person(caller, service), f"{path}/approval", 1).json or {}
    assert (agreed["status"], agreed["version"]) == ("active", 2)
    again = hit_of(caller, submit(caller))
    assert (again["verification"], again["status"], again["reason_code"]) == ("clear", "false_positive", "allowlisted")
    assert (again["allowlist"]["outcome"], again["disposed_by"]) == ("answered", pair_id)


def test_a_hit_that_comes_back_says_what_changed_and_no_value(caller: Caller, service: Service) -> None:
    path = allow(caller, service)
    again = hit_of(caller, submit(caller, trading_names=["Voorbeeld Air"]))
    assert (again["verification"], again["status"]) == ("review", "open")
    assert again["allowlist"]["text"] == "Allowlisted before; open again because of: submitted names."
    pair = caller.ask("GET", path, Scope.ANALYST).json or {}
    assert (pair["status"], pair["changes"]) == ("reopened", ["subject.names"])
    assert "Voorbeeld" not in str(pair)


def test_the_onboarding_flow_learns_nothing_of_it(caller: Caller, service: Service) -> None:
    allow(caller, service)
    found = caller.ask("GET", f"/v1/verifications/{submit(caller)}").json or {}
    assert found["status"] == "clear"
    assert "allowlist" not in str(found)
    for path in ("/v1/allowlist", "/v1/allowlist/alw_" + "0" * 32):
        assert caller.ask("GET", path).status_code == 403


def test_a_decided_hit_is_allowlisted_later(caller: Caller) -> None:
    hit = hit_of(caller, submit(caller))
    dispose(caller, hit)
    made = caller.ask("POST", "/v1/allowlist", Scope.ANALYST, json={"hit_id": hit["id"], "note": "Seen the licence."})
    assert (made.status_code, (made.json or {})["note"]) == (201, "Seen the licence.")
    twice = caller.ask("POST", "/v1/allowlist", Scope.ANALYST, json={"hit_id": hit["id"]})
    assert (twice.status_code, (twice.json or {})["code"]) == (409, "already_allowlisted")


def test_a_pair_is_withdrawn(caller: Caller, service: Service) -> None:
    path = allow(caller, service)
    ended = post(caller, f"{path}/withdrawal", 2, {"reason_code": "decided_wrongly"})
    assert (ended.json or {})["status"] == "withdrawn"
    assert hit_of(caller, submit(caller))["status"] == "open"
    listed = caller.ask("GET", "/v1/allowlist?status=withdrawn&limit=1", Scope.ANALYST).json or {}
    assert ([item["id"] for item in listed["items"]], listed["next"]) == ([path.rpartition("/")[2]], None)
    assert (caller.ask("GET", "/v1/allowlist?status=active", Scope.ANALYST).json or {})["items"] == []


@pytest.mark.parametrize(
    ("term", "pointer", "code"),
    [
        ({"days": 0}, "/allowlist/days", "term_out_of_range"),
        ({"days": 2000}, "/allowlist/days", "term_out_of_range"),
        ({"days": 1.5}, "/allowlist/days", "wrong_type"),
        ({"days": "30"}, "/allowlist/days", "wrong_type"),
        ({"expires_at": "2099-01-01T00:00:00Z"}, "/allowlist/expires_at", "term_out_of_range"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "/allowlist/expires_at", "term_out_of_range"),
        ({"expires_at": "next year"}, "/allowlist/expires_at", "invalid_moment"),
        ({"expires_at": "2027-01-01T00:00:00"}, "/allowlist/expires_at", "invalid_moment"),
        ({"expires_at": "0001-01-01T00:00:00+14:00"}, "/allowlist/expires_at", "invalid_moment"),
        ({"days": 3, "expires_at": "2027-01-01T00:00:00Z"}, "/allowlist/days", "give_only_one"),
        ({"for_ever": True}, "/allowlist/for_ever", "unknown_field"),
        (None, "/allowlist", "wrong_type"),
    ],
)
def test_a_term_that_is_none_changes_nothing(caller: Caller, term: object, pointer: str, code: str) -> None:
    verification = submit(caller)
    answer = dispose(caller, hit_of(caller, verification), allowlist=term)
    faults = [(fault["pointer"], fault["code"]) for fault in (answer.json or {})["errors"]]
    assert (answer.status_code, faults) == (422, [(pointer, code)])
    assert hit_of(caller, verification)["status"] == "open"


def test_a_true_match_is_not_allowlisted(caller: Caller) -> None:
    verification = submit(caller)
    answer = dispose(
        caller,
        hit_of(caller, verification),
        disposition="true_match",
        reason_code="same_name_and_facts",
        allowlist={},
    )
    assert (answer.status_code, (answer.json or {})["code"]) == (409, "allowlist_needs_false_positive")
    assert hit_of(caller, verification)["status"] == "open"


@pytest.mark.parametrize("hit_id", ["x", "sub_" + "0" * 32, 5])
def test_what_is_no_hit_is_told(caller: Caller, hit_id: object) -> None:
    answer = caller.ask("POST", "/v1/allowlist", Scope.ANALYST, json={"hit_id": hit_id})
    assert answer.status_code == 422


def test_another_tenant_sees_nothing_of_it(caller: Caller, stranger: Caller, service: Service) -> None:
    path = allow(caller, service)
    hit_id = (caller.ask("GET", path, Scope.ANALYST).json or {})["hit_id"]
    assert stranger.ask("GET", path, Scope.ANALYST).status_code == 404
    assert post(stranger, f"{path}/withdrawal", 2, {"reason_code": "other"}).status_code == 404
    assert stranger.ask("POST", "/v1/allowlist", Scope.ANALYST, json={"hit_id": hit_id}).status_code == 404
    assert (stranger.ask("GET", "/v1/allowlist", Scope.ANALYST).json or {})["items"] == []
