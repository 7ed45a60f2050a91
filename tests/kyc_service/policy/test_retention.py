"""When records end."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.policy import file
from kyc_service.policy.retention import Due, add, compute_due
from kyc_service.policy.rules import Action, Period, Trigger

POLICY = file.load()
START = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)

# category | trigger | obliged | rule, action and date of what is due
TABLE: list[tuple[str, Trigger, bool, list[tuple[str, str, str]]]] = [
    ("company", Trigger.APPLICATION_ABANDONED, False, [("draft", "delete", "2026-05-30")]),
    ("company", Trigger.RELATIONSHIP_ENDED, False, [("approved", "delete", "2028-03-01")]),
    ("company", Trigger.RELATIONSHIP_ENDED, True, [("approved", "delete", "2031-03-01")]),
    ("criminal", Trigger.CHECK_REJECTED, False, [("refused", "delete", "2027-03-01")]),
    ("criminal", Trigger.CHECK_REJECTED, True, [("refused", "delete", "2031-03-01")]),
    ("company", Trigger.CASE_CLOSED, False, []),
    ("vendor_result", Trigger.DECISION_MADE, False, [("vendor", "delete", "2026-03-31")]),
    ("vendor_result", Trigger.RELATIONSHIP_ENDED, False, []),
    ("vendor_result", Trigger.DECISION_MADE, True, []),
    ("vendor_result", Trigger.RELATIONSHIP_ENDED, True, [("approved", "delete", "2031-03-01")]),
    ("public_source", Trigger.CHECK_REJECTED, True, [("refused", "delete", "2031-03-01")]),
    ("vendor_result", Trigger.APPLICATION_ABANDONED, True, [("draft", "delete", "2026-05-30")]),
    ("correspondence", Trigger.CASE_CLOSED, True, [("mail", "delete", "2028-03-01")]),
    ("suspicion", Trigger.ASSESSMENT_CLOSED, False, [("suspicion", "delete", "2031-03-01")]),
    ("suspicion", Trigger.RELATIONSHIP_ENDED, True, []),
    (
        "technical",
        Trigger.SUBJECT_DISPOSED,
        False,
        [("statistics", "anonymise", "2026-03-01"), ("backup", "isolate", "2026-04-05")],
    ),
    ("nonsense", Trigger.RELATIONSHIP_ENDED, True, []),
]


@pytest.mark.parametrize(("category", "trigger", "obliged", "expected"), TABLE)
def test_a_record_has_its_date(
    category: str,
    trigger: Trigger,
    expected: list[tuple[str, str, str]],
    *,
    obliged: bool,
) -> None:
    found = compute_due(POLICY, category, trigger, START, obliged=obliged)
    assert [(due.rule_id, due.action.value, due.at.date().isoformat()) for due in found] == expected
    assert all(due.at.timetz() == START.timetz() for due in found)


@pytest.mark.parametrize("obliged", [False, True])
@pytest.mark.parametrize("category", sorted(POLICY.rules.categories))
def test_every_category_ends_somehow(category: str, *, obliged: bool) -> None:
    ends = [due for trigger in Trigger for due in compute_due(POLICY, category, trigger, START, obliged=obliged)]
    assert [due for due in ends if due.action is not Action.ISOLATE]


def test_what_is_due_comes_in_order_and_compares_by_value() -> None:
    found = compute_due(POLICY, "technical", Trigger.SUBJECT_DISPOSED, START, obliged=False)
    assert list(found) == sorted(found)
    assert found[0] == Due(START, "statistics", Action.ANONYMISE)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        compute_due(POLICY, "company", Trigger.CASE_CLOSED, START.replace(tzinfo=None), obliged=False)


def test_a_leap_day_is_never_a_day_short() -> None:
    leap = dt.datetime(2024, 2, 29, tzinfo=dt.UTC)
    assert add(leap, Period(years=5)) == dt.datetime(2029, 3, 1, tzinfo=dt.UTC)
    assert add(leap, Period(years=4)) == dt.datetime(2028, 2, 29, tzinfo=dt.UTC)
    assert add(leap, Period(hours=1)) == dt.datetime(2024, 2, 29, 1, tzinfo=dt.UTC)


@given(
    st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2090, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001 - bounds
    st.integers(0, 10),
    st.integers(0, 400),
)
def test_a_period_is_never_shorter_than_it_says(start: dt.datetime, years: int, days: int) -> None:
    period = Period(years=years, days=days)
    lasting = add(start, period) - start
    assert period.shortest() <= lasting <= period.shortest() + dt.timedelta(days=years // 4 + 2)
