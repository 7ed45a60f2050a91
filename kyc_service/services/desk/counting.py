"""Counting: what the dashboard and the simulator add up, exact for one moment, and kept where a desk is large.

A small desk is counted when it is looked at. A large one takes a second to count, so its counts are kept and counted
again every few minutes: what a page shows is exact for the moment that it names, and never older than `OLDEST`. Where
nothing counts again by itself, because the scheduler stands still, a look counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from kyc_service.domain.cases import HitStatus
from kyc_service.domain.monitoring.ledger import Ledger
from kyc_service.services.desk import figure_forms, figures
from kyc_service.services.desk.figures import Figures
from kyc_service.services.monitoring import coverage
from kyc_service.services.risk import tables
from kyc_service.services.runtime import Runtime
from kyc_service.storage.desk_counts import CountKind, Kept
from kyc_service.storage.scores import Cell, Scores
from kyc_service.storage.work import Work

LARGE = 5_000
"""Counted rows from which counts are kept."""
AGAIN = dt.timedelta(minutes=3)
"""Age at which kept counts are counted again in the background."""
OLDEST = dt.timedelta(minutes=10)
"""Age at which kept counts are not shown any more."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Way(Generic[T]):
    """How one kind is counted, written down, read, and how many rows it stands for."""

    count: Callable[[Work], T]
    write: Callable[[T], Mapping[str, Any]]
    read: Callable[[Mapping[str, Any]], T]
    weigh: Callable[[T], int]
    moment: Callable[[T], dt.datetime]
    parts: frozenset[str] = frozenset()
    """What another release may not have written down: without it the kept counts are not read."""


def read_figures(rt: Runtime, tenant_id: str, actor: str) -> Figures:
    """Read the figures of a desk."""
    return _read(rt, tenant_id, actor, CountKind.FIGURES, _FIGURES)


def read_covered(rt: Runtime, tenant_id: str, actor: str) -> tuple[Figures, Ledger]:
    """Read the figures of a desk, and add coverage up from them, at their moment.

    Once another edition is in force everybody is due again: what was counted before says nothing of it.
    """
    found = read_figures(rt, tenant_id, actor)
    with rt.open_work(tenant_id, actor, read_only=True) as work:
        newest = work.monitoring.editions.newest()
    if newest is not None and newest.made_at > found.now:
        found = _count(rt, tenant_id, actor, CountKind.FIGURES, _FIGURES)
    with rt.open_work(tenant_id, actor, read_only=True) as work:
        return found, coverage.add_up_at(work, found.standings, found.now)


def read_unrated(rt: Runtime, tenant_id: str, actor: str) -> int:
    """Count the businesses that the table of risk factors in force has not rated yet, at the moment of the figures."""
    found = read_figures(rt, tenant_id, actor)
    with rt.open_work(tenant_id, actor, read_only=True) as work:
        same = tables.current(work).digest == found.table_digest
    return (found if same else _count(rt, tenant_id, actor, CountKind.FIGURES, _FIGURES)).unrated


def read_scores(rt: Runtime, tenant_id: str, actor: str) -> Scores:
    """Read the hits and screenings of a tenant by score."""
    return _read(rt, tenant_id, actor, CountKind.SCORES, _SCORES)


def count_again(rt: Runtime) -> int:
    """Count again what was counted a while ago, of every tenant; return how many counts that were."""
    with rt.open_system("counting", read_only=True) as system:
        old = system.counts.older_than(AGAIN)
    for tenant_id, kind in old:
        if kind is CountKind.FIGURES:
            _count(rt, tenant_id, "counting", kind, _FIGURES)
        else:
            _count(rt, tenant_id, "counting", kind, _SCORES)
    return len(old)


def _read(rt: Runtime, tenant_id: str, actor: str, kind: CountKind, way: _Way[T]) -> T:
    with rt.open_work(tenant_id, actor, read_only=True) as work:
        kept = work.counts.get(kind)
        if kept is not None and kept.at > work.now() - OLDEST and way.parts <= kept.content.keys():
            return way.read(kept.content)
    return _count(rt, tenant_id, actor, kind, way, kept=kept is not None)


def _count(rt: Runtime, tenant_id: str, actor: str, kind: CountKind, way: _Way[T], *, kept: bool = True) -> T:
    """Count at one moment, and keep it where there is much; `kept` says whether something is there to be replaced."""
    with rt.open_work(tenant_id, actor, read_only=True) as work:
        work.figures.stop_time()
        found = way.count(work)
    large = way.weigh(found) >= LARGE
    if large or kept:
        with rt.open_work(tenant_id, actor) as work:
            if large:
                work.counts.keep(kind, Kept(way.write(found), way.moment(found)))
            else:
                work.counts.drop(kind)
    return found


def _weigh_figures(found: Figures) -> int:
    return found.opened + found.closed + found.open + found.repeats.all + found.subjects


def _weigh_scores(found: Scores) -> int:
    return found.screened + sum(cell.count for cell in found.cells)


def _write_scores(found: Scores) -> Mapping[str, Any]:
    return {
        "cells": [[cell.at, cell.status.value, cell.count] for cell in found.cells],
        "alerts": [list(one) for one in found.alerts],
        "screened": found.screened,
        "at": found.at.isoformat(),
    }


def _read_scores(content: Mapping[str, Any]) -> Scores:
    return Scores(
        tuple(Cell(at, HitStatus(status), count) for at, status, count in content["cells"]),
        tuple((at, count) for at, count in content["alerts"]),
        content["screened"],
        dt.datetime.fromisoformat(content["at"]),
    )


_FIGURES: _Way[Figures] = _Way(
    figures.read,
    figure_forms.write,
    figure_forms.read,
    _weigh_figures,
    lambda found: found.now,
    frozenset({"standings", "unrated"}),
)
_SCORES: _Way[Scores] = _Way(
    lambda work: work.scores.read(), _write_scores, _read_scores, _weigh_scores, lambda found: found.at
)
