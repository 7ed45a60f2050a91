"""Find the listed names that may be alike enough to count, without comparing all of them.

A name is a candidate when words that are alike cover most of the submitted name or most of the listed one. What
`names.compare_names` lifts to its floor always does: see the promises in `persons` and `organisations`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from watchlists.index.blocking import keys
from watchlists.index.snapshot_file import Index
from watchlists.matching.alignment import LikenessMemory
from watchlists.matching.likeness import alike, by_edits
from watchlists.normalize.organisations import acronym
from watchlists.normalize.tokens import COMMON, PreparedName, Role, Shape, Token, join_tokens, make_token

COVERED = 0.77
"""Share of one side's weight that has to be covered."""

MOST_CANDIDATES = 3_000
"""Bound on work for one submitted name; what covers most is kept."""

_SLACK = 1e-4
_FREE = frozenset({Role.INITIAL, Role.TITLE})

Bools = npt.NDArray[np.bool_]


class Search:
    """One search in one index: remembers the words found, because a subject's names repeat them."""

    def __init__(self, index: Index) -> None:
        """Begin with nothing found."""
        self._index = index
        self._words: dict[tuple[str, str], list[int]] = {}
        self.memory: LikenessMemory = {}

    def find(self, name: PreparedName, eligible: Bools) -> list[int]:
        """Tell the numbers of candidate names among the eligible ones, most covered first."""
        tokens = name.tokens
        total = sum(token.weight for token in tokens)
        if not tokens:
            return []
        size = self._index.names
        ours = np.zeros(size, dtype=np.float32)
        theirs = np.zeros(size, dtype=np.float32)
        free = 0.0
        for token in tokens:
            if token.role in _FREE and len(tokens) > 1:
                free += token.weight
                continue
            self._cover(self._like(token), token.weight, ours, theirs)
        for start, end, text in join_tokens(tokens):
            weight = sum(token.weight for token in tokens[start:end])
            self._cover(self._equal(make_token(text, Role.JOINED, weight)), weight, ours, theirs)
        if name.shape is Shape.ORGANISATION and (letters := acronym(name)):
            self._cover(self._equal(make_token(letters, Role.JOINED, total)), total, ours, theirs)
        enough = (ours >= COVERED * total - free - _SLACK) | (theirs >= COVERED - _SLACK)
        found = np.flatnonzero(enough & eligible)
        if len(tokens) > 1 and name.shape is Shape.PERSON:
            # One word of a longer name is never enough, unless it is the others written together.
            lonely = (self._index.token_counts[found] == 1) & (ours[found] < COVERED * total - free - _SLACK)
            found = found[~lonely]
        order = np.argsort(-(ours[found] / total + theirs[found]), kind="stable")
        return [int(number) for number in found[order[:MOST_CANDIDATES]]]

    def _cover(
        self, words: Iterable[int], weight: float, ours: npt.NDArray[np.float32], theirs: npt.NDArray[np.float32]
    ) -> None:
        """Credit one of our words to every name that words like it lead to."""
        parts = [self._index.postings(word) for word in words]
        if not parts:
            return
        if len(parts) == 1:
            numbers, shares = parts[0]
            ours[numbers] += weight
            theirs[numbers] += shares
            return
        numbers = np.concatenate([part[0] for part in parts])
        ours[np.unique(numbers)] += weight
        np.add.at(theirs, numbers, np.concatenate([part[1] for part in parts]))

    def _like(self, token: Token) -> list[int]:
        """Find the words of the vocabulary that are alike."""
        key = (token.text, f"{token.unvocalised}{token.role in COMMON}")
        if key not in self._words:
            self._words[key] = [word for word in self._near(keys(token.text)) if self._is_like(token, word)]
        return self._words[key]

    def _is_like(self, token: Token, word: int) -> bool:
        other = self._index.word(word)
        if other.role in (Role.JOINED, Role.ACRONYM):
            return _is_same(token.text, other.text, joined=other.role is Role.JOINED)
        if token.text == other.text:
            return True
        if token.role in COMMON:
            return alike(token, make_token(other.text, token.role, 0.0)) > 0 or alike(token, other) > 0
        key = (token.text, token.unvocalised, other.text, other.unvocalised)
        likeness = self.memory.get(key)
        if likeness is None:
            # The vocabulary does not know numbers from words: a number is only ever alike to itself.
            likeness = 0.0 if token.text.isdigit() or other.text.isdigit() else alike(token, other)
            self.memory[key] = likeness
        return likeness > 0

    def _equal(self, joined: Token) -> list[int]:
        """Find the words that several of our words are when written together."""
        key = (joined.text, "joined")
        if key not in self._words:
            near = self._near(keys(joined.text, joined=True))
            self._words[key] = [word for word in near if self._is_joined(joined, word)]
        return self._words[key]

    def _is_joined(self, joined: Token, word: int) -> bool:
        other = self._index.word(word)
        return other.role is Role.NAME and _is_same(joined.text, other.text, joined=True)

    def _near(self, wanted: set[int]) -> list[int]:
        return self._index.words_with(np.array(sorted(wanted), dtype=np.uint32))


def _is_same(left: str, right: str, *, joined: bool) -> bool:
    return left == right or (joined and by_edits(left, right, most=1) > 0)
