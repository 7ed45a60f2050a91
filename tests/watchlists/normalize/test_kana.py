"""Kana as they may have sounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.normalize.kana import spell_kana
from watchlists.normalize.skeletons import skeletons


@pytest.mark.parametrize(
    ("kana", "latin", "why"),
    [
        ("セルゲイ", "sergei", "r and l are one"),
        ("ボロトフ", "bolotov", "a family name's last f is a v"),
        ("ヴァレリー", "valeriy", "v has a sign of its own"),
        ("ワレンチナ", "valentina", "and is written w as often"),
        ("タチアナ", "tatiana", "chi stands for ti"),
        ("ムハンマド", "muhammad", "n before a lip sound is m"),
        ("フセイン", "husein", "fu stands for hu"),
        ("ウラジーミル", "vladimir", "a first u before ra is a v"),
        ("アレクサンドロヴィチ", "aleksandrovich", "a patronymic"),
        ("らーでぃん", "ladin", "hiragana are read alike"),
        ("ローテンベルグ", "rotenberg", "n before a lip sound may be an n all the same"),
    ],
)
def test_has_the_consonants_of_the_name_that_was_heard(kana: str, latin: str, why: str) -> None:
    assert set(skeletons(spell_kana(kana))) & set(skeletons(latin)), why


def test_particles_are_spelt_as_they_are_known() -> None:
    assert [spell_kana(word) for word in ("ビン", "アル", "アブドゥル", "アブー")] == ["bin", "al", "abdul", "abu"]
    assert spell_kana("ヒダーヤトゥッラー").endswith("ullah")


@given(st.text())
def test_answers_any_text_in_lower_case_letters(text: str) -> None:
    spelt = spell_kana(text)
    assert not spelt or (spelt.isascii() and spelt.isalpha() and spelt.islower())
