"""The coverage ledger: how many active subjects were compared with which list version, and since when some were not.

Added up from how the subjects stand, never from the runs: whoever a run left out is missing here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kyc_service.domain.monitoring.editions import Edition, ListAt


@dataclass(frozen=True, slots=True)
class Standing:
    """How many subjects stand alike."""

    edition: int | None
    """What they were last compared with; None where they never were."""
    changed: bool
    """Whether they were changed since."""
    failed: bool
    restricted: bool
    """Whether their data are only stored: they are not due."""
    subjects: int
    since: dt.datetime
    """When the first of them was last changed."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many active subjects stand how; `active` is the sum of the others but `due`."""

    active: int = 0
    restricted: int = 0
    """Their data are only stored: they are not due."""
    screened: int = 0
    pending: int = 0
    failed: int = 0
    """Set aside: they could not be compared."""

    @property
    def due(self) -> int:
        """Those who have to be compared, or were."""
        return self.active - self.restricted

    @property
    def share(self) -> float:
        """Of those due, how many were compared: 0 to 1, and 1 where nobody is."""
        return self.screened / self.due if self.due else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One list version under the rules in force, and how many were compared with it."""

    list: ListAt
    since: int
    """The first edition it stands in, of those in a row up to the one in force."""
    due_from: dt.datetime
    """From when subjects had to be compared with it: its loading, or the edition's making where it was older."""
    screened_at: dt.datetime | None
    """When every active subject had been compared with it; None while one was not."""
    count: Count

    @property
    def to_load(self) -> dt.timedelta | None:
        """From the day it was published, by UTC, until it was loaded; None where the publisher names no day."""
        if self.list.published is None:
            return None
        began = dt.datetime.combine(self.list.published, dt.time(), dt.UTC)
        return max(self.list.loaded_at - began, dt.timedelta())

    @property
    def to_screen(self) -> dt.timedelta | None:
        """From then until everybody had been compared with it; None while that is not so."""
        return max(self.screened_at - self.due_from, dt.timedelta()) if self.screened_at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """How a tenant's coverage stands."""

    now: dt.datetime
    edition: Edition | None
    """The one in force; None while no list is loaded, or nobody looked yet."""
    count: Count
    lines: tuple[Line, ...]
    """By list."""
    earlier: tuple[tuple[int, int], ...]
    """Earlier editions that somebody was last compared with, and how many."""
    uncovered_since: dt.datetime | None
    """Since when the first of those without a current result has none; None while everybody has."""

    @property
    def uncovered_for(self) -> dt.timedelta | None:
        """How long that is."""
        return self.now - self.uncovered_since if self.uncovered_since else None

    def is_alarming(self, bound: dt.timedelta) -> bool:
        """Whether somebody is without a current result for longer than this."""
        return self.uncovered_for is not None and self.uncovered_for > bound


def add_up(standings: Sequence[Standing], editions: Sequence[Edition], now: dt.datetime) -> Ledger:
    """Make the ledger. `editions` are those made last, in whatever order, all that somebody stands in among them."""
    ordered = sorted(editions, key=lambda edition: edition.number)
    newest = ordered[-1] if ordered else None
    return Ledger(
        now=now,
        edition=newest,
        count=_count(standings, frozenset({newest.number}) if newest else frozenset()),
        lines=tuple(_write_lines(standings, ordered)),
        earlier=_count_earlier(standings, newest),
        uncovered_since=min((_since(one, ordered) for one in _uncovered(standings, newest)), default=None),
    )


def _count(standings: Iterable[Standing], good: frozenset[int]) -> Count:
    """Count them, where having been compared with any of these editions is enough."""
    parts = dict.fromkeys(("restricted", "screened", "pending", "failed"), 0)
    for one in standings:
        parts[_name(one, good)] += one.subjects
    return Count(active=sum(parts.values()), **parts)


def _name(one: Standing, good: frozenset[int]) -> str:
    if one.restricted:
        return "restricted"
    if one.failed:
        return "failed"
    return "screened" if one.edition in good and not one.changed else "pending"


def _write_lines(standings: Sequence[Standing], ordered: Sequence[Edition]) -> Iterable[Line]:
    if not ordered:
        return
    newest = ordered[-1]
    for one in newest.lists:
        same = [*_in_a_row(one, ordered)]
        ends = [edition.completed_at for edition in same if edition.completed_at]
        yield Line(
            list=one,
            since=same[0].number,
            due_from=_due_from(one, same[0], ordered),
            screened_at=min(ends, default=None),
            count=_count(standings, frozenset(edition.number for edition in same)),
        )


def _due_from(one: ListAt, first: Edition, ordered: Sequence[Edition]) -> dt.datetime:
    """Say from when a version counts: it may be older than monitoring, and it may be due again under other rules."""
    before = next((edition for edition in ordered if edition.number == first.number - 1), None)
    came_with_it = before is not None and one.key not in {other.key for other in before.lists}
    return one.loaded_at if came_with_it else first.made_at


def _in_a_row(one: ListAt, ordered: Sequence[Edition]) -> list[Edition]:
    """Return the editions up to the newest in which a list version stands under the same rules, oldest first."""
    newest = ordered[-1]
    found: list[Edition] = []
    for edition in reversed(ordered):
        # One that is missing in between may have had another version.
        is_next = edition.number == newest.number - len(found)
        if not is_next or edition.rules != newest.rules or one.key not in {other.key for other in edition.lists}:
            break
        found.append(edition)
    return found[::-1]


def _count_earlier(standings: Iterable[Standing], newest: Edition | None) -> tuple[tuple[int, int], ...]:
    found: dict[int, int] = {}
    for one in _uncovered(standings, newest):
        # 0 stands for none, of one that was set aside before it was compared with any.
        if one.edition and not one.changed and newest is not None and one.edition < newest.number:
            found[one.edition] = found.get(one.edition, 0) + one.subjects
    return tuple(sorted(found.items()))


def _uncovered(standings: Iterable[Standing], newest: Edition | None) -> Iterable[Standing]:
    good = frozenset({newest.number}) if newest else frozenset()
    return [one for one in standings if _name(one, good) in {"pending", "failed"}]


def _since(one: Standing, ordered: Sequence[Edition]) -> dt.datetime:
    """Say since when subjects have no current result.

    That is when the edition came that they were not compared with, or when they themselves changed, whatever was
    first. One that was set aside counts from the edition's coming: a little too long is better than too short.
    """
    later = [edition.made_at for edition in ordered if one.edition and edition.number > one.edition]
    if one.failed and one.edition and not later:
        later = [edition.made_at for edition in ordered if edition.number == one.edition]
    if later and not one.changed:
        return min(later)
    # Before there was any edition nobody could be compared with it.
    changed = max(one.since, ordered[0].made_at) if ordered else one.since
    return min([changed, *later])
