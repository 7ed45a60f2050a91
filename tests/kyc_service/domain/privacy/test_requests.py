from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.privacy.requests import add_months

NOON = dt.time(12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-15", 1, "2026-02-15"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-11-30", 2, "2027-01-30"),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last(day: str, months: int, expected: str) -> None:
    moment = dt.datetime.combine(dt.date.fromisoformat(day), NOON)
    assert add_months(moment, months) == dt.datetime.combine(dt.date.fromisoformat(expected), NOON)


@given(moment=st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)).map(lambda day: dt.datetime.combine(day, NOON)))
def test_a_month_is_28_to_31_days(moment: dt.datetime) -> None:
    assert dt.timedelta(days=28) <= add_months(moment, 1) - moment <= dt.timedelta(days=31)
