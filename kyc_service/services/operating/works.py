"""The work itself: lists, scheduler, outbox, webhooks, audit, disposals, policy. Needs database and key store."""

from __future__ import annotations

from collections.abc import Iterator

from kyc_service.services.lists import standing
from kyc_service.services.operating.findings import Finding, Level
from kyc_service.services.retention import restores
from kyc_service.services.runtime import Runtime
from kyc_service.storage import heads
from kyc_service.storage.workloads import Workload

LATE_SCHEDULER = 30.0
LATE_WORK = 60.0
LATE_HEAD = 900.0
"""Seconds without a new head while entries wait to be sealed; the scheduler signs one every minute."""
LATE_RUN = 24 * 3600.0


def look_at_policy(rt: Runtime) -> Iterator[Finding]:
    """Say which policy is in force."""
    policy = rt.policies.refresh()
    yield Finding("policy", Level.OK, f"{policy.id} {policy.version} in force")


def look_at_lists(rt: Runtime) -> Iterator[Finding]:
    """Say which lists nothing is cleared on, and which a person should look at."""
    with rt.open_system("doctor", read_only=True) as system:
        states = standing.states(system, rt)
    for state in states:
        if state.fresh and state.alarm is None:
            continue
        why = state.stale_reason or state.alarm or "unknown"
        said = f"list {state.id}: {why}" + (", so nothing is cleared" if state.required and not state.fresh else "")
        level = Level.FAULT if state.required and not state.fresh else Level.WARNING
        do = f"`kyc lists status` says more; `kyc lists refresh {state.id}` tries again now."
        yield Finding("lists", level, said, do)
    if fresh := sum(state.fresh for state in states):
        yield Finding("lists", Level.OK, f"{fresh} of {len(states)} loaded and fresh")
    elif not states:
        yield Finding("lists", Level.FAULT, "no list is in use", "Name them in KYC_LISTS_FILE; see docs/lists.md.")


def look_at_scheduler(rt: Runtime) -> Iterator[Finding]:
    """Say whether somebody asks for what is due, and whether it gets to the queue."""
    load = _read(rt)
    do = "Start it: `kyc scheduler`, or `systemctl start kyc-scheduler`."
    if load.scheduler_seconds is None:
        yield Finding("scheduler", Level.FAULT, "none ever ran", do)
    elif load.scheduler_seconds > LATE_SCHEDULER:
        yield Finding("scheduler", Level.FAULT, f"none was heard of for {load.scheduler_seconds:.0f} s", do)
    elif not load.has_leader:
        do = "Wait ten seconds and look again; otherwise look for `scheduler.step_failed` in its log."
        yield Finding("scheduler", Level.WARNING, "one is alive and none leads", do)
    else:
        yield Finding("scheduler", Level.OK, f"last heard of {load.scheduler_seconds:.1f} s ago")
    for name, waiting in (("outbox", load.outbox), ("checks", load.due_checks)):
        if waiting.oldest_seconds is not None and waiting.oldest_seconds > LATE_WORK:
            said = f"{waiting.count} wait, the first for {waiting.oldest_seconds:.0f} s"
            do = "Look at the queue and the workers first: work waits in the database and goes on by itself."
            yield Finding(name, Level.FAULT, said, do)
        else:
            yield Finding(name, Level.OK, f"{waiting.count} wait")
    if stuck := load.verifications["failed"]:
        said = f"{stuck} verifications wait for a person: a worker died on each of them several times"
        do = "Find them with `GET /v1/verifications?status=failed`; look for `job.failed` in the log."
        yield Finding("checks", Level.WARNING, said, do)


def look_at_webhooks(rt: Runtime) -> Iterator[Finding]:
    """Say how many webhooks were given up, and how many are late."""
    load = _read(rt)
    if dead := load.deliveries["dead"]:
        said = f"{dead} deliveries were given up"
        do = "Their receivers did not take them: look at the log of deliveries, mend the receiver, send them again."
        yield Finding("webhooks", Level.WARNING, said, do)
    late = load.due_deliveries
    if late.oldest_seconds is not None and late.oldest_seconds > LATE_WORK:
        said = f"{late.count} are due, the first for {late.oldest_seconds:.0f} s"
        yield Finding("webhooks", Level.WARNING, said, "Start more workers: `kyc worker --queue outside`.")
    yield Finding("webhooks", Level.OK, f"{load.deliveries['pending']} on their way")


def look_at_audit(rt: Runtime) -> Iterator[Finding]:
    """Say whether the audit's chain is signed outside the database, and reaches as far as its last head."""
    with rt.open_system("doctor", read_only=True) as system:
        position, _ = system.chain.tail()
        unsealed, now = system.workload.read().unsealed, system.now()
    last = heads.last(rt.settings.audit_heads_file)
    if last is None:
        if position:
            do = (
                "Restore the file that KYC_AUDIT_HEADS_FILE names: without it nobody can show that nothing was cut off."
            )
            yield Finding("audit", Level.FAULT, f"{position} entries are sealed and no head is on file", do)
        else:
            yield Finding("audit", Level.OK, "nothing is sealed yet")
        return
    age = (now - last.at).total_seconds()
    if last.position > position:
        do = (
            "Entries are gone, or an older state was restored: `kyc audit verify` shows where, docs/audit.md what then."
        )
        yield Finding("audit", Level.FAULT, f"the chain ends at {position}, and {last.position} were signed", do)
    elif unsealed.count and age > LATE_HEAD:
        said = f"the last head is {age / 60:.0f} minutes old while {unsealed.count} entries wait to be sealed"
        yield Finding("audit", Level.FAULT, said, "The scheduler seals: look at it, or run `kyc audit seal`.")
    else:
        yield Finding("audit", Level.OK, f"signed up to {last.position} of {position}")


def look_at_disposals(rt: Runtime) -> Iterator[Finding]:
    """Say whether what ends does end, and whether a restored backup was cleaned."""
    if restores.is_replayed(rt):
        yield Finding("disposals", Level.OK, "every disposal that is known was carried out everywhere")
    else:
        do = "Run `kyc retention replay`; the service is not ready before."
        yield Finding("disposals", Level.FAULT, "a restored backup was not cleaned of disposed subjects yet", do)
    load = _read(rt)
    alarms = "docs/retention.md, Alarms, says what each reason asks of you."
    if load.disposal_run is not None:
        status, reason, age = load.disposal_run
        if status in {"stopped", "jumped"}:
            yield Finding("disposals", Level.FAULT, f"the last run was stopped: {reason}", alarms)
        elif age > LATE_RUN:
            said = f"the last run was {age / 3600:.0f} hours ago"
            yield Finding("disposals", Level.WARNING, said, "Look at the scheduler and the worker of queue outside.")
    if load.disposals_begun:
        yield Finding("disposals", Level.WARNING, f"{load.disposals_begun} have no receipt yet", alarms)
    if load.holds_overdue:
        said = f"{load.holds_overdue} legal holds wait for a person"
        yield Finding("disposals", Level.WARNING, said, "`kyc holds list --overdue` names them.")


def _read(rt: Runtime) -> Workload:
    with rt.open_system("doctor", read_only=True) as system:
        return system.workload.read()
