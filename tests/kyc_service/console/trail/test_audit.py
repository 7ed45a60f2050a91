"""The audit's page: searched by each part, paged, exported by whoever may, and never another tenant's."""

from __future__ import annotations

import re

import pytest

from kyc_service.console.trail import audit
from kyc_service.domain.people.roles import Role
from kyc_service.services.exits import suspicions
from kyc_service.services.trail import verifying
from tests.fixtures.service import Caller, Service, submission
from tests.fixtures.visitors import MakeVisitor


@pytest.fixture
def verification(market: Caller) -> str:
    return market.run(market.submit(submission()))


def test_a_search_shows_who_did_what_about_which(market: Caller, visit: MakeVisitor, verification: str) -> None:
    del market
    visitor = visit(Role.AUDITOR)
    everything = visitor.get("/console/audit").text
    assert "A business was submitted" in everything
    assert verification in everything
    assert 'aria-current="page">' in everything
    found = visitor.get(f"/console/audit?about={verification}&op=verification.submitted").text
    assert len(re.findall(r"<td>A business was submitted", found)) == 1
    assert "A verification moved on<" not in found.partition("<tbody>")[2]
    by = visitor.get(f"/console/audit?actor={visitor.account_id}").text
    assert "Wilma Fictief" in by
    nothing = visitor.get("/console/audit?until=2020-01-01").text
    assert "Nothing was done that fits" in nothing
    assert "Export as CSV" not in nothing


@pytest.mark.parametrize(
    ("query", "fault"),
    [("since=yesterday", "Give a day"), ("until=2026-02-31", "Give a day"), ("about=acme", "Give the id")],
)
def test_what_cannot_be_read_is_said_at_its_field(visit: MakeVisitor, query: str, fault: str) -> None:
    answer = visit(Role.AUDITOR).get(f"/console/audit?{query}")
    assert answer.status_code == 422
    assert fault in answer.text


def test_pages_lead_on_without_a_gap(visit: MakeVisitor, verification: str, monkeypatch: pytest.MonkeyPatch) -> None:
    del verification
    monkeypatch.setattr(audit, "ROWS", 2)
    visitor, path, seen = visit(Role.AUDITOR), "/console/audit?op=verification.moved", []
    path = "/console/audit"
    while path:
        text = visitor.get(path).text
        seen += [int(number) for number in re.findall(r'<td class="number">(\d+)</td>', text)]
        more = re.search(r'href="(/console/audit\?[^"]*after=[^"]*)"', text)
        path = more[1].replace("&amp;", "&") if more else ""
    assert len(seen) > 4
    assert seen == sorted(set(seen), reverse=True)


def test_an_auditor_exports_and_a_privacy_officer_does_not(visit: MakeVisitor, verification: str) -> None:
    auditor, officer = visit(Role.AUDITOR), visit(Role.PRIVACY_OFFICER, name="Otto Verzonnen")
    link = f"/console/audit/export?about={verification}&format=jsonl"
    answer = auditor.get(link)
    assert (answer.status_code, answer.mimetype) == (200, "application/jsonl")
    assert all(verification in line for line in answer.text.splitlines())
    assert auditor.get("/console/audit/export").mimetype == "text/csv"
    assert auditor.get("/console/audit/export?about=x").status_code == 303
    assert "The audit was exported" in auditor.get("/console/audit").text
    assert officer.get(link).status_code == 403
    assert "Export as CSV" not in officer.get("/console/audit").text


def test_only_who_keeps_suspicions_sees_that_there_are_any(
    market: Caller, visit: MakeVisitor, verification: str
) -> None:
    with market.rt.open_work(market.tenant.id, "tester") as work:
        subject = work.verifications.get(verification).subject_id
        suspicions.open_one(work, subject, "Money comes and goes at once.")
    opened = "/console/audit?op=suspicion.opened"
    assert "Nothing was done that fits" in visit(Role.AUDITOR).get(opened).text
    assert "Nothing was done that fits" not in visit(Role.PRIVACY_OFFICER, name="Otto").get(opened).text


def test_nobody_sees_another_tenants(shared_service: Service, visit: MakeVisitor, verification: str) -> None:
    other = shared_service.add_caller("Somewhere else")
    elsewhere = other.run(other.submit(submission()))
    text = visit(Role.AUDITOR).get(f"/console/audit?about={elsewhere}").text
    assert "Nothing was done that fits" in text
    assert verification not in text


def test_the_chain_is_followed_from_the_page(visit: MakeVisitor, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = visit(Role.AUDITOR)
    assert "Nobody followed the chain" in visitor.get("/console/audit").text
    answer = visitor.post("/console/audit/verification")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console/audit#chain")
    assert "entries were followed" in visitor.get("/console/audit").text
    monkeypatch.setattr(verifying, "MOST_AT_ONCE", -1)
    told = visitor.get("/console/audit").text
    assert "kyc audit verify" in told
    assert "Follow it now" not in told
    assert visitor.post("/console/audit/verification").status_code == 409
