"""Checks that ask a register, across all tenants: taken by register, so that a slow one holds up nobody else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select, update

from kyc_service.domain.checks import FINAL, Check, CheckKind, CheckReason, CheckStatus
from kyc_service.domain.verifications import VerificationStatus
from kyc_service.storage.checks import is_due, make_check
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import checks, verifications

_WORKED_ON = (VerificationStatus.PROCESSING, VerificationStatus.REVIEW)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A check that this worker holds, and whose it is."""

    tenant_id: str
    check: Check


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one register."""

    register: str
    checks: int
    oldest: dt.datetime
    """When the oldest of their verifications was made."""


class RegisterChecks(Repository):
    """The questions to registers that are due."""

    def due(self) -> frozenset[str]:
        """Name the registers that something is due for."""
        wanted = select(checks.c.source).where(checks.c.kind == CheckKind.REGISTER, is_due(self._tx.now()))
        return frozenset(self._tx.run(wanted.distinct()).scalars())

    def claim(self, register_id: str, limit: int, lease: dt.timedelta) -> tuple[Claimed, ...]:
        """Take due checks of a register, those that wait longest first. No other worker gets them."""
        due = (checks.c.kind == CheckKind.REGISTER, checks.c.source == register_id, is_due(self._tx.now()))
        return self._claim(select(checks.c.tenant_id, checks.c.id).where(*due), limit, lease)

    def claim_overdue(self, since: dt.timedelta, limit: int, lease: dt.timedelta) -> tuple[Claimed, ...]:
        """Take optional checks that nobody put for so long: no verification waits for them any more."""
        now = self._tx.now()
        late = (
            checks.c.kind == CheckKind.REGISTER,
            checks.c.required.is_(False),
            checks.c.status == CheckStatus.PENDING,
            checks.c.due_at <= now - since,
        )
        return self._claim(select(checks.c.tenant_id, checks.c.id).where(*late), limit, lease)

    def wake(self, register_id: str) -> int:
        """Make what waits for a register that answers again due now; return how many."""
        waiting = (
            checks.c.kind == CheckKind.REGISTER,
            checks.c.source == register_id,
            checks.c.status == CheckStatus.PENDING,
            checks.c.reason == CheckReason.REGISTER_UNAVAILABLE,
            checks.c.due_at > self._tx.now(),
        )
        return self._tx.run(update(checks).where(*waiting).values(due_at=self._tx.now())).rowcount

    def waiting(self) -> tuple[Waiting, ...]:
        """Say what waits for each register, answered or not."""
        oldest = func.min(verifications.c.created_at)
        same = and_(verifications.c.tenant_id == checks.c.tenant_id, verifications.c.id == checks.c.verification_id)
        wanted = (
            select(checks.c.source, func.count().label("checks"), oldest.label("oldest"))
            .join_from(checks, verifications, same)
            .where(checks.c.kind == CheckKind.REGISTER, checks.c.status.not_in([status.value for status in FINAL]))
            .where(verifications.c.status.in_(_WORKED_ON))
            .group_by(checks.c.source)
            .order_by(checks.c.source)
        )
        return tuple(Waiting(row.source, row.checks, row.oldest) for row in self._tx.run(wanted))

    def _claim(self, wanted: Any, limit: int, lease: dt.timedelta) -> tuple[Claimed, ...]:  # noqa: ANN401 - a Select
        """Take some of the checks that are wanted, those that wait longest first."""
        first = wanted.order_by(checks.c.due_at).limit(limit).with_for_update(skip_locked=True)
        # A query of its own, run once: PostgreSQL may run a nested one for each row, and take more than the limit.
        free = first.cte("free")
        statement = (
            update(checks)
            .where(checks.c.id.in_(select(free.c.id)))
            .values(status=CheckStatus.RUNNING, attempt=checks.c.attempt + 1, lease_until=self._tx.now() + lease)
            .returning(checks)
        )
        rows = sorted(self._tx.run(statement), key=lambda row: row.due_at)
        return tuple(Claimed(row.tenant_id, make_check(row)) for row in rows)
