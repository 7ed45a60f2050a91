"""Coordinate descent: change one weight after the other by small steps for as long as labelled pairs are judged better.

What is made small is a soft count of wrong judgements at the threshold in use, matches and others weighing the same,
plus a price for every step away from the table as it is: a weight that hardly matters stays where people put it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from watchlists.evaluation.fitting.cases import KEYS, Cases, Floats, as_array
from watchlists.matching.score import WEIGHTS, tune

LEAST_CASES = 10
"""Pairs in which a weight has to apply before it is fitted."""

HELD = ("name", "weak_alias", "weak_alias_alone", "identifier_only", "identifier")
"""Weights that are policy and not found in data: what a name, an unreliable alias or a passport alone is worth."""

_STEPS = (0.1, 0.05, 0.02, 0.01)
_SOFTNESS = 0.08
"""How far from the threshold a score has to be to count as surely judged."""
_PRICE = 2e-3
"""Loss that a weight costs which is moved by 0.1."""
_TINY = 1e-6
_MOST_ROUNDS = 60

_RISING = (
    ("birth_date_year", "birth_date_month", "birth_date_slip", "birth_date_day"),
    ("incorporation_date_year", "incorporation_date_month", "incorporation_date_day"),
    ("birth_date_conflict", "birth_date_apart", "birth_date_near"),
    ("incorporation_date_conflict", "incorporation_date_apart", "incorporation_date_near"),
    ("identifier_conflict_permanent", "identifier_conflict_strong", "identifier_conflict"),
)
"""Weights that have to rise in this order, whatever the data say: more agreement, or less contradiction."""

_GRAVEST: Mapping[str, float] = {
    "birth_date_near": -0.15,
    "birth_date_apart": -0.30,
    "birth_date_conflict": -0.40,
    "incorporation_date_near": -0.10,
    "incorporation_date_apart": -0.15,
    "incorporation_date_conflict": -0.20,
    "country_conflict": -0.12,
    "place_conflict": -0.12,
    "gender_conflict": -0.20,
}
"""How much a contradiction may take away at most.

Lists copy from one another, so that two records of one party hardly ever contradict; what a customer submits does: it
says where somebody lives where a list says where he was born, it has errors of its own, and some of it is a lie.
"""


@dataclass(frozen=True, slots=True)
class Fitter:
    """Fits weights to cases at one threshold."""

    threshold: float
    start: Mapping[str, float]

    def fit(self, cases: Cases) -> Mapping[str, float]:
        """Find the weights that suit the cases best, each a multiple of 0.01. The same cases give the same weights."""
        borne = cases.borne()
        chosen = [key for key in KEYS if key not in HELD and sum(borne[key]) >= LEAST_CASES]
        best = dict(self.start)
        least = self.loss(cases, best)
        for _ in range(_MOST_ROUNDS):
            before = least
            for key in chosen:
                best, least = self._move(cases, best, least, key)
            if before - least < _TINY:
                break
        return tune({key: best[key] for key in KEYS if best[key] != WEIGHTS[key]})

    def _move(self, cases: Cases, best: dict[str, float], least: float, key: str) -> tuple[dict[str, float], float]:
        """Try the steps of one weight, and keep the best."""
        for step in (sign * size for size in _STEPS for sign in (1, -1)):
            tried = {**best, key: round(best[key] + step, 2)}
            if self._is_allowed(tried, key) and (loss := self.loss(cases, tried)) < least - _TINY:
                best, least = tried, loss
        return best, least

    def loss(self, cases: Cases, weights: Mapping[str, float]) -> float:
        """Count wrong judgements softly, and the distance from the table."""
        margin = (cases.scores(as_array(weights)) - self.threshold) / _SOFTNESS
        wrong: Floats = 0.5 * (1.0 - np.tanh(np.where(cases.match, margin, -margin) / 2))
        matches, others = wrong[cases.match], wrong[~cases.match]
        moved = as_array(weights) - as_array(self.start)
        price = _PRICE * float(np.abs(moved).sum()) / 0.1
        return float(sum(part.mean() for part in (matches, others) if len(part))) + price

    def _is_allowed(self, weights: Mapping[str, float], key: str) -> bool:
        """Keep to the rules of `tune`, to the order of tiers, and to what a contradiction may take away."""
        if (weights[key] > 0) is not (WEIGHTS[key] > 0):
            return False
        try:
            tune(weights)
        except ValueError:
            return False
        rising = all(weights[low] <= weights[high] for row in _RISING for low, high in pairwise(row))
        return rising and weights[key] >= min(_GRAVEST.get(key, -1.0), WEIGHTS[key])
