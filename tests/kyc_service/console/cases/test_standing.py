"""How much time a case has, in words."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from kyc_service.console.cases.standing import read_due
from kyc_service.domain.cases import Case, CaseStatus

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
    ("hours", "status", "state"),
    [
        (-2, CaseStatus.IN_PROGRESS, "late"),
        (0, CaseStatus.NEW, "late"),
        (3, CaseStatus.NEW, "soon"),
        (30, CaseStatus.PENDING_APPROVAL, "later"),
        (-2, CaseStatus.ON_HOLD, "stopped"),
        (2, CaseStatus.AWAITING_ANSWER, "stopped"),
    ],
)
def test_a_term_is_late_soon_later_or_stands_still(hours: int, status: CaseStatus, state: str) -> None:
    due = read_due(dataclasses.replace(CASE, status=status, due_at=NOW + dt.timedelta(hours=hours)), NOW)
    assert due is not None
    assert (due.state, due.length) == (state, dt.timedelta(hours=abs(hours)))


def test_what_is_closed_or_has_no_term_is_due_never() -> None:
    assert read_due(CASE, NOW) is None
    assert read_due(dataclasses.replace(CASE, due_at=NOW, closed_at=NOW), NOW) is None
