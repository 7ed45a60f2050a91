"""Sieves: tell at a glance that a subject can be none of a few entries, from a sketch of its names.

A sketch holds the words of a subject's names as they were prepared once, which is most of the work of a search. It is
personal, for it tells the names; it is good for one version of the matcher. A sieve over the few entries that changed
then lets through whoever might be one of them. It errs on that side only:

- A word of ours counts as met when any listed word may be alike to it, and for all of that word's weight.
- Whoever is matched leaves only so much of one side's weight unpaired as `names.coverage_needed` lets it, given how
  alike names have to be when all else that is known of the subject agrees.
- Names with a title are let through as soon as one word is met, for a title may stand for a misspelt one. An initial
  stands for a word only where every whole word of its own side is paired: then that side is covered already.
- Whatever meets words written together, the letters of a whole name or an identifier is let through.
"""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from watchlists.index.blocking import joined_keys, letters_keys
from watchlists.index.layout import asked
from watchlists.index.postings import KINDS, Shelves, shelves_of
from watchlists.index.snapshot_file import Index
from watchlists.matching.names import coverage_needed
from watchlists.matching.score import MATCHER_VERSION, MOST_OF_FIELD, WEIGHTS, likeness_needed, prepare_subject
from watchlists.matching.screener import compared_with
from watchlists.matching.search.parts import runs_of
from watchlists.matching.search.words import AlikeWords
from watchlists.model import Entry, Identifier, Kind, Subject
from watchlists.normalize.identifiers import normalise
from watchlists.normalize.tokens import COMMON, PreparedName, Role, Shape, make_token, spelt_together

_OURS = crc32(MATCHER_VERSION.encode())
_HEAD = 8
"""Bytes before the keys: the matcher's version, and how many keys there are."""
_PLAIN, _NUMBER, _COMMON = range(3)
_ROLE = {_PLAIN: Role.NAME, _NUMBER: Role.NUMBER, _COMMON: Role.GENERIC}
"""A role that is looked up as all of its sort are: see `search.words`."""
_VAGUE = 4
_IDENTIFIER = 12
_SHAPES = tuple(Shape)
_WHOLE = 1000
"""Shares are kept in thousandths."""
_ROUNDING = 0.005
"""Each share may be a thousandth too small."""
_KEPT = 200_000
"""Words that a sieve remembers: those of some hundred thousand names."""

_Word = tuple[str, int, Shelves]
"""Text, how it is looked up, and where."""


def sketch(subject: Subject) -> bytes:
    """Sketch a subject: some hundred bytes. Personal: it tells the names."""
    names: list[tuple[int, int, tuple[tuple[str, int, int], ...]]] = []
    keys: set[int] = set()
    for submitted in prepare_subject(subject):
        for shape in Shape:
            name = submitted.shaped(shape)
            names.append(_sketch_name(name))
            keys.update(_keys_of(name))
    keys.update(_of_identifiers(subject.identifiers))
    numbers = array("I", sorted(keys))
    head = array("I", [_OURS, len(numbers)])
    text = json.dumps(
        [KINDS.index(subject.kind), _facts_of(subject), list(dict.fromkeys(names))],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return head.tobytes() + numbers.tobytes() + text.encode("utf-8", "surrogatepass")


def _sketch_name(name: PreparedName) -> tuple[int, int, tuple[tuple[str, int, int], ...]]:
    """Write down a name's shape, whether it has a title, and its words; a share of 0 is of one that may be missing."""
    total = sum([token.weight for token in name.tokens]) or 1.0
    titled = any(token.role is Role.TITLE for token in name.tokens)
    words = tuple(
        (
            token.text,
            _sort_of(token.role) + (_VAGUE if token.unvocalised else 0),
            int(token.weight / total * _WHOLE) if needed else 0,
        )
        for token, needed in zip(name.tokens, asked(name), strict=True)
    )
    return int(name.shape), int(titled), words


def _facts_of(subject: Subject) -> int:
    """Write down as bits which facts are known, of those that can make up for a name."""
    return sum(1 << place for place, field in enumerate(MOST_OF_FIELD) if getattr(subject, field))


def _sort_of(role: Role) -> int:
    if role is Role.NUMBER:
        return _NUMBER
    return _COMMON if role in COMMON else _PLAIN


def _keys_of(name: PreparedName) -> set[int]:
    """Make the keys of words written together, and of all letters."""
    keys = {key for _, _, text in runs_of(name) for key in joined_keys(text, listed=False)}
    letters = spelt_together(name)
    return keys | letters_keys(letters) if letters else keys


def _of_identifiers(identifiers: Iterable[Identifier]) -> set[int]:
    values = (normalise(one.type, one.value) for one in identifiers)
    return {crc32(value.encode("utf-8", "surrogatepass"), _IDENTIFIER) for value in values if value}


@dataclass(frozen=True, slots=True)
class _Asked:
    """How a name is searched for."""

    shelves: Shelves
    spare: float
    """Share of one side that may be missing."""


_Meets = tuple[tuple[int, float], ...]
"""The forms that have a word alike to one of ours, each with the share of it that is met."""


class Sieve:
    """Lets through whoever might be one of some entries. Remembers words, never subjects."""

    def __init__(
        self, index: Index, entries: Iterable[Entry], threshold: float, weights: Mapping[str, float] = WEIGHTS
    ) -> None:
        """Prepare to sift for entries, which are all of the index, as a screener with these settings does."""
        self._index = index
        self._threshold, self._weights = threshold, weights
        self._spares: dict[tuple[int, int, int], float] = {}
        self._words = AlikeWords(index)
        self._identifiers = {key for entry in entries for key in _of_identifiers(entry.identifiers)}
        self._known: dict[_Word, _Meets | None] = {}
        self._needed = _needed(index)
        self._kinds = [sum(1 << KINDS.index(one) for one in compared_with(kind)) for kind in KINDS]

    def may_be(self, sketched: bytes) -> bool:
        """Whether the subject of a sketch might be one of the entries; so is whoever another matcher sketched."""
        version, count = array("I", sketched[:_HEAD])
        if version != _OURS:
            return True
        end = _HEAD + count * 4
        keys = array("I", sketched[_HEAD:end])
        if not self._identifiers.isdisjoint(keys) or self._has_any(keys):
            return True
        kind, facts, names = json.loads(sketched[end:])
        for shape, titled, words in names:
            asked_for = _Asked(self._shelves(kind, shape), self._spare(kind, facts, shape))
            if self._may_be_name(asked_for, titled, words):
                return True
        return False

    def _shelves(self, kind: int, shape: int) -> Shelves:
        return shelves_of(_SHAPES[shape], self._kinds[kind])

    def _spare(self, kind: int, facts: int, shape: int) -> float:
        """Tell the share of one side that may be missing."""
        key = kind, facts, shape
        spare = self._spares.get(key)
        if spare is None:
            known = {field: (True,) for place, field in enumerate(MOST_OF_FIELD) if facts >> place & 1}
            subject = Subject(kind=KINDS[kind], **{"names": ("",), **known})  # type: ignore[arg-type] # only whether
            theirs = Kind.PERSON if _SHAPES[shape] is Shape.PERSON else Kind.UNKNOWN
            least = likeness_needed(subject, self._threshold, self._weights, theirs)
            spare = self._spares[key] = 1.0 - coverage_needed(_SHAPES[shape], least) + _ROUNDING
        return spare

    def _has_any(self, keys: Iterable[int]) -> bool:
        """Whether words written together, or all letters of a name, lead anywhere."""
        known = self._index.known_keys(keys)
        return any(self._index.words_with(key) for key in known) if known else False

    def _may_be_name(self, asked_for: _Asked, titled: int, words: Sequence[tuple[str, int, int]]) -> bool:
        """Whether any form has words alike to enough of ours, or to enough of its own."""
        ours: dict[int, int] = defaultdict(int)
        theirs: dict[int, float] = defaultdict(float)
        least = -int(asked_for.spare * _WHOLE)
        for text, sort, share in words:
            least += share
            found = self._meet(text, sort, asked_for.shelves)
            if found is not None:
                for form, covered in found:
                    ours[form] += share
                    theirs[form] += covered
        if not ours:
            return False
        if titled or max(ours.values()) >= least:
            return True
        needed, spare = self._needed, asked_for.spare
        return any(share >= needed[form] - spare for form, share in theirs.items())

    def _meet(self, text: str, sort: int, shelves: Shelves) -> _Meets | None:
        """Find the forms that a word meets; None when it meets none."""
        word = (text, sort, shelves)
        try:
            return self._known[word]
        except KeyError:
            if len(self._known) >= _KEPT:
                self._known.clear()
        role = _ROLE[sort & ~_VAGUE]
        alike = self._words.like_token(make_token(text, role, 0.0, unvocalised=bool(sort & _VAGUE)))
        found = None
        if alike:
            forms, shares = self._index.postings.find(alike.every_word(), shelves)
            covered: dict[int, float] = defaultdict(float)
            for form, share in zip(forms, shares, strict=True):
                covered[form] += share
            found = tuple(covered.items()) or None
        self._known[word] = found
        return found


def _needed(index: Index) -> list[float]:
    """Tell for each form the share of it that needs to be found; of one with a title any word will do."""
    owners = np.repeat(np.arange(index.forms), np.diff(index.token_starts))
    needed = np.bincount(owners, index.token_needed, index.forms)
    titled = np.bincount(owners, index.token_roles == Role.TITLE, index.forms) > 0
    needed = np.where(titled, 0.0, needed)
    return [float(share) for share in needed]
