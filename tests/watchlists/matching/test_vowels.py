"""Vowels around one consonant, where a side leaves the short ones out."""

import pytest

from watchlists.matching.vowels import differ_by_short_ones
from watchlists.normalize.skeletons import gaps


@pytest.mark.parametrize(
    ("written", "heard", "expected", "why"),
    [
        ("dhia", "zia", True, "the same"),
        ("dhiaii", "ziyayi", True, "many"),
        ("shwa", "shawa", True, "a short a is not written"),
        ("shawi", "chaoui", True, "French"),
        ("dhia", "saw", False, "others"),
        ("la", "lea", False, "too few to tell"),
        ("ali", "ali", False, "a first vowel"),
    ],
)
def test_short_vowels(written: str, heard: str, expected: bool, why: str) -> None:
    assert differ_by_short_ones(gaps(written), gaps(heard)) is expected, why
