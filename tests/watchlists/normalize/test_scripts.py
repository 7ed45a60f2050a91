"""Writing systems: romanisation that brings one name's spellings together."""

import pytest

from watchlists.normalize.scripts import Script, read_with_tones, romanise, script_of, undo_twins, word_script


@pytest.mark.parametrize(
    ("word", "expected", "why"),
    [
        ("علي", ("ali",), "ain is heard"),
        ("الأسد", ("al", "asd"), "the article stands apart"),
        ("محمد", ("mhmd",), "vowels are not written"),
        ("عواض", ("awadh",), "waw before alif is a consonant"),
        ("محمود", ("mhmud",), "waw between consonants is a vowel"),
        ("כהן", ("kchhn",), "a Hebrew letter with two sounds keeps both"),
        ("習近平", ("xi", "jinping"), "a Han name parts into surname and given name"),
        ("欧阳修", ("ouyang", "xiu"), "surname of two characters"),
        ("曾庆红", ("zeng", "qinghong"), "a sign that is read otherwise in names"),
        ("董勒成", ("dong", "lecheng"), "and inside a name"),
        ("김정은", ("kim", "jong", "un"), "a Korean name syllable by syllable"),
        ("عبدالله", ("abdllh",), "Allah lends a name his l only"),
        ("سهيل", ("sehil",), "two letters are not one sound"),
        ("طه", ("taha",), "not spelt as it sounds"),
        ("مدلل", ("mdlel",), "a letter that comes twice has a vowel between"),
        ("نورالدین", ("nur", "al", "din"), "an article inside a word"),
        ("أبوالفضل", ("abu", "al", "fdhl"), "an article behind Abu"),
        ("خالد", ("khald",), "letters that are no article"),
        ("سيدرضا", ("sayyid", "rdha"), "a title in front of a word"),
        ("مصطفى", ("mstfe",), "a last letter that stands for any vowel"),
        ("سعيد", ("sid",), "ain inside a word is not heard"),
        ("Зеленський", ("zelenskiy",), "Cyrillic"),
        ("Παπαδόπουλος", ("papadopulos",), "Greek"),
    ],
)
def test_romanises(word: str, expected: tuple[str, ...], why: str) -> None:
    assert romanise(word, word_script(word), alone=True) == expected, why


def test_a_han_word_beside_others_is_not_parted() -> None:
    assert romanise("近平", Script.HAN, alone=False) == ("jinping",)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("Vlаdimir", "Vladimir"), ("Ρutin", "Putin"), ("Владимиp", "Владимир"), ("Иван", "Иван"), ("Putin", "Putin")],
)
def test_undoes_look_alikes_only_in_mixed_words(word: str, expected: str) -> None:
    assert undo_twins(word) == expected


def test_tells_scripts() -> None:
    assert [script_of(letter) for letter in "aЖΩعש中한ก1"] == [
        Script.LATIN,
        Script.CYRILLIC,
        Script.GREEK,
        Script.ARABIC,
        Script.HEBREW,
        Script.HAN,
        Script.HANGUL,
        Script.OTHER,
        Script.OTHER,
    ]


def test_variants_of_a_character_have_one_reading_and_homophones_differ_by_tone() -> None:
    assert read_with_tones("华") == read_with_tones("華")
    assert read_with_tones("石") != read_with_tones("市")
