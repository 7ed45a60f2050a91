"""Planning: see what has to be compared, cut it into chunks, and have workers ring for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import structlog

from kyc_service.domain.monitoring.editions import Edition
from kyc_service.domain.monitoring.outcomes import PairStatus
from kyc_service.domain.monitoring.runs import CHUNK, LAST, Run, RunStatus, RunTrigger, Scope
from kyc_service.domain.subjects import SubjectStatus
from kyc_service.errors import ConflictError, KycError
from kyc_service.services.monitoring import alerts, chunks, editions, pauses
from kyc_service.services.monitoring.editions import ACTOR
from kyc_service.services.runtime import Runtime
from kyc_service.services.tuning import allowlist
from kyc_service.storage.outbox import Place
from kyc_service.storage.work import SystemWork, Work
from kyc_service.tasks import Task

RECENT = dt.timedelta(minutes=15)
"""Subjects changed within this are looked for each minute; all are once an hour."""
SET_ASIDE_RETRY = dt.timedelta(hours=1)
CALENDAR_EVERY = dt.timedelta(days=30)
"""Everybody is compared with everything this often, whatever is known: a mistake in keeping count is found by it."""
SLOTS = 32
"""Most workers on one run."""
TOGETHER = 10
"""Blocks in a chunk where two editions may differ by little: most of their subjects need no look."""
OUTGROWN = 2
"""Subjects for each that a block was laid for, on average, from which blocks are laid anew."""
MOST_DUE = 50_000
"""Subjects that came or changed, in one run; the next look takes the others."""
PAIRS_AT_ONCE = 100
_log = structlog.get_logger("kyc_service.monitoring")


def watch(rt: Runtime, *, everybody: bool) -> int:
    """Look at every tenant for what is due, and plan it; return how many runs were planned.

    What goes wrong with one tenant keeps nobody else from being looked at.
    """
    with rt.open_system(ACTOR, read_only=True) as system:
        tenants = [tenant.id for tenant in system.tenants.list() if not tenant.suspended]
    planned = 0
    for tenant_id in tenants:
        try:
            planned += watch_tenant(rt, tenant_id, everybody=everybody) is not None
        except KycError as error:
            _log.warning("monitoring_not_planned", tenant=tenant_id, code=error.code)
    return planned


def watch_tenant(rt: Runtime, tenant_id: str, *, everybody: bool) -> Run | None:
    """Plan the run that a tenant needs now, if any."""
    with rt.open_work(tenant_id, ACTOR) as work:
        _look_at_expired(rt, work)
        edition, new = editions.bring_up(rt, work)
        if edition is None:
            return None
        live = work.monitoring.runs.live()
        if live is not None and live.edition == edition.number:
            return None
        overtaken = _overtake(work, live, edition)
        if new or overtaken:
            ranges = _all(work, TOGETHER if _is_near(work, edition) else 1)
            return _plan(work, RunTrigger.EDITION, edition, Scope(), ranges, continues=_find_covered(overtaken))
        held = pauses.find(work, rt.settings.coverage_alarm)
        return _go_on(work, held) if held is not None else _plan_next(work, edition, everybody=everybody)


def _is_near(work: Work, edition: Edition) -> bool:
    """Whether the edition before one judges names alike: then what differs are entries, and mostly few."""
    return edition.number > 1 and work.monitoring.editions.get(edition.number - 1).rules == edition.rules


def _plan_next(work: Work, edition: Edition, *, everybody: bool) -> Run | None:
    """Plan what is next while the edition in force is an old one, and nothing goes on or is held back."""
    wished = work.monitoring.runs.wished()
    if wished is not None:
        return carry_on(work, edition, wished)
    if _is_calendar_due(work):
        return _plan(work, RunTrigger.CALENDAR, edition, Scope(everything=True), _all(work))
    return _plan_due(work, edition, everybody=everybody)


def _overtake(work: Work, live: Run | None, edition: Edition) -> list[Run]:
    """End the runs whose edition is past. What an operator paused keeps resting: it is his to let go on."""
    past = [run for run in work.monitoring.runs.paused() if not run.is_wish and run.edition != edition.number]
    past += [live] if live is not None else []
    return [run for run in past if work.monitoring.runs.step(run, RunStatus.OVERTAKEN)]


def _find_covered(overtaken: Collection[Run]) -> Run | None:
    """Return what an operator asked for that the run of a newer edition does anyway: whoever is due is its concern."""
    return next((run for run in overtaken if run.is_wish and run.scope == Scope()), None)


def _go_on(work: Work, held: pauses.Held) -> Run | None:
    run = pauses.go_on_when_over(work, held)
    if run is not None:
        ring(work, run.id, len(work.monitoring.chunks.waiting(run.id)))
    return run


def carry_on(work: Work, edition: Edition, wished: Run) -> Run | None:
    """Plan again, for the edition in force, what an operator asked for when another one was.

    Whoever the run had reached is not looked at again: the edition's own run brings them up to date, and what changed
    before is behind them. A dry run begins anew, because its figures are to be of one edition.
    """
    ranges = _all(work) if wished.dry else work.monitoring.chunks.waiting(wished.id)
    return _plan(work, RunTrigger.OPERATOR, edition, wished.scope, ranges, dry=wished.dry, continues=wished)


def plan(work: Work, edition: Edition, scope: Scope, *, dry: bool, reason: str | None) -> Run:
    """Plan what an operator asks for. Raises ConflictError when a run is under way."""
    if not dry:
        _wait_for_workers(work)
    run = _plan(work, RunTrigger.OPERATOR, edition, scope, _all(work), dry=dry, reason=reason)
    if run is None:
        message = "a run is under way; wait for it, or cancel it"
        raise ConflictError(message, "run_under_way")
    return run


def _wait_for_workers(work: Work) -> None:
    """Let a worker come to the end of its chunk of a paused run. Raises ConflictError while one is on it."""
    if any(work.monitoring.chunks.is_anybody_on(run.id) for run in work.monitoring.runs.paused()):
        message = "a worker still has a part of the run that was paused; try again in a minute"
        raise ConflictError(message, "run_under_way")


def _plan_due(work: Work, edition: Edition, *, everybody: bool) -> Run | None:
    """Plan for those who came, changed or were set aside; note that an edition is done when there is none."""
    now = work.now()
    whole = everybody or edition.completed_at is None
    due = work.monitoring.coverage.due(
        edition.number,
        since=None if whole else now - RECENT,
        failed_before=now - SET_ASIDE_RETRY,
        limit=MOST_DUE,
    )
    if due:
        return _plan(work, RunTrigger.SUBJECTS, edition, Scope(), _around(due))
    if whole and _is_covered(work, edition) and work.monitoring.editions.complete(edition.number):
        work.audit.append("monitoring.edition", "completed", details={"number": edition.number})
    return None


def _is_covered(work: Work, edition: Edition) -> bool:
    return all(
        one.restricted or (one.edition == edition.number and not one.changed and not one.failed)
        for one in work.monitoring.coverage.standings()
    )


def _plan(
    work: Work,
    trigger: RunTrigger,
    edition: Edition,
    scope: Scope,
    ranges: Collection[tuple[str, str]],
    *,
    dry: bool = False,
    reason: str | None = None,
    continues: Run | None = None,
) -> Run | None:
    reason = continues.reason if continues else reason
    run = work.monitoring.runs.add(trigger, edition.number, scope, dry=dry, reason=reason, continues=continues)
    if run is None:
        return None
    work.monitoring.chunks.add(run.id, tuple(ranges))
    work.audit.append(
        "monitoring.run",
        "planned",
        details={
            "run_id": run.id,
            "edition": run.edition,
            "trigger": trigger.value,
            "dry": dry,
            "chunks": len(ranges),
            **({"continues": continues.id} if continues else {}),
        },
    )
    if ranges:
        ring(work, run.id, len(ranges))
    else:
        chunks.finish(work, run)
    return work.monitoring.runs.get(run.id)


def _all(work: Work, together: int = 1) -> list[tuple[str, str]]:
    """Cut all ids into ranges of some blocks each; the last one is open, for those that come meanwhile."""
    blocks = work.monitoring.blocks
    ranges, many = blocks.ranges(), blocks.count_subjects()
    if not many:
        return []
    if not ranges or many > OUTGROWN * CHUNK * len(ranges):
        firsts = [_before(first) for first in work.monitoring.coverage.cuts(CHUNK)]
        ranges = tuple(zip(["", *firsts[1:]], [*firsts[1:], LAST], strict=True))
        # Keys of boxes that are dropped belong to nothing any more: they are swept with the other orphans.
        blocks.lay(ranges)
    return [(ranges[place][0], ranges[place : place + together][-1][1]) for place in range(0, len(ranges), together)]


def _around(ids: Collection[str]) -> list[tuple[str, str]]:
    """Cut some ids into ranges; the first begins just before the first id."""
    ordered = sorted(ids)
    ends = [*ordered[CHUNK - 1 : -1 : CHUNK], ordered[-1]]
    return [*zip([_before(ordered[0]), *ends[:-1]], ends, strict=True)]


def _before(subject_id: str) -> str:
    """Return a text that stands before an id, and after every other id before it that is not nearly the same."""
    return subject_id[:-1]


def _is_calendar_due(work: Work) -> bool:
    last = work.monitoring.runs.latest(RunTrigger.CALENDAR, RunStatus.DONE)
    first = work.monitoring.editions.first()
    since = last.made_at if last else first.made_at if first else None
    return since is not None and work.now() - since >= CALENDAR_EVERY


def _look_at_expired(rt: Runtime, work: Work) -> None:
    """Have allowlisted pairs whose term is over looked at again; one that is no match any more ends by itself.

    Were it left, it would be asked about at every look: only a match brings a screening to end its pair.
    """
    expired = work.allowlist.ending(work.now(), None, PAIRS_AT_ONCE).items
    known = work.monitoring.pairs.of([pair.subject_id for pair in expired])
    subjects = {pair.subject_id: work.subjects.get(pair.subject_id) for pair in expired}
    work.verifications.hold_all({subject.business_id or subject.id for subject in subjects.values()})
    for pair in expired:
        subject = subjects[pair.subject_id]
        found = known.get(pair.subject_id, {}).get((pair.source, pair.entry_id))
        if found is not None and found.status is PairStatus.PRESENT and subject.status is SubjectStatus.ACTIVE:
            alerts.raise_for(work, rt.policy, subject.business_id or subject.id, [subject.id], afresh=False)
        else:
            allowlist.lapse(work, pair)


def ring(work: Work | SystemWork, run_id: str, waiting: int) -> None:
    """Ring for as many workers as a run can use."""
    for slot in range(min(waiting, SLOTS)):
        work.outbox.ask(Task.MONITOR_CHUNKS, f"{run_id}:{slot}", run_id=run_id, slot_id=str(slot))


def ring_again(system: SystemWork, quiet: dt.timedelta, head: Place | None = None) -> int:
    """Ring for runs of which chunks wait and that no worker was asked to look at lately; return how many.

    `head` is the place of the ring that is next in their queue: what was handed over behind it needs no other.
    """
    waiting = [one for one in system.sweeper.waiting_runs(quiet, head) if one[1]]
    for run_id, many in waiting:
        ring(system, run_id, many)
    return len(waiting)
