"""How much time a case has, in words."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from kyc_service.console.cases.standing import read_due
from kyc_service.domain.cases import Case, CaseStatus
from kyc_service.domain.desk.calendars import Calendar

NOW = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)
CASE = Case(
    id="cas_1",
    verification_id="ver_1",
    subject_id="sub_1",
    reference="shop-1",
    status=CaseStatus.IN_PROGRESS,
    assignee=None,
    proposed=None,
    maker=None,
    outcome=None,
    version=1,
    opened_at=NOW,
    closed_at=None,
)


@pytest.mark.parametrize(
    ("hours", "status", "state", "count", "unit"),
    [
        (-2, CaseStatus.IN_PROGRESS, "late", 2, "hours"),
        (0, CaseStatus.NEW, "late", 0, "minutes"),
        (0.5, CaseStatus.NEW, "soon", 30, "minutes"),
        (3, CaseStatus.NEW, "soon", 3, "hours"),
        # Thursday 13:00 in Amsterdam: four hours of that day, and the next begins at nine.
        (20, CaseStatus.NEW, "soon", 4, "hours"),
        (22, CaseStatus.PENDING_APPROVAL, "later", 6, "hours"),
        (30, CaseStatus.PENDING_APPROVAL, "later", 12, "hours"),
        # Over the weekend, to Monday at the same hour.
        (96, CaseStatus.NEW, "later", 16, "hours"),
        (120, CaseStatus.NEW, "later", 3, "days"),
        (-96, CaseStatus.NEW, "late", 3, "days"),
        (-2, CaseStatus.ON_HOLD, "stopped", 2, "hours"),
        (2, CaseStatus.AWAITING_ANSWER, "stopped", 2, "hours"),
    ],
)
def test_a_term_is_late_soon_later_or_stands_still_in_working_hours(
    hours: float, status: CaseStatus, state: str, count: int, unit: str
) -> None:
    at = NOW + dt.timedelta(hours=hours)
    due = read_due(dataclasses.replace(CASE, status=status, due_at=at), NOW, Calendar())
    assert due is not None
    assert (due.state, due.count, due.unit, due.at) == (state, count, unit, at)


def test_what_is_closed_or_has_no_term_is_due_never() -> None:
    assert read_due(CASE, NOW, Calendar()) is None
    assert read_due(dataclasses.replace(CASE, due_at=NOW, closed_at=NOW), NOW, Calendar()) is None
