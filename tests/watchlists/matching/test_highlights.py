"""Characters to highlight."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.matching.highlights import Ranges, differing


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
