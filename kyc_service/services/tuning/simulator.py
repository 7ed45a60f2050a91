"""What a threshold would have meant for the hits that a tenant has on file. Counts only; screens nothing again.

A hit below the threshold of its own screening was never kept: below that one, there is nothing to count.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kyc_service.domain.cases import HitStatus
from kyc_service.services.runtime import Runtime
from kyc_service.services.tuning.profiles import default_threshold
from kyc_service.storage.scores import CELLS, Cell, Scores
from kyc_service.storage.work import Work
from watchlists.evaluation.metrics import Counts

PER = 1000
"""Screenings to which alerts are counted."""
TRUE = frozenset({HitStatus.TRUE_MATCH, HitStatus.ACCEPTED_RISK, HitStatus.BLOCKED})
"""Answers that say it is the listed party, whatever was decided then."""
_ADDED_UP = 10
"""Cells that one column of the picture adds up: a hundredth."""


@dataclass(frozen=True, slots=True)
class Column:
    """Hits with a score from here up to a hundredth more."""

    score: float
    true: int
    false: int
    unanswered: int
    """Open, or answered as inconclusive."""

    @property
    def all(self) -> int:
        """How many there are."""
        return self.true + self.false + self.unanswered


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What one threshold would have meant."""

    threshold: float
    alerts: int
    """Screenings with anything to look at."""
    hits: int
    true: int
    """Hits at or above it that are the listed party."""
    true_missed: int
    """Those below it."""
    false: int
    false_spared: int
    """False positives below it: nobody would have had to look at them."""
    unanswered: int
    screened: int

    @property
    def alerts_per_1000(self) -> float:
        """Screenings with anything to look at, of 1,000."""
        return round(PER * self.alerts / self.screened, 1) if self.screened else 0.0

    @property
    def judged(self) -> Counts:
        """The answered ones, for precision, recall and F1."""
        return Counts(self.true, self.false, self.true_missed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """The hits of a tenant by score, and what a threshold would have meant beside what the one in use means."""

    columns: tuple[Column, ...]
    """One for each hundredth from the lowest that can be asked for; empty ones too."""
    asked: Meaning
    usual: Meaning
    """By the threshold that holds without a profile."""
    known_from: float
    """Below this not every hit was kept: some screenings went by a threshold as high as this."""
    counted_at: dt.datetime
    """What is told is exact for this moment."""

    @property
    def reliable(self) -> bool:
        """Whether every hit at the threshold asked for would be on file."""
        return self.asked.threshold >= self.known_from


def simulate(rt: Runtime, work: Work, scores: Scores, threshold: float) -> Simulation:
    """Say what a threshold, 0 to 1, would have meant for hits that were counted by score."""
    cells, alerts, screened = scores.cells, scores.alerts, scores.screened
    usual = default_threshold(rt)
    used = [one.threshold for one in work.profiles.page(None, 100).items if one.approved_at is not None]
    return Simulation(
        columns=_columns(cells),
        asked=_judge(cells, alerts, screened, threshold),
        usual=_judge(cells, alerts, screened, usual),
        known_from=max([usual, *used]),
        counted_at=scores.at,
    )


def _columns(cells: Iterable[Cell]) -> tuple[Column, ...]:
    places = range(CELLS // 2 // _ADDED_UP, CELLS // _ADDED_UP)
    by_place: dict[int, Counter[str]] = {place: Counter() for place in places}
    for cell in cells:
        place = min(cell.at // _ADDED_UP, CELLS // _ADDED_UP - 1)
        by_place.setdefault(place, Counter())[_group(cell.status)] += cell.count
    return tuple(
        Column(round(place * _ADDED_UP / CELLS, 4), count["true"], count["false"], count["unanswered"])
        for place, count in sorted(by_place.items())
    )


def _judge(cells: Iterable[Cell], alerts: Iterable[tuple[int, int]], screened: int, threshold: float) -> Meaning:
    least = threshold * CELLS - 1e-6
    above: Counter[str] = Counter()
    below: Counter[str] = Counter()
    for cell in cells:
        (above if cell.at >= least else below)[_group(cell.status)] += cell.count
    return Meaning(
        threshold=threshold,
        alerts=sum(count for at, count in alerts if at >= least),
        hits=above.total(),
        true=above["true"],
        true_missed=below["true"],
        false=above["false"],
        false_spared=below["false"],
        unanswered=above["unanswered"],
        screened=screened,
    )


def _group(status: HitStatus) -> str:
    if status in TRUE:
        return "true"
    return "false" if status is HitStatus.FALSE_POSITIVE else "unanswered"
