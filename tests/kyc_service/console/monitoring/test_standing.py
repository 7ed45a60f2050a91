"""The page of monitoring: empty at first, then list by list, with runs that administrators start and stop."""

from __future__ import annotations

import re

import pytest

from kyc_service.domain.monitoring.runs import RunStatus
from kyc_service.domain.people.roles import Role
from kyc_service.domain.tenants import Scope
from kyc_service.services.monitoring import planning, running
from tests.fixtures.service import Caller
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read
from tests.kyc_service.api.monitoring.test_coverage import monitor

PATH = "/console/monitoring"


@pytest.fixture
def administrator(enter: Enter, caller: Caller) -> Visitor:
    return enter(caller, Role.ADMINISTRATOR)


def test_an_empty_page_says_what_will_be(administrator: Visitor) -> None:
    page = read(administrator.get(PATH))
    assert "Nobody was compared yet" in page
    assert "None yet. One is planned" in page
    assert "The first is made when this month is over" in page


def test_coverage_stands_list_by_list_and_on_the_dashboard(analyst: Visitor, caller: Caller) -> None:
    caller.run(caller.submit())
    monitor(caller)
    page = read(analyst.get(PATH))
    assert page.count('<tr><th scope="row">') >= 3
    assert "subjects have a current result" in page
    assert "Nobody. Whoever cannot be compared is shown here" in page
    assert "hx-trigger" not in page
    assert "/pause" not in page
    assert "Compare again" not in page
    assert '<a href="/console/monitoring"><b>100 %</b>' in read(analyst.get("/console/dashboard"))


def test_whoever_was_set_aside_is_shown_by_id(analyst: Visitor, caller: Caller) -> None:
    caller.run(caller.submit())
    monitor(caller)
    with caller.rt.open_work(caller.tenant.id, "tester") as work:
        member = work.monitoring.coverage.members("", "~", 1, everybody=True)[0]
        work.monitoring.coverage.set_aside(member, "worker_died")
    page = read(analyst.get(PATH))
    assert f"<code>{member.id}</code>" in page
    assert "worker_died" in page


def test_an_administrator_starts_pauses_and_cancels_a_run(administrator: Visitor, caller: Caller) -> None:
    caller.run(caller.submit())
    monitor(caller)
    form = {"compare": "everything", "mode": "run", "reason": "matcher fixed"}
    assert administrator.post(f"{PATH}/runs", form).status_code == 303
    page = read(administrator.get(PATH))
    assert 'hx-trigger="every 3s"' in page
    assert "matcher fixed" in page
    for verb, next_one in (("pause", "resume"), ("resume", "cancel"), ("cancel", None)):
        found = re.search(rf'action="({PATH}/runs/run_\w+/{verb})".*?name="version" value="(\d+)"', page)
        assert found
        assert administrator.post(found[1], {"version": found[2]}).status_code == 303
        assert administrator.post(found[1], {"version": "99"}).status_code == 412
        page = read(administrator.get(PATH))
        assert next_one is None or f"/{next_one}" in page
    assert "Cancelled" in page


@pytest.mark.parametrize(
    "form",
    [
        {"mode": "later"},
        {"mode": "run", "compare": "nothing"},
        {"mode": "run", "compare": "since", "since_edition": "x"},
        {"mode": "run", "reason": "x" * 501},
    ],
)
def test_what_is_wrong_with_a_wish_is_said(administrator: Visitor, form: dict[str, str]) -> None:
    assert administrator.post(f"{PATH}/runs", form).status_code == 422


def test_runs_alone_are_for_the_page_that_shows_them(administrator: Visitor) -> None:
    assert administrator.get(f"{PATH}/runs").status_code == 303
    part = read(administrator.get(f"{PATH}/runs", HX_Request="true"))
    assert part.startswith('<section class="panel spaced"')


def test_a_report_is_handed_out(analyst: Visitor, caller: Caller) -> None:
    with caller.rt.open_system() as system:
        month = f"{system.now():%Y-%m}"
    assert analyst.get(f"{PATH}/report?month={month}").mimetype == "application/json"
    assert analyst.get(f"{PATH}/report?month=no").status_code == 404


def test_a_paused_run_that_holds_coverage_back_is_told_with_when_it_ends(
    administrator: Visitor, caller: Caller
) -> None:
    caller.run(caller.submit())
    run = planning.watch_tenant(caller.rt, caller.tenant.id, everybody=True)
    assert run is not None
    with caller.rt.open_work(caller.tenant.id, "tester") as work:
        running.move(work, run.id, RunStatus.PAUSED, run.version)
    assert "A paused run holds this edition back." in read(administrator.get(PATH))
    answer = caller.ask("GET", "/v1/coverage", Scope.ANALYST).json
    assert answer is not None
    assert answer["held_back"]["run_id"] == run.id
    assert answer["held_back"]["since"] < answer["held_back"]["until"]
