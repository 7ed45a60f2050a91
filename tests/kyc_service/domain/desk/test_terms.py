"""Terms by level, and what cannot be promised."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.domain.desk.calendars import Calendar
from kyc_service.domain.desk.terms import Terms, read_time
from kyc_service.domain.risk.levels import Level
from kyc_service.errors import InvalidInputError


@pytest.mark.parametrize(
    ("level", "hours"),
    [(Level.PROHIBITED, 8), (Level.HIGH, 8), (Level.MEDIUM, 24), (None, 24), (Level.LOW, 40)],
)
def test_a_level_has_its_hours(level: Level | None, hours: int) -> None:
    monday = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
    assert Terms().hours_for(level) == hours
    assert Terms().due(level, monday) == Calendar().add(monday, dt.timedelta(hours=hours))


@pytest.mark.parametrize(
    ("terms", "faults"),
    [
        (Terms(), []),
        (Terms(high_hours=0, low_hours=401), ["/high_hours", "/low_hours"]),
        (Terms(calendar=Calendar("XX", "Nowhere")), ["/country", "/zone"]),
        (Terms(calendar=Calendar(opens=dt.time(9), closes=dt.time(9))), ["/closes"]),
    ],
)
def test_what_cannot_be_promised_is_named(terms: Terms, faults: list[str]) -> None:
    if not faults:
        terms.check()
        return
    with pytest.raises(InvalidInputError) as refused:
        terms.check()
    assert [fault.pointer for fault in refused.value.faults] == faults


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("09:00", dt.time(9)),
        ("23:59", dt.time(23, 59)),
        *((text, None) for text in ("24:00", "12:60", "9:00", "09.00", "ab:cd", "", "٠٩:00", "-1:00")),
    ],
)
def test_a_time_of_day_is_read(text: str, time: dt.time | None) -> None:
    assert read_time(text) == time
