"""The threshold simulator: what any threshold would have meant for cases whose truth is known.

Takes scores that exist already; may not score anything itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from watchlists.evaluation.metrics import Scored, count

PER = 1000


@dataclass(frozen=True, slots=True)
class Alerted:
    """A case of the simulator: its scored label, and the scores of everything that it would have shown an analyst."""

    case: Scored
    scores: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What one threshold means."""

    threshold: float
    precision: float
    recall: float
    f1: float
    alerts_per_1000: float
    """Cases with anything to look at, of 1,000 cases."""
    hits_per_1000: float
    """Things to look at, of 1,000 cases."""
    missed: int
    """Matches that nobody would see."""
    false_alarms: int


def simulate(cases: Sequence[Alerted], thresholds: Iterable[float]) -> list[Row]:
    """Judge cases at each threshold, in ascending order."""
    return [_simulate_one(cases, threshold) for threshold in sorted(set(thresholds))]


def _simulate_one(cases: Sequence[Alerted], threshold: float) -> Row:
    counts = count((alerted.case for alerted in cases), threshold)
    shown = [sum(score > 0 and score >= threshold for score in alerted.scores) for alerted in cases]
    size = len(cases) or 1
    return Row(
        threshold=threshold,
        **counts.as_shares(),
        alerts_per_1000=round(PER * sum(map(bool, shown)) / size, 1),
        hits_per_1000=round(PER * sum(shown) / size, 1),
        missed=counts.missed,
        false_alarms=counts.false_alarms,
    )


def steps(first: float, last: float, width: float) -> list[float]:
    """Return thresholds from the first to the last, both included where the width allows, two digits and more."""
    number = int((last - first) / width + 1e-9)
    return [round(first + step * width, 4) for step in range(number + 1)]
