"""Many cases at once at the desk, sharing out, and saved filters."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from kyc_service.domain.people.roles import Role
from kyc_service.domain.tenants import Scope
from tests.fixtures.service import LISTED_NAME, Caller, submission
from tests.fixtures.visitors import MakeVisitor, Visitor


@pytest.fixture
def senior(market: Caller, visit: MakeVisitor) -> Visitor:
    for place in range(3):
        market.run(market.submit(submission(reference=f"shop-{place}", business={"name": LISTED_NAME})))
    return visit(name="Sam Senior")


def _rows(visitor: Visitor) -> dict[str, str]:
    """Read the boxes of a queue: name and version of each row."""
    page = visitor.get("/console/?queue=open").text
    return dict(re.findall(r'name="(case:cas_[0-9a-f]{32})" value="(\d+)"', page))


def _cases(market: Caller) -> list[dict[str, object]]:
    return (market.ask("GET", "/v1/cases", Scope.ANALYST).json or {})["items"][::-1]  # type: ignore[no-any-return]


def test_rows_are_picked_by_seniors_alone(senior: Visitor, visit: MakeVisitor) -> None:
    assert len(_rows(senior)) == 3
    assert not _rows(visit(Role.ANALYST))


def test_one_that_was_changed_meanwhile_is_named_and_the_others_are_done(market: Caller, senior: Visitor) -> None:
    rows = _rows(senior)
    first = next(iter(rows))
    senior.post(f"/console/cases/{first.removeprefix('case:')}/take", {"version": "1"})
    form = {**rows, "action": "tag", "tags": "vip b2b", "queue": "open"}
    page = senior.post("/console/bulk", form).text
    assert "Add tags: 2 of 3 done" in page
    assert page.count("Not done") == 1
    assert [case["tags"] for case in _cases(market)] == [[], ["b2b", "vip"], ["b2b", "vip"]]


def test_many_are_given_to_somebody_put_aside_and_cleared(market: Caller, senior: Visitor) -> None:
    form = {"action": "assign", "assignee": senior.account_id}
    assert "3 of 3 done" in senior.post("/console/bulk", {**_rows(senior), **form}).text
    assert {case["assignee"] for case in _cases(market)} == {senior.account_id}
    assert senior.post("/console/bulk", {**_rows(senior), **form, "assignee": "acc_" + "0" * 32}).status_code == 422
    cleared = dict(list(_rows(senior).items())[:1])
    page = senior.post("/console/bulk", {**cleared, "action": "clear", "note": "A travel agency."}).text
    assert "1 of 1 done" in page
    until = (dt.datetime.now(dt.UTC) + dt.timedelta(days=5)).date().isoformat()
    held = {"action": "hold", "until": until, "reason": "colleague_asked"}
    assert "2 of 2 done" in senior.post("/console/bulk", {**_rows(senior), **held}).text
    assert [case["status"] for case in _cases(market)] == ["closed", "on_hold", "on_hold"]


@pytest.mark.parametrize(
    "form",
    [
        {"action": "tag", "tags": "vip"},
        {"action": "erase", "case:cas_" + "0" * 32: "1"},
        {"action": "tag", "tags": "vip", "case:cas_1": "1"},
        {"action": "tag", "tags": "vip", "case:cas_" + "0" * 32: "one"},
        {"action": "clear", "case:cas_" + "0" * 32: "1"},
        {"action": "hold", "until": "soon", "reason": "other", "case:cas_" + "0" * 32: "1"},
    ],
)
def test_a_form_that_cannot_be_right_is_refused(senior: Visitor, form: dict[str, str]) -> None:
    assert senior.post("/console/bulk", form).status_code == 422


def test_a_case_that_is_gone_is_said_so(senior: Visitor) -> None:
    page = senior.post("/console/bulk", {"action": "tag", "tags": "vip", "case:cas_" + "0" * 32: "1"}).text
    assert "a case that is gone" in page
    assert "0 of 1 done" in page


def test_cases_are_shared_out(senior: Visitor) -> None:
    assert "Share out" in senior.get("/console/?queue=unassigned").text
    page = senior.post("/console/share-out").text
    assert "3 cases were shared out" in page
    assert "Sam Senior" in page
    assert "Share out" not in senior.get("/console/?queue=unassigned").text


def test_a_filter_is_kept_used_and_dropped(senior: Visitor) -> None:
    form = {"name": "Old <hits>", "queue": "open", "kind": "hits", "days": "0"}
    assert senior.post("/console/filters", form).status_code == 422
    kept = senior.post("/console/filters", {**form, "name": "Old hits"})
    assert kept.status_code == 303
    page = senior.get(kept.headers["Location"]).text
    assert 'aria-current="true"><bdi class="theirs">Old hits</bdi>' in page
    assert len(re.findall(r"data-row", page)) == 3
    filter_id = kept.headers["Location"].rpartition("=")[2]
    assert senior.post(f"/console/filters/{filter_id}/drop").status_code == 303
    assert "Old hits" not in senior.get("/console/").text
    assert senior.post(f"/console/filters/{filter_id}/drop").status_code == 404


def test_a_filter_that_cannot_be_is_refused(senior: Visitor) -> None:
    for query in ("tag=Jan%20Jansen", "days=x", "level=extreme", "source=%27", "kind=person"):
        assert senior.get(f"/console/?queue=open&{query}").status_code == 422
