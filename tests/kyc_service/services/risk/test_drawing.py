"""Lines that are broken and cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kyc_service.services.risk.drawing import escape, wrap


def test_a_text_is_broken_between_words() -> None:
    assert wrap("one two three", 7, 3) == ["one two", "three"]
    assert wrap("", 7, 3) == [""]


def test_a_long_word_is_broken_and_a_long_text_is_cut() -> None:
    assert wrap("abcdefghij", 4, 3) == ["abcd", "efgh", "ij"]
    assert wrap("one two three four", 5, 2) == ["one", "two…"]


def test_letters_of_east_asia_take_two_places() -> None:
    assert wrap("爱克美贸易", 4, 3) == ["爱克", "美贸", "易"]


@given(st.text(max_size=80), st.integers(3, 20), st.integers(1, 4))
def test_no_line_is_longer_than_its_room(words: str, room: int, most: int) -> None:
    lines = wrap(words, room, most)
    assert 1 <= len(lines) <= most
    assert all(len(line) <= room for line in lines)


@given(st.text(max_size=40))
def test_nothing_of_a_text_is_markup(words: str) -> None:
    assert not set("<>\"'\x00\u202e") & set(escape(words))
