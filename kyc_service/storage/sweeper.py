"""The sweeper's questions: what is due and was not asked for, across all tenants. It answers with ids only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import and_, delete, exists, func, or_, select, update

from kyc_service.domain.asking.requests import RequestStatus
from kyc_service.domain.cases import CaseStatus
from kyc_service.domain.checks import FINAL, CheckKind, CheckReason, CheckStatus
from kyc_service.domain.monitoring.runs import ChunkStatus, RunStatus
from kyc_service.domain.packs.packs import PackStatus
from kyc_service.domain.verifications import VerificationStatus
from kyc_service.domain.webhooks import DeliveryStatus
from kyc_service.storage.checks import is_due
from kyc_service.storage.outbox import Place, is_asked
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import (
    accounts,
    allowlist,
    case_requests,
    cases,
    checks,
    coverage_blocks,
    evidence_packs,
    idempotency,
    monitoring_chunks,
    monitoring_runs,
    profiles,
    risk_tables,
    subjects,
    suspicions,
    verifications,
    webhook_deliveries,
)
from kyc_service.tasks import Task

_QUIET = dt.timedelta(seconds=5)
_WORKED_ON = (VerificationStatus.CREATED, VerificationStatus.PROCESSING)
_WITH_CHECKS = (*_WORKED_ON, VerificationStatus.REVIEW, VerificationStatus.ACTION_REQUIRED)


class Sweeper(Repository):
    """Looks over every tenant's work."""

    def due_verifications(
        self, limit: int, quiet: dt.timedelta = _QUIET, head: Place | None = None
    ) -> tuple[tuple[str, str], ...]:
        """List tenant and id of verifications that a worker should look at, and was not asked to within `quiet`.

        Their checks are due, or a worker is overdue with them, or all are answered and nobody added them up.
        """
        now = self._tx.now()
        of_this = (checks.c.tenant_id == verifications.c.tenant_id, checks.c.verification_id == verifications.c.id)
        due = exists().where(*of_this, checks.c.kind != CheckKind.REGISTER, is_due(now))
        is_quiet = verifications.c.updated_at <= now - quiet
        waiting = exists().where(*of_this, checks.c.status.not_in([status.value for status in FINAL]))
        wanted = (
            select(verifications.c.tenant_id, verifications.c.id)
            .where(verifications.c.status.in_(_WITH_CHECKS))
            .where(
                or_(
                    due,
                    and_(verifications.c.status.in_(_WORKED_ON), ~waiting, is_quiet),
                )
            )
            .where(~is_asked(Task.RUN_VERIFICATION, verifications.c.id, now - quiet, head))
            .order_by(verifications.c.updated_at)
            .limit(limit)
        )
        return tuple((row.tenant_id, row.id) for row in self._tx.run(wanted))

    def late_requests(self, limit: int) -> tuple[tuple[str, str], ...]:
        """List tenant and id of open requests to onboarding flows whose term has passed, the longest ago first."""
        table = case_requests.c
        over = (table.status == RequestStatus.OPEN, table.due_at <= self._tx.now())
        wanted = select(table.tenant_id, table.id).where(*over).order_by(table.due_at).limit(limit)
        return tuple((row.tenant_id, row.id) for row in self._tx.run(wanted))

    def wake(self, reasons: Collection[CheckReason]) -> int:
        """Make checks that wait for one of these reasons due now; return how many."""
        waiting = (
            checks.c.status == CheckStatus.PENDING,
            checks.c.reason.in_(reasons),
            checks.c.due_at > self._tx.now(),
        )
        return self._tx.run(update(checks).where(*waiting).values(due_at=self._tx.now())).rowcount

    def due_holds(self, limit: int) -> tuple[tuple[str, str], ...]:
        """List tenant and id of cases that were put aside until a moment that has come, the longest over first."""
        over = (cases.c.status == CaseStatus.ON_HOLD, cases.c.held_until <= self._tx.now())
        wanted = select(cases.c.tenant_id, cases.c.id).where(*over).order_by(cases.c.held_until, cases.c.id)
        return tuple((row.tenant_id, row.id) for row in self._tx.run(wanted.limit(limit)))

    def due_deliveries(
        self, limit: int, quiet: dt.timedelta = _QUIET, head: Place | None = None
    ) -> tuple[tuple[str, str], ...]:
        """List tenant and id of deliveries that are due, with no worker on them, and were not asked for."""
        now = self._tx.now()
        free = or_(webhook_deliveries.c.lease_until.is_(None), webhook_deliveries.c.lease_until <= now)
        wanted = (
            select(webhook_deliveries.c.tenant_id, webhook_deliveries.c.id)
            .where(webhook_deliveries.c.status == DeliveryStatus.PENDING, webhook_deliveries.c.due_at <= now, free)
            .where(~is_asked(Task.DELIVER_EVENT, webhook_deliveries.c.id, now - quiet, head))
            .order_by(webhook_deliveries.c.due_at)
            .limit(limit)
        )
        return tuple((row.tenant_id, row.id) for row in self._tx.run(wanted))

    def tenant_of_verification(self, verification_id: str) -> str | None:
        """Say whose a verification is."""
        wanted = select(verifications.c.tenant_id).where(verifications.c.id == verification_id)
        found: str | None = self._tx.run(wanted).scalar_one_or_none()
        return found

    def find_verification(self, verification_id: str) -> tuple[str, VerificationStatus] | None:
        """Say whose a verification is, and where it stands."""
        wanted = select(verifications.c.tenant_id, verifications.c.status).where(verifications.c.id == verification_id)
        row = self._tx.run(wanted).one_or_none()
        return None if row is None else (row.tenant_id, VerificationStatus(row.status))

    def tenant_of_pair(self, pair_id: str) -> str | None:
        """Say whose an allowlisted pair is."""
        wanted = select(allowlist.c.tenant_id).where(allowlist.c.id == pair_id)
        found: str | None = self._tx.run(wanted).scalar_one_or_none()
        return found

    def tenant_of_profile(self, profile_id: str) -> str | None:
        """Say whose a screening profile is."""
        wanted = select(profiles.c.tenant_id).where(profiles.c.id == profile_id)
        found: str | None = self._tx.run(wanted).scalar_one_or_none()
        return found

    def tenant_of_risk_table(self, table_id: str) -> str | None:
        """Say whose a table of risk factors is."""
        wanted = select(risk_tables.c.tenant_id).where(risk_tables.c.id == table_id)
        found: str | None = self._tx.run(wanted).scalar_one_or_none()
        return found

    def tenant_of_delivery(self, delivery_id: str) -> str | None:
        """Say whose a delivery is."""
        wanted = select(webhook_deliveries.c.tenant_id).where(webhook_deliveries.c.id == delivery_id)
        found: str | None = self._tx.run(wanted).scalar_one_or_none()
        return found

    def tenant_of_run(self, run_id: str) -> str | None:
        """Say whose a run of monitoring is."""
        wanted = select(monitoring_runs.c.tenant_id).where(monitoring_runs.c.id == run_id)
        found: str | None = self._tx.run(wanted).scalar_one_or_none()
        return found

    def waiting_runs(self, quiet: dt.timedelta = _QUIET, head: Place | None = None) -> tuple[tuple[str, int], ...]:
        """List the runs of monitoring that no worker was asked to look at within `quiet`, with how many chunks wait."""
        chunks, now = monitoring_chunks.c, self._tx.now()
        free = or_(chunks.lease_until.is_(None), chunks.lease_until <= now)
        same = (chunks.tenant_id == monitoring_runs.c.tenant_id, chunks.run_id == monitoring_runs.c.id)
        waiting = select(func.count()).where(*same, chunks.status == ChunkStatus.PENDING, free).scalar_subquery()
        going = monitoring_runs.c.status.in_([RunStatus.PLANNED, RunStatus.RUNNING])
        asked = is_asked(Task.MONITOR_CHUNKS, monitoring_runs.c.id + ":0", now - quiet, head)
        wanted = select(monitoring_runs.c.id, waiting.label("waiting")).where(going, ~asked)
        return tuple((row.id, row.waiting) for row in self._tx.run(wanted.order_by(monitoring_runs.c.made_at)))

    def due_packs(
        self, limit: int, quiet: dt.timedelta = _QUIET, head: Place | None = None
    ) -> tuple[tuple[str, str], ...]:
        """List tenant and id of evidence packs that wait, with no worker on them, and were not asked for."""
        now = self._tx.now()
        free = or_(evidence_packs.c.lease_until.is_(None), evidence_packs.c.lease_until <= now)
        wanted = (
            select(evidence_packs.c.tenant_id, evidence_packs.c.id)
            .where(evidence_packs.c.status == PackStatus.REQUESTED, free)
            .where(~is_asked(Task.MAKE_EVIDENCE_PACK, evidence_packs.c.id, now - quiet, head))
            .order_by(evidence_packs.c.requested_at)
            .limit(limit)
        )
        return tuple((row.tenant_id, row.id) for row in self._tx.run(wanted))

    def tenant_of_pack(self, pack_id: str) -> str | None:
        """Say whose an evidence pack is."""
        wanted = select(evidence_packs.c.tenant_id).where(evidence_packs.c.id == pack_id)
        found: str | None = self._tx.run(wanted).scalar_one_or_none()
        return found

    def tenants_with_old_packs(self) -> tuple[str, ...]:
        """List tenants that have an evidence pack whose time is over."""
        wanted = select(evidence_packs.c.tenant_id).where(evidence_packs.c.expires_at <= self._tx.now())
        return tuple(self._tx.run(wanted.distinct()).scalars())

    def keys_in_use(self, key_ids: Sequence[str]) -> set[str]:
        """Say which of these keys belong to a subject, to a sealed record, to an account or to a box of sketches."""
        tables = (subjects, suspicions, accounts, coverage_blocks)
        owners = [select(table.c.key_id).where(table.c.key_id.in_(key_ids)) for table in tables]
        return {key_id for wanted in owners for key_id in self._tx.run(wanted).scalars()}

    def expire_idempotency(self, older_than: dt.timedelta) -> int:
        """Drop every tenant's idempotency records of that age; return how many."""
        old = idempotency.c.created_at < self._tx.now() - older_than
        return self._tx.run(delete(idempotency).where(old)).rowcount
