"""Allowlisted pairs at the desk: all, those about to end, and one that is ended."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.domain.cases import Disposition
from kyc_service.domain.people.roles import Role
from kyc_service.domain.tenants import Scope
from kyc_service.services import cases
from kyc_service.services.tuning import allowlist
from kyc_service.services.tuning.allowlist import Term
from tests.fixtures.service import LISTED_NAME, Caller, submission
from tests.fixtures.visitors import MakeVisitor


@pytest.fixture
def pair_id(market: Caller) -> str:
    verification_id = market.run(market.submit(submission(business={"name": LISTED_NAME})))
    with market.rt.open_work(market.tenant.id, "anna") as work:
        hit = work.hits.of_verification(verification_id)[0]
        answered = cases.dispose(work, hit.id, Disposition.FALSE_POSITIVE, "different_name", None, hit.version)
        pair = allowlist.propose(work, answered.id, Term(days=20))
    with market.rt.open_work(market.tenant.id, "bert") as work:
        return allowlist.approve(work, pair.id, pair.version).id


def test_a_pair_about_to_end_is_shown_and_ended(market: Caller, visit: MakeVisitor, pair_id: str) -> None:
    analyst = visit(Role.ANALYST)
    for path in ("/console/allowlist", "/console/allowlist?show=ending"):
        page = analyst.get(path).text
        assert f"/console/allowlist/{pair_id}/end" in page
        assert 'class="state soon"' in page
        assert LISTED_NAME in page
    assert LISTED_NAME not in visit(Role.VIEWER).get("/console/allowlist").text
    refused = analyst.post(f"/console/allowlist/{pair_id}/end", {"version": "2", "reason": "because"})
    assert refused.status_code == 422
    ended = analyst.post(
        f"/console/allowlist/{pair_id}/end", {"version": "2", "reason": "new_information", "show": "ending"}
    )
    assert (ended.status_code, ended.headers["Location"]) == (303, "/console/allowlist?show=ending")
    assert "Nothing ends soon" in analyst.get("/console/allowlist?show=ending").text
    assert "Ended by a person" in analyst.get("/console/allowlist").text
    again = analyst.post(f"/console/allowlist/{pair_id}/end", {"version": "2", "reason": "new_information"})
    assert again.status_code == 412
    assert market.ask("GET", "/v1/allowlist?ends_within_days=30", Scope.ANALYST).json == {"items": [], "next": None}


@pytest.mark.usefixtures("pair_id")
def test_the_api_lists_what_ends_within_some_days(market: Caller) -> None:
    def ask(query: str) -> int:
        return len((market.ask("GET", f"/v1/allowlist?{query}", Scope.ANALYST).json or {})["items"])

    assert [ask("ends_within_days=19"), ask("ends_within_days=21"), ask("status=active")] == [0, 1, 1]
    both = market.ask("GET", "/v1/allowlist?ends_within_days=21&status=active", Scope.ANALYST)
    assert (both.status_code, (both.json or {})["errors"][0]["code"]) == (422, "give_only_one")


def test_a_pair_whose_term_is_over_answers_no_match_any_more(
    market: Caller, visit: MakeVisitor, pair_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyst, now = visit(Role.ANALYST), dt.datetime.now(dt.UTC)
    monkeypatch.setattr("kyc_service.storage.work.Work.now", lambda _: now + dt.timedelta(days=21))
    page = analyst.get("/console/allowlist?show=ending").text
    assert "It answers no match any more." in page
    verification_id = market.run(market.submit(submission(business={"name": LISTED_NAME})))
    with market.rt.open_work(market.tenant.id, "anna", read_only=True) as work:
        (hit,) = work.hits.of_verification(verification_id)
        pair = work.allowlist.get(pair_id)
    assert (hit.status, pair.status, pair.changes) == ("open", "reopened", ("expired",))
