"""Months of UTC."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.domain.monitoring.days import Month, months_between


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "1999-12", "2026-11 ", "", "november", "2026-１１"])
def test_what_is_no_month_is_not_read(text: str) -> None:
    assert Month.parse(text) is None


def test_a_month_ends_where_the_next_begins() -> None:
    month = Month.parse("2026-12")
    assert month is not None
    assert (str(month), str(month.next), month.next.start) == (
        "2026-12",
        "2027-01",
        dt.datetime(2027, 1, 1, tzinfo=dt.UTC),
    )
    eastern = dt.timezone(dt.timedelta(hours=9))
    assert Month.of(dt.datetime(2026, 12, 1, 3, tzinfo=eastern)) == Month(2026, 11)


def test_only_months_that_are_over_are_due() -> None:
    first = dt.datetime(2026, 10, 20, tzinfo=dt.UTC)
    almost, over = (dt.datetime(2026, 12, 31, 23, 59, tzinfo=dt.UTC), dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
    assert [str(one) for one in months_between(first, almost)] == ["2026-10", "2026-11"]
    assert [str(one) for one in months_between(first, over)] == ["2026-10", "2026-11", "2026-12"]
    assert not [*months_between(over, over)]
