"""What becomes of an answer, and how long a question waits that got none."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any, cast

import pytest

from jobs.standins.base import Call, Said, Scenario, say
from kyc_service.domain.checks import Check, CheckKind, CheckStatus
from kyc_service.domain.registers import Outcome, Verdict
from kyc_service.domain.verifications import VerificationStatus
from kyc_service.services.registers import recording
from kyc_service.storage.work import Work
from tests.fixtures.standing_desks import Desk, fields_for, number_of

NOW = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)
DAY = 86400.0


def pause(waited: dt.timedelta, verdict: Verdict) -> set[float]:
    """Draw several pauses after a wait, in seconds."""
    made = SimpleNamespace(get=lambda _: SimpleNamespace(created_at=NOW - waited))
    work = cast("Work", SimpleNamespace(now=lambda: NOW, verifications=made))
    check = cast("Check", SimpleNamespace(verification_id="ver_1"))
    return {recording._pause(work, check, verdict).total_seconds() for _ in range(200)}


def gone(**more: Any) -> Verdict:
    return Verdict(outcome=Outcome.UNAVAILABLE, code="server_error", **more)


@pytest.mark.parametrize(
    ("waited", "verdict", "least", "most"),
    [
        (dt.timedelta(0), gone(), 60, 75),
        (dt.timedelta(minutes=2), gone(), 60, 75),
        (dt.timedelta(minutes=20), gone(), 300, 375),
        (dt.timedelta(hours=2), gone(), 900, 1125),
        (dt.timedelta(days=3), gone(), 900, 1125),
        # A register that says when it wants to be asked again is not asked before.
        (dt.timedelta(0), gone(retry_after=7.0), 60, 75),
        (dt.timedelta(0), gone(retry_after=1800.0), 1800, 2250),
        (dt.timedelta(days=3), gone(retry_after=7.0), 900, 1125),
        (dt.timedelta(0), gone(retry_after=9 * DAY), DAY, 1.25 * DAY),
        # Nothing gets better before somebody has looked.
        (dt.timedelta(0), gone(retry=False), 3600, 4500),
        (dt.timedelta(0), gone(retry=False, retry_after=7.0), 3600, 4500),
        # Nobody was asked, because Redis was away: that is no fault of the register's.
        (dt.timedelta(0), Verdict(outcome=Outcome.UNAVAILABLE, code="limits_unknown"), 5, 6.25),
        (dt.timedelta(minutes=4), Verdict(outcome=Outcome.UNAVAILABLE, code="limits_unknown"), 60, 75),
    ],
)
def test_a_pause_grows_with_the_wait(waited: dt.timedelta, verdict: Verdict, least: float, most: float) -> None:
    found = pause(waited, verdict)
    assert least <= min(found)
    assert max(found) <= most
    assert len(found) > 1, "what waits together does not come back together"


def asked(desk: Desk, verification_id: str, source: str) -> Check:
    with desk.rt.open_work(desk.tenant.id, "tester", read_only=True) as work:
        return next(one for one in work.checks.of(verification_id) if one.source == source)


def down(_: Call) -> Said:
    return say({}, 503)


def test_an_optional_question_without_an_answer_ends_and_stops_nothing(desk: Desk) -> None:
    desk.standing.behaviours["kvk"] = down
    made = desk.submit(fields_for("kvk"))
    assert desk.run(made).status is VerificationStatus.CLEAR
    check = asked(desk, made, "kvk")
    assert (check.kind, check.status, check.reason) == (CheckKind.REGISTER, CheckStatus.UNAVAILABLE, None)


@pytest.mark.parametrize(
    ("register_id", "scenario", "status"),
    [
        ("kvk", Scenario.FOUND, CheckStatus.PASSED),
        ("kvk", Scenario.OTHER_NAME, CheckStatus.ATTENTION),
        ("kvk", Scenario.NOT_FOUND, CheckStatus.ATTENTION),
        ("brreg", Scenario.ENDED, CheckStatus.ATTENTION),
        ("recherche_entreprises", Scenario.NOT_FOUND, CheckStatus.NOT_SUPPORTED),
    ],
)
def test_what_needs_a_look_is_looked_at(
    strict_desk: Desk, register_id: str, scenario: Scenario, status: CheckStatus
) -> None:
    made = strict_desk.submit(fields_for(register_id, scenario))
    found = strict_desk.run(made)
    assert asked(strict_desk, made, register_id).status is status
    assert (found.status is VerificationStatus.REVIEW) == (status is CheckStatus.ATTENTION)


def test_what_was_not_answered_is_not_on_file(strict_desk: Desk) -> None:
    strict_desk.standing.behaviours["kvk"] = down
    made = strict_desk.submit(fields_for("kvk"))
    strict_desk.run(made)
    with strict_desk.rt.open_work(strict_desk.tenant.id, "tester") as work:
        business = work.verifications.get(made).subject_id
        assert work.sources.of_subject(business) == ()
        assert work.checks.register_results_of(made) == {}


def test_a_result_holds_no_value_of_either_side(desk: Desk) -> None:
    made = desk.submit(fields_for("companies_house", Scenario.OTHER_NAME))
    desk.run(made)
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        kept = work._tx.connection.exec_driver_sql("SELECT result FROM check_results").all()
    text = str(kept)
    assert "companies_house" in text
    for value in ("Voorbeeld", "Zuidwijk", number_of("companies_house", Scenario.OTHER_NAME), "http"):
        assert value not in text
