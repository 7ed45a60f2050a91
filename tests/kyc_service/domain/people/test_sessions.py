"""Sessions: what the clock says of one, whatever the hour."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.people.sessions import TOUCH_EVERY, Session, Term, idle_until, is_live, needs_touch

BEGAN = dt.datetime(2026, 3, 29, 0, 30, tzinfo=dt.UTC)
TERM = Term(dt.timedelta(minutes=15), dt.timedelta(hours=10))
SECONDS = st.integers(0, 12 * 3600)


def session(seen: int = 0) -> Session:
    seen_at = BEGAN + dt.timedelta(seconds=seen)
    more = {"seen_at": seen_at, "ends_at": BEGAN + TERM.whole, "ended_at": None}
    return Session(id="ses_1", tenant_id="ten_1", account_id="acc_1", began_at=BEGAN, **more)


@given(seen=SECONDS, asked=SECONDS)
def test_it_is_live_for_its_idle_time_and_never_beyond_its_end(seen: int, asked: int) -> None:
    now = BEGAN + dt.timedelta(seconds=asked)
    assert is_live(session(seen), TERM, now) == (asked < min(seen + 900, 36_000))
    assert idle_until(session(seen), TERM) <= BEGAN + TERM.whole


@given(gaps=st.lists(st.integers(1, 1200), max_size=120))
def test_somebody_who_asks_often_enough_is_in_until_the_end_and_nobody_else(gaps: list[int]) -> None:
    here, now, expected = session(), BEGAN, True
    for gap in gaps:
        now += dt.timedelta(seconds=gap)
        live = is_live(here, TERM, now)
        if gap <= 900 - TOUCH_EVERY.total_seconds() and now < here.ends_at and expected:
            assert live, "what is not written down of its use costs at most a minute"
        if gap >= 900:
            assert not live
        expected = expected and live
        if not live:
            return
        here = here.seen(now) if needs_touch(here, now) else here
    assert now < here.ends_at


@given(asked=SECONDS)
def test_its_use_is_written_down_once_a_minute(asked: int) -> None:
    assert needs_touch(session(), BEGAN + dt.timedelta(seconds=asked)) == (asked >= 60)


def test_one_that_was_ended_is_over() -> None:
    from dataclasses import replace

    assert not is_live(replace(session(), ended_at=BEGAN), TERM, BEGAN)
