"""Say in an analyst's words how two names are alike and where they differ. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from watchlists.matching.alignment import Alignment, Pair
from watchlists.matching.organisations import is_acronym
from watchlists.matching.persons import is_father_swapped
from watchlists.normalize.east_asia import read_syllables
from watchlists.normalize.nicknames import groups_of
from watchlists.normalize.organisations import forms_of
from watchlists.normalize.text import fold_text
from watchlists.normalize.tokens import COMMON, SERVANT, PreparedName, Role, Shape, Token

_COUNT = {1: "one letter differs", 2: "two letters differ"}


def explain(alignment: Alignment, left: PreparedName, right: PreparedName) -> str:
    """List what an analyst should know, joined by semicolons."""
    if left.value == right.value:
        return "same name"
    if fold_text(left.value) == fold_text(right.value):
        return "same name, written with other case, accents, punctuation or script"
    if left.shape is Shape.ORGANISATION and is_acronym(left, right):
        return "one is the first letters of the other"
    if left.letters == right.letters and left.letters:
        return "same letters, words written together or apart"
    parts = [_overall(alignment)] if not alignment.left_over and not alignment.right_over else []
    parts += [text for pair in alignment.pairs if (text := _pair(alignment, pair))]
    parts += _left_over(alignment)
    ours, theirs = forms_of(left.legal), forms_of(right.legal)
    if ours != theirs:
        parts.append("another legal form" if ours and theirs else "legal form left out")
    return "; ".join(part for part in parts if part) or "same words"


def _overall(alignment: Alignment) -> str:
    if any(pair.likeness < 1.0 for pair in alignment.pairs):
        return ""
    if is_father_swapped(alignment):
        return "same words, but father and child have changed places"
    moved = any(pair.left[0] != pair.right[0] for pair in alignment.pairs)
    return "same words in another order" if moved else "same words without titles and particles"


def _pair(alignment: Alignment, pair: Pair) -> str:
    ours, theirs = _spell(alignment.left, pair.left), _spell(alignment.right, pair.right)
    if len(pair.left) != len(pair.right):
        return f"'{ours}' and '{theirs}' are written together or apart"
    if pair.likeness >= 1.0:
        return ""
    return f"{_difference(alignment.left[pair.left[0]], alignment.right[pair.right[0]])}: '{ours}' and '{theirs}'"


def _difference(left: Token, right: Token) -> str:
    """Name the most telling way in which two words are alike."""
    edits = OSA.distance(left.text, right.text)
    reading = read_syllables(left.text)
    causes = (
        (Role.INITIAL in {left.role, right.role}, "initial"),
        (left.role in COMMON and left.skeleton == right.skeleton, "same meaning"),
        (left.unvocalised or right.unvocalised, "same consonants, one without its vowels"),
        (left.text in _servants(right) or right.text in _servants(left), "'servant of' left out"),
        (edits in _COUNT and edits <= min(len(left.text), len(right.text)) // 2, _COUNT.get(edits, "")),
        (not groups_of(left.text).isdisjoint(groups_of(right.text)), "forms of one name"),
        (bool(reading) and reading == read_syllables(right.text), "one syllable in two systems"),
    )
    return next((cause for holds, cause in causes if holds), "another spelling of one sound")


def _servants(token: Token) -> tuple[str, ...]:
    return (SERVANT + token.text,)


def _left_over(alignment: Alignment) -> list[str]:
    ours, theirs = _spell(alignment.left, alignment.left_over), _spell(alignment.right, alignment.right_over)
    if ours and theirs:
        return [f"'{ours}' stands against '{theirs}'"]
    if ours:
        return [f"the list leaves out '{ours}'"]
    return [f"the submitted name leaves out '{theirs}'"] if theirs else []


def _spell(tokens: Sequence[Token], places: Sequence[int]) -> str:
    return " ".join(tokens[place].text for place in places)
