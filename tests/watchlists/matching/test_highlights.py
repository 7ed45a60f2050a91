"""Characters to highlight."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.matching.highlights import Ranges, differing, differing_signs


def marked(value: str, ranges: Ranges) -> list[str]:
    return [value[start:end] for start, end in ranges]


@pytest.mark.parametrize(
    ("ours", "theirs", "left", "right", "why"),
    [
        ("Vladimir Pudin", "Vladimir PUTIN", ["d"], ["T"], "one letter"),
        ("Putin Vladimir", "Vladimir PUTIN", [], [], "order and case"),
        ("Владимир Путин", "Vladimir PUTIN", [], [], "script"),
        ("Viktor Bout", "Viktor Anatolijevitch BOUT", [], ["Anatolijevitch"], "left out"),
        ("Lavrov Sergei", "LAVROV, Sergey", ["i"], ["y"], "comma"),
        ("Ali Ali", "Ali", ["Ali"], [], "twice and once"),
        ("Putn", "Putin", ["tn"], ["i"], "a missing letter shows its neighbours"),
        ("Kim Jong Il", "Kim Jong Un", ["Il"], ["Un"], "another name whole"),
        ("", "Putin", [], ["Putin"], "nothing"),
    ],
)
def test_marks_what_differs(ours: str, theirs: str, left: list[str], right: list[str], why: str) -> None:
    first, second = differing(ours, theirs)
    assert (marked(ours, first), marked(theirs, second)) == (left, right), why


@given(st.text(max_size=80), st.text(max_size=80))
def test_ranges_lie_inside_and_ascend(ours: str, theirs: str) -> None:
    for value, ranges in zip((ours, theirs), differing(ours, theirs), strict=True):
        ends = [0, *(place for part in ranges for place in part), len(value)]
        assert ends == sorted(ends)
        assert all(start < end for start, end in ranges)


@given(st.text(max_size=80))
def test_a_value_does_not_differ_from_itself(value: str) -> None:
    assert differing(value, value) == ((), ())


@pytest.mark.parametrize(
    ("ours", "theirs", "left", "right"),
    [
        ("1967-01-13", "1967-01-13", "", ""),
        ("1976-01-13", "1967-01-13", "76", "67"),
        ("1967-01-13", "1968-01-13", "7", "8"),
        ("AB123456", "AB12456", "3", "24"),
        ("ab123", "AB123", "", ""),
        ("\u0130", "i", "", ""),
    ],
)
def test_of_dates_and_numbers_what_differs_is_told(ours: str, theirs: str, left: str, right: str) -> None:
    mine, others = differing_signs(ours, theirs)
    assert ["".join(ours[start:end] for start, end in mine), "".join(theirs[start:end] for start, end in others)] == [
        left,
        right,
    ]


@given(st.text(max_size=12), st.text(max_size=12))
def test_ranges_of_signs_lie_within_the_values(ours: str, theirs: str) -> None:
    for value, ranges in zip((ours, theirs), differing_signs(ours, theirs), strict=True):
        assert all(0 <= start <= end <= len(value) for start, end in ranges)


def test_a_word_without_its_vowels_is_the_same_word() -> None:
    assert differing("\u0623\u0633\u0627\u0645\u0629 \u0628\u0646 \u0644\u0627\u062f\u0646", "Usama BIN LADIN") == (
        (),
        (),
    )
    assert differing("Asama", "Usama") != ((), ())
