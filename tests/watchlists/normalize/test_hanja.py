"""Koreans in Han signs."""

import pytest

from watchlists.normalize.hanja import read_as_korean


@pytest.mark.parametrize(
    ("name", "hangul", "why"),
    [
        ("金正恩", "김정은", "simplified and traditional signs alike"),
        ("金铁三", "김철삼", "a simplified sign"),
        ("朴 英 哲", "박영철", "spaces"),
        ("(金铁三)", "김철삼", "brackets"),
        ("李明", "", "a family name that more Chinese bear"),
        ("金", "", "a family name alone"),
        ("金葛", "", "a sign that is not known"),
        ("Kim", "", "no Han signs"),
    ],
)
def test_reads_names_of_koreans_only(name: str, hangul: str, why: str) -> None:
    assert read_as_korean(name) == hangul, why
