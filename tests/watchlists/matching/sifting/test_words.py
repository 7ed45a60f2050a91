"""Words lead to the same forms in a sieve's arrays as they do in a search."""

from __future__ import annotations

import numpy as np
import pytest

from tests.fixtures.listed import index_entries
from watchlists.index import Index
from watchlists.index.postings import SHELVES
from watchlists.matching.sifting import words as module
from watchlists.matching.sifting.words import Words
from watchlists.model import Entry, Kind, Name

NAMES = ("Rosneft Trading", "Rosneft Oil Company", "Bank Melli", "Oil Refinery Bank", "Petrov Ivan")
ENTRIES = tuple(
    Entry(id=f"un:{number}", source="un", kind=Kind.ORGANISATION, names=(Name(name),))
    for number, name in enumerate(NAMES)
)


@pytest.fixture
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return index_entries(ENTRIES, tmp_path_factory.mktemp("index"))


def forms_of(words: Words, line: bytes) -> set[int]:
    numbers = words.number([line])
    rows, which = words.rows(numbers, np.array([[0, SHELVES]]))
    assert set(which.tolist()) <= {0}
    return set(words.forms[rows].tolist())


def forms_with(index: Index, text: str) -> set[int]:
    found = [word for word in range(len(index.word_sort)) if not index.word_joined[word] and index.text(word) == text]
    owners = np.repeat(np.arange(index.forms), np.diff(index.token_starts))
    return set(owners[np.isin(index.token_words, found)].tolist())


def test_a_word_leads_to_the_names_it_stands_in_slips_and_all(index: Index) -> None:
    words = Words(index)
    for line in (b"0rosneft", b"0rosnept", b"0melli"):
        text = "rosneft" if b"ros" in line else "melli"
        assert forms_of(words, line) >= forms_with(index, text) != set()
    assert not forms_of(words, b"0quirijnzwaluw")


def test_what_is_charged_for_is_never_less_than_what_stands_there(index: Index) -> None:
    words = Words(index)
    numbers = words.number([b"0rosneft", b"2bank"])
    rows, _ = words.rows(numbers, np.tile([0, SHELVES], (2, 1)))
    assert (words.charged[rows] > 0).all()
    assert (words.covered[rows] > 0).all()
    assert (words.alike[rows] == 1.0).all()


def test_words_are_forgotten_when_there_are_too_many(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WORDS_KEPT", 2)
    words = Words(index)
    before = forms_of(words, b"0rosneft")
    for number in range(10):
        words.number([f"0other{number}".encode()])
    assert forms_of(words, b"0rosneft") == before


def test_room_grows_with_what_is_learnt(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Words(index)
    monkeypatch.setattr(module, "_ROOM", 1)
    small = Words(index)
    for line in (b"0rosneft", b"0melli", b"2bank", b"2oil", b"0petrov"):
        assert forms_of(small, line) == forms_of(whole, line)
