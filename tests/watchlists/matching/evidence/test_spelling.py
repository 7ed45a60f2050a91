"""Which of two parties with one score stands first."""

import pytest

from watchlists.matching.evidence.spelling import closeness


@pytest.mark.parametrize(
    ("ours", "theirs", "expected", "why"),
    [
        ("Zaw Min", ["ZAW  MIN"], (3, 1.0, True), "case and spaces are nothing"),
        ("Zaw Min", ["U Zaw", "Zaw Min"], (3, 1.0, False), "an alias"),
        ("Jérôme Lee", ["JEROME LEE"], (2, 1.0, True), "an accent"),
        ("Jin YU", ["Yu, Jin"], (1, 1.0, True), "turned round"),
        ("PJSC Zavod Tula", ["Zavod Tula PJSC", "PJSC ZAVOD TULA"], (3, 1.0, False), "the best of several"),
        ("Zaw Mim", ["Zaw Min"], (0, 0.86, True), "a name that is only alike"),
        ("Zaw Min", [], (0, 0.0, False), "no name"),
    ],
)
def test_closeness(ours: str, theirs: list[str], expected: tuple[int, float, bool], why: str) -> None:
    assert closeness([ours], theirs) == expected, why


def test_any_of_several_submitted_names_counts() -> None:
    assert closeness(["Somebody", "Zaw Min"], ["Zaw Min"]) == (3, 1.0, True)


@pytest.mark.parametrize(
    ("closer", "farther"),
    [(["Zaw Min"], ["Zaw Minn"]), (["Zaw Mins", "U Zaw"], ["U Zaw", "Zaw Mins"]), (["Min, Zaw"], ["Zaw Minn"])],
)
def test_the_closer_one_stands_first(closer: list[str], farther: list[str]) -> None:
    assert closeness(["Zaw Min"], closer) > closeness(["Zaw Min"], farther)
