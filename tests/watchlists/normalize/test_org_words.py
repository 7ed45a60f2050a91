"""Common words of organisations in many languages, and how they bend."""

import pytest

from watchlists.normalize.org_stems import meaning_of_stem, stem_of_adjective
from watchlists.normalize.org_words import PLACES, WORDS, are_synonyms, hear_english, is_hollow, is_place, meaning_of
from watchlists.normalize.text import fold


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("производственная", "production"),
        ("Производственного", "production"),
        ("державне", "state"),
        ("банковская", "bank"),
        ("υπουργείο", "ministry"),
        ("صنایع", "industry"),
        ("شرکت", "company"),
        ("республики", "republic"),
        ("republicii", "republic"),
    ],
)
def test_knows_words_in_many_languages_and_forms(word: str, meaning: str) -> None:
    (folded,) = fold(word)
    assert meaning_of(folded.text) == meaning


@pytest.mark.parametrize("word", ["россия", "российского", "ایران", "ρωσική", "москва"])
def test_knows_places_in_many_languages(word: str) -> None:
    meaning = meaning_of(fold(word)[-1].text)
    assert meaning is not None
    assert is_place(meaning)


def test_a_meaning_means_itself() -> None:
    for meaning in {*WORDS.values(), *PLACES.values()}:
        assert meaning_of(meaning) == meaning


def test_only_english_words_of_different_stems_are_synonyms() -> None:
    assert are_synonyms("state", "federal")
    assert not are_synonyms("industries", "industrial")
    assert not are_synonyms("bank", "banka")
    assert not are_synonyms("zavod", "plant")


def test_english_is_heard_in_other_letters() -> None:
    assert hear_english("shiping") == "shipping"
    assert hear_english("menedzhment") == "menedzhment", "it has a meaning as it is"
    assert hear_english("rosneft") == "rosneft"


def test_a_hollow_word_says_nothing_of_what_a_company_does() -> None:
    assert is_hollow("holdings")
    assert not is_hollow("shipping")
    assert not is_hollow("rosneft")


@pytest.mark.parametrize(
    ("word", "stem"),
    [("kazanskaya", "kazansk"), ("molekulyarnyy", "molekulyar"), ("moskva", None), ("verny", None)],
)
def test_adjectives_have_a_stem(word: str, stem: str | None) -> None:
    assert stem_of_adjective(word) == stem


def test_a_stem_needs_an_ending_of_its_language() -> None:
    assert meaning_of_stem("zavodskoy") is None
    assert meaning_of_stem("zavodami") == "plant"
