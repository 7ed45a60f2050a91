"""What is new about a subject, held against a model that writes down everything that was ever told."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.monitoring.outcomes import Found, Key, Known, News, PairStatus, compare

KEYS: tuple[Key, ...] = (("ofac_sdn", "ofac:1"), ("un", "un:1"), ("un", "un:2"))
PRESENT, ENDED = PairStatus.PRESENT, PairStatus.ENDED
States = dict[Key, str]
states = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["a", "b"]))


def found(state: States) -> dict[Key, Found]:
    return {key: Found(value, 0.9) for key, value in state.items()}


def step(known: dict[Key, Known], news: News, state: States) -> dict[Key, Known]:
    """Keep the news, as storage does."""
    told = {key: Known(state[key], PRESENT) for key in (*news.appeared, *news.changed)}
    return known | told | {key: Known(known[key].print, ENDED) for key in news.ended}


@given(st.lists(states, max_size=12))
def test_over_any_history_each_appearance_and_each_change_is_told_once(history: list[States]) -> None:
    known: dict[Key, Known] = {}
    told: list[tuple[int, Key]] = []
    for moment, state in enumerate(history):
        news = compare(known, found(state))
        told += [(moment, key) for key in (*news.appeared, *news.changed)]
        known = step(known, news, state)
        assert {key: one.print for key, one in known.items() if one.status is PRESENT} == state
        assert not compare(known, found(state)), "the same is told again"
    before: list[States] = [{}, *history]
    assert told == [
        (moment, key)
        for moment, state in enumerate(history)
        for key in sorted(state, key=lambda key: (key in before[moment], key))
        if before[moment].get(key) != state[key]
    ]


@given(states, states, st.sets(st.sampled_from(KEYS)))
def test_whoever_looks_at_what_differs_finds_what_whoever_looks_at_all_finds(
    before: States, after: States, more: set[Key]
) -> None:
    known = {key: Known(value, PRESENT) for key, value in before.items()}
    scope = {key for key in KEYS if before.get(key) != after.get(key)} | more
    looked_at = {key: one for key, one in found(after).items() if key in scope}
    assert compare(known, looked_at, scope) == compare(known, found(after))


def test_many_thousand_steps_agree_with_the_naive_telling() -> None:
    chance = random.Random(20261126)
    known: dict[Key, Known] = {}
    state: States = {}
    for _ in range(20_000):
        now = {key: chance.choice("ab") for key in KEYS if chance.random() < 0.6}
        part = {key for key in KEYS if chance.random() < 0.3} | {key for key in KEYS if now.get(key) != state.get(key)}
        scope = part if chance.random() < 0.5 else None
        seen = now if scope is None else {key: one for key, one in now.items() if key in scope}
        news = compare(known, found(seen), scope)
        assert set(news.appeared) == now.keys() - state.keys()
        assert set(news.changed) == {key for key in now.keys() & state.keys() if now[key] != state[key]}
        assert set(news.ended) == state.keys() - now.keys()
        known, state = step(known, news, now), now
