"""From a submission over HTTP to what its owners come to, over real list entries."""

from __future__ import annotations

from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from werkzeug.test import TestResponse

from kyc_service.domain.tenants import Scope
from tests.fixtures.owned import LISTED_PERSON
from tests.fixtures.service import Caller, submission

CLEAR = {"outcome": "clear", "reason_code": "risk_accepted", "note": "A licence was seen."}


def owned(name: str, born: str | None = None, **share: Any) -> dict[str, Any]:
    made = {"role": "owner", "name": name, "ownership": share}
    return made | ({"date_of_birth": born} if born else {})


def badege(**share: Any) -> dict[str, Any]:
    return owned(LISTED_PERSON, "1971", **share)


def through(percent: float, *names: str) -> dict[str, Any]:
    return badege(percent=percent, through=list(names))


class Case:
    """A submitted business, and the analyst who works on it."""

    def __init__(self, caller: Caller, *people: dict[str, Any]) -> None:
        self.caller = caller
        self.made = caller.run(caller.submit(submission(people=list(people))))

    def read(self) -> dict[str, Any]:
        return self.caller.ask("GET", f"/v1/verifications/{self.made}", Scope.ANALYST).json or {}

    def check(self) -> dict[str, Any]:
        (found,) = (check for check in self.read()["evidence"]["checks"] if check["kind"] == "ownership")
        assert isinstance(found, dict)
        return found

    def rules(self) -> dict[str, dict[str, Any]]:
        return {rule["rule"]: rule for rule in self.check()["ownership"]["rules"]}

    def post(self, path: str, body: object, version: int) -> TestResponse:
        case = f"/v1/cases/{self.read()['evidence']['case_id']}"
        return self.caller.ask("POST", f"{case}{path}", Scope.ANALYST, {"If-Match": f'"{version}"'}, json=body)

    def confirm(self) -> None:
        body = {"disposition": "true_match", "reason_code": "same_name_and_facts"}
        for hit in self.read()["evidence"]["hits"]:
            answer = self.post(f"/hits/{hit['id']}/disposition", body, hit["version"])
            assert answer.status_code == 200, answer.json

    def decide(self) -> dict[str, Any]:
        case_id = self.read()["evidence"]["case_id"]
        version = (self.caller.ask("GET", f"/v1/cases/{case_id}", Scope.ANALYST).json or {})["version"]
        return self.post("/decision", CLEAR, version).json or {}


def test_a_business_owned_through_two_chains_by_a_listed_person_is_found_and_blocked(caller: Caller) -> None:
    chains = (through(50, "Drakemarsh Holding B.V."), through(50, "Vexhammer Finance Ltd", "Grimswold Trading S.A."))
    case = Case(caller, *chains)
    assert case.read()["status"] == "review"
    assert case.rules()["ofac"]["verdict"] == "no", "nobody confirmed a hit"
    assert case.rules()["ofac"]["if_undecided_were_confirmed"] == "sure"
    case.confirm()
    check = case.check()
    assert check["status"] == "attention"
    assert check["ownership"]["flags"] == [
        "ownership:derived_block:ofac",
        "ownership:possible_block:eu",
        "ownership:possible_block:uk",
    ]
    assert set(check["ownership"]["flags"]) <= set(case.read()["evidence"]["flags"])
    ofac = case.rules()["ofac"]
    assert (ofac["share"], ofac["why"]) == ({"low": 100.0, "high": 100.0}, "OFAC: 100 % is 50 % or more")
    assert "Grimswold Trading S.A. is thereby blocked" in "\n".join(ofac["path"])
    assert ofac["path"][-1] == "Jansen Fietsen B.V. is blocked by OFAC's 50 percent rule"
    drawn = caller.ask("GET", check["ownership"]["picture"], Scope.ANALYST).json or {}
    assert "Drakemarsh Holding B.V." in drawn["picture"]
    assert case.decide()["status"] == "pending_approval"


@pytest.mark.parametrize(
    ("people", "ofac", "why"),
    [
        # Nobody stated the two shares that make 30 % of the whole: they may be half or more each.
        (
            (through(30, "Drakemarsh Holding B.V."), through(25, "Vexhammer Finance Ltd"), owned("Bram", percent=45)),
            "possible",
            "may be enough: find out the shares",
        ),
        ((badege(percent=49.9), owned("Bram Oosterhuis", percent=50.1)), "no", "OFAC: 49.9 % is below 50 %"),
        ((badege(percent=50), owned("Bram Oosterhuis", percent=50)), "sure", "OFAC: 50 % is 50 % or more"),
    ],
)
def test_a_rule_says_why(caller: Caller, people: tuple[dict[str, Any], ...], ofac: str, why: str) -> None:
    case = Case(caller, *people)
    case.confirm()
    found = case.rules()["ofac"]
    assert found["verdict"] == ofac
    assert found["why"].endswith(why)
    assert case.check()["status"] == ("passed" if ofac == "no" else "attention")


def test_a_missing_owner_is_asked_for_in_neutral_words_and_the_answer_closes_it(caller: Caller) -> None:
    bram, chiara = owned("Bram Oosterhuis", percent=60), owned("Chiara Lombardi", percent=40)
    made = caller.run(caller.submit(submission(people=[bram])))
    asked = caller.ask("GET", f"/v1/verifications/{made}").json or {}
    assert (asked["status"], asked["reason"]) == ("action_required", "owners_missing")
    (action,) = asked["next_actions"]
    assert (action["field"], action["code"]) == ("/people", "name_owners")
    assert "evidence" not in asked
    clearance = caller.ask("GET", "/v1/subjects/shop-1/clearance").json or {}
    assert (clearance["clear"], clearance["reasons"]) == (False, ["action_required"])
    answered = caller.run(caller.ask("PATCH", "/v1/subjects/shop-1", json={"people": [bram, chiara]}))
    assert (caller.ask("GET", f"/v1/verifications/{answered}").json or {})["status"] == "clear"
    before = caller.ask("GET", f"/v1/verifications/{made}").json or {}
    assert (before["status"], before["reason"]) == ("cancelled", "superseded")


@pytest.mark.parametrize(
    ("people", "flag"),
    [
        ((owned("Bram Oosterhuis", band="75-100"), owned("Chiara Lombardi", percent=60)), "ownership:over_100"),
        ((owned("Bram Oosterhuis", percent=50, through=["Jansen Fietsen B.V."]),), "ownership_cycle"),
        ((owned("Bram Oosterhuis", percent=50, through=["Drakemarsh", "Vexhammer", "Drakemarsh"]),), "ownership_cycle"),
        (
            (owned("Anna de Vries", percent=50), owned("Anna de Vreis", percent=50)),
            "ownership:listed_twice",
        ),
        (
            (
                owned("Bram Oosterhuis", percent=50, through=["Drakemarsh B.V.", "Vexhammer Ltd"]),
                owned("Chiara Lombardi", percent=50, through=["Vexhammer Ltd", "Drakemarsh B.V."]),
            ),
            "ownership:cycle",
        ),
    ],
)
def test_what_cannot_be_right_is_flagged(caller: Caller, people: tuple[dict[str, Any], ...], flag: str) -> None:
    case = Case(caller, *people)
    found = case.read()
    assert found["status"] == "review"
    assert flag in found["evidence"]["flags"]


@pytest.mark.parametrize("share", [{"percent": -1}, {"percent": 100.1}, {"percent": 0}, {"band": "50-25"}])
def test_a_share_that_is_none_is_refused_at_the_door(caller: Caller, share: dict[str, Any]) -> None:
    answer = caller.submit(submission(people=[owned("Bram Oosterhuis", **share)]))
    assert answer.status_code == 422
    assert (answer.json or {})["errors"][0]["pointer"].startswith("/people/0/ownership")


def test_shares_of_more_than_the_whole_are_refused_at_the_door(caller: Caller) -> None:
    people = [owned("Bram Oosterhuis", percent=70), owned("Chiara Lombardi", percent=60)]
    answer = caller.submit(submission(people=people))
    assert (answer.status_code, (answer.json or {})["errors"][0]["code"]) == (422, "invalid_share")


def test_the_evidence_is_as_documented(caller: Caller) -> None:
    case = Case(caller, badege(percent=60), owned("Bram Oosterhuis", percent=40))
    case.confirm()
    spec = caller.client.get("/openapi.json").json
    assert spec
    operation = spec["paths"]["/v1/verifications/{verification_id}"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    validator = OAS31Validator({**schema, "components": spec["components"]})
    assert [error.message for error in validator.iter_errors(case.read())] == []
