"""Labelled pairs taken apart once, so that any weights can be tried on all of them in a few array operations.

Gives the same scores as `matching.score`: names and facts do not depend on the weights, only their sum does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from watchlists.evaluation.building import NOT
from watchlists.evaluation.formats import LabelledPair
from watchlists.index.layout import prepare
from watchlists.matching.score import (
    WEIGHTS,
    best_names,
    compare_facts,
    is_supported,
    order_of,
    prepare_subject,
)
from watchlists.model import NameKind

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

KEYS = tuple(WEIGHTS)
"""Weights by their place in an array of weights."""

_NOTHING = len(KEYS)
"""Place of a weight that is always 0."""


@dataclass(frozen=True, slots=True)
class Cases:
    """Labelled pairs, taken apart."""

    ids: tuple[str, ...]
    groups: tuple[str, ...]
    match: Bools
    strong: Floats
    """Likeness of the best name; 0 without one."""
    weak: Floats
    """Likeness of the best weak alias; 0 without one."""
    supported: Bools
    """Whether a weak alias counts."""
    identified: Bools
    """Whether a strong identifier agrees."""
    facts: npt.NDArray[np.int64]
    """For each pair the places of the weights that apply, in the order in which they do."""

    @classmethod
    def of(cls, pairs: Iterable[LabelledPair]) -> Self:
        """Compare the names and facts of every pair, once."""
        rows = [(pair, *_take_apart(pair)) for pair in pairs]
        most = max((len(keys) for *_, keys in rows), default=0)
        places = [[KEYS.index(key) for key in keys] + [_NOTHING] * (most - len(keys)) for *_, keys in rows]
        return cls(
            ids=tuple(pair.id for pair, *_ in rows),
            groups=tuple(pair.group for pair, *_ in rows),
            match=np.array([pair.match for pair, *_ in rows], dtype=bool),
            strong=np.array([names.get(False, 0.0) for _, names, *_ in rows]),
            weak=np.array([names.get(True, 0.0) for _, names, *_ in rows]),
            supported=np.array([supported for _, _, supported, _ in rows], dtype=bool),
            identified=np.array(["identifier" in keys for *_, keys in rows], dtype=bool),
            facts=np.array(places, dtype=np.int64).reshape(len(rows), most),
        )

    def __len__(self) -> int:
        """Count the pairs."""
        return len(self.ids)

    def take(self, chosen: Bools) -> Cases:
        """Give the pairs that are marked."""
        places = np.flatnonzero(chosen)
        return Cases(
            tuple(self.ids[place] for place in places),
            tuple(self.groups[place] for place in places),
            self.match[places],
            self.strong[places],
            self.weak[places],
            self.supported[places],
            self.identified[places],
            self.facts[places],
        )

    def scores(self, weights: Floats) -> Floats:
        """Score every pair by weights in the order of `KEYS`."""
        of = dict(zip(KEYS, weights.tolist(), strict=True))
        weak = self.weak * np.where(self.supported, of["weak_alias"], of["weak_alias_alone"])
        scores = np.maximum(of["name"] * self.strong, weak)
        named = scores > 0
        counts = named | self.identified
        table = np.append(weights, 0.0)
        for column in self.facts.T:
            weight = table[column]
            scores = np.where(weight > 0, scores + (1.0 - scores) * weight, scores * (1.0 + weight))
        scores = np.where(self.identified, np.maximum(scores, of["identifier_only"]), scores)
        return np.where(counts, scores, 0.0)

    def borne(self) -> Mapping[str, tuple[int, int]]:
        """Count for each weight the matches and the others in which it applies."""
        counted = {}
        for place, key in enumerate(KEYS):
            applies = (self.facts == place).any(axis=1)
            counted[key] = (int((applies & self.match).sum()), int((applies & ~self.match).sum()))
        return counted


def parties_of(case_id: str) -> frozenset[str]:
    """Name the parties of a pair: before `#` in its id and, as `kyc evaluate build` writes it, behind `-not-`."""
    first, _, rest = case_id.partition("#")
    _, found, other = rest.rpartition(NOT)
    return frozenset({first, other}) if found else frozenset({first})


def as_array(weights: Mapping[str, float]) -> Floats:
    """Put a table of weights into the order of `KEYS`."""
    return np.array([weights[key] for key in KEYS])


def _take_apart(pair: LabelledPair) -> tuple[Mapping[bool, float], bool, Sequence[str]]:
    """Give the best likeness of names, apart for weak ones; whether weak ones are supported; the weights that apply."""
    subject, entry = pair.subject, pair.entry
    listed = [(part, name.kind is NameKind.WEAK) for name in entry.names for part in prepare(name, entry.kind)]
    names = {found.weak: found.likeness for found in best_names(prepare_subject(subject), listed)}
    facts = compare_facts(subject, entry)
    keys = sorted((fact.weight for fact in facts if fact.weight), key=order_of)
    return names, is_supported(facts), keys
