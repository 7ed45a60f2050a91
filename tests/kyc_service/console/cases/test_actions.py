"""What an analyst does with a case at the desk: answers, decisions, approvals; and what is refused."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from kyc_service.domain.people.roles import Role
from kyc_service.domain.tenants import Scope
from tests.fixtures.service import LISTED_NAME, Caller, submission
from tests.fixtures.visitors import MakeVisitor, Visitor

NOTE = 'It is <script>alert(1)</script> "another" company.'


class Case:
    """One case on the desk of somebody."""

    def __init__(self, market: Caller, visitor: Visitor) -> None:
        self.verification_id = market.run(market.submit(submission(business={"name": LISTED_NAME})))
        self.caller, self.visitor = market, visitor
        found = re.search(r"/console/cases/cas_[0-9a-f]{32}", visitor.get("/console/?queue=open").text)
        assert found
        self.path = found[0]

    def read(self) -> dict[str, object]:
        """Read the case as the API has it."""
        return self.caller.ask("GET", f"/v1/cases/{self.path.rpartition('/')[2]}", Scope.ANALYST).json or {}

    def answer(self, disposition: str, reason_code: str, visitor: Visitor | None = None, **more: str) -> TestResponse:
        """Answer the first hit."""
        hit = self.read()["evidence"]["hits"][0]  # type: ignore[index]
        form = {"disposition": disposition, "reason_code": reason_code, "version": str(hit["version"]), **more}
        return (visitor or self.visitor).post(f"{self.path}/hits/{hit['id']}", form, HX_Request="true")

    def decide(self, outcome: str, reason_code: str = "no_match", **more: str) -> TestResponse:
        """Decide the case."""
        form = {"outcome": outcome, "reason_code": reason_code, "note": NOTE, "version": str(self.read()["version"])}
        return self.visitor.post(f"{self.path}/decision", form | more, HX_Request="true")

    def approve(self, visitor: Visitor, verdict: str = "approve") -> TestResponse:
        """Agree to what was decided, or send it back."""
        form = {"verdict": verdict, "version": str(self.read()["version"])}
        return visitor.post(f"{self.path}/approval", form)


@pytest.fixture
def case(market: Caller, visit: MakeVisitor) -> Case:
    return Case(market, visit(Role.ANALYST))


def test_a_case_is_taken_and_given_back(case: Case) -> None:
    taken = case.visitor.post(f"{case.path}/take", {"version": "1"}, HX_Request="true")
    assert "Give back" in taken.text
    assert (case.read()["assignee"], case.read()["status"]) == (case.visitor.account_id, "in_progress")
    assert "1" in re.findall(r"My work</span><b class=\"count\">(\d)", case.visitor.get("/console/").text)
    case.visitor.post(f"{case.path}/take", {"version": str(case.read()["version"]), "release": "1"})
    assert case.read()["assignee"] is None


def test_a_false_positive_is_cleared_by_one_person_and_the_next_case_follows(case: Case) -> None:
    answered = case.answer("false_positive", "different_name", note="a travel agency")
    assert answered.status_code == 200
    assert "a travel agency" in answered.text
    assert 'value="Every hit is another party: another name."' in answered.text
    following = case.caller.run(case.caller.submit(submission(reference="shop-2", business={"name": LISTED_NAME})))
    decided = case.decide("clear")
    listed = (case.caller.ask("GET", "/v1/cases", Scope.ANALYST).json or {})["items"]
    next_one = next(one["id"] for one in listed if one["verification_id"] == following)
    assert (decided.status_code, decided.headers["HX-Location"]) == (204, f"/console/cases/{next_one}")
    assert (case.read()["status"], case.read()["outcome"]) == ("closed", "clear")
    status = case.caller.ask("GET", f"/v1/verifications/{case.verification_id}").json or {}
    assert status["status"] == "clear"


def test_without_a_script_the_same_is_done_by_a_page_more(case: Case) -> None:
    hit = case.read()["evidence"]["hits"][0]  # type: ignore[index]
    form = {"disposition": "false_positive", "reason_code": "different_name", "version": str(hit["version"])}
    answered = case.visitor.post(f"{case.path}/hits/{hit['id']}", form)
    assert (answered.status_code, answered.headers["Location"]) == (303, case.path)
    assert "Answered as" in case.visitor.get(case.path).text


def test_a_true_match_needs_a_second_person_who_is_not_the_first(case: Case, visit: MakeVisitor) -> None:
    maker, checker, junior = visit(name="Maaike Maakster"), visit(), visit(Role.ANALYST)
    case.visitor = maker
    case.answer("true_match", "same_name_and_facts")
    proposed = case.decide("reject", "listed_party")
    assert "cannot be you" in proposed.text
    assert case.approve(maker).status_code == 403
    assert case.approve(junior).status_code == 403
    assert case.read()["status"] == "pending_approval"
    shown = checker.get(case.path).text
    assert "Maaike Maakster" in shown
    assert case.path in checker.get("/console/?queue=approvals").text
    assert case.path not in maker.get("/console/?queue=approvals").text
    assert case.approve(checker).headers["Location"] == "/console/?queue=approvals"
    assert (case.read()["status"], case.read()["outcome"]) == ("closed", "reject")


def test_a_decision_is_sent_back_and_open_again(case: Case, visit: MakeVisitor) -> None:
    case.answer("true_match", "same_name_and_facts")
    case.decide("reject", "listed_party")
    case.approve(visit(), "send_back")
    assert case.read()["status"] == "in_progress"


def test_what_somebody_else_changed_is_not_overwritten(case: Case, visit: MakeVisitor) -> None:
    hit = case.read()["evidence"]["hits"][0]  # type: ignore[index]
    form = {"disposition": "false_positive", "reason_code": "different_name", "version": str(hit["version"])}
    assert case.visitor.post(f"{case.path}/hits/{hit['id']}", form, HX_Request="true").status_code == 200
    other = {"disposition": "true_match", "reason_code": "same_identifier"}
    again = visit().post(f"{case.path}/hits/{hit['id']}", {**form, **other}, HX_Request="true")
    assert (again.status_code, again.headers["HX-Retarget"]) == (412, "#messages")
    assert "Show it as it is now" in again.text
    assert case.read()["evidence"]["hits"][0]["status"] == "false_positive"  # type: ignore[index]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"disposition": "maybe"}, 422),
        ({"reason_code": "same_identifier"}, 422),
        ({"reason_code": "other"}, 422),
        ({"version": ""}, 428),
        ({"version": "٣"}, 428),
        ({"version": "9" * 4000}, 428),
    ],
)
def test_a_form_that_cannot_be_right_changes_nothing(case: Case, changed: dict[str, str], status: int) -> None:
    before = case.read()
    hit = before["evidence"]["hits"][0]  # type: ignore[index]
    form = {"disposition": "false_positive", "reason_code": "different_name", "version": str(hit["version"])}
    assert case.visitor.post(f"{case.path}/hits/{hit['id']}", form | changed).status_code == status
    assert case.read() == before


@pytest.mark.parametrize("changed", [{"outcome": "maybe"}, {"reason_code": "because"}, {"note": " "}, {"outcome": ""}])
def test_a_decision_that_cannot_be_right_changes_nothing(case: Case, changed: dict[str, str]) -> None:
    case.answer("false_positive", "different_name")
    before = case.read()
    assert case.decide(**({"outcome": "clear"} | changed)).status_code == 422
    assert case.read() == before


def test_a_case_with_open_hits_is_not_decided(case: Case) -> None:
    assert "every hit needs a disposition first" in case.visitor.get(case.path).text
    refused = case.decide("clear")
    assert (refused.status_code, case.read()["status"]) == (409, "new")
    assert "every hit needs a disposition first" in refused.text


def test_a_note_with_markup_is_shown_as_text(case: Case) -> None:
    case.answer("false_positive", "different_name", note=NOTE)
    shown = case.visitor.get(case.path).text
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_a_hit_of_another_case_is_none(case: Case, market: Caller, visit: MakeVisitor) -> None:
    other = submission(business={"name": "Banco Nacional de Cuba"}, reference="shop-2")
    market.run(market.submit(other))
    visitor = visit()
    addresses = re.findall(r"/console/cases/cas_[0-9a-f]{32}", visitor.get("/console/").text)
    hit = re.search(r"hit=(hit_[0-9a-f]{32})", visitor.get(next(one for one in addresses if one != case.path)).text)
    assert hit
    form = {"disposition": "false_positive", "reason_code": "different_name", "version": "1"}
    assert visitor.post(f"{case.path}/hits/{hit[1]}", form).status_code == 404
