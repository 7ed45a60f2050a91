from __future__ import annotations

import pytest

from watchlists.sources.numbered import split_numbered


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a) Kabul b) Herat", ["Kabul", "Herat"]),
        ("a)1955 b)1960", ["1955", "1960"]),
        ("(a)ゴマ、（ｂ）ギセニ", ["ゴマ", "ギセニ"]),
        ("(1) Kabul; (2) Herat.", ["Kabul", "Herat."]),
        ("Kabul, b) Herat", ["Kabul", "Herat"]),
        ("Kabul", ["Kabul"]),
        (" \u3000", []),
        ("Resolution 15(d) of b) nothing", ["Resolution 15(d) of", "nothing"]),
        ("paragraph 7(j) applies", ["paragraph 7(j) applies"]),
        ("a) one c) two", ["one c) two"]),
    ],
)
def test_values_are_taken_apart_where_the_marks_count_up(text: str, expected: list[str]) -> None:
    assert split_numbered(text) == expected
