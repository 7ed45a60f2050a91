"""Screen subjects against an index: candidates, full scores, matches above a threshold with their evidence.

Several subjects are screened at once where the caller has several: the search then looks each word up once for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from watchlists.index.layout import KINDS, asked
from watchlists.index.snapshot_file import Index, spread
from watchlists.matching.alignment import KnownPairs, LikenessMemory
from watchlists.matching.names import compare_names
from watchlists.matching.score import (
    MATCHER_VERSION,
    WEAK_ALIAS_EXACT,
    WEIGHTS,
    NameMatch,
    SubjectName,
    bare_score,
    has_facts,
    likeness_needed,
    prepare_subject,
    weigh,
)
from watchlists.matching.search.candidates import Found, Question, Search
from watchlists.model import Kind, Listing, Match, Subject
from watchlists.normalize.identifiers import normalise
from watchlists.normalize.tokens import PreparedName, Shape

__all__ = ["DEFAULT_THRESHOLD", "MATCHER_VERSION", "Ranked", "Screener"]

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


def compared_with(kind: Kind) -> frozenset[Kind]:
    """Tell which kinds of entries a subject's names are compared with."""
    return _COMPARED_WITH[kind]


_MEMORY_KEPT = 10_000
"""Pairs of words whose likeness is remembered."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry that a subject may be, before it is explained."""

    entry_id: str
    source: str
    score: float
    entry: int
    """Number of the entry in the index: good for this index only."""


@dataclass(frozen=True, slots=True)
class _Best:
    """The best pair of names of a subject and an entry so far."""

    likeness: float
    ours: PreparedName
    name: int
    """Number of the listed name."""


@dataclass(slots=True)
class _Asked:
    """A subject while it is screened."""

    subject: Subject
    least: float
    likeness: float
    """Least likeness of names that can reach the threshold."""
    found: dict[int, dict[bool, _Best]] = field(default_factory=dict)
    """Best names by entry, apart for weak ones."""
    scores: dict[int, float] = field(default_factory=dict)
    """What reached the threshold, by entry."""


class Screener:
    """Answers for one index. Remembers words, never subjects: safe to share between threads."""

    def __init__(
        self,
        index: Index,
        threshold: float = DEFAULT_THRESHOLD,
        weights: Mapping[str, float] = WEIGHTS,
        sources: Iterable[str] | None = None,
    ) -> None:
        """Prepare to screen against an index, or some of its lists, by the usual weights or those of `score.tune`."""
        self.index = index
        self.threshold = threshold
        self.weights = weights
        self.sources = None if sources is None else frozenset(sources)
        self._search = Search(index)
        self._memory: LikenessMemory = {}
        self._kinds = {kind: _kinds(index, others) for kind, others in _COMPARED_WITH.items()}

    def screen(
        self, subject: Subject, *, threshold: float | None = None, limit: int = 50, per_party: bool = False
    ) -> tuple[Match, ...]:
        """Find the entries that the subject may be, best first, ties by entry id.

        With `per_party`, only the best of the entries that are one party, with the others as its listings.
        """
        (matches,) = self.screen_all((subject,), threshold=threshold, limit=limit, per_party=per_party)
        return matches

    def screen_all(
        self, subjects: Sequence[Subject], *, threshold: float | None = None, limit: int = 50, per_party: bool = False
    ) -> list[tuple[Match, ...]]:
        """Screen several subjects, each as `screen` does, in far less time than one after the other."""
        everyone = self._look(subjects, threshold)
        return [
            tuple([self._tell(one, hit, per_party=per_party) for hit in self._rank(one, limit, per_party=per_party)])
            for one in everyone
        ]

    def _tell(self, one: _Asked, hit: Ranked, *, per_party: bool) -> Match:
        match = self._explain(one, hit.entry)
        if not per_party:
            return match
        others = [number for number in self.index.members_of(hit.entry) if number != hit.entry and self._covers(number)]
        listings = [Listing(self.index.entry(number), one.scores.get(number)) for number in others]
        listings.sort(key=lambda listing: (-(listing.score or 0.0), listing.entry.source, listing.entry.id))
        return replace(match, listings=tuple(listings))

    def rank_all(
        self, subjects: Sequence[Subject], *, threshold: float | None = None, limit: int = 50, per_party: bool = False
    ) -> list[tuple[Ranked, ...]]:
        """Find the entries and scores that `screen_all` would give, without entries and evidence."""
        everyone = self._look(subjects, threshold)
        return [tuple(self._rank(one, limit, per_party=per_party)) for one in everyone]

    def _look(self, subjects: Sequence[Subject], threshold: float | None) -> list[_Asked]:
        least = self.threshold if threshold is None else threshold
        everyone = [_Asked(subject, least, likeness_needed(subject, least, self.weights)) for subject in subjects]
        self._compare_names(everyone)
        return everyone

    def _compare_names(self, everyone: Sequence[_Asked]) -> None:
        """Find the best names of every entry that a subject's names lead to."""
        questions: list[Question] = []
        askers: list[tuple[_Asked, SubjectName]] = []
        for one in everyone:
            for submitted in prepare_subject(one.subject):
                for shape, kinds in self._kinds[one.subject.kind].items():
                    questions.append(Question(submitted.shaped(shape), kinds, one.likeness))
                    askers.append((one, submitted))
        if len(self._memory) > _MEMORY_KEPT:
            self._memory = {}
        found = self._search.find(questions)
        known = _KnownTokens(questions, found)
        likeness: dict[int, float] = {}
        for candidate, name, entry, weak_listed in self._expand(questions, found):
            place = known.questions[candidate]
            one, submitted = askers[place]
            weak = submitted.weak or weak_listed
            best = one.found.get(entry, _NO_NAMES).get(weak)
            if best is not None and best.likeness >= 1.0:
                continue
            ours = questions[place].name
            if (alike := likeness.get(candidate)) is None:
                listed = self.index.form(known.forms[candidate])
                alike = likeness[candidate] = compare_names(ours, listed, self._memory, known.of(candidate))
            if alike < (WEAK_ALIAS_EXACT if weak else one.likeness) or (best is not None and alike <= best.likeness):
                continue
            one.found.setdefault(entry, {})[weak] = _Best(alike, ours, name)

    def _expand(self, questions: Sequence[Question], found: Found) -> Iterable[tuple[int, int, int, bool]]:
        """Give `(candidate, name, entry, weak)` of every listed name to compare, in order of names."""
        index = self.index
        first = index.form_name_starts[found.forms]
        counts = index.form_name_starts[found.forms + 1] - first
        names = index.form_names[spread(first, counts)]
        candidates = np.repeat(np.arange(len(counts)), counts)
        kinds = np.array([question.kinds for question in questions], dtype=np.int64)
        kept = (kinds[found.questions[candidates]] >> index.name_kind[names]) & 1 > 0
        candidates, names = candidates[kept], names[kept]
        order = np.lexsort((candidates, names))
        candidates, names = candidates[order], names[order]
        columns = (candidates, names, index.name_entry[names], index.name_weak[names] > 0)
        return zip(*(column.tolist() for column in columns), strict=True)

    def _rank(self, one: _Asked, limit: int, *, per_party: bool) -> list[Ranked]:
        """Order what was found by score, then by id."""
        scored = self._weigh(one) if has_facts(one.subject) else self._weigh_names(one)
        one.scores = {entry: score for entry, score in scored.items() if score >= one.least and self._covers(entry)}
        hits = [Ranked(*self.index.rank_of(entry), score, entry) for entry, score in one.scores.items()]
        hits.sort(key=lambda hit: (-hit.score, hit.entry_id, hit.source))
        if per_party:
            best = {self.index.party_of(hit.entry): hit for hit in reversed(hits)}
            hits = [hit for hit in hits if best[self.index.party_of(hit.entry)] is hit]
        return hits[:limit]

    def _covers(self, entry: int) -> bool:
        """Whether an entry stands on one of the lists that are asked."""
        return self.sources is None or self.index.rank_of(entry)[1] in self.sources

    def _weigh_names(self, one: _Asked) -> dict[int, float]:
        """Score by names alone, which takes no more of an entry than its kind."""
        ours = one.subject.kind
        scores = {
            entry: bare_score(
                ours,
                self.index.kind_of(entry),
                [(best.likeness, weak) for weak, best in found.items()],
                self.weights,
            )
            for entry, found in one.found.items()
        }
        return {entry: score for entry, score in scores.items() if score > 0}

    def _weigh(self, one: _Asked) -> dict[int, float]:
        """Score by everything that is known of both."""
        for number in self._identified(one.subject):
            one.found.setdefault(number, {})
        scores = {entry: self._explain(one, entry).score for entry in one.found}
        return {entry: score for entry, score in scores.items() if score > 0}

    def _explain(self, one: _Asked, entry: int) -> Match:
        names = [
            NameMatch(best.likeness, best.ours, self.index.prepared(best.name), weak)
            for weak, best in sorted(one.found[entry].items())
        ]
        return weigh(one.subject, self.index.entry(entry), names, self.weights)

    def _identified(self, subject: Subject) -> set[int]:
        """Find entries by identifier alone."""
        values = {normalise(identifier.type, identifier.value) for identifier in subject.identifiers}
        return {int(number) for value in values if value for number in self.index.with_identifier(value)}


class _KnownTokens:
    """The alike tokens of candidates, as lists: single values are read from them far faster than from arrays."""

    def __init__(self, questions: Sequence[Question], found: Found) -> None:
        self.questions: list[int] = found.questions.tolist()
        self.forms: list[int] = found.forms.tolist()
        self._starts: list[int] = found.starts.tolist()
        self._rows = list(zip(found.ours.tolist(), found.theirs.tolist(), found.likeness.tolist(), strict=True))
        self._glued: list[bool] = found.glued.tolist()
        self._asked = [[place for place, wanted in enumerate(asked(question.name)) if wanted] for question in questions]

    def of(self, candidate: int) -> KnownPairs:
        """Give the alike tokens of one candidate."""
        known: dict[int, list[tuple[int, float]]] = {place: [] for place in self._asked[self.questions[candidate]]}
        for ours, theirs, likeness in self._rows[self._starts[candidate] : self._starts[candidate + 1]]:
            if likeness:
                known[ours].append((theirs, likeness))
        return KnownPairs(known, glued=self._glued[candidate])


_NO_NAMES: Mapping[bool, _Best] = MappingProxyType({})


def _kinds(index: Index, kinds: frozenset[Kind]) -> Mapping[Shape, int]:
    """Tell the kinds to search as bits, for each shape of which there is a name."""
    bits = sum(1 << KINDS.index(kind) for kind in kinds)
    found = (index.form_kinds & bits) > 0
    return MappingProxyType({shape: bits for shape in Shape if (found & (index.form_shape == shape)).any()})
