"""Candidate search where initials and titles stand in names: they need not be found, and may stand for what must be."""

import random
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fixtures.listed import index_entries
from watchlists.index import Index
from watchlists.matching import Screener
from watchlists.matching.names import FLOOR, compare_names
from watchlists.matching.score import compare, prepare_subject
from watchlists.matching.search.candidates import Question, Search
from watchlists.model import Entry, Kind, Name, Subject
from watchlists.normalize.tokens import Shape

WORDS = ("hafiz", "haifz", "sheikh", "uheikh", "haji", "muhammad", "khan", "bosco", "ntaganda", "zeir", "salem", "kang")
LETTERS = ("h", "m", "n", "z", "k", "s")


def person(number: int, *names: str) -> Entry:
    return Entry(id=f"un:{number}", source="un", kind=Kind.PERSON, names=tuple(Name(name) for name in names))


@pytest.mark.parametrize(
    ("submitted", "listed"),
    [
        ("V Putin", "Vladimir Putin"),
        ("Vladimir Vladimirovich Putin", "V. V. Putin"),
        ("M Saheb", "Hafiz Mohammad Sahib"),
        ("AL Z SALEM", "Al Zeir Salem"),
        ("Hugo Carvajal B", "Hugo Carvajal Barrios"),
        ("Haifz Muhammad", "Hafiz Muhammad"),
        ("ELSHFEE EL uHEIKH", "ELSHAFEE EL SHEIKH"),
        ("vHajji 'Abd Al-Nasir", "Hajji Abdelnasser"),
        ("Hafiz Muhammad", "Haifz Muhammad"),
    ],
)
def test_what_the_comparison_flags_the_search_finds(submitted: str, listed: str, tmp_path: Path) -> None:
    subject, entry = Subject(kind=Kind.PERSON, names=(submitted,)), person(1, listed)
    (found,) = Screener(index_entries([entry], tmp_path)).screen(subject)
    assert found.score == compare(subject, entry).score


@lru_cache(maxsize=1)
def index() -> Index:
    """Index three hundred names of few words, titles, initials and slips of these."""
    chance = random.Random(5)
    names = {" ".join(chance.sample(WORDS + LETTERS, chance.randrange(1, 4))) for _ in range(300)}
    with TemporaryDirectory() as directory:
        return index_entries([person(number, name) for number, name in enumerate(sorted(names))], Path(directory))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS + LETTERS), min_size=1, max_size=4), st.sampled_from([FLOOR, 0.65, 0.76]))
def test_nothing_is_lost_where_initials_and_titles_stand_for_words(words: list[str], least: float) -> None:
    (name,) = prepare_subject(Subject(names=(" ".join(words),)))
    ours = name.shaped(Shape.PERSON)
    forms = [index().form(number) for number in range(index().forms)]
    alike = {number: compare_names(ours, form) for number, form in enumerate(forms)}
    found = {
        candidate.form: compare_names(ours, index().form(candidate.form), None, candidate.known)
        for candidate in Search(index()).find(Question(ours, 0xFF, least))
    }
    lost = {forms[number].plain for number, likeness in alike.items() if likeness >= least > found.get(number, 0.0)}
    assert not lost
    lower = {forms[number].plain: (found[number], alike[number]) for number in found if found[number] != alike[number]}
    assert not lower
