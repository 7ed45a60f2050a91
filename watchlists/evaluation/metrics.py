"""Precision, recall and F1 of scored cases: at a threshold, at the best one, cross-validated, by group.

A case counts as flagged when its score is above 0 and reaches the threshold. Shares are in [0, 1], four digits. Where
nothing is flagged, or nothing is a match, the share that has no denominator is 0, so that silence never looks right.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

FOLDS = 10
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Scored:
    """A labelled case with the score that it got."""

    id: str
    score: float
    match: bool
    group: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases fell where at one threshold."""

    hits: int = 0
    """Matches that are flagged."""
    false_alarms: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of flagged cases that are matches."""
        return share(self.hits, self.hits + self.false_alarms)

    @property
    def recall(self) -> float:
        """Share of matches that are flagged."""
        return share(self.hits, self.hits + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        return share(2 * self.hits, 2 * self.hits + self.false_alarms + self.missed)

    def __add__(self, other: Counts) -> Counts:
        """Add up two sets of cases."""
        return Counts(self.hits + other.hits, self.false_alarms + other.false_alarms, self.missed + other.missed)

    def as_shares(self) -> dict[str, float]:
        """Return the three figures by name."""
        return {"precision": self.precision, "recall": self.recall, "f1": self.f1}


def share(part: float, whole: float) -> float:
    """Divide, four digits; 0 where there is nothing to divide by."""
    return round(part / whole, _DIGITS) if whole else 0.0


def count(cases: Iterable[Scored], threshold: float) -> Counts:
    """Count the cases at a threshold."""
    hits = false_alarms = missed = 0
    for case in cases:
        flagged = case.score > 0 and case.score >= threshold
        hits += flagged and case.match
        false_alarms += flagged and not case.match
        missed += case.match and not flagged
    return Counts(hits, false_alarms, missed)


def best_threshold(cases: Sequence[Scored]) -> float:
    """Find the threshold with the best F1, as far from the scores around it as can be; 1 where nothing scored.

    Of equally good ones the highest, which flags least. Below the lowest score lies nothing to keep away from.
    """
    matches = sum(case.match for case in cases)
    by_score: defaultdict[float, list[int]] = defaultdict(lambda: [0, 0])
    for case in cases:
        by_score[case.score][not case.match] += 1
    levels = sorted((score for score in by_score if score > 0), reverse=True)
    best, found = 0.0, 1.0
    hits = false_alarms = 0
    for score, below in pairwise([*levels, 0.0]):
        hits, false_alarms = hits + by_score[score][0], false_alarms + by_score[score][1]
        f1 = 2 * hits / (hits + false_alarms + matches)
        if f1 > best:
            middle = (score + (below or score)) / 2
            best, found = f1, min(score, math.ceil(middle * 10**_DIGITS) / 10**_DIGITS)
    return found


def fold_of(case_id: str) -> int:
    """Tell which of the ten folds a case belongs to: by its id alone, so that added cases move no other.

    What stands behind `#` in an id does not count, so that all cases made of one party stay together.
    """
    key = case_id.partition("#")[0].encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(key).digest()[:8], "big") % FOLDS


def cross_validate(cases: Sequence[Scored]) -> dict[str, float]:
    """Judge each fold at the threshold that is best on the other nine."""
    folds: list[list[Scored]] = [[] for _ in range(FOLDS)]
    for case in cases:
        folds[fold_of(case.id)].append(case)
    total = Counts()
    for number, fold in enumerate(folds):
        rest = [case for other, part in enumerate(folds) if other != number for case in part]
        if fold and rest:
            total += count(fold, best_threshold(rest))
    return total.as_shares()


def judge(cases: Sequence[Scored], threshold: float) -> dict[str, Any]:
    """Judge cases at a threshold and at the best one."""
    best = best_threshold(cases)
    return {
        **count(cases, threshold).as_shares(),
        "best_f1": count(cases, best).f1,
        "best_threshold": round(best, _DIGITS),
    }


def judge_groups(cases: Iterable[Scored], threshold: float) -> dict[str, dict[str, Any]]:
    """Judge each group apart, in order of name, with the number of its cases and of the matches among them."""
    groups: defaultdict[str, list[Scored]] = defaultdict(list)
    for case in cases:
        groups[case.group].append(case)
    return {name: {**_sizes(groups[name]), **judge(groups[name], threshold)} for name in sorted(groups)}


def report(cases: Sequence[Scored], threshold: float) -> dict[str, Any]:
    """Put together the figures of a file of cases."""
    return {
        "threshold": threshold,
        **_sizes(cases),
        **judge(cases, threshold),
        "cross_validated": cross_validate(cases),
        "by_group": judge_groups(cases, threshold),
    }


def percentiles(values: Sequence[float]) -> Mapping[str, float]:
    """Return p50, p95 and p99 of some values, three digits; 0 where there is none."""
    ordered = sorted(values) or [0.0]
    last = len(ordered) - 1
    wanted = (("p50", 0.50), ("p95", 0.95), ("p99", 0.99))
    return {name: round(ordered[min(last, int(len(ordered) * part))], 3) for name, part in wanted}


def _sizes(cases: Sequence[Scored]) -> dict[str, int]:
    return {"cases": len(cases), "matches": sum(case.match for case in cases)}
