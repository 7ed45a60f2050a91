"""What was done with cases, with notes that are encrypted under the key of the business."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, and_, select

from kyc_service.domain.cases import Case, HoldReason
from kyc_service.domain.desk.acts import ActKind, CaseAct, ReopenReason
from kyc_service.domain.personal import Personal
from kyc_service.errors import NotFoundError
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import case_acts, subjects


class ActRows(Repository):
    """The acts of one tenant."""

    def add(
        self, case: Case, kind: ActKind, *, reason: HoldReason | ReopenReason | None = None, note: str | None = None
    ) -> None:
        """Write down what led to the present version of a case. Raises SubjectErasedError."""
        box = None
        if note:
            box = self._tx.keys.encrypt(self._key_of(case.subject_id), note.encode(), _place(case.id, case.version))
        self._tx.add(
            case_acts,
            tenant_id=self._tx.tenant_id,
            case_id=case.id,
            number=case.version,
            subject_id=case.subject_id,
            kind=kind,
            reason=reason,
            note=box,
            made_by=self._tx.actor,
            made_at=self._tx.now(),
        )

    def of(self, case: Case) -> tuple[CaseAct, ...]:
        """List what was done with a case, newest first. Raises SubjectErasedError."""
        mine = (case_acts.c.tenant_id == self._tx.tenant_id, case_acts.c.case_id == case.id)
        rows = self._tx.run(select(case_acts).where(*mine).order_by(case_acts.c.number.desc())).all()
        key_id = self._key_of(case.subject_id) if rows else ""
        return tuple(self._make(row, key_id) for row in rows)

    def _make(self, row: Row[Any], key_id: str) -> CaseAct:
        note = None
        if row.note is not None:
            plain = self._tx.keys.decrypt(key_id, row.note, _place(row.case_id, row.number))
            note = Personal(plain.decode())
        kind = ActKind(row.kind)
        reasons = ReopenReason if kind is ActKind.REOPENED else HoldReason
        return CaseAct(
            case_id=row.case_id,
            number=row.number,
            kind=kind,
            reason=reasons(row.reason) if row.reason else None,
            note=note,
            made_by=row.made_by,
            made_at=row.made_at,
        )

    def _key_of(self, subject_id: str) -> str:
        mine = and_(subjects.c.tenant_id == self._tx.tenant_id, subjects.c.id == subject_id)
        key_id: str | None = self._tx.run(select(subjects.c.key_id).where(mine)).scalar_one_or_none()
        if key_id is None:
            raise NotFoundError
        return key_id


def _place(case_id: str, number: int) -> str:
    return f"case_acts:{case_id}:{number}:note"
