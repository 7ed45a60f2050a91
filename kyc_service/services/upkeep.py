"""Upkeep: ring again for whatever is due, drop what has had its time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from kyc_service.errors import UnavailableError
from kyc_service.services.asking import requests
from kyc_service.services.desk import working
from kyc_service.services.feeds import standings as feeds
from kyc_service.services.lists import standing
from kyc_service.services.monitoring import coverage, planning, running
from kyc_service.services.monitoring.reports import making as reports
from kyc_service.services.packs import making
from kyc_service.services.people import accounts
from kyc_service.services.registers import answering, standings
from kyc_service.services.retention import restores
from kyc_service.services.rights import alarms, expiries
from kyc_service.services.runtime import Runtime
from kyc_service.storage.outbox import Place
from kyc_service.storage.work import SystemWork
from kyc_service.tasks import QUEUE_OF, Queue, Task

BATCH = 500
IDEMPOTENCY_KEPT = dt.timedelta(days=7)
SESSIONS_KEPT = dt.timedelta(days=2)
"""The audit keeps that they were; a try counts for a day."""
OUTBOX_KEPT = dt.timedelta(hours=1)
REGISTERS = "registers"
"""Under this key everybody asks for a round through the registers."""
ORPHAN_KEYS_KEPT = dt.timedelta(hours=1)
"""A key is written before its subject: one this young may still be waiting for its commit."""
_Find = Callable[[int, dt.timedelta, Place | None], tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Swept:
    """How much was rung for again."""

    verifications: int
    deliveries: int
    packs: int
    """Evidence packs that nobody is making."""
    runs: int
    """Runs of monitoring that nobody works on."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """How much was dropped."""

    idempotency: int
    rings: int
    keys: int
    indexes: int
    alarms: int
    """Lists that a person should look at."""
    terms: int
    """Answers to subjects that are due within a week, or overdue."""
    registers: int
    """Registers that something waits for too long."""
    feeds: int
    """Change feeds that a person should look at."""
    files: int
    """Messages, public sources and assessments that had their time."""
    packs: int
    """Evidence packs that had their time."""
    sessions: int
    """Sessions and invitations that are over, and tries at signing in that were long ago."""
    coverage: int
    """Tenants of whom somebody is without a current result for too long."""
    reports: int
    """Reports of coverage that were made because a month is over."""
    colleagues: int
    """Accounts of people who left long ago: who they were is forgotten."""
    tries: int
    """Tries to deliver webhooks that were long ago."""
    chunks: int
    """Runs of monitoring that ended long ago, and keep nothing but what they came to."""
    secrets: int
    """Signing secrets of webhooks that were replaced, and whose overlap is over."""


def sweep(rt: Runtime) -> Swept:
    """Ask again for every verification and delivery that is due and not already asked for; end holds that are over.

    What was restored from a back-up is cleaned of disposed subjects first.
    """
    restores.ensure_replayed(rt)
    swept = _ring_again(rt)
    working.resume_due(rt)
    answering.give_up_overdue(rt)
    requests.lapse(rt)
    return swept


def _ring_again(rt: Runtime) -> Swept:
    """Ask again for what is due, was quiet for a lease, and has no ring that still waits its turn in the queue.

    A queue keeps its order: whatever was handed over after the ring that is next in it waits there as well. To ring for
    that again would make a backlog grow by itself. Where Redis was emptied, what was handed over before is lost for
    certain, and nothing has to be quiet for long.
    """
    try:
        first, emptied = rt.bell.first(), rt.bell.is_new()
    except UnavailableError:
        # Nobody would hear it, and what waits there cannot be told.
        return Swept(0, 0, 0, 0)
    quiet = dt.timedelta() if emptied else rt.settings.lease
    with rt.open_system("sweeper") as system:
        heads = {queue: system.outbox.place(ids) for queue, ids in first.items() if ids}
        again = _Again(system, quiet, heads)
        verifications = again.ring(system.sweeper.due_verifications, Task.RUN_VERIFICATION, "verification_id")
        deliveries = again.ring(system.sweeper.due_deliveries, Task.DELIVER_EVENT, "delivery_id")
        packs = again.ring(system.sweeper.due_packs, Task.MAKE_EVIDENCE_PACK, "pack_id")
        runs = planning.ring_again(system, quiet, again.head(Task.MONITOR_CHUNKS))
        again.ring_for_registers()
    if emptied and max(verifications, deliveries, packs) < BATCH:
        with suppress(UnavailableError):
            rt.bell.know()
    return Swept(verifications, deliveries, packs, runs)


@dataclass(frozen=True, slots=True)
class _Again:
    """What it takes to ask again within one transaction."""

    system: SystemWork
    quiet: dt.timedelta
    heads: Mapping[Queue, Place | None]

    def head(self, task: Task) -> Place | None:
        return self.heads.get(QUEUE_OF[task])

    def ring(self, find: _Find, task: Task, name: str) -> int:
        found = find(BATCH, self.quiet, self.head(task))
        now = self.system.now()
        for number, (tenant_id, key) in enumerate(found, start=-len(found)):
            # Whoever waited longest comes first: of one moment, the queue would get them in any order.
            due_at = now + dt.timedelta(microseconds=number)
            self.system.outbox.ask(task, key, not_before=due_at, whose=tenant_id, **{name: key})
        return len(found)

    def ring_for_registers(self) -> None:
        """Ask for a round, unless a ring for one waits: a check that was put off comes due at any moment."""
        head = self.head(Task.ASK_REGISTERS)
        waits = self.system.outbox.asks(Task.ASK_REGISTERS, REGISTERS, self.system.now(), head)
        if not waits and self.system.register_checks.due():
            self.system.outbox.ask(Task.ASK_REGISTERS, REGISTERS)


def tidy(rt: Runtime) -> Tidied:
    """Drop idempotency records, sent rings, keys without a subject, indexes of old versions; sound list alarms."""
    with rt.open_system("tidy") as system:
        idempotency = system.expire_idempotency(IDEMPOTENCY_KEPT)
        rings = system.outbox.tidy(OUTBOX_KEPT)
        sessions = system.sign_ins.tidy(SESSIONS_KEPT)
        tries, secrets = system.deliveries.tidy(rt.policy.rules.transient["webhook_body"].shortest())
        in_use = system.keys_in_use
        keys = rt.keys.sweep_orphans(in_use, ORPHAN_KEYS_KEPT)
    alarmed = standing.sound_alarms(rt)
    return Tidied(
        idempotency=idempotency,
        rings=rings,
        keys=keys,
        indexes=rt.screeners.tidy(),
        alarms=alarmed,
        terms=alarms.sound(rt),
        registers=standings.sound(rt),
        feeds=feeds.sound(rt),
        files=expiries.expire(rt),
        packs=making.expire(rt),
        sessions=sessions,
        coverage=coverage.look(rt),
        reports=reports.make_due(rt),
        colleagues=accounts.erase_former(rt),
        tries=tries,
        chunks=running.drop_old_chunks(rt),
        secrets=secrets,
    )
