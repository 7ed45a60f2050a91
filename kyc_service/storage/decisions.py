"""Decisions: one for each state of a verification, proposed by one person and confirmed once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, select, update

from kyc_service.domain.cases import Case, Outcome
from kyc_service.domain.personal import Personal
from kyc_service.errors import ConflictError, NotFoundError
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import decisions, subjects, verifications


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided on a verification, by whom and why."""

    verification_id: str
    sequence: int
    """Of the verification, when it was decided."""
    case_id: str | None
    outcome: Outcome
    reason_code: str
    note: Personal[str] | None
    made_by: str
    made_at: dt.datetime
    approved_by: str | None
    confirmed_at: dt.datetime | None
    """None while it waits for a second person."""


class DecisionRows(Repository):
    """The decisions of one tenant."""

    def propose(self, case: Case, outcome: Outcome, reason_code: str, note: str | None, *, made_by: str) -> Decision:
        """Write a decision down, in the place of one that was sent back. Raises ConflictError after a confirmation."""
        place = self._find(case.verification_id)
        box = self._tx.keys.encrypt(place.key_id, note.encode(), _place(place.id, place.sequence)) if note else None
        values = {
            "case_id": case.id,
            "outcome": outcome,
            "reason_code": reason_code,
            "note": box,
            "made_by": made_by,
            "made_at": self._tx.now(),
        }
        statement = self._tx.insert(decisions).values(
            tenant_id=self._tx.tenant_id,
            verification_id=place.id,
            sequence=place.sequence,
            **values,
        )
        written = statement.on_conflict_do_update(
            index_elements=["tenant_id", "verification_id", "sequence"],
            set_=values,
            where=decisions.c.confirmed_at.is_(None),
        )
        if not self._tx.writes(written):
            message = "this verification is decided already"
            raise ConflictError(message)
        return self.of(case.verification_id)[-1]

    def confirm(self, case: Case, *, approved_by: str | None) -> Decision:
        """Make the proposed decision final. Raises FourEyesError for its maker, ConflictError when none waits."""
        waiting = update(decisions).where(
            decisions.c.tenant_id == self._tx.tenant_id,
            decisions.c.verification_id == case.verification_id,
            decisions.c.case_id == case.id,
            decisions.c.confirmed_at.is_(None),
        )
        if self._tx.run(waiting.values(approved_by=approved_by, confirmed_at=self._tx.now())).rowcount != 1:
            message = "no decision waits here"
            raise ConflictError(message)
        return self.of(case.verification_id)[-1]

    def of(self, verification_id: str) -> tuple[Decision, ...]:
        """List the decisions of a verification, oldest first."""
        place = self._find(verification_id)
        wanted = select(decisions).where(
            decisions.c.tenant_id == self._tx.tenant_id,
            decisions.c.verification_id == verification_id,
        )
        return tuple(self._make(row, place.key_id) for row in self._tx.run(wanted.order_by(decisions.c.sequence)))

    def last_of(self, business_id: str, outcome: Outcome) -> dt.datetime | None:
        """Return when a decision with this outcome was last made on a business."""
        same = and_(
            verifications.c.tenant_id == decisions.c.tenant_id, verifications.c.id == decisions.c.verification_id
        )
        wanted = (
            select(decisions.c.confirmed_at)
            .join_from(decisions, verifications, same)
            .where(decisions.c.tenant_id == self._tx.tenant_id, verifications.c.subject_id == business_id)
            .where(decisions.c.outcome == outcome, decisions.c.confirmed_at.is_not(None))
        )
        found: dt.datetime | None = self._tx.run(wanted.order_by(decisions.c.confirmed_at.desc()).limit(1)).scalar()
        return found

    def _find(self, verification_id: str) -> Row[Any]:
        same = and_(subjects.c.tenant_id == verifications.c.tenant_id, subjects.c.id == verifications.c.subject_id)
        wanted = (
            select(verifications.c.id, verifications.c.sequence, subjects.c.key_id)
            .join_from(verifications, subjects, same)
            .where(verifications.c.tenant_id == self._tx.tenant_id, verifications.c.id == verification_id)
        )
        row = self._tx.run(wanted).one_or_none()
        if row is None:
            raise NotFoundError
        return row

    def _make(self, row: Row[Any], key_id: str) -> Decision:
        note = None
        if row.note is not None:
            context = _place(row.verification_id, row.sequence)
            note = Personal(self._tx.keys.decrypt(key_id, row.note, context).decode())
        values = {name: getattr(row, name) for name in Decision.__slots__}
        return Decision(**values | {"outcome": Outcome(row.outcome), "note": note})


def _place(verification_id: str, sequence: int) -> str:
    return f"decisions:{verification_id}:{sequence}:note"
