"""After how long registers are asked again, and the day of the year."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.domain.feeds.terms import MOST_DAYS, USUAL, Terms, is_day_of_year
from kyc_service.domain.risk.levels import Level
from kyc_service.errors import InvalidInputError


def test_the_riskier_the_sooner_and_every_term_has_its_reason() -> None:
    terms = Terms()
    assert [terms.days_for(level) for level in Level] == [365, 180, 90, 90]
    assert terms.days_for(None) == terms.days_for(Level.HIGH)
    assert all(usual.reason for usual in USUAL.values())


@pytest.mark.parametrize(
    ("chosen", "today", "found"),
    [
        (None, dt.date(2026, 11, 26), None),
        ("01-31", dt.date(2026, 1, 30), dt.date(2025, 1, 31)),
        ("01-31", dt.date(2026, 1, 31), dt.date(2026, 1, 31)),
        ("12-31", dt.date(2026, 11, 26), dt.date(2025, 12, 31)),
        ("02-29", dt.date(2026, 3, 1), dt.date(2026, 2, 28)),
        ("02-29", dt.date(2028, 2, 29), dt.date(2028, 2, 29)),
    ],
)
def test_the_newest_day_of_the_year(chosen: str | None, today: dt.date, found: dt.date | None) -> None:
    assert Terms(yearly_on=chosen).last_yearly(today) == found


@pytest.mark.parametrize("text", ["02-30", "13-01", "00-10", "1-1", "01-32", "0131", "", "01-31 "])
def test_what_is_no_day_of_the_year(text: str) -> None:
    assert not is_day_of_year(text)


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(InvalidInputError) as error:
        Terms(high_days=0, low_days=MOST_DAYS + 1, yearly_on="02-30").check()
    assert {fault.pointer for fault in error.value.faults} == {"/high_days", "/low_days", "/yearly_on"}
    Terms(yearly_on="02-29").check()
