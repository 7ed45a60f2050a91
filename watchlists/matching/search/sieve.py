"""Sieves: tell at a glance which of many subjects can be none of a few entries, from sketches of their names.

A sieve over the few entries that changed lets through whoever might be one of them. It errs on that side only:

- A word of ours counts as met when any listed word may be alike to it, and for all of that word's weight.
- Whoever is matched leaves only so much of one side's weight unpaired as `names.coverage_needed` lets it, given how
  alike names have to be when all else that is known of the subject agrees, and no more than `names.most_left_out` says.
- Names with a title are let through as soon as one word is met, for a title may stand for a misspelt one. An initial
  stands for a word only where every whole word of its own side is paired: then that side is covered already.
- Whatever meets words written together, the letters of a whole name or an identifier is let through.

Hundreds of sketches are looked at in one go: first by sums over each name's words, whatever names they are met in,
which most do not pass; then the names that are left by each listed name on its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchlists.index.blocking import letters_keys
from watchlists.index.layout import LETTERS
from watchlists.index.postings import KINDS, Shelves, shelves_of
from watchlists.index.snapshot_file import Index
from watchlists.matching.names import charges, coverage_needed, most_left_out
from watchlists.matching.score import MOST_OF_FIELD, WEIGHTS, likeness_needed
from watchlists.matching.screener import compared_with
from watchlists.matching.search.parts import runs_of
from watchlists.matching.search.sketches import (
    COMMONS,
    NUMBER,
    PLAIN,
    VAGUE,
    WHOLE,
    Sketches,
    is_vague,
    keys_of_identifiers,
    read_line,
    sketch,
)
from watchlists.matching.search.words import Alike, AlikeWords
from watchlists.model import Entry, Kind, Subject
from watchlists.normalize.tokens import PreparedName, Role, Shape, Token, make_token

__all__ = ["Sieve", "sketch"]

_ROLE = {PLAIN: Role.NAME, NUMBER: Role.NUMBER, COMMONS: Role.GENERIC}
"""A role that is looked up as all of its sort are: see `search.words`."""
_SHAPES = tuple(Shape)
_ROUNDING = 0.005
"""Each share may be a thousandth too small."""
_SLACK = 0.001
"""Sums of shares are rounded, too."""
_KEPT = 200_000
"""Words that a sieve remembers: those of some hundred thousand names."""
_ROOM = 4_096
"""Words for which room is made at first."""
_BARELY = 1e-6
"""Stands for a word that is met and covers nothing of any form: it is met all the same."""
_UNTOLD = frozenset({Role.INITIAL, Role.TITLE})
"""Roles of tokens that another may stand for: what such names lack is not counted."""

_SHELVES = tuple(dict.fromkeys(shelves_of(shape, kinds) for shape in Shape for kinds in range(1 << len(KINDS))))
_Meets = Mapping[int, tuple[float, bool]]
"""The forms that have a word alike to one of ours: the share that is met, and whether of several written together."""
_NOTHING: tuple[_Meets, ...] = ({},) * len(_SHELVES)
Flags = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class _Asked:
    """How names of one shape are searched for."""

    shelf: int
    """Which of `_SHELVES`."""
    spare: float
    """Share of one side that may be missing."""
    likeness: float
    """Least that counts."""


class Sieve:
    """Lets through whoever might be one of some entries. Remembers words, never subjects."""

    def __init__(
        self, index: Index, entries: Iterable[Entry], threshold: float, weights: Mapping[str, float] = WEIGHTS
    ) -> None:
        """Prepare to sift for entries, which are all of the index, as a screener with these settings does."""
        self._threshold, self._weights = threshold, weights
        self._asked: dict[tuple[int, int, int], _Asked] = {}
        self._forms = _Forms(index)
        self._words = _Words(index, self._forms)
        self._keys = _Keys(index, entries)
        self._kinds = [sum(1 << KINDS.index(one) for one in compared_with(kind)) for kind in KINDS]

    def may_be(self, sketched: bytes) -> bool:
        """Whether the subject of a sketch might be one of the entries; so is whoever another matcher sketched."""
        return bool(self.sift([sketched]))

    def sift(self, sketches: Sequence[bytes]) -> list[int]:
        """Give the places of the subjects that might be one of the entries, in order."""
        if not sketches:
            return []
        laid = Sketches(sketches)
        through = ~laid.known
        alone, glued = self._keys.find_owners(laid)
        through[alone] = True
        if len(laid.owners):
            self._look_at_names(laid, through, glued)
        found: list[int] = np.flatnonzero(through).tolist()
        return found

    def _look_at_names(self, laid: Sketches, through: Flags, glued: Flags) -> None:
        """Let the subjects through that have a name which might be one of the entries'.

        `glued` are those of whom words written together lead somewhere.
        """
        asked = self._ask(laid)
        words = self._words.number(laid.lines)[laid.word_lines]
        shelves = np.array([one.shelf for one in asked])[laid.word_owners]
        theirs = self._words.reach(words, shelves)
        met, many = theirs > 0, len(laid.owners)
        total = np.bincount(laid.word_owners, laid.shares, many)
        ours = np.bincount(laid.word_owners, laid.shares * met, many)
        least = total - np.array([int(one.spare * WHOLE) for one in asked])
        enough = laid.titled | (ours >= least) | (np.bincount(laid.word_owners, theirs, many) >= 1.0 - _SLACK)
        enough &= np.bincount(laid.word_owners, met, many) > 0
        ends = laid.lengths.cumsum()
        for name in np.flatnonzero((enough | glued[laid.owners]) & ~through[laid.owners]).tolist():
            owner = laid.owners[name]
            own = slice(int(ends[name] - laid.lengths[name]), int(ends[name]))
            columns = (column[own].tolist() for column in (words, laid.shares, laid.roles))
            one = _Name(asked[name], _SHAPES[laid.shapes[name]], bool(laid.titled[name]), [*zip(*columns, strict=True)])
            runs = self._follow_runs(one, laid.lines_of(own)) if glued[owner] else {}
            if self._may_be_name(one, runs):
                through[owner] = True

    def _follow_runs(self, name: _Name, lines: Sequence[bytes]) -> dict[int, _Met]:
        """Find the forms of which a word is some of ours, written together."""
        met: dict[int, _Met] = defaultdict(_Met)
        for start, end, text in runs_of(name.spell(lines)):
            share = sum([share for _, share, _ in name.parts[start:end]])
            unvocalised = any(is_vague(line) for line in lines[start:end])
            for form, (covered, _) in self._words.meet_run(text, name.asked.shelf, unvocalised=unvocalised).items():
                one = met[form]
                one.ours += share
                one.theirs += covered
                one.glued = True
        return met

    def _ask(self, laid: Sketches) -> list[_Asked]:
        """Tell how each name is searched for."""
        columns = (laid.kinds[laid.owners], laid.facts[laid.owners], laid.shapes)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        known = self._asked
        return [known.get(row) or self._make_asked(*row) for row in rows]

    def _make_asked(self, kind: int, facts: int, shape: int) -> _Asked:
        known = {field: (True,) for place, field in enumerate(MOST_OF_FIELD) if facts >> place & 1}
        subject = Subject(kind=KINDS[kind], **{"names": ("",), **known})  # type: ignore[arg-type] # only whether
        theirs = Kind.PERSON if _SHAPES[shape] is Shape.PERSON else Kind.UNKNOWN
        least = likeness_needed(subject, self._threshold, self._weights, theirs)
        shelf = _SHELVES.index(shelves_of(_SHAPES[shape], self._kinds[kind]))
        asked = _Asked(shelf, 1.0 - coverage_needed(_SHAPES[shape], least) + _ROUNDING, least)
        self._asked[kind, facts, shape] = asked
        return asked

    def _may_be_name(self, name: _Name, runs: Mapping[int, _Met]) -> bool:
        """Whether any form has words alike to enough of ours, or to enough of its own, and too little is left out."""
        met: dict[int, _Met] = defaultdict(_Met, runs)
        costs = charges(name.shape)
        for word, share, role in name.parts:
            for form, (covered, glued) in self._words.meets(word, name.asked.shelf).items():
                one = met[form]
                one.ours += share
                one.theirs += covered
                one.glued |= glued
                one.pairs += 1
                one.charge += costs[role]
        return any(self._may_be(name, form, one) for form, one in met.items())

    def _may_be(self, name: _Name, form: int, met: _Met) -> bool:
        spare, needed = name.asked.spare, self._forms.needed[form]
        if name.titled:
            return True
        if met.ours < name.whole - int(spare * WHOLE) and met.theirs < needed - spare:
            return False
        if met.glued or name.untold or self._forms.untold[form]:
            return True
        gap = max(0.0, (name.whole - met.ours) / WHOLE - _ROUNDING)
        if gap and name.shape is Shape.PERSON and self._forms.sizes[form] == 1:
            # A single name is never enough for a longer one.
            return False
        other = max(0.0, needed - met.theirs - _SLACK)
        return name.most(gap, other, name.charge - met.charge, met.pairs) >= name.asked.likeness - _SLACK


@dataclass(slots=True)
class _Met:
    """What a name meets in a form."""

    ours: int = 0
    theirs: float = 0.0
    pairs: int = 0
    charge: float = 0.0
    """What would be charged for the words that are met, were they left out."""
    glued: bool = False
    """Whether words of one side are one of the other, written together."""


class _Name:
    """A name of ours, as far as its sketch tells."""

    def __init__(self, asked: _Asked, shape: Shape, titled: bool, parts: Sequence[tuple[int, int, int]]) -> None:  # noqa: FBT001 - read from a sketch
        self.asked, self.shape, self.titled, self.parts = asked, shape, titled, parts
        self.whole = sum([share for _, share, _ in parts])
        self.charge = sum([charges(shape)[role] for _, _, role in parts])
        # What a single word weighs is not in the sketch, and it matters for those only.
        self.untold = len(parts) == 1 or any(role in _UNTOLD for _, _, role in parts)
        self._roles = [Role(role) for _, _, role in parts]
        self.most = most_left_out(self.spell([b"0"] * len(parts)))

    def spell(self, lines: Sequence[bytes]) -> PreparedName:
        """Make the name again, with these words and what else is known of it."""
        tokens = [
            Token(read_line(line)[1], role, 0.0, "", unvocalised=False)
            for line, role in zip(lines, self._roles, strict=True)
        ]
        return PreparedName("", self.shape, tuple(tokens))


class _Keys:
    """Keys of words written together, of all letters of a name and of identifiers, that lead to an entry."""

    def __init__(self, index: Index, entries: Iterable[Entry]) -> None:
        own = np.array(sorted({key for one in entries for key in keys_of_identifiers(one.identifiers)}), np.uint32)
        whole = [int(word) for word in np.flatnonzero(index.word_sort == LETTERS)]
        letters = {key for word in whole for key in letters_keys(index.text(word))}
        self._alone = np.union1d(own, np.array(sorted(letters), np.uint32))
        self._every = np.union1d(self._alone, index.every_key)

    def find_owners(self, laid: Sketches) -> tuple[Flags, Flags]:
        """Tell whom an identifier or all letters of a name lead to an entry, and whom some other key does."""
        places = np.flatnonzero(_is_in(laid.keys, self._every))
        keys, owners = laid.keys[places], laid.key_owners[places]
        found = np.zeros((2, len(laid.known)), dtype=np.bool_)
        found[_is_in(keys, self._alone).astype(np.int64) ^ 1, owners] = True
        return found[0], found[1]


def _is_in(keys: Keys, known: Keys) -> Flags:
    if not len(known):
        return np.zeros(len(keys), dtype=np.bool_)
    places = np.searchsorted(known, keys)
    places[places == len(known)] = 0
    found: Flags = known[places] == keys
    return found


class _Forms:
    """What is asked of each listed form."""

    def __init__(self, index: Index) -> None:
        sizes = np.diff(index.token_starts)
        owners = np.repeat(np.arange(index.forms), sizes)
        needed = np.bincount(owners, index.token_needed, index.forms)
        titled = np.bincount(owners, index.token_roles == Role.TITLE, index.forms) > 0
        initials = np.bincount(owners, index.token_roles == Role.INITIAL, index.forms) > 0
        self.needed: list[float] = np.where(titled, 0.0, needed).tolist()
        """By form: the share of it that needs to be found; of one with a title any word will do."""
        self.untold: list[bool] = (titled | initials).tolist()
        self.sizes: list[int] = sizes.tolist()


class _Words:
    """Words of ours by number, and the forms that they lead to. Numbers are good until the next call of `number`."""

    def __init__(self, index: Index, forms: _Forms) -> None:
        self._index, self._forms = index, forms
        self._alike = AlikeWords(index)
        self._spare = max(1.0 - coverage_needed(shape, 0.0) for shape in Shape) + _ROUNDING
        self._numbers: dict[bytes, int] = {}
        self._meets: list[tuple[_Meets, ...]] = []
        self._reach = np.zeros((_ROOM, len(_SHELVES)))

    def number(self, lines: Sequence[bytes]) -> npt.NDArray[np.int64]:
        """Give words numbers, and look up those that are new."""
        known = self._numbers
        if len(known) > _KEPT:
            known.clear()
            self._meets.clear()
            self._reach[:] = 0.0
        numbers = [known.get(line, -1) for line in lines]
        if -1 in numbers:
            for line in lines:
                if line not in known:
                    self._learn(line)
            numbers = [known[line] for line in lines]
        return np.array(numbers, dtype=np.int64)

    def meets(self, word: int, shelf: int) -> _Meets:
        """Tell the forms that a word leads to on some shelves."""
        return self._meets[word][shelf]

    def reach(self, words: npt.NDArray[np.int64], shelves: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """Tell how far each word goes at most towards what a form needs; 0 only where it is not met."""
        found: npt.NDArray[np.float64] = self._reach[words, shelves]
        return found

    def _learn(self, line: bytes) -> None:
        number = len(self._meets)
        self._numbers[line] = number
        meets = self._find(line)
        self._meets.append(meets)
        if number >= len(self._reach):
            self._reach = np.concatenate([self._reach, np.zeros_like(self._reach)])
        if meets is not _NOTHING:
            self._reach[number] = [self._measure(one) for one in meets]

    def _measure(self, meets: _Meets) -> float:
        """Tell the most of what any form needs that a word covers, whatever is needed of it."""
        needed, spare = self._forms.needed, self._spare
        parts = [
            covered / (needed[form] - spare) if needed[form] > spare else 1.0 for form, (covered, _) in meets.items()
        ]
        return max(*parts, _BARELY) if parts else 0.0

    def _find(self, line: bytes) -> tuple[_Meets, ...]:
        """Find the forms that a word meets."""
        sort, text = read_line(line)
        token = make_token(text, _ROLE[sort & ~VAGUE], 0.0, unvocalised=bool(sort & VAGUE))
        alike = self._alike.like_token(token)
        words = [word for word, likeness in alike.items() if likeness > 0 or self._is_alike(alike, token, word)]
        if not words and not alike.joined:
            return _NOTHING
        return tuple(self._cover(words, alike.joined, shelves) for shelves in _SHELVES)

    def _is_alike(self, alike: Alike, token: Token, word: int) -> bool:
        """Judge two words, wherever they may be met: a common word may mean the same as another common one."""
        return any(self._alike.judge(alike, token, word, common=common) > 0 for common in (False, True))

    def meet_run(self, text: str, shelf: int, *, unvocalised: bool) -> _Meets:
        """Tell the forms of which a word is some of ours, written together."""
        words = self._alike.like_run(text, unvocalised=unvocalised).every_word()
        return self._cover(words, (), _SHELVES[shelf]) if words else _NOTHING[shelf]

    def _cover(self, words: Sequence[int], joined: Sequence[int], shelves: Shelves) -> _Meets:
        found: dict[int, tuple[float, bool]] = {}
        for some, glued in ((words, False), (joined, True)):
            for form, share in zip(*self._index.postings.find(some, shelves), strict=True):
                before, was = found.get(form, (0.0, False))
                found[form] = before + share, was or glued
        return found
