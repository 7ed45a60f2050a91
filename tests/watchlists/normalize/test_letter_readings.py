"""English words in Cyrillic or Greek letters, put there one by one, are read as the words they were."""

from __future__ import annotations

import pytest

from watchlists.matching import compare
from watchlists.model import Entry, Kind, Name, Subject
from watchlists.normalize.letter_readings import read_letters
from watchlists.normalize.scripts import Script, romanise


@pytest.mark.parametrize(
    ("written", "script", "word"),
    [
        ("компанй", Script.CYRILLIC, "company"),
        ("сервикес", Script.CYRILLIC, "services"),
        ("джоинт", Script.CYRILLIC, "joint"),
        ("ллк", Script.CYRILLIC, "llc"),
        ("χομπανυ", Script.GREEK, "χομπανυ"),
        ("κομπανυ", Script.GREEK, "company"),
        ("τζοιντ", Script.GREEK, "joint"),
        ("λλκ", Script.GREEK, "llc"),
    ],
)
def test_a_common_word_comes_back(written: str, script: Script, word: str) -> None:
    read = "".join(romanise(written, script, alone=False))
    assert read_letters(read, script) == (word if word.isascii() else read)


@pytest.mark.parametrize("written", ["компания", "завод", "торговый", "общество", "группа", "банк"])
def test_a_word_of_the_other_language_stays_its_own(written: str) -> None:
    read = "".join(romanise(written, Script.CYRILLIC, alone=False))
    assert read_letters(read, Script.CYRILLIC) == read


def test_latin_words_are_left_alone() -> None:
    assert read_letters("kompany", Script.LATIN) == "kompany"


@pytest.mark.parametrize(
    ("disguise", "listed"),
    [
        ("техника рикор електроникс компанй", "Technika Rikor Electronics Company"),
        ("βρεμινο γροουπ λλκ", "BREMINO GROUP LLC"),
        ("λιμιτεδ λιαβιλιτυ κομπανυ δμ τεχνολογιεσ", "LIMITED LIABILITY COMPANY DM TECHNOLOGIES"),
    ],
)
def test_a_listed_company_is_found_behind_it(disguise: str, listed: str) -> None:
    entry = Entry(id="un:1", source="un", kind=Kind.ORGANISATION, names=(Name(listed),))
    assert compare(Subject(kind=Kind.ORGANISATION, names=(disguise,)), entry).score >= 0.7
