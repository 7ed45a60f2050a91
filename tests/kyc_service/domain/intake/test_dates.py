"""Dates of births, registrations and licences."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.intake.dates import is_before, read_birth_date, read_expiry_date, read_founding_date

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "fault", "flags"),
    [
        ("2000-02-29", None, ()),
        ("1990", None, ()),
        ("1990-05", None, ()),
        ("2008-11-23", None, ()),
        ("2008-11-24", None, ("subject_is_minor",)),
        ("2008", None, ("subject_is_minor",)),
        ("2007", None, ()),
        ("2026-11-23", None, ("subject_is_minor",)),
        ("2026-11-24", "date_in_future", ()),
        ("2027", "date_in_future", ()),
        ("1896-11-23", None, ()),
        ("1896-11-22", "date_out_of_range", ()),
        ("0000-00-00", "invalid_date", ()),
        ("1900-02-29", "invalid_date", ()),
        ("19900101", "invalid_date", ()),
        ("1990-W01-1", "invalid_date", ()),
        ("1990~", "invalid_date", ()),
        ("1958/1960", "invalid_date", ()),
        ("1990-01-01\n", "invalid_date", ()),
        ("١٩٩٠", "invalid_date", ()),
    ],
)
def test_birth_dates(text: str, fault: str | None, flags: tuple[str, ...]) -> None:
    found = read_birth_date(text, TODAY)
    assert (found.fault, found.flags) == (fault, flags)


@pytest.mark.parametrize(
    ("text", "fault"),
    [("2011-04-01", None), ("2026-11-23", None), ("2026-11-24", "inconsistent_dates"), ("1400", "date_out_of_range")],
)
def test_founding_dates(text: str, fault: str | None) -> None:
    assert read_founding_date(text, TODAY).fault == fault


@pytest.mark.parametrize(
    ("text", "fault", "flags"),
    [
        ("2029-12-31", None, ()),
        ("2026-11-23", None, ()),
        ("2026-11-22", None, ("licence_expired",)),
        ("9999-12-31", "date_out_of_range", ()),
        ("soon", "invalid_date", ()),
    ],
)
def test_expiry_dates(text: str, fault: str | None, flags: tuple[str, ...]) -> None:
    found = read_expiry_date(text, TODAY)
    assert (found.fault, found.flags) == (fault, flags)


def test_only_what_is_certain_is_before() -> None:
    assert is_before("2001", "2002-01-01")
    assert not is_before("2002", "2002-06-01")


def test_an_adult_on_a_leap_day() -> None:
    assert read_birth_date("2010-03-02", dt.date(2028, 2, 29)).flags == ("subject_is_minor",)
    assert read_birth_date("2010-02-28", dt.date(2028, 2, 29)).flags == ()


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2008, 11, 23)))
def test_every_adult_is_accepted(day: dt.date) -> None:
    assert read_birth_date(day.isoformat(), TODAY).fault is None
    assert read_birth_date(day.isoformat(), TODAY).flags == ()
