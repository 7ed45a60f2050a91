"""Screen subjects against an index: candidates, full scores, matches above a threshold with their evidence."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from watchlists.index.layout import KINDS
from watchlists.index.snapshot_file import Index
from watchlists.matching.candidates import Search
from watchlists.matching.score import MATCHER_VERSION, NameMatch, SubjectName, best_names, prepare_subject, weigh
from watchlists.model import Kind, Match, Subject
from watchlists.normalize.identifiers import normalise
from watchlists.normalize.tokens import Shape

__all__ = ["DEFAULT_THRESHOLD", "MATCHER_VERSION", "Screener"]

DEFAULT_THRESHOLD = 0.7
"""Score from which an analyst wants to see a match."""

_COMPARED_WITH: Mapping[Kind, frozenset[Kind]] = MappingProxyType(
    {
        Kind.PERSON: frozenset({Kind.PERSON, Kind.UNKNOWN}),
        Kind.ORGANISATION: frozenset({Kind.ORGANISATION, Kind.UNKNOWN, Kind.PERSON}),
        Kind.VESSEL: frozenset({Kind.VESSEL, Kind.UNKNOWN}),
        Kind.AIRCRAFT: frozenset({Kind.AIRCRAFT, Kind.UNKNOWN}),
        Kind.UNKNOWN: frozenset(Kind),
    }
)
"""Kinds whose names are searched. With other kinds only an identifier can make a match."""


class Screener:
    """Answers for one index. Holds no state of its own beyond it: safe to share between threads."""

    def __init__(self, index: Index, threshold: float = DEFAULT_THRESHOLD) -> None:
        """Prepare to screen against an index."""
        self.index = index
        self.threshold = threshold
        self._eligible = {kind: _eligible(index, others) for kind, others in _COMPARED_WITH.items()}

    def screen(self, subject: Subject, *, threshold: float | None = None, limit: int = 50) -> tuple[Match, ...]:
        """Find the entries that the subject may be, best first, ties by entry id."""
        least = self.threshold if threshold is None else threshold
        names = prepare_subject(subject)
        search = Search(self.index)
        best = self._compare_names(names, subject.kind, search)
        for number in self._identified(subject):
            best.setdefault(number, ())
        matches = [weigh(subject, self.index.entry(number), found) for number, found in best.items()]
        hits = [match for match in matches if match.score >= least and match.score > 0]
        hits.sort(key=lambda match: (-match.score, match.entry.id, match.entry.source))
        return tuple(hits[:limit])

    def _compare_names(
        self, names: tuple[SubjectName, ...], kind: Kind, search: Search
    ) -> dict[int, tuple[NameMatch, ...]]:
        candidates: dict[int, set[int]] = {}
        for name in names:
            for shape, eligible in self._eligible[kind].items():
                for number in search.find(name.shaped(shape), eligible):
                    candidates.setdefault(int(self.index.name_entry[number]), set()).add(number)
        compared: dict[int, tuple[NameMatch, ...]] = {}
        for entry, numbers in candidates.items():
            listed = [(self.index.prepared(number), bool(self.index.name_weak[number])) for number in sorted(numbers)]
            if found := best_names(names, listed, search.memory):
                compared[entry] = found
        return compared

    def _identified(self, subject: Subject) -> set[int]:
        """Find entries by identifier alone."""
        values = {normalise(identifier.type, identifier.value) for identifier in subject.identifiers}
        return {int(number) for value in values if value for number in self.index.with_identifier(value)}


def _eligible(index: Index, kinds: frozenset[Kind]) -> Mapping[Shape, npt.NDArray[np.bool_]]:
    """Mark the names of some kinds, apart by shape; a shape without any is left out."""
    wanted = np.isin(index.name_kind, [KINDS.index(kind) for kind in kinds])
    masks = {shape: wanted & (index.name_shape == shape) for shape in Shape}
    return MappingProxyType({shape: mask for shape, mask in masks.items() if mask.any()})
