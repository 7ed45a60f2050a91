"""Dry runs: what a draft would make of every business on file, counted before anybody uses it.

Facts are read as they were kept, in pages of few columns. Businesses with the same facts are rated once.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.raters import Rater
from kyc_service.domain.risk.rating import Rating
from kyc_service.domain.risk.records import LevelChange, TableVersion
from kyc_service.errors import ConflictError
from kyc_service.services.risk import facts as gathering
from kyc_service.services.risk import tables
from kyc_service.services.risk.tables import NamedTable
from kyc_service.services.runtime import Runtime
from kyc_service.storage.database import Database
from kyc_service.storage.risk_ratings import Standing

PAGE = 5000
"""Businesses read at once."""
MOST_NAMED = 1000
"""Businesses kept of each kind of change."""
MOST_FACTORS = 10
"""Factors told: those that moved the most points."""
TOLERANCE = 1e-9

Progress = Callable[[int, int], None]
"""Hears how many are done, of how many."""


def _say_nothing(done: int, of: int) -> None:
    del done, of


@dataclass(frozen=True, slots=True)
class _Compared:
    """What two tables make of one set of facts."""

    after: Rating
    moved: Mapping[str, float]
    """Factor to how many points it moves."""


@dataclass(slots=True)
class Tally:
    """Counts what a draft changes."""

    before_table: NamedTable
    after_table: NamedTable
    before: Counter[Level] = field(default_factory=Counter)
    after: Counter[Level] = field(default_factory=Counter)
    kinds: Counter[tuple[Level, Level]] = field(default_factory=Counter)
    points_only: int = 0
    """Businesses whose points change and whose level does not."""
    erased: int = 0
    named: dict[tuple[Level, Level], list[LevelChange]] = field(default_factory=lambda: defaultdict(list))
    factors: Counter[str] = field(default_factory=Counter)
    """Factor to the businesses whose points it changes."""
    shift: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    known: dict[bytes, _Compared] = field(default_factory=dict)
    raters: tuple[Rater, Rater] = field(init=False)

    def __post_init__(self) -> None:
        """Make both tables ready."""
        self.raters = (Rater(self.before_table.table), Rater(self.after_table.table))

    def add(self, standing: Standing) -> None:
        """Count one business."""
        if standing.facts is None:
            self.erased += 1
            return
        plain = standing.facts.use(gathering.PURPOSE)
        found = self.known.get(plain) or self._compare(plain)
        before, after = standing.level, found.after.level
        self.before[before] += 1
        self.after[after] += 1
        for factor, points in found.moved.items():
            self.factors[factor] += 1
            self.shift[factor] += points
        if before is after:
            self.points_only += abs(found.after.points - standing.points) > TOLERANCE
            return
        kind = (before, after)
        self.kinds[kind] += 1
        if len(self.named[kind]) < MOST_NAMED:
            change = LevelChange(
                subject_id=standing.subject_id,
                reference=standing.reference,
                before=before,
                after=after,
                points_before=standing.points,
                points_after=round(found.after.points, 6),
            )
            self.named[kind].append(change)

    def _compare(self, plain: bytes) -> _Compared:
        facts = gathering.read(json.loads(plain))
        before, after = (rater.rate(facts) for rater in self.raters)
        points = {one.factor: -one.points for one in before.contributions}
        for one in after.contributions:
            points[one.factor] = points.get(one.factor, 0.0) + one.points
        moved = {factor: change for factor, change in points.items() if abs(change) > TOLERANCE}
        found = self.known[plain] = _Compared(after, moved)
        return found

    def report(self) -> dict[str, Any]:
        """Write the figures; no business is named in them."""
        moved = sorted(self.factors, key=lambda factor: (-abs(self.shift[factor]), -self.factors[factor], factor))
        return {
            "businesses": sum(self.before.values()),
            "left_out_erased": self.erased,
            "sets_of_facts": len(self.known),
            "before": {level.value: self.before[level] for level in Level},
            "after": {level.value: self.after[level] for level in Level},
            "changes": [
                {"from": before.value, "to": after.value, "businesses": count}
                for (before, after), count in sorted(self.kinds.items())
            ],
            "points_only": self.points_only,
            "factors": [
                {"factor": factor, "businesses": self.factors[factor], "points": round(self.shift[factor], 6)}
                for factor in moved[:MOST_FACTORS]
            ],
            "compared_with": {
                "name": self.before_table.name,
                "number": self.before_table.number,
                "digest": self.before_table.digest,
            },
        }


def simulate(
    rt: Runtime, work_of: tuple[str, str], table_id: str, version: int, progress: Progress = _say_nothing
) -> TableVersion:
    """Try a draft on every business on file, and keep the figures; `work_of` are tenant and actor.

    Raises NotFoundError, StaleVersionError; ConflictError for anything but a draft.
    """
    with rt.open_work(*work_of, read_only=True) as work:
        draft = tables.get(work, table_id, version)
        if draft.status is not draft.status.DRAFT:
            message = "only a draft can be tried; make another version"
            raise ConflictError(message)
        tally = Tally(tables.current(work), tables.read(draft))
    run(rt.database, work_of, tally, progress)
    changes = [change for named in tally.named.values() for change in named]
    with rt.open_work(*work_of) as work:
        alive = work.risk.tables.known(changes)
        simulated = work.risk.tables.simulate(tables.get(work, table_id, version), tally.report(), alive)
        tables.write_down(work, "risk_table.simulated", simulated)
    return simulated


def run(database: Database, work_of: tuple[str, str], tally: Tally, progress: Progress = _say_nothing) -> None:
    """Count every business that is rated, page by page: no transaction is open for long."""
    with database.open_work(*work_of, read_only=True) as work:
        of = work.risk.ratings.count()
    after, done = "", 0
    while True:
        with database.open_work(*work_of, read_only=True) as work:
            page = work.risk.ratings.standings(after, PAGE)
        if not page:
            return
        for standing in page:
            tally.add(standing)
        after, done = page[-1].subject_id, done + len(page)
        progress(done, max(of, done))
