"""An analyst's day, over HTTP."""

import datetime as dt
from typing import Any

import pytest
from werkzeug.test import TestResponse

from kyc_service.domain.tenants import Scope
from tests.fixtures.service import LISTED_NAME, LISTED_PEOPLE, Caller, Service, submission
from watchlists.versions import ListVersion

CLEAR = {"outcome": "clear", "reason_code": "no_match", "note": "All hits are other companies."}
REJECT = {"outcome": "reject", "reason_code": "listed_party", "note": "It is the listed company."}


class Desk:
    """One case, and the analyst who works on it."""

    def __init__(self, caller: Caller, **parts: Any) -> None:
        self.caller = caller
        self.verification_id = caller.run(caller.submit(submission(business={"name": LISTED_NAME}, **parts)))
        listed = caller.ask("GET", "/v1/cases?status=new", Scope.ANALYST).json or {}
        self.path = f"/v1/cases/{listed['items'][0]['id']}"

    def read(self) -> dict[str, Any]:
        return self.caller.ask("GET", self.path, Scope.ANALYST).json or {}

    def post(self, step: str, body: object, version: int | None = None) -> TestResponse:
        etag = f'"{self.read()["version"] if version is None else version}"'
        return self.caller.ask("POST", f"{self.path}{step}", Scope.ANALYST, {"If-Match": etag}, json=body)

    def dispose(self, disposition: str, reason_code: str, place: int = 0, **more: str) -> TestResponse:
        hit = self.read()["evidence"]["hits"][place]
        body = {"disposition": disposition, "reason_code": reason_code, **more}
        return self.post(f"/hits/{hit['id']}/disposition", body, hit["version"])


@pytest.fixture
def desk(caller: Caller) -> Desk:
    return Desk(caller)


def test_a_case_shows_why_it_is_there(desk: Desk) -> None:
    answer = desk.caller.ask("GET", desk.path, Scope.ANALYST)
    case = answer.json or {}
    assert answer.headers["ETag"] == f'"{case["version"]}"'
    assert (case["status"], case["open_hits"], case["reference"]) == ("new", 1, "shop-1")
    hit = case["evidence"]["hits"][0]
    assert (hit["entry_id"], hit["status"], hit["entry"]["countries"]) == ("ofac:36", "open", ["CU"])
    assert hit["evidence"][0]["ours"] == LISTED_NAME
    assert hit["score"] == case["top_score"]
    business = next(party for party in case["evidence"]["parties"] if party["kind"] == "business")
    assert business["details"]["business.name"] == LISTED_NAME


def test_a_case_is_assigned_and_found_again(desk: Desk) -> None:
    assert (desk.post("/assign", {"assignee": "mila"}).json or {})["status"] == "in_progress"
    mine = desk.caller.ask("GET", "/v1/cases?assignee=mila", Scope.ANALYST).json or {}
    assert len(mine["items"]) == 1
    assert (desk.post("/assign", {}).json or {})["assignee"] is None


def test_a_false_positive_is_cleared_by_one_person(desk: Desk) -> None:
    assert desk.dispose("false_positive", "different_name").status_code == 200
    decided = desk.post("/decision", CLEAR)
    assert (decided.status_code, (decided.json or {})["status"]) == (200, "closed")
    found = desk.caller.ask("GET", f"/v1/verifications/{desk.verification_id}").json or {}
    assert found["status"] == "clear"


def test_what_was_screened_on_a_stale_list_is_not_cleared(
    caller: Caller, service: Service, small_versions: tuple[ListVersion, ...]
) -> None:
    with service.rt.open_system("tester") as system:
        long_ago = system.now() - dt.timedelta(days=9)
        system.lists.add_version(small_versions[0], origin="publisher", confirmed_at=long_ago)
    # Everybody is found: whoever is not waits for a fresh list, and so would the decision.
    desk = Desk(caller, contact={"name": LISTED_PEOPLE[0]["name"]}, people=None)
    for place in range(desk.read()["open_hits"]):
        assert desk.dispose("false_positive", "different_name", place).status_code == 200
    refused = desk.post("/decision", CLEAR)
    assert (refused.status_code, (refused.json or {})["code"]) == (409, "rescreen_required")
    assert desk.read()["status"] != "closed"


def test_a_rejection_needs_a_second_person(desk: Desk, service: Service) -> None:
    desk.dispose("true_match", "same_name_and_facts")
    assert (desk.post("/decision", REJECT).json or {})["status"] == "pending_approval"
    own = desk.post("/approval", {"verdict": "approve"})
    assert (own.status_code, (own.json or {})["code"]) == (403, "four_eyes")
    maker = desk.caller
    desk.caller = Caller(maker.client, maker.tenant, service.add_keys(maker.tenant), maker.rt)
    approved = desk.post("/approval", {"verdict": "approve"})
    assert ((approved.json or {})["status"], (approved.json or {})["outcome"]) == ("closed", "reject")
    found = desk.caller.ask("GET", f"/v1/verifications/{desk.verification_id}").json or {}
    assert found["status"] == "rejected"
    assert "listed" not in str(found)


def test_a_decision_can_be_sent_back(desk: Desk) -> None:
    desk.dispose("true_match", "same_name_and_facts")
    desk.post("/decision", REJECT)
    assert (desk.post("/approval", {"verdict": "send_back"}).json or {})["status"] == "in_progress"


def test_a_change_says_what_it_is_based_on(desk: Desk) -> None:
    path = f"{desk.path}/assign"
    without = desk.caller.ask("POST", path, Scope.ANALYST, json={})
    assert (without.status_code, (without.json or {})["code"]) == (428, "precondition_required")
    anything = desk.caller.ask("POST", path, Scope.ANALYST, {"If-Match": "*"}, json={})
    assert anything.status_code == 400
    stale = desk.post("/assign", {}, version=99)
    assert (stale.status_code, (stale.json or {})["code"]) == (412, "precondition_failed")


@pytest.mark.parametrize(
    ("step", "body", "status", "code"),
    [
        ("/decision", CLEAR, 409, "hits_open"),
        ("/approval", {"verdict": "approve"}, 409, "invalid_transition"),
        ("/decision", CLEAR | {"note": ""}, 409, "hits_open"),
        ("/decision", CLEAR | {"outcome": "maybe"}, 422, "unknown_value"),
        ("/decision", {"outcome": "clear"}, 422, "required"),
        ("/approval", {"verdict": "approve", "note": "x"}, 422, "unknown_field"),
    ],
)
def test_what_cannot_be_decided_is_refused(desk: Desk, step: str, body: object, status: int, code: str) -> None:
    answer = desk.post(step, body)
    found = answer.json or {}
    assert answer.status_code == status
    assert code in {found["code"], *(fault["code"] for fault in found["errors"])}


def test_a_disposition_has_a_reason_that_fits(desk: Desk) -> None:
    wrong = desk.dispose("true_match", "different_name")
    assert [fault["code"] for fault in (wrong.json or {})["errors"]] == ["unknown_reason_code"]
    silent = desk.dispose("false_positive", "other")
    assert [fault["code"] for fault in (silent.json or {})["errors"]] == ["reason_required"]
    assert desk.dispose("false_positive", "other", note="Another town.\nAnother owner.").status_code == 200


def test_a_hit_of_another_case_is_not_found(desk: Desk) -> None:
    hit = desk.read()["evidence"]["hits"][0]["id"]
    desk.caller.run(desk.caller.submit(submission(reference="shop-2", business={"name": LISTED_NAME})))
    listed = desk.caller.ask("GET", "/v1/cases", Scope.ANALYST).json or {}
    other = next(item["id"] for item in listed["items"] if item["reference"] == "shop-2")
    body = {"disposition": "false_positive", "reason_code": "different_name"}
    path = f"/v1/cases/{other}/hits/{hit}/disposition"
    assert desk.caller.ask("POST", path, Scope.ANALYST, {"If-Match": '"1"'}, json=body).status_code == 404
