"""Foreign names in Chinese signs, and Chinese names that are none."""

import pytest

from watchlists.normalize.han_sounds import spell_foreign


@pytest.mark.parametrize(
    ("name", "expected", "why"),
    [
        ("谢尔盖·拉夫罗夫", ("serlrge", "rlrafhfrlrofhf"), "signs for a consonant, and for several"),
        ("弗拉基米尔·普京", ("vladimir", "ptin"), "a name that is not written as it sounds"),
        ("阿卜杜勒·拉赫曼", ("abdul", "rlrahman"), "a particle"),
        ("特朗普·特朗普", ("trlramnmp", "trlramnmp"), "an n before a lip"),
        ("阿科波夫格兰特", ("akopofhfgrlrant",), "a long name without a dot"),
        ("马立多", (), "a short one is Chinese"),
        ("李·小龙", (), "signs that are not used so"),
        ("Ivanov", (), "other letters"),
        ("", (), "nothing"),
    ],
)
def test_spells(name: str, expected: tuple[str, ...], why: str) -> None:
    assert spell_foreign(name) == expected, why
