"""Typing errors: one, and a real one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from watchlists.evaluation.variations.definitions import Chance
from watchlists.evaluation.variations.typos import make_typo

WORDS = {
    "Latn": st.text("abcdeklmnoprstuvyzAÉ", min_size=4, max_size=12),
    "Cyrl": st.text("авекмнорстиью", min_size=4, max_size=12),
    "Arab": st.text("ابتدرسعقلمن", min_size=4, max_size=12),
    "Geor": st.text("აბგდევზ", min_size=4, max_size=12),
}


@given(st.sampled_from(sorted(WORDS)).flatmap(lambda script: st.tuples(st.just(script), WORDS[script])), st.text())
def test_a_typo_is_one_error(case: tuple[str, str], seed: str) -> None:
    script, word = case

    made = make_typo(word, script, Chance(seed))

    assert OSA.distance(word.lower(), made.lower()) == 1
    assert make_typo(word, script, Chance(seed)) == made


def test_keys_beside_are_those_of_the_keyboard() -> None:
    made = {make_typo("gggg", "Latn", Chance(str(seed))) for seed in range(300)}
    wrong = {letter for word in made for letter in word} - {"g"}

    assert wrong == set("fhtybv")


def test_capitals_stay_what_they_were() -> None:
    made = {make_typo(word, "Latn", Chance(str(seed))) for word in ("Boris", "BORIS", "boris") for seed in range(40)}

    assert all(word in {word.upper(), word.lower(), word.capitalize()} for word in made)
