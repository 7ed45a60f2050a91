"""Levels that people set in the place of computed ones. The tables refuse a lower one that its maker approves."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Row, and_, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.personal import Personal
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import Override, OverrideEnd, OverrideReason, OverrideStatus, StoredRating
from kyc_service.errors import ConflictError, FourEyesError, NotFoundError, StaleVersionError
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import risk_overrides, subjects

_LIVE = (OverrideStatus.PROPOSED, OverrideStatus.ACTIVE)


class OverrideRows(Repository):
    """The overrides of one tenant."""

    def add(
        self,
        rating: StoredRating,
        level: Level,
        *,
        lowers: bool,
        reason: OverrideReason,
        note: str,
        expires_at: dt.datetime,
    ) -> Override:
        """Set a level: at once where it is higher, else it waits for a second person.

        Raises ConflictError when one lives already, NotFoundError, SubjectErasedError.
        """
        ident = new_id("override")
        mine = (subjects.c.tenant_id == self._tx.tenant_id, subjects.c.id == rating.subject_id)
        key_id = self._tx.run(select(subjects.c.key_id).where(*mine)).scalar_one_or_none()
        if key_id is None:
            raise NotFoundError
        statement = self._tx.insert(risk_overrides).values(
            tenant_id=self._tx.tenant_id,
            id=ident,
            subject_id=rating.subject_id,
            rating_id=rating.id,
            computed=rating.level,
            level=level,
            lowers=lowers,
            reason_code=reason,
            note=self._tx.keys.encrypt(key_id, note.encode(), _place(ident)),
            status=OverrideStatus.PROPOSED if lowers else OverrideStatus.ACTIVE,
            made_by=self._tx.actor,
            made_at=self._tx.now(),
            expires_at=expires_at,
            version=1,
        )
        if not self._tx.writes(statement.on_conflict_do_nothing()):
            message = "another level is set already, or waits for approval; end that one first"
            raise ConflictError(message, "risk_overridden")
        return self.get(ident)

    def get(self, override_id: str) -> Override:
        """Return an override. Raises NotFoundError, SubjectErasedError."""
        row = self._tx.run(self._select().where(risk_overrides.c.id == override_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return self._make(row)

    def live_of(self, subject_id: str) -> Override | None:
        """Return the one that is proposed or active, though its term may be over."""
        wanted = self._select().where(
            risk_overrides.c.subject_id == subject_id, risk_overrides.c.status.in_([status.value for status in _LIVE])
        )
        row = self._tx.run(wanted).one_or_none()
        return self._make(row) if row else None

    def of_subject(self, subject_id: str) -> tuple[Override, ...]:
        """List every level that was set, newest first."""
        wanted = self._select().where(risk_overrides.c.subject_id == subject_id)
        rows = self._tx.run(wanted.order_by(risk_overrides.c.made_at.desc(), risk_overrides.c.id)).all()
        return tuple(self._make(row) for row in rows)

    def approve(self, override: Override) -> Override:
        """Let a lower level hold. Raises FourEyesError for its maker, ConflictError, StaleVersionError."""
        if override.status is not OverrideStatus.PROPOSED:
            message = "this level does not wait for an approval"
            raise ConflictError(message)
        if override.made_by == self._tx.actor:
            message = "another person has to approve this level"
            raise FourEyesError(message)
        done = {"approved_by": self._tx.actor, "approved_at": self._tx.now()}
        return self._update(override, status=OverrideStatus.ACTIVE, **done)

    def end(self, override: Override, reason: OverrideEnd) -> Override:
        """Let the computed level hold again. Raises ConflictError when it has ended, StaleVersionError."""
        if override.status is OverrideStatus.ENDED:
            message = "this level has ended already"
            raise ConflictError(message)
        done = {"ended_by": self._tx.actor, "ended_at": self._tx.now(), "end_reason": reason}
        return self._update(override, status=OverrideStatus.ENDED, **done)

    def _update(self, override: Override, **values: Any) -> Override:  # noqa: ANN401 - values of columns
        mine = (
            risk_overrides.c.tenant_id == self._tx.tenant_id,
            risk_overrides.c.id == override.id,
            risk_overrides.c.version == override.version,
        )
        changed = update(risk_overrides).where(*mine).values(**values, version=override.version + 1)
        if self._tx.run(changed).rowcount != 1:
            raise StaleVersionError
        return self.get(override.id)

    def _select(self) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
        same = and_(subjects.c.tenant_id == risk_overrides.c.tenant_id, subjects.c.id == risk_overrides.c.subject_id)
        wanted = select(risk_overrides, subjects.c.key_id).join_from(risk_overrides, subjects, same)
        return wanted.where(risk_overrides.c.tenant_id == self._tx.tenant_id)

    def _make(self, row: Row[Any]) -> Override:
        note = self._tx.keys.decrypt(row.key_id, row.note, _place(row.id)).decode()
        values = {name: getattr(row, name) for name in Override.__slots__}
        return Override(
            **values
            | {
                "computed": Level(row.computed),
                "level": Level(row.level),
                "reason_code": OverrideReason(row.reason_code),
                "note": Personal(note),
                "status": OverrideStatus(row.status),
                "end_reason": OverrideEnd(row.end_reason) if row.end_reason else None,
            },
        )


def _place(override_id: str) -> str:
    return f"risk_overrides:{override_id}:note"
