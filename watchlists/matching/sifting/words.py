"""Words of ours by number, and the listed forms that they lead to, in arrays that are read for hundreds at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from watchlists.index.postings import SHELVES, Shelves
from watchlists.index.snapshot_file import Index, spread
from watchlists.matching.names import charges
from watchlists.matching.search.words import Alike, AlikeWords
from watchlists.matching.sifting.laid import Places
from watchlists.matching.sifting.sketches import COMMONS, NUMBER, PLAIN, VAGUE, read_line
from watchlists.normalize.tokens import COMMON, Role, Shape, Token, make_token

_ROLE = {PLAIN: Role.NAME, NUMBER: Role.NUMBER, COMMONS: Role.GENERIC}
"""A role that is looked up as all of its sort are: see `search.words`."""
_WORDS_KEPT = 200_000
"""Words that are remembered: those of some hundred thousand names."""
_FORMS_KEPT = 6_000_000
"""Rows that they lead to, seventeen bytes each."""
_ALIKE_KEPT = 256
"""Words alike to one of ours: they are asked for once, when the word is met for the first time."""
_ROOM = 4_096
"""Words for which room is made at first, and forms."""
_WORD_BITS = 32
_COLUMNS = "covered", "charged", "alike", "glued"
_Met = dict[int, tuple[float, float, float, bool]]
"""For each form: the share that is met, what would be charged for it, the best likeness, whether by words glued."""
_UNMET = 0.0, 0.0, 0.0, False
Shares = npt.NDArray[np.float64]


class Words:
    """Finds the forms of words, and remembers them. Numbers are good until the next call of `number`."""

    def __init__(self, index: Index) -> None:
        """Begin with nothing remembered."""
        self._index = index
        self._alike = AlikeWords(index, _ALIKE_KEPT)
        self._charges = _most_charged(index)
        self._forget()

    def _forget(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self._starts = np.zeros((_ROOM, SHELVES + 1), dtype=np.int64)
        self.forms = np.zeros(_ROOM, dtype=np.int32)
        """By row: a form that a word leads to. The rows of a word on some shelves stand side by side."""
        self.covered = np.zeros(_ROOM, dtype=np.float32)
        """By row: the share of the form that is met."""
        self.charged = np.zeros(_ROOM, dtype=np.float32)
        """By row: what would be charged for the words of the form that are met, were they left out."""
        self.alike = np.zeros(_ROOM, dtype=np.float32)
        """By row: how alike the word is at most to one of the form's."""
        self.glued = np.zeros(_ROOM, dtype=np.bool_)
        """By row: whether several words of the form are met by one, written together."""
        self._used = 0

    def number(self, lines: Sequence[bytes]) -> Places:
        """Give words numbers, and look up those that are new."""
        if len(self._numbers) > _WORDS_KEPT or self._used > _FORMS_KEPT:
            self._forget()
        known = self._numbers
        numbers = [known.get(line, -1) for line in lines]
        if -1 in numbers:
            for line in lines:
                if line not in known:
                    self._learn(line)
            numbers = [known[line] for line in lines]
        return np.array(numbers, dtype=np.int64)

    def rows(self, words: Places, shelves: Places) -> tuple[Places, Places]:
        """Give the rows of words on shelves, given as first and last in columns, and the place of the word of each."""
        starts = self._starts[words, shelves[:, 0]]
        counts = self._starts[words, shelves[:, 1]] - starts
        return spread(starts, counts), np.arange(len(words)).repeat(counts)

    def _learn(self, line: bytes) -> None:
        number = self._numbers[line] = len(self._numbers)
        if number >= len(self._starts):
            self._starts = np.concatenate([self._starts, np.zeros_like(self._starts)])
        starts = [self._used]
        for found in self._find(line):
            end = self._used + len(found)
            while end > len(self.forms):
                self._grow()
            if found:
                part = slice(self._used, end)
                self.forms[part] = [*found]
                self.covered[part], self.charged[part], self.alike[part], self.glued[part] = zip(
                    *found.values(), strict=True
                )
            self._used = end
            starts.append(end)
        self._starts[number] = starts

    def _grow(self) -> None:
        for name in ("forms", *_COLUMNS):
            column = getattr(self, name)
            setattr(self, name, np.concatenate([column, np.zeros_like(column)]))

    def _find(self, line: bytes) -> list[_Met]:
        """Find the forms that a word meets, by shelf."""
        sort, text = read_line(line)
        token = make_token(text, _ROLE[sort & ~VAGUE], 0.0, unvocalised=bool(sort & VAGUE))
        alike = self._alike.like_token(token)
        words = {word: likeness for word in alike.words() if (likeness := self._judge(alike, token, word))}
        return [self._cover(words, alike.joined, (shelf, shelf + 1)) for shelf in range(SHELVES)]

    def _judge(self, alike: Alike, token: Token, word: int) -> float:
        """Judge two words, wherever they may be met: a common word may mean the same as another common one."""
        commons = (False, True) if token.role in COMMON else (False,)
        return max([self._alike.judge(alike, token, word, common=common) for common in commons])

    def meet_run(self, text: str, keys: Iterable[int], shelves: Shelves, *, unvocalised: bool) -> _Met:
        """Find the forms of which a word is some of ours, written together; `keys` are those of the run."""
        return self._cover({}, self._alike.like_run_by(keys, text, unvocalised=unvocalised), shelves)

    def _cover(self, words: Mapping[int, float], joined: Iterable[int], shelves: Shelves) -> _Met:
        found: _Met = {}
        charges = self._charges
        some = [(word, likeness, False) for word, likeness in words.items()] + [(word, 1.0, True) for word in joined]
        for word, likeness, glued in some:
            cost = charges[word]
            for form, share in zip(*self._index.postings.find((word,), shelves), strict=True):
                covered, charged, most, was = found.get(form, _UNMET)
                found[form] = covered + share, charged + cost, max(most, likeness), was or glued
        return found


def _most_charged(index: Index) -> list[float]:
    """Tell for each word the most that is charged for it in any organisation's name."""
    most = np.zeros(len(index.word_sort))
    owners = np.repeat(np.arange(index.forms), np.diff(index.token_starts))
    costs = np.array(charges(Shape.ORGANISATION))[index.token_roles] * (index.form_shape[owners] == Shape.ORGANISATION)
    # A name may have a word twice.
    codes, places = np.unique(owners << _WORD_BITS | index.token_words, return_inverse=True)
    np.maximum.at(most, codes & (1 << _WORD_BITS) - 1, np.bincount(places, costs, len(codes)))
    found: list[float] = most.tolist()
    return found
