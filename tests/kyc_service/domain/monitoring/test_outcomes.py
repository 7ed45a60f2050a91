"""What is new about a subject: a table, and the properties that keep anything from being told twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.monitoring.outcomes import UNKNOWN, Found, Key, Known, News, PairStatus, compare

A, B = ("un", "un:1"), ("eu", "eu:1")
HERE, GONE = PairStatus.PRESENT, PairStatus.ENDED

keys = st.sampled_from([A, B, ("ofac", "ofac:7")])
prints = st.sampled_from(["p", "q"])
known = st.dictionaries(keys, st.builds(Known, prints, st.sampled_from([HERE, GONE])))
found = st.dictionaries(keys, st.builds(Found, prints, st.floats(0.7, 1.0)))


@pytest.mark.parametrize(
    ("before", "now", "scope", "news"),
    [
        ({}, {A: Found("p", 0.9)}, None, News(appeared=(A,))),
        ({A: Known("p", HERE)}, {A: Found("p", 0.8)}, None, News()),
        ({A: Known("p", HERE)}, {A: Found("q", 0.9)}, None, News(changed=(A,))),
        ({A: Known("p", HERE)}, {}, None, News(ended=(A,))),
        ({A: Known("p", HERE)}, {}, {B}, News()),
        ({A: Known("p", HERE)}, {}, {A}, News(ended=(A,))),
        ({A: Known("p", GONE)}, {A: Found("p", 0.9)}, None, News(appeared=(A,))),
        ({A: Known("p", GONE)}, {}, None, News()),
        ({A: Known(UNKNOWN, HERE)}, {A: Found("q", 0.9)}, None, News()),
    ],
)
def test_only_what_is_new_is_told(
    before: dict[Key, Known], now: dict[Key, Found], scope: set[Key] | None, news: News
) -> None:
    assert compare(before, now, scope) == news


@given(known, found)
def test_what_was_told_is_no_news_the_next_time(before: dict[Key, Known], now: dict[Key, Found]) -> None:
    news = compare(before, now)
    after = dict(before)
    after |= {key: Known(now[key].print, HERE) for key in (*news.appeared, *news.changed)}
    after |= {key: Known(before[key].print, GONE) for key in news.ended}
    assert not compare(after, now)
    assert {key for key, pair in after.items() if pair.status is HERE} == set(now)


@given(known, found, st.sets(keys))
def test_looking_at_some_entries_tells_what_looking_at_all_tells_of_them(
    before: dict[Key, Known], now: dict[Key, Found], scope: set[Key]
) -> None:
    within = {key: one for key, one in now.items() if key in scope}
    part, whole = compare(before, within, scope), compare(before, now)
    for name in News.__slots__:
        assert getattr(part, name) == tuple(key for key in getattr(whole, name) if key in scope)
