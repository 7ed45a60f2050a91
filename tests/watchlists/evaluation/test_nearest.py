"""The nearest names: the same as looking at all of them one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from watchlists.evaluation.nearest import Nearest
from watchlists.evaluation.words import same_words
from watchlists.model import Entry, Kind, Name

NAMES = st.text("abc ", min_size=1, max_size=8).filter(str.strip)


def entry(number: int, name: str) -> Entry:
    return Entry(id=f"un:{number:03}", source="un", kind=Kind.PERSON, names=(Name(name),))


@given(st.lists(NAMES, min_size=1, max_size=40), NAMES)
def test_nothing_nearer_is_passed_over(listed: list[str], name: str) -> None:
    (found,) = Nearest([entry(number, text) for number, text in enumerate(listed)]).find("un", Kind.PERSON, [name])

    best = max(Indel.normalized_similarity(same_words(name), same_words(text)) for text in listed)
    assert abs(Indel.normalized_similarity(same_words(name), same_words(found[0].caption)) - best) < 1e-6


def test_a_list_without_such_entries_has_no_nearest() -> None:
    assert list(Nearest([entry(1, "Ann")]).find("un", Kind.VESSEL, ["Ann", "Bob"])) == [[], []]
