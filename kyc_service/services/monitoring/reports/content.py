"""What a report says: editions, lists, days, runs and figures of a month. Counts, digests and ids; nobody's data.

A report is made of every month, one in which nothing matched too: that nothing did is what it proves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kyc_service.domain.monitoring.days import Day, Month
from kyc_service.domain.monitoring.editions import Edition, ListAt
from kyc_service.domain.monitoring.runs import Run, Tally
from kyc_service.storage.work import Work

SCHEMA = "kyc coverage report 1"


def gather(work: Work, tenant_id: str, month: Month) -> dict[str, Any]:
    """Write the content of a report, up to now where the month is not over."""
    now = work.now()
    until = min(month.next.start, now)
    editions = work.monitoring.editions.between(month.start, until)
    days = work.monitoring.proof.days(month.start.date(), month.next.start.date())
    runs = work.monitoring.runs.between(month.start, until)
    tallies = work.monitoring.chunks.tallies([run.id for run in runs if run.totals is None])
    tallies |= {run.id: run.totals.tally for run in runs if run.totals is not None}
    return {
        "schema": SCHEMA,
        "tenant": tenant_id,
        "month": str(month),
        "from": _write(month.start),
        "until": _write(until),
        "whole": month.next.start <= now,
        "made_at": _write(now),
        "summary": _sum_up(editions, days, runs, tallies),
        "editions": [_write_edition(one) for one in editions],
        "lists": [*_write_lists(editions)],
        "days": [_write_day(one) for one in days],
        "days_without_a_look": [str(day) for day in _find_gaps(month, until, days, editions)],
        "runs": [_write_run(run, tallies.get(run.id, Tally())) for run in runs],
        "pairs_now": dict(sorted(work.monitoring.pairs.count().items())),
        "failures_now": [
            {"subject_id": subject_id, "code": code, "at": _write(at)}
            for subject_id, code, at in work.monitoring.coverage.failures(MOST_FAILURES)
        ],
    }


MOST_FAILURES = 1000
"""Subjects set aside that are named; the figures count all."""


def _sum_up(
    editions: Sequence[Edition], days: Sequence[Day], runs: Iterable[Run], tallies: Mapping[str, Tally]
) -> dict[str, Any]:
    real = [run for run in runs if not run.dry]
    whole = sum((tallies.get(run.id, Tally()) for run in real), Tally())
    last = days[-1] if days else None
    return {
        "editions": len(editions),
        "editions_completed": sum(one.completed_at is not None for one in editions),
        "runs": len(real),
        "comparisons": whole.screened + whole.delta,
        "alerts": whole.alerts,
        "pairs": whole.pairs,
        "pairs_ended": whole.ended,
        "failures": whole.failed,
        "active_at_end": last.count.active if last else None,
        "without_current_result_at_end": last.count.pending + last.count.failed if last else None,
        "longest_uncovered_seconds": max((one.longest_seconds for one in days), default=None),
    }


def _write_edition(one: Edition) -> dict[str, Any]:
    return {
        "number": one.number,
        "made_at": _write(one.made_at),
        "completed_at": _write(one.completed_at),
        "profile_id": one.profile_id,
        "matcher_version": one.matcher_version,
        "threshold": one.threshold,
        "weights": dict(one.weights),
        "lists": {each.source: each.digest for each in one.lists},
    }


def _write_lists(editions: Sequence[Edition]) -> Iterable[dict[str, Any]]:
    """Write every list version of the month with when it came and when everybody had been compared with it."""
    found: dict[tuple[str, str, str], tuple[ListAt, list[Edition]]] = {}
    for edition in editions:
        for one in edition.lists:
            found.setdefault(one.key, (one, []))[1].append(edition)
    for key in sorted(found):
        one, of = found[key]
        screened = min((edition.completed_at for edition in of if edition.completed_at), default=None)
        yield {
            "source": one.source,
            "digest": one.digest,
            "parser": one.parser,
            "published": str(one.published) if one.published else None,
            "loaded_at": _write(one.loaded_at),
            "first_edition": of[0].number,
            "in_force_from": _write(of[0].made_at),
            "screened_at": _write(screened),
        }


def _write_day(one: Day) -> dict[str, Any]:
    count = one.count
    return {
        "day": str(one.day),
        "edition": one.edition,
        "active": count.active,
        "restricted": count.restricted,
        "screened": count.screened,
        "pending": count.pending,
        "failed": count.failed,
        "oldest_seconds": one.oldest_seconds,
        "longest_seconds": one.longest_seconds,
        "looks": one.looks,
        "looked_at": _write(one.looked_at),
    }


def _write_run(run: Run, tally: Tally) -> dict[str, Any]:
    return {
        "id": run.id,
        "trigger": run.trigger.value,
        "edition": run.edition,
        "dry": run.dry,
        "status": run.status.value,
        "made_by": run.made_by,
        "made_at": _write(run.made_at),
        "started_at": _write(run.started_at),
        "ended_at": _write(run.ended_at),
        **{name: getattr(tally, name) for name in Tally.__slots__},
    }


def _find_gaps(month: Month, until: dt.datetime, days: Iterable[Day], editions: Sequence[Edition]) -> Iterable[dt.date]:
    """Tell the days on which nobody looked, though there was something to compare with: the service was away."""
    if not editions:
        return
    seen = {one.day for one in days}
    day = max(month.start, editions[0].made_at).date()
    while dt.datetime.combine(day, dt.time(), dt.UTC) < until:
        # A day that has only begun may have its look yet.
        if day not in seen and day < until.date():
            yield day
        day += dt.timedelta(days=1)


def _write(when: dt.datetime | None) -> str | None:
    return when.astimezone(dt.UTC).isoformat(timespec="microseconds") if when else None
