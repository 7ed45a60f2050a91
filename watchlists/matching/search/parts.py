"""What a submitted name is searched by: each of its words, neighbours written together, an acronym, all its letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchlists.index.layout import asked
from watchlists.index.postings import Shelves, shelves_of
from watchlists.index.snapshot_file import Numbers
from watchlists.matching.names import coverage_needed
from watchlists.matching.search.needs import Needs
from watchlists.matching.search.words import Alike, AlikeWords
from watchlists.normalize.organisations import acronym
from watchlists.normalize.tokens import PreparedName, Shape, Token, join_tokens, spelt_together


@dataclass(frozen=True, slots=True)
class Question:
    """A name to search with: which kinds of entries count, and how alike names have to be."""

    name: PreparedName
    kinds: int
    """Bit `1 << place in index.layout.KINDS` for each kind."""
    likeness: float
    """Least that counts, were all else that the subject says to agree."""
    needs: Needs | None = None
    """What counts for each entry, as far as it is known what it says; None where nothing is."""

    def least_of(self, forms: Numbers) -> npt.NDArray[np.float64]:
        """Tell the least likeness of each form that counts; more than 1 where none does."""
        if self.needs is None:
            return np.full(len(forms), self.likeness)
        return self.needs.of_forms(forms, self.likeness)


@dataclass(frozen=True, slots=True)
class Part:
    """Some neighbouring tokens of a submitted name, and the listed words that may be alike to them as one word."""

    start: int
    """First token that the part stands for."""
    length: int
    """How many tokens it stands for."""
    alike: Alike
    token: Token | None = None
    """The token, where it is a single one."""

    @property
    def bits(self) -> int:
        """A bit for each token that the part stands for."""
        return (1 << self.start + self.length) - (1 << self.start)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart."""

    question: Question
    words: Sequence[Part]
    """Single tokens."""
    runs: Sequence[Part]
    """Tokens written together."""
    shares: Sequence[float]
    """Share of the name's weight that each token has; 0 for one that need not be found."""
    roles: Sequence[int]
    """Role of each token."""
    weight: float
    """Weight of the name."""
    shelves: Shelves
    """Where the index has names of this shape."""
    spare: float
    """Share of one side that may stay unpaired."""


def take_apart(question: Question, words: AlikeWords) -> Asked | None:
    """Take a question apart, and look its words up; None where nothing is alike to any of them."""
    name = question.name
    alike = [words.like_token(token) for token in name.tokens]
    runs = [
        Part(start, end - start, found)
        for start, end, text in runs_of(name)
        if (found := _like_run(name, start, end, text, words))
    ]
    if (letters := spelt_together(name)) and (found := words.like_letters(letters)):
        runs.append(Part(0, len(name.tokens), found))
    if not runs and not any(alike):
        return None
    weight = sum([token.weight for token in name.tokens]) or 1.0
    return Asked(
        question,
        [Part(place, 1, *pair) for place, pair in enumerate(zip(alike, name.tokens, strict=True))],
        runs,
        [token.weight / weight if needed else 0.0 for token, needed in zip(name.tokens, asked(name), strict=True)],
        [int(token.role) for token in name.tokens],
        weight,
        shelves_of(name.shape, question.kinds),
        1.0 - coverage_needed(name.shape, question.likeness),
    )


def _like_run(name: PreparedName, start: int, end: int, text: str, words: AlikeWords) -> Alike:
    unvocalised = any(token.unvocalised for token in name.tokens[start:end])
    return words.like_run(text, unvocalised=unvocalised)


def runs_of(name: PreparedName) -> list[tuple[int, int, str]]:
    """Spell neighbours as one word, and the first letters of all words, where that is an acronym."""
    runs = join_tokens(name.tokens)
    if name.shape is Shape.ORGANISATION and (letters := acronym(name)):
        runs.append((0, len(name.tokens), letters))
    return runs
