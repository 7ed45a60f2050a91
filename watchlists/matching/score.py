"""Score one subject against one entry: the best name, then every other fact, by one table.

Pure and total: no index, no threshold. `screener` finds the entries that are worth it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from watchlists.index.layout import SHIPS, prepare
from watchlists.matching.alignment import LikenessMemory
from watchlists.matching.evidence.dates import compare_dates
from watchlists.matching.evidence.facts import (
    Fact,
    compare_addresses,
    compare_countries,
    compare_genders,
    compare_places,
)
from watchlists.matching.evidence.identifiers import compare_identifiers
from watchlists.matching.highlights import differing, differing_signs
from watchlists.matching.names import FLOOR, compare_names, explain_names
from watchlists.model import Entry, Evidence, Kind, Match, NameKind, Subject
from watchlists.normalize.alternatives import alternatives
from watchlists.normalize.names import prepare_person
from watchlists.normalize.organisations import prepare_organisation
from watchlists.normalize.tokens import PreparedName, Shape

MATCHER_VERSION = "5"
"""Changes whenever a score may change."""

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "name": 0.92,  # the same name and nothing else known
        "weak_alias_alone": 0.50,  # never enough alone: publishers call these names unreliable
        "weak_alias": 0.80,  # the same weak alias beside another agreeing fact
        "identifier_only": 0.80,  # a strong identifier agrees, no name does
        "identifier": 0.70,
        "identifier_weak": 0.25,  # a number whose type or issuer is not certain, a phone, a website
        "identifier_slip": 0.10,  # one sign of a long number differs
        "identifier_conflict": -0.10,
        "identifier_conflict_strong": -0.20,  # numbers that one party has only one of
        "identifier_conflict_permanent": -0.45,  # numbers that are given once and for ever
        "birth_date_day": 0.50,
        "birth_date_slip": 0.30,  # day and month swapped, or one digit differs
        "birth_date_month": 0.25,
        "birth_date_year": 0.15,
        "birth_date_near": -0.15,  # a year or two apart
        "birth_date_apart": -0.30,  # three to ten years
        "birth_date_conflict": -0.40,  # more than ten years
        "incorporation_date_day": 0.40,
        "incorporation_date_slip": 0.20,
        "incorporation_date_month": 0.20,
        "incorporation_date_year": 0.12,
        "incorporation_date_near": -0.05,
        "incorporation_date_apart": -0.12,
        "incorporation_date_conflict": -0.15,
        "country": 0.12,
        "country_conflict": -0.12,
        "gender": 0.02,
        "gender_conflict": -0.20,
        "place": 0.15,
        "place_country": 0.02,
        "place_conflict": -0.12,
        "address": 0.20,
        "address_city": 0.08,
        "kind_conflict": -0.45,
        "kind_business_of_person": -0.10,  # a sole trader trades under a person's name
    }
)
"""What each piece of evidence is worth: the one table that a tuner changes, together with `MATCHER_VERSION`.

A positive weight takes that share of what is missing to 1, so that agreement ranks and 1.0 stays rare; a negative one
takes that share of the score away. Those of birth dates, countries and places are fitted: see `evaluation.fitting`.
"""

_STRONGEST: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "name": ("weak_alias",),
        "weak_alias": ("weak_alias_alone",),
        "identifier": ("identifier_weak", "identifier_slip"),
        "birth_date_day": ("birth_date_slip", "birth_date_month", "birth_date_year"),
        "incorporation_date_day": ("incorporation_date_slip", "incorporation_date_month", "incorporation_date_year"),
        "address": ("address_city",),
        "place": ("place_country",),
    }
)
"""Weights that no other of their kind may pass: the search relies on it when it tells which names are worth a look."""
_BOUND = 0.99
_LEAST_NAME = 0.5

WEAK_ALIAS_EXACT = 0.97
"""Likeness from which a weak alias counts as the same."""

MOST_OF_FIELD: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "identifiers": ("identifier",),
        "birth_dates": ("birth_date_day",),
        "incorporation_dates": ("incorporation_date_day",),
        "birth_places": ("place",),
        "countries": ("country",),
        "addresses": ("address", "country"),
        "genders": ("gender",),
    }
)
"""Fields of a subject beside its names, with the best that each can say for a match."""

_ROUNDING = 1e-4
_F = TypeVar("_F", float, npt.NDArray[np.float64])
_KIND_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "kind_conflict": "another kind of party",
        "kind_business_of_person": "a business was submitted and a person is listed: it may trade under that name",
    }
)
STRONG_IDENTIFIER = "identifier"
_SUPPORTING = frozenset({"birth_date", "country", "identifier"})


def tune(changes: Mapping[str, float]) -> Mapping[str, float]:
    """Return the table with some weights changed.

    Raises ValueError, with the name of the weight, for one that is unknown, changes sides, is beyond 0.99, or passes
    the strongest of its kind.
    """
    for name, value in changes.items():
        usual = WEIGHTS.get(name)
        if usual is None or not (0 <= value <= _BOUND if usual > 0 else -_BOUND <= value <= 0):
            raise ValueError(name)
    weights = {**WEIGHTS, **changes}
    if weights["name"] < _LEAST_NAME:
        message = "name"
        raise ValueError(message)
    for strongest, others in _STRONGEST.items():
        for name in others:
            if weights[name] > weights[strongest]:
                raise ValueError(name)
    return MappingProxyType(weights)


class SubjectName:
    """A submitted name, or one of several that it holds, prepared by the rules of either shape when asked for."""

    __slots__ = ("_part", "_shaped", "_ship", "value", "weak")

    def __init__(self, value: str, part: str, *, weak: bool, ship: bool) -> None:
        """Prepare nothing yet: most names are compared by one shape only."""
        self.value = value
        self.weak = weak
        self._part = part
        self._ship = ship
        self._shaped: dict[Shape, PreparedName] = {}

    def shaped(self, shape: Shape) -> PreparedName:
        """Give the name as the other side's rules want it."""
        name = self._shaped.get(shape)
        if name is None:
            if shape is Shape.PERSON:
                name = prepare_person(self._part)
            else:
                name = prepare_organisation(self._part, ship=self._ship)
            name = self._shaped[shape] = replace(name, value=self.value) if self._part != self.value else name
        return name


@dataclass(frozen=True, slots=True)
class NameMatch:
    """The best pair of names so far."""

    likeness: float
    ours: PreparedName
    theirs: PreparedName
    weak: bool
    """One of the two is a weak alias."""


def prepare_subject(subject: Subject) -> tuple[SubjectName, ...]:
    """Take every name of a subject, once."""
    ship = subject.kind in SHIPS
    names = [(name, False) for name in dict.fromkeys(subject.names)]
    names += [(name, True) for name in dict.fromkeys(subject.weak_names) if name not in subject.names]
    return tuple(SubjectName(name, part, weak=weak, ship=ship) for name, weak in names for part in alternatives(name))


def compare(subject: Subject, entry: Entry, weights: Mapping[str, float] = WEIGHTS) -> Match:
    """Compare a subject with an entry in full. The score is 0 when neither a name nor an identifier agrees."""
    names = prepare_subject(subject)
    listed = [(part, name.kind is NameKind.WEAK) for name in entry.names for part in prepare(name, entry.kind)]
    return weigh(subject, entry, best_names(names, listed), weights)


def best_names(
    ours: tuple[SubjectName, ...], theirs: Iterable[tuple[PreparedName, bool]], memory: LikenessMemory | None = None
) -> tuple[NameMatch, ...]:
    """Find the pair of names that says most, and beside it the best weak alias; weak ones only count when the same."""
    best: dict[bool, NameMatch] = {}
    for listed, listed_weak in theirs:
        for name in ours:
            mine, weak = name.shaped(listed.shape), name.weak or listed_weak
            likeness = compare_names(mine, listed, memory)
            if likeness <= 0 or (weak and likeness < WEAK_ALIAS_EXACT):
                continue
            if weak not in best or likeness > best[weak].likeness:
                best[weak] = NameMatch(likeness, mine, listed, weak)
    return tuple(best[weak] for weak in sorted(best))


def weigh(subject: Subject, entry: Entry, names: Sequence[NameMatch], weights: Mapping[str, float] = WEIGHTS) -> Match:
    """Weigh the best name together with everything else that is known."""
    facts = compare_facts(subject, entry)
    identified = any(fact.weight == STRONG_IDENTIFIER for fact in facts)
    if not names and not identified:
        return Match(entry, 0.0, ())
    supported = is_supported(facts, weights)
    score, name = max(
        ((_start(name.likeness, weights, weak=name.weak, supported=supported), name) for name in names),
        key=lambda found: found[0],
        default=(0.0, None),
    )
    evidence = [_name_evidence(name, score)] if name else []
    effects: dict[int, float] = {}
    for place in sorted(range(len(facts)), key=lambda place: order_of(facts[place].weight)):
        before = score
        score = _apply(score, weights.get(facts[place].weight, 0.0))
        if facts[place].weight == STRONG_IDENTIFIER:
            score = max(score, weights["identifier_only"])
        effects[place] = score - before
    evidence += [_fact_evidence(fact, effects[place]) for place, fact in enumerate(facts)]
    return Match(entry, round(score, 4), tuple(evidence))


def order_of(weight: str) -> int:
    """Tell when a weight is applied: contradictions, then agreement, then a strong identifier, which has the last word.

    So no contradiction hides a party whose passport agrees, and what agrees can make up for what does not.
    """
    return 2 if weight == STRONG_IDENTIFIER else int(WEIGHTS.get(weight, 0.0) > 0)


def bare_score(
    ours: Kind, theirs: Kind, names: Iterable[tuple[float, bool]], weights: Mapping[str, float] = WEIGHTS
) -> float:
    """Tell the score that `weigh` gives where nothing but names is known, from `(likeness, whether weak)` of each."""
    start = max((_start(likeness, weights, weak=weak, supported=False) for likeness, weak in names), default=0.0)
    return round(_apply(start, weights.get(kind_weight(ours, theirs), 0.0)), 4)


def has_facts(subject: Subject) -> bool:
    """Tell whether anything but names is known of a subject."""
    return any(getattr(subject, field) for field in MOST_OF_FIELD)


def likeness_needed(
    subject: Subject, threshold: float, weights: Mapping[str, float] = WEIGHTS, theirs: Kind = Kind.UNKNOWN
) -> float:
    """Tell the least likeness of names with which a subject can reach a score, if everything else agrees.

    `theirs` is the kind of the entries that are asked for, where only one is.
    """
    left = 1.0
    for field, names in MOST_OF_FIELD.items():
        if getattr(subject, field):
            for name in names:
                left *= 1.0 - weights[name]
    kept = 1.0 + weights.get(kind_weight(subject.kind, theirs), 0.0)
    return max(FLOOR, least_likeness(threshold, left, kept, weights))


def least_likeness(threshold: float, left: _F, kept: _F, weights: Mapping[str, float] = WEIGHTS) -> _F:
    """Tell the least likeness of names that reaches a score, for numbers or arrays of them.

    `left` is the share that all that agrees leaves of what is missing to 1, `kept` the one that contradictions leave of
    the names' score. Above 1 where no name is enough; perhaps below `FLOOR`.
    """
    return (1.0 - (1.0 - threshold + _ROUNDING) / left) / (weights["name"] * kept)


def compare_facts(subject: Subject, entry: Entry) -> list[Fact]:
    """Compare everything but the names, in the order in which an analyst reads it."""
    found = (
        _compare_kinds(subject.kind, entry.kind),
        compare_identifiers(subject.identifiers, entry.identifiers),
        compare_dates("birth_date", subject.birth_dates, entry.birth_dates),
        compare_dates("incorporation_date", subject.incorporation_dates, entry.incorporation_dates),
        compare_countries(subject, entry),
        compare_places(subject, entry),
        compare_addresses(subject, entry),
        compare_genders(subject, entry),
    )
    return [fact for fact in found if fact is not None]


def is_supported(facts: Iterable[Fact], weights: Mapping[str, float] = WEIGHTS) -> bool:
    """Tell whether a fact agrees that lets a weak alias count."""
    return any(fact.noun in _SUPPORTING and weights.get(fact.weight, 0.0) > 0 for fact in facts)


def kind_weight(ours: Kind, theirs: Kind) -> str:
    """Name the weight of two kinds, empty where they can be one party."""
    if ours is theirs or Kind.UNKNOWN in {ours, theirs}:
        return ""
    return "kind_business_of_person" if (ours, theirs) == (Kind.ORGANISATION, Kind.PERSON) else "kind_conflict"


def _compare_kinds(ours: Kind, theirs: Kind) -> Fact | None:
    weight = kind_weight(ours, theirs)
    reason = _KIND_REASONS.get(weight)
    return Fact("kind", ours.value, theirs.value, 0.0, weight, reason) if reason else None


def _start(likeness: float, weights: Mapping[str, float], *, weak: bool, supported: bool) -> float:
    if not weak:
        return weights["name"] * likeness
    return (weights["weak_alias"] if supported else weights["weak_alias_alone"]) * likeness


def _name_evidence(name: NameMatch, effect: float) -> Evidence:
    reason = explain_names(name.ours, name.theirs)
    if name.weak:
        reason += "; a weak alias, which counts only beside another agreeing fact"
    ours, theirs = name.ours.value, name.theirs.value
    return Evidence("name", ours, theirs, round(name.likeness, 4), round(effect, 4), reason, differing(ours, theirs))


def _fact_evidence(fact: Fact, effect: float) -> Evidence:
    slip = fact.weight.endswith("_slip")
    highlights = differing_signs(fact.ours, fact.theirs) if slip else ((), ())
    return Evidence(fact.noun, fact.ours, fact.theirs, fact.likeness, round(effect, 4), fact.reason, highlights)


def _apply(score: float, weight: float) -> float:
    return score + (1.0 - score) * weight if weight > 0 else score * (1.0 + weight)
