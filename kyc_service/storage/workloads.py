"""What is under way and what waits, over all tenants: counts and ages, never an id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, func, or_, select

from kyc_service.domain.checks import FINAL, CheckStatus
from kyc_service.domain.retention.holds import LIVE, HoldStatus
from kyc_service.domain.verifications import VerificationStatus
from kyc_service.domain.webhooks import DeliveryStatus
from kyc_service.storage.checks import is_due
from kyc_service.storage.disposal_runs import DisposalRunRows
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import (
    audit,
    audit_chain,
    checks,
    disposals,
    heartbeats,
    holds,
    leases,
    metadata,
    outbox,
    subjects,
    verifications,
    webhook_deliveries,
)

_S = VerificationStatus
OPEN_VERIFICATIONS = (_S.CREATED, _S.PROCESSING, _S.REVIEW, _S.ACTION_REQUIRED, _S.FAILED, _S.UNDER_REMEDIATION)
"""Somebody or something has to go on with these: their number stays small, however many there ever were."""
OPEN_CHECKS = tuple(status for status in CheckStatus if status not in FINAL)
OPEN_DELIVERIES = tuple(status for status in DeliveryStatus if status is not DeliveryStatus.DELIVERED)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait, and for how long the first of them has."""

    count: int
    oldest_seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """What is under way and what waits."""

    verifications: Mapping[str, int]
    """By status, the open ones."""
    checks: Mapping[str, int]
    """By status, the open ones."""
    due_checks: Waiting
    """Checks that a worker could take now."""
    outbox: Waiting
    """Work that was asked for and has not reached the queue."""
    deliveries: Mapping[str, int]
    """Webhooks by status, all but the delivered ones."""
    due_deliveries: Waiting
    unsealed: Waiting
    """Entries of the audit behind the last one that has a link in the chain."""
    scheduler_seconds: float | None
    """Since a scheduler last said that it is alive; None where none ever ran."""
    has_leader: bool
    """Whether one of the schedulers leads."""
    disposals_begun: int
    """Disposals without a receipt yet."""
    holds_overdue: int
    """Legal holds that a person has to look at."""
    disposal_run: tuple[str, str | None, float] | None
    """Status, reason and age in seconds of the newest run of disposals."""


class WorkloadRows(Repository):
    """Counts over all tenants. Each is answered by an index over what is open."""

    def read(self) -> Workload:
        """Count everything."""
        now = self._tx.now()
        waits = (outbox.c.sent_at.is_(None), outbox.c.due_at <= now)
        late = (webhook_deliveries.c.status == DeliveryStatus.PENDING, webhook_deliveries.c.due_at <= now)
        return Workload(
            verifications=self._count(verifications, [status.value for status in OPEN_VERIFICATIONS]),
            checks=self._count(checks, [status.value for status in OPEN_CHECKS]),
            due_checks=self._waiting(checks, now, is_due(now)),
            outbox=self._waiting(outbox, now, *waits),
            deliveries=self._count(webhook_deliveries, [status.value for status in OPEN_DELIVERIES]),
            due_deliveries=self._waiting(webhook_deliveries, now, *late),
            unsealed=self._unsealed(now),
            scheduler_seconds=self._scheduler_age(now),
            has_leader=self._total(leases, leases.c.name == "leader:scheduler", leases.c.until > now) > 0,
            disposals_begun=self._total(disposals, disposals.c.finished_at.is_(None)),
            holds_overdue=self._total(holds, _needs_person(now)),
            disposal_run=self._disposal_run(now),
        )

    def count_rows(self) -> dict[str, int]:
        """Count the rows of every table. Takes long where there are millions."""
        return {name: self._total(table) for name, table in sorted(metadata.tables.items())}

    def key_ids(self, after: str, limit: int) -> tuple[str, ...]:
        """List the keys of subjects, in order, from the first one behind `after`."""
        wanted = select(subjects.c.key_id).where(subjects.c.key_id > after).order_by(subjects.c.key_id).limit(limit)
        return tuple(self._tx.run(wanted).scalars())

    def _count(self, table: Table, statuses: Sequence[str]) -> dict[str, int]:
        """Count by status; one that nothing has counts as 0, so that a figure never vanishes."""
        wanted = select(table.c.status, func.count()).where(table.c.status.in_(statuses)).group_by(table.c.status)
        rows: Any = self._tx.run(wanted)
        return dict.fromkeys(statuses, 0) | {str(status): int(count) for status, count in rows}

    def _waiting(self, table: Table, now: dt.datetime, *which: ColumnElement[bool]) -> Waiting:
        row: Any = self._tx.run(select(func.count(), func.min(table.c.due_at)).where(*which)).one()
        count, oldest = row
        return Waiting(int(count), max(0.0, (now - oldest).total_seconds()) if oldest else None)

    def _unsealed(self, now: dt.datetime) -> Waiting:
        last = select(audit_chain.c.seq).order_by(audit_chain.c.position.desc()).limit(1).scalar_subquery()
        behind = audit.c.seq > func.coalesce(last, 0)
        row: Any = self._tx.run(select(func.count(), func.min(audit.c.at)).where(behind)).one()
        count, oldest = row
        return Waiting(int(count), max(0.0, (now - oldest).total_seconds()) if oldest else None)

    def _total(self, table: Table, *which: ColumnElement[bool]) -> int:
        return int(self._tx.run(select(func.count()).select_from(table).where(*which)).scalar_one())

    def _scheduler_age(self, now: dt.datetime) -> float | None:
        at = self._tx.run(select(func.max(heartbeats.c.at)).where(heartbeats.c.name == "scheduler")).scalar_one()
        return max(0.0, (now - at).total_seconds()) if at else None

    def _disposal_run(self, now: dt.datetime) -> tuple[str, str | None, float] | None:
        last = DisposalRunRows(self._tx).last()
        return (last.status, last.reason, (now - last.at).total_seconds()) if last else None


def _needs_person(now: dt.datetime) -> Any:  # noqa: ANN401 - a condition over columns
    """Make the condition of `Hold.needs_person`."""
    asked = and_(holds.c.status == HoldStatus.REQUESTED, holds.c.requested_at < now - _DAY)
    live = [status.value for status in LIVE if status is not HoldStatus.REQUESTED]
    return or_(asked, and_(holds.c.status.in_(live), holds.c.review_at < now))
