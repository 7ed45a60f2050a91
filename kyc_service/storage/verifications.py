"""Verifications: where each one stands, changed one step at a time."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, and_, bindparam, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.subjects import Subject
from kyc_service.domain.verifications import (
    SETTLED,
    Coverage,
    Trigger,
    Verification,
    VerificationStatus,
    may_step,
)
from kyc_service.errors import ConflictError, NotFoundError, StaleVersionError
from kyc_service.storage.rows import Page, Repository, cut, is_older, mark_time
from kyc_service.storage.tables import subjects, verifications

_ANY = select(verifications, subjects.c.reference).join_from(
    verifications,
    subjects,
    and_(subjects.c.tenant_id == verifications.c.tenant_id, subjects.c.id == verifications.c.subject_id),
)
_MINE = _ANY.where(verifications.c.tenant_id == bindparam("tenant"))
# What every submission and every look of monitoring asks: made once, as to make it costs more than to ask it.
_BY_ID = _MINE.where(verifications.c.id == bindparam("wanted"))
_AGE = attrgetter("created_at", "id")
# Sorted here: SQLite would read all of a tenant, newest first, until it met one of the business.
_OF_SUBJECT = _MINE.where(verifications.c.subject_id == bindparam("wanted"))
# Keys of a business may still be pointed at: whoever only adds a row that names it waits for nobody.
_HELD = select(subjects.c.id).where(subjects.c.tenant_id == bindparam("tenant")).order_by(subjects.c.id)
_HOLD_ALL = _HELD.where(subjects.c.id.in_(bindparam("wanted", expanding=True))).with_for_update(key_share=True)
_HOLD = _HELD.where(
    subjects.c.id.in_(
        select(verifications.c.subject_id).where(
            verifications.c.tenant_id == bindparam("tenant"), verifications.c.id == bindparam("wanted")
        )
    )
).with_for_update(key_share=True)


class VerificationRows(Repository):
    """The verifications of one tenant.

    Whoever moves a verification, decides on it or asks for more holds its business first: what a decision is based on
    stands in several tables, and PostgreSQL lets several write at once.
    """

    def add(
        self,
        business: Subject,
        trigger: Trigger,
        *,
        policy_version: str,
        flags: tuple[str, ...] = (),
    ) -> Verification:
        """Start a verification of a business. Raises NotFoundError when there is no such subject."""
        now = self._tx.now()
        made = Verification(
            id=new_id("verification"),
            tenant_id=self._tx.tenant_id,
            subject_id=business.id,
            reference=business.reference or "",
            trigger=Trigger(trigger),
            status=VerificationStatus.PROCESSING,
            reason=None,
            coverage=Coverage.UNAVAILABLE,
            flags=tuple(flags),
            policy_version=policy_version,
            sequence=1,
            version=1,
            created_at=now,
            updated_at=now,
            completed_at=None,
        )
        row = {name: getattr(made, name) for name in Verification.__slots__ if name != "reference"}
        self._tx.add(verifications, **row | {"flags": list(made.flags)})
        self._tx.proofs[made.id] = policy_version
        return made

    def get(self, verification_id: str) -> Verification:
        """Return a verification. Raises NotFoundError."""
        row = self._tx.run(_BY_ID, {"tenant": self._tx.tenant_id, "wanted": verification_id}).one_or_none()
        if row is None:
            raise NotFoundError
        return _make(row)

    def hold(self, verification_id: str) -> Verification:
        """Return a verification as it stands, and let nobody else hold its business until the transaction ends.

        Has to come before anything is read that a decision is based on. Raises NotFoundError.
        """
        if self._tx.is_postgres:
            self._tx.run(_HOLD, {"tenant": self._tx.tenant_id, "wanted": verification_id})
        return self.get(verification_id)

    def hold_all(self, business_ids: Collection[str]) -> None:
        """Let nobody else hold these businesses until the transaction ends; those of several at once, in one call."""
        if self._tx.is_postgres and business_ids:
            self._tx.run(_HOLD_ALL, {"tenant": self._tx.tenant_id, "wanted": sorted(business_ids)})

    def latest_of(self, subject_id: str) -> Verification | None:
        """Return the newest verification of a business."""
        return next(iter(self.of_subject(subject_id, 1)), None)

    def of_subject(self, subject_id: str, limit: int) -> tuple[Verification, ...]:
        """List the verifications of a business, newest first."""
        rows = self._tx.run(_OF_SUBJECT, {"tenant": self._tx.tenant_id, "wanted": subject_id})
        return tuple(_make(row) for row in sorted(rows, key=_AGE, reverse=True)[:limit])

    def page(
        self,
        after: str | None,
        limit: int,
        *,
        status: VerificationStatus | None = None,
        reference: str | None = None,
    ) -> Page[Verification]:
        """List verifications, newest first. Those that come meanwhile do not shift the pages."""
        wanted = self._select()
        if after is not None:
            wanted = wanted.where(is_older(after, verifications.c.created_at, verifications.c.id))
        if status is not None:
            wanted = wanted.where(verifications.c.status == status)
        if reference is not None:
            wanted = wanted.where(subjects.c.reference == reference)
        ordered = wanted.order_by(verifications.c.created_at.desc(), verifications.c.id.desc())
        rows = self._tx.run(ordered.limit(limit + 1)).all()
        return cut(rows, limit, _make, lambda row: mark_time(row.created_at, row.id))

    def step(
        self,
        verification: Verification,
        status: VerificationStatus,
        *,
        coverage: Coverage,
        reason: str | None,
    ) -> Verification:
        """Move a verification on; the same status again changes coverage and reason only.

        Raises ConflictError for a step the domain does not allow, StaleVersionError after another change.
        """
        if status is not verification.status and not may_step(verification.status, status):
            message = f"a verification that is {verification.status} cannot become {status}"
            raise ConflictError(message)
        now = self._tx.now()
        seen = (verification.status, verification.coverage, verification.reason) != (status, coverage, reason)
        moved = dataclasses.replace(
            verification,
            status=VerificationStatus(status),
            coverage=Coverage(coverage),
            reason=reason,
            version=verification.version + 1,
            sequence=verification.sequence + int(seen),
            updated_at=now,
            completed_at=(verification.completed_at or now) if status in SETTLED else None,
        )
        statement = update(verifications).where(
            verifications.c.tenant_id == self._tx.tenant_id,
            verifications.c.id == verification.id,
            verifications.c.version == verification.version,
        )
        changed = ("status", "coverage", "reason", "version", "sequence", "updated_at", "completed_at")
        if self._tx.run(statement.values(**{name: getattr(moved, name) for name in changed})).rowcount != 1:
            raise StaleVersionError
        return moved

    def _select(self) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
        return _ANY.where(verifications.c.tenant_id == self._tx.tenant_id)


def _make(row: Row[Any]) -> Verification:
    values = {name: getattr(row, name) for name in Verification.__slots__}
    return Verification(
        **values
        | {
            "reference": row.reference or "",
            "trigger": Trigger(row.trigger),
            "status": VerificationStatus(row.status),
            "coverage": Coverage(row.coverage),
            "flags": tuple(row.flags),
        },
    )
