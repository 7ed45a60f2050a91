"""Names in Han signs as Hong Kong spells them."""

import pytest

from watchlists.normalize.cantonese import read_as_cantonese


@pytest.mark.parametrize(
    ("name", "expected", "why"),
    [
        ("尹國駒", "wan kwok kui", "family name first"),
        ("陳國基", "chan kwok ki", "another"),
        ("李家超", "", "signs that are the same everywhere"),
        ("林鄭月娥", "lam cheng yuet ngor", "two family names"),
        ("陈国强", "", "simplified signs are read in Mandarin"),
        ("李", "", "one sign is no name"),
        ("李華為技術", "", "nor are many"),
        ("山田太郎", "", "no family name of the table"),
        ("Wan Kwok Koi", "", "other letters"),
    ],
)
def test_reads(name: str, expected: str, why: str) -> None:
    assert read_as_cantonese(name) == expected, why
