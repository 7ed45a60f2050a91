"""Screen subjects against an index: candidates, full scores, matches above a threshold with their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from watchlists.index.narrow import narrow
from watchlists.index.postings import KINDS
from watchlists.index.snapshot_file import Index
from watchlists.matching.alignment import LikenessMemory
from watchlists.matching.evidence.spelling import closeness
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
from watchlists.matching.search.candidates import Candidate, Question, Search
from watchlists.matching.search.needs import Evaluator, Needs
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
    """The threshold."""
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
        self._facts = Evaluator(index, weights)
        self._memory: LikenessMemory = {}
        self._kinds = {kind: _kinds(index, others) for kind, others in _COMPARED_WITH.items()}

    def screen(
        self, subject: Subject, *, threshold: float | None = None, limit: int = 50, per_party: bool = False
    ) -> tuple[Match, ...]:
        """Find the entries that the subject may be, best first, ties by entry id.

        Of those that share the best score the one that is spelt as submitted stands first (`evidence.spelling`).

        With `per_party`, only the best of the entries that are one party, with the others as its listings.
        """
        one = self._look(subject, threshold)
        return tuple([self._tell(one, hit, per_party=per_party) for hit in self._rank(one, limit, per_party=per_party)])

    def _tell(self, one: _Asked, hit: Ranked, *, per_party: bool) -> Match:
        match = self._explain(one, hit.entry)
        if not per_party:
            return match
        others = [number for number in self.index.members_of(hit.entry) if number != hit.entry and self._covers(number)]
        listings = [Listing(self.index.entry(number), one.scores.get(number)) for number in others]
        listings.sort(key=lambda listing: (-(listing.score or 0.0), listing.entry.source, listing.entry.id))
        return replace(match, listings=tuple(listings))

    def screen_many(
        self, subjects: Iterable[Subject], *, threshold: float | None = None, limit: int = 50, per_party: bool = False
    ) -> Iterator[tuple[Match, ...]]:
        """Give for each subject, in order, what `screen` gives. Reads one subject at a time and keeps none."""
        return (self.screen(subject, threshold=threshold, limit=limit, per_party=per_party) for subject in subjects)

    def narrow(self, entry_ids: Iterable[str]) -> Screener:
        """Make a screener that knows only the entries with these ids, for asking many subjects about a few entries.

        It finds those of the entries that this one finds, with the same scores and the same evidence, in a fraction of
        the time. Which of equal scores stands first, `limit` and the listings of a party are told among these entries.
        """
        return Screener(narrow(self.index, entry_ids), self.threshold, self.weights, self.sources)

    def rank_all(
        self, subjects: Sequence[Subject], *, threshold: float | None = None, limit: int = 50, per_party: bool = False
    ) -> list[tuple[Ranked, ...]]:
        """Find for each subject the entries and scores that `screen` would give, without entries and evidence."""
        return [tuple(self._rank(self._look(subject, threshold), limit, per_party=per_party)) for subject in subjects]

    def _look(self, subject: Subject, threshold: float | None) -> _Asked:
        one = _Asked(subject, self.threshold if threshold is None else threshold)
        self._compare_names(one)
        return one

    def _compare_names(self, one: _Asked) -> None:
        """Find the best names of every entry that a subject's names lead to."""
        if len(self._memory) > _MEMORY_KEPT:
            self._memory = {}
        names = prepare_subject(one.subject)
        needs = self._facts.ask(one.subject, one.least)
        for shape, kinds in self._kinds[one.subject.kind].items():
            # Names of this shape are of persons only.
            theirs = Kind.PERSON if shape is Shape.PERSON else Kind.UNKNOWN
            least = likeness_needed(one.subject, one.least, self.weights, theirs)
            for submitted in names:
                question = Question(submitted.shaped(shape), kinds, least, needs)
                for candidate in self._search.find(question):
                    self._compare(one, submitted, question, candidate, needs)

    def _compare(
        self, one: _Asked, submitted: SubjectName, question: Question, candidate: Candidate, needs: Needs
    ) -> None:
        """Compare a name with a form, and note it for every entry that has it as a name, where that is alike enough."""
        index, form = self.index, candidate.form
        alike = compare_names(question.name, index.form(form), self._memory, candidate.known)
        if alike < candidate.least:
            return
        names = index.form_names[index.form_name_starts[form] : index.form_name_starts[form + 1]]
        names = names[question.kinds >> index.name_kind[names] & 1 > 0]
        entries = index.name_entry[names]
        columns = (names, entries, index.name_weak[names] > 0, needs.of(entries))
        for name, entry, weak_listed, least in zip(*(column.tolist() for column in columns), strict=True):
            weak = submitted.weak or weak_listed
            if (weak and alike < WEAK_ALIAS_EXACT) or alike < least:
                continue
            found = one.found.setdefault(entry, {})
            best = found.get(weak)
            if best is None or (-alike, name) < (-best.likeness, best.name):
                found[weak] = _Best(alike, question.name, name)

    def _rank(self, one: _Asked, limit: int, *, per_party: bool) -> list[Ranked]:
        """Order what was found by score, the best ones by how closely they are spelt as submitted, then by id."""
        if not one.found and not one.subject.identifiers:
            return []
        scored = self._weigh(one) if has_facts(one.subject) else self._weigh_names(one)
        one.scores = {entry: score for entry, score in scored.items() if score >= one.least and self._covers(entry)}
        hits = [Ranked(*self.index.rank_of(entry), score, entry) for entry, score in one.scores.items()]
        hits.sort(key=lambda hit: (-hit.score, hit.entry_id, hit.source))
        tied = sum(hit.score == hits[0].score for hit in hits)
        hits[:tied] = self._break_tie(one, hits[:tied])
        if per_party:
            best = {self.index.party_of(hit.entry): hit for hit in reversed(hits)}
            hits = [hit for hit in hits if best[self.index.party_of(hit.entry)] is hit]
        return hits[:limit]

    def _break_tie(self, one: _Asked, tied: list[Ranked]) -> list[Ranked]:
        """Put those first that are spelt as submitted. Done for the best ones only, which an analyst reads first."""
        if len(tied) <= 1:
            return tied
        value, names_of = self.index.value, self.index.names_of
        close = {hit: closeness(one.subject.names, map(value, names_of(hit.entry))) for hit in tied}
        return sorted(tied, key=close.__getitem__, reverse=True)

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


def _kinds(index: Index, kinds: frozenset[Kind]) -> Mapping[Shape, int]:
    """Tell the kinds to search as bits, for each shape of which there is a name."""
    bits = sum(1 << KINDS.index(kind) for kind in kinds)
    found = (index.form_kinds & bits) > 0
    return MappingProxyType({shape: bits for shape in Shape if (found & (index.form_shape == shape)).any()})
