"""A case at the desk is put aside, escalated, tagged and opened again; and who came too late is told what changed."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from kyc_service.domain.people.roles import Role
from kyc_service.domain.tenants import Scope
from tests.fixtures.service import LISTED_NAME, Caller, submission
from tests.fixtures.visitors import MakeVisitor, Visitor


class Case:
    """One case on the desk of an analyst and a senior."""

    def __init__(self, market: Caller, visit: MakeVisitor) -> None:
        market.run(market.submit(submission(business={"name": LISTED_NAME})))
        self.caller = market
        self.analyst, self.senior = visit(Role.ANALYST, name="Ann Voorbeeld"), visit(name="Sam Senior")
        found = re.search(r"/console/cases/cas_[0-9a-f]{32}", self.analyst.get("/console/?queue=open").text)
        assert found
        self.path = found[0]

    def read(self) -> dict[str, object]:
        """Read the case as the API has it."""
        return self.caller.ask("GET", f"/v1/cases/{self.path.rpartition('/')[2]}", Scope.ANALYST).json or {}

    def act(self, visitor: Visitor, act: str, status: int = 200, **form: str) -> str:
        """Send a form of the case's page, as htmx does."""
        sent = {"version": str(self.read()["version"]), **form}
        answer = visitor.post(f"{self.path}/{act}", sent, HX_Request="true")
        assert answer.status_code == status, answer.text
        return answer.text


@pytest.fixture
def case(market: Caller, visit: MakeVisitor) -> Case:
    return Case(market, visit)


def _in(days: int) -> str:
    return (dt.datetime.now(dt.UTC) + dt.timedelta(days=days)).date().isoformat()


def test_a_case_is_put_aside_and_taken_up_again(case: Case) -> None:
    page = case.act(case.analyst, "hold", until=_in(7), reason="documents_awaited", note="The <b>passport</b>.")
    assert "Documents are awaited" in page
    assert "The &lt;b&gt;passport&lt;/b&gt;." in page
    assert "its term stands still" in page
    assert 'name="disposition"' not in page
    assert case.path in case.analyst.get("/console/?queue=held").text
    assert case.path not in case.analyst.get("/console/?queue=unassigned").text
    assert case.analyst.get("/console/next").headers["Location"] == "/console/?queue=mine&done=1"
    again = case.act(case.analyst, "resume")
    assert 'name="disposition"' in again
    assert "Taken into work again" in again


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"until": "", "reason": "other"}, "Until"),
        ({"until": "2020-01-01", "reason": "documents_awaited"}, "Until"),
        ({"until": "2099-01-01", "reason": "documents_awaited"}, "Until"),
        ({"until": "soon", "reason": "documents_awaited"}, "Until"),
        ({"reason": "because"}, "Reason"),
        ({"reason": "other", "note": "x"}, "Note"),
    ],
)
def test_a_hold_that_cannot_be_says_why(case: Case, form: dict[str, str], code: str) -> None:
    assert f"{code}: " in case.act(case.analyst, "hold", 422, **{"until": _in(3), **form})
    assert case.read()["status"] == "new"


def test_a_senior_sees_what_was_escalated_and_answers(case: Case) -> None:
    page = case.act(case.analyst, "escalate", note="Two passports with two dates.")
    assert "Two passports with two dates." in page
    assert "Give it back to the desk" not in page
    assert "queue=escalated" not in case.analyst.get("/console/").text
    assert case.path in case.senior.get("/console/?queue=escalated").text
    assert case.path not in case.analyst.get("/console/?queue=unassigned").text
    returned = case.act(case.senior, "return", note="Ask for both.")
    assert "Escalation answered" in returned
    assert "Sam Senior" in returned
    assert case.path in case.analyst.get("/console/?queue=unassigned").text


def test_what_is_for_seniors_is_not_offered_to_others(case: Case) -> None:
    mine, theirs = case.analyst.get(case.path).text, case.senior.get(case.path).text
    assert "/urgency" not in mine
    assert "/urgency" in theirs
    assert "Urgent" in case.act(case.senior, "urgency", urgency="urgent")
    assert case.read()["urgent"] is True
    case.act(case.senior, "urgency", urgency="usual")
    assert case.read()["urgent"] is False
    assert case.analyst.post(f"{case.path}/urgency", {"version": "3", "urgency": "urgent"}).status_code == 403


def test_tags_are_kept_shown_and_filtered_by(case: Case) -> None:
    assert 'class="tag own">b2b<' in case.act(case.analyst, "tags", tags="vip, b2b")
    assert case.read()["tags"] == ["b2b", "vip"]
    assert "Tags: " in case.act(case.analyst, "tags", 422, tags="Jan")
    assert case.path in case.analyst.get("/console/?queue=open&tag=vip").text
    empty = case.analyst.get("/console/?queue=open&tag=other").text
    assert case.path not in empty
    assert "Nothing here fits the filter" in empty


def test_a_decision_is_taken_back_by_a_senior(case: Case) -> None:
    hit = case.read()["evidence"]["hits"][0]  # type: ignore[index]
    answer = {"disposition": "false_positive", "reason_code": "different_name", "version": str(hit["version"])}
    case.analyst.post(f"{case.path}/hits/{hit['id']}", answer)
    case.act(case.analyst, "decision", 204, outcome="clear", reason_code="no_match", note="Another company.")
    assert "/reopen" not in case.analyst.get(case.path).text
    page = case.act(case.senior, "reopen", reason="complaint", note="They wrote to us.")
    assert "Opened again" in page
    assert "Another company." in page
    assert "They wrote to us." in page
    assert case.read()["status"] == "in_progress"
    case.act(case.analyst, "decision", 204, outcome="clear", reason_code="no_match", note="Looked at again.")
    assert case.analyst.get(case.path).text.count("Another company.") == 1


def test_without_a_script_an_act_leads_back_to_the_case(case: Case) -> None:
    answer = case.analyst.post(f"{case.path}/escalate", {"version": "1", "note": "Look at this."})
    assert (answer.status_code, answer.headers["Location"]) == (303, case.path)


def test_who_comes_too_late_is_told_who_changed_what(case: Case) -> None:
    case.act(case.analyst, "tags", tags="vip")
    seen = str(case.read()["version"])
    case.act(case.senior, "take")
    stale = case.analyst.post(f"{case.path}/escalate", {"version": seen, "note": "Look at this."}, HX_Request="true")
    assert (stale.status_code, stale.headers["HX-Retarget"]) == (412, "#messages")
    assert "Sam Senior" in stale.text
    assert "who works on it" in stale.text
    assert "Show it as it is now" in stale.text
    whole = case.analyst.post(f"{case.path}/escalate", {"version": seen, "note": "Look at this."})
    assert whole.status_code == 412
    assert f'href="{case.path}"' in whole.text
    own = case.senior.post(f"{case.path}/urgency", {"version": seen, "urgency": "urgent"}, HX_Request="true")
    assert "You changed it yourself" in own.text


def test_who_comes_too_late_is_told_of_every_change_since_the_page_was_made(case: Case) -> None:
    seen = str(case.read()["version"])
    hit = case.read()["evidence"]["hits"][0]  # type: ignore[index]
    case.act(case.senior, "take")
    case.act(case.senior, "urgency", urgency="urgent")
    case.act(case.senior, "tags", tags="vip")
    stale = case.analyst.post(f"{case.path}/escalate", {"version": seen, "note": "Look at this."}, HX_Request="true")
    told = re.findall(r"<li>(.*?)</li>", stale.text)
    assert len(told) == 3
    assert all("Sam Senior" in one for one in told)
    for one, what in zip(
        told, ("an answer to a hit, or its tags", "whether it is urgent", "who works on it"), strict=True
    ):
        assert what in one
    answer = {"disposition": "false_positive", "reason_code": "different_name", "version": str(hit["version"])}
    case.senior.post(f"{case.path}/hits/{hit['id']}", answer)
    late = case.analyst.post(f"{case.path}/hits/{hit['id']}", {**answer, "seen": seen}, HX_Request="true")
    assert (late.status_code, len(re.findall("<li>", late.text))) == (412, 4)
