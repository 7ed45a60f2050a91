"""Words of ours by number, and the listed forms that they lead to, in arrays that are read for hundreds at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchlists.index.postings import SHELVES, Shelves
from watchlists.index.snapshot_file import Index, spread
from watchlists.matching.search.words import Alike, AlikeWords
from watchlists.matching.sifting.laid import Flags, Places
from watchlists.matching.sifting.sketches import COMMONS, NUMBER, PLAIN, VAGUE, read_line
from watchlists.normalize.tokens import Role, Token, make_token

_ROLE = {PLAIN: Role.NAME, NUMBER: Role.NUMBER, COMMONS: Role.GENERIC}
"""A role that is looked up as all of its sort are: see `search.words`."""
_WORDS_KEPT = 200_000
"""Words that are remembered: those of some hundred thousand names."""
_FORMS_KEPT = 6_000_000
"""Forms that they lead to, nine bytes each."""
_ALIKE_KEPT = 256
"""Words alike to one of ours: they are asked for once, when the word is met for the first time."""
_ROOM = 4_096
"""Words for which room is made at first, and forms."""
_Row = tuple[Sequence[int], Sequence[float], Sequence[bool]]

Shares = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Meetings:
    """Where words of ours meet forms: a row for each word and form."""

    words: Places
    """By row: which of those asked about."""
    forms: Places
    covered: Shares
    """Share of the form that is met."""
    glued: Flags
    """Whether by words written together."""


class Words:
    """Finds the forms of words, and remembers them. Numbers are good until the next call of `number`."""

    def __init__(self, index: Index) -> None:
        """Begin with nothing remembered."""
        self._index = index
        self._alike = AlikeWords(index, _ALIKE_KEPT)
        self._forget()

    def _forget(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self._starts = np.zeros((_ROOM, SHELVES + 1), dtype=np.int64)
        self._forms = np.zeros(_ROOM, dtype=np.int32)
        self._covered = np.zeros(_ROOM, dtype=np.float32)
        self._glued = np.zeros(_ROOM, dtype=np.bool_)
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

    def count(self, words: Places, shelves: Places) -> Places:
        """Tell to how many forms on shelves, given as first and last in columns, each word leads."""
        counts: Places = self._starts[words, shelves[:, 1]] - self._starts[words, shelves[:, 0]]
        return counts

    def meet(self, words: Places, shelves: Places) -> Meetings:
        """Tell the forms on some shelves that each word leads to."""
        starts, counts = self._starts[words, shelves[:, 0]], self.count(words, shelves)
        places = spread(starts, counts)
        return Meetings(
            np.arange(len(words)).repeat(counts),
            self._forms[places].astype(np.int64),
            self._covered[places].astype(np.float64),
            self._glued[places],
        )

    def _learn(self, line: bytes) -> None:
        number = self._numbers[line] = len(self._numbers)
        if number >= len(self._starts):
            self._starts = np.concatenate([self._starts, np.zeros_like(self._starts)])
        starts = [self._used]
        for forms, covered, glued in self._find(line):
            end = self._used + len(forms)
            while end > len(self._forms):
                self._grow()
            self._forms[self._used : end] = forms
            self._covered[self._used : end] = covered
            self._glued[self._used : end] = glued
            self._used = end
            starts.append(end)
        self._starts[number] = starts

    def _grow(self) -> None:
        self._forms, self._covered = (np.concatenate([one, np.zeros_like(one)]) for one in (self._forms, self._covered))
        self._glued = np.concatenate([self._glued, np.zeros_like(self._glued)])

    def _find(self, line: bytes) -> Iterable[_Row]:
        """Find the forms that a word meets, by shelf."""
        sort, text = read_line(line)
        token = make_token(text, _ROLE[sort & ~VAGUE], 0.0, unvocalised=bool(sort & VAGUE))
        alike = self._alike.like_token(token)
        words = [word for word, likeness in alike.items() if likeness > 0 or self._is_alike(alike, token, word)]
        return [self._cover(words, alike.joined, (shelf, shelf + 1)) for shelf in range(SHELVES)]

    def _is_alike(self, alike: Alike, token: Token, word: int) -> bool:
        """Judge two words, wherever they may be met: a common word may mean the same as another common one."""
        return any(self._alike.judge(alike, token, word, common=common) > 0 for common in (False, True))

    def meet_run(self, text: str, shelves: Shelves, *, unvocalised: bool) -> tuple[Sequence[int], Sequence[float]]:
        """Tell the forms of which a word is some of ours, written together, and its share of each."""
        words = self._alike.like_run(text, unvocalised=unvocalised).every_word()
        forms, covered, _ = self._cover(words, (), shelves)
        return forms, covered

    def _cover(self, words: Sequence[int], joined: Sequence[int], shelves: Shelves) -> _Row:
        found: dict[int, tuple[float, bool]] = {}
        for some, glued in ((words, False), (joined, True)):
            for form, share in zip(*self._index.postings.find(some, shelves), strict=True):
                before, was = found.get(form, (0.0, False))
                found[form] = before + share, was or glued
        return [*found], [share for share, _ in found.values()], [glued for _, glued in found.values()]
