"""Rows of words are added up by name and form, and none is dropped of which there are two."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from watchlists.matching.sifting.pairs import COLUMNS, add_up, is_met_again

PLACES = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 50_000)), max_size=40)


def make_rows(places: list[tuple[int, int]]) -> np.ndarray:
    rows = np.ones((len(places), COLUMNS))
    rows[:, :2] = np.array(places).reshape(-1, 2)
    rows[:, -1] = np.linspace(0.6, 1.0, len(places))
    return rows


@given(PLACES)
def test_each_name_and_form_is_there_once_with_its_sums(places: list[tuple[int, int]]) -> None:
    rows = make_rows(places)
    found = add_up(rows)
    many = Counter(places)
    assert [*zip(found.names.tolist(), found.forms.tolist(), strict=True)] == sorted(many)
    for place, ours, words, worst in zip(sorted(many), found.ours, found.words, found.worst, strict=True):
        assert ours == words == many[place]
        assert worst == min(row[-1] for row in rows if (row[0], row[1]) == place)


@given(PLACES, PLACES)
def test_whatever_is_met_twice_stays(places: list[tuple[int, int]], others: list[tuple[int, int]]) -> None:
    names, forms = np.array(places, dtype=np.int64).reshape(-1, 2).T
    stays = is_met_again(names, forms, make_rows(others))
    many = Counter(places) + Counter(others)
    assert all(stay for stay, place in zip(stays.tolist(), places, strict=True) if many[place] > 1)


def test_most_that_are_met_once_do_not() -> None:
    forms = np.arange(0, 200_000, 7)
    assert is_met_again(forms % 500, forms, make_rows([])).mean() < 0.3
