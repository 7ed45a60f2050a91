"""Coverage and its reports over HTTP: counts for who may, a file that proves itself, figures without a marketplace."""

from __future__ import annotations

import pytest

from kyc_service.domain.tenants import Scope
from kyc_service.services.monitoring import chunks, coverage, planning
from kyc_service.services.monitoring.reports import files
from tests.fixtures.service import Caller

PATH = "/v1/coverage"


def monitor(caller: Caller) -> None:
    """Look twice: compare what is due, and see that everybody was."""
    for _ in range(2):
        run = planning.watch_tenant(caller.rt, caller.tenant.id, everybody=True)
        while run is not None and chunks.work_on(caller.rt, run.id):
            pass


def test_before_anything_was_compared_everybody_waits(caller: Caller) -> None:
    caller.run(caller.submit())
    found = caller.ask("GET", PATH, Scope.ADMIN).json or {}
    assert (found["edition"], found["lists"], found["alarm"]) == (None, [], False)
    assert found["count"]["pending"] == found["count"]["due"] > 0


def test_what_everybody_was_compared_with_is_told_list_by_list(caller: Caller, stranger: Caller) -> None:
    caller.run(caller.submit())
    monitor(caller)
    answer = caller.ask("GET", PATH, Scope.ANALYST)
    found = answer.json or {}
    assert answer.status_code == 200
    assert found["edition"]["completed_at"] is not None
    assert (found["uncovered_since"], found["failures"], found["earlier"]) == (None, [], [])
    assert {one["source"] for one in found["lists"]} == {"un", "ofac_sdn", "ofac_cons"}
    for one in found["lists"]:
        assert one["count"]["screened"] == one["count"]["due"] == found["count"]["active"]
        assert one["seconds_to_screen"] >= 0
    assert (stranger.ask("GET", PATH, Scope.ADMIN).json or {})["count"]["active"] == 0
    assert "shop-1" not in answer.text


@pytest.mark.parametrize("path", [PATH, f"{PATH}/reports", f"{PATH}/report?month=2026-11"])
def test_only_an_analyst_or_an_administrator_may(shared_caller: Caller, path: str) -> None:
    for scope in (Scope.ONBOARDING, Scope.PRIVACY, Scope.SEALED):
        assert shared_caller.ask("GET", path, scope).status_code == 403


def test_a_report_is_fetched_as_a_file_that_proves_itself_and_as_a_page(caller: Caller) -> None:
    caller.run(caller.submit())
    monitor(caller)
    with caller.rt.open_system() as system:
        month = f"{system.now():%Y-%m}"
    answer = caller.ask("GET", f"{PATH}/report?month={month}", Scope.ADMIN)
    assert answer.headers["Content-Disposition"] == f"attachment; filename=coverage-{month}.json"
    checked = files.check(answer.data, caller.rt.keys.head_key())
    assert (checked.faults, checked.tenant) == ((), caller.tenant.id)
    page = caller.ask("GET", f"{PATH}/report-page?month={month}", Scope.ADMIN)
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert "Everybody compared" in page.text
    assert (caller.ask("GET", f"{PATH}/reports", Scope.ADMIN).json or {})["items"] == []


@pytest.mark.parametrize(("month", "status"), [("2026-1", 400), ("2026-13", 422), ("2099-01", 422)])
def test_a_month_has_to_be_one_that_began(shared_caller: Caller, month: str, status: int) -> None:
    answer = shared_caller.ask("GET", f"{PATH}/report?month={month}", Scope.ADMIN)
    assert answer.status_code == status
    assert month not in answer.text


def test_figures_are_added_up_over_marketplaces(caller: Caller, stranger: Caller) -> None:
    for one in (caller, stranger):
        one.run(one.submit())
        monitor(one)
    coverage.look(caller.rt)
    lines = caller.client.get("/metrics").text.splitlines()
    found = dict(line.rsplit(" ", 1) for line in lines if line.startswith("kyc_coverage"))
    counts = {state: float(found[f'kyc_coverage_subjects{{state="{state}"}}']) for state in ("screened", "pending")}
    assert counts["screened"] >= 2
    assert counts["pending"] == 0
    assert (found["kyc_coverage_oldest_seconds"], found["kyc_coverage_tenants_alarmed"]) == ("0.0", "0.0")
    assert caller.tenant.id not in "".join(lines)
