from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.sources.name_lists import split_at_commas


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A Works, B Works", ["A Works", "B Works"]),
        ("A Works Co., Ltd., B Works, Inc.", ["A Works Co., Ltd.", "B Works, Inc."]),
        ("Smith, Jr.", ["Smith, Jr."]),
        ("Bank (Joint, Stock), Other", ["Bank (Joint, Stock)", "Other"]),
        ("Union of workers, peasants and fishers", ["Union of workers, peasants and fishers"]),
        ("CGRI, l'Armée", ["CGRI", "l'Armée"]),
        ("A,", ["A,"]),
        ("", [""]),
    ],
)
def test_names_part_where_another_begins(text: str, expected: list[str]) -> None:
    assert [part.strip() for part in split_at_commas(text)] == expected


@given(text=st.text(alphabet="aB ,().", max_size=40))
def test_nothing_but_commas_is_left_out(text: str) -> None:
    assert ",".join(split_at_commas(text)) == text
