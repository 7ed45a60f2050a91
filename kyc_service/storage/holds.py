"""Legal holds. The tables refuse a hold that one person placed, or released, alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Row, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.personal import Personal
from kyc_service.domain.retention.holds import LIVE, Hold, HoldStatus
from kyc_service.errors import ConflictError, FourEyesError, NotFoundError, StaleVersionError
from kyc_service.storage.rows import Page, Repository, cut, is_older, mark_time
from kyc_service.storage.tables import holds

_CODE = "already_held"


class HoldRows(Repository):
    """The holds of one tenant."""

    def request(self, subject_id: str, reason: str, reference: str | None, *, review_at: dt.datetime) -> Hold:
        """Ask for a hold. Raises ConflictError when one for this reason lives, NotFoundError without a subject."""
        hold_id = new_id("hold")
        box = self._tx.keys.seal(reference.encode(), _place(hold_id)) if reference else None
        statement = self._tx.insert(holds).values(
            tenant_id=self._tx.tenant_id,
            id=hold_id,
            subject_id=subject_id,
            reason=reason,
            reference=box,
            status=HoldStatus.REQUESTED,
            requested_by=self._tx.actor,
            requested_at=self._tx.now(),
            review_at=review_at,
            version=1,
        )
        if not self._tx.writes(statement.on_conflict_do_nothing()):
            message = "a hold for this reason lives already"
            raise ConflictError(message, _CODE)
        return self.get(hold_id)

    def get(self, hold_id: str) -> Hold:
        """Return a hold. Raises NotFoundError."""
        row = self._tx.run(self._select().where(holds.c.id == hold_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return read_hold(row)

    def reference_of(self, hold: Hold) -> Personal[str] | None:
        """Unseal what a hold is about."""
        mine = (holds.c.tenant_id == self._tx.tenant_id, holds.c.id == hold.id)
        box = self._tx.run(select(holds.c.reference).where(*mine)).scalar_one_or_none()
        return None if box is None else Personal(self._tx.keys.unseal(box, _place(hold.id)).decode())

    def of_subject(self, subject_id: str) -> tuple[Hold, ...]:
        """List the holds of a subject, oldest first."""
        wanted = self._select().where(holds.c.subject_id == subject_id)
        return tuple(read_hold(row) for row in self._tx.run(wanted.order_by(holds.c.requested_at, holds.c.id)))

    def live(self) -> tuple[Hold, ...]:
        """List the holds that hold, or wait for a person."""
        wanted = self._select().where(holds.c.status.in_([status.value for status in LIVE]))
        return tuple(read_hold(row) for row in self._tx.run(wanted.order_by(holds.c.requested_at, holds.c.id)))

    def page(self, after: str | None, limit: int, *, status: HoldStatus | None = None) -> Page[Hold]:
        """List holds, newest first."""
        wanted = self._select()
        if after is not None:
            wanted = wanted.where(is_older(after, holds.c.requested_at, holds.c.id))
        if status is not None:
            wanted = wanted.where(holds.c.status == status)
        ordered = wanted.order_by(holds.c.requested_at.desc(), holds.c.id.desc())
        rows = self._tx.run(ordered.limit(limit + 1)).all()
        return cut(rows, limit, read_hold, lambda row: mark_time(row.requested_at, row.id))

    def approve(self, hold: Hold, *, review_at: dt.datetime) -> Hold:
        """Put a requested hold in force. Raises FourEyesError for whoever asked."""
        self._refuse_alone(hold.requested_by)
        values = {"approved_by": self._tx.actor, "approved_at": self._tx.now(), "review_at": review_at}
        return self._move(hold, HoldStatus.REQUESTED, HoldStatus.ACTIVE, **values)

    def refuse(self, hold: Hold) -> Hold:
        """Turn a request down, by anybody: whoever asked may take it back."""
        values = {"released_by": self._tx.actor, "ended_at": self._tx.now()}
        return self._move(hold, HoldStatus.REQUESTED, HoldStatus.REFUSED, **values)

    def review(self, hold: Hold, *, review_at: dt.datetime) -> Hold:
        """Say that somebody looked and the hold goes on."""
        return self._move(hold, HoldStatus.ACTIVE, HoldStatus.ACTIVE, reviewed_by=self._tx.actor, review_at=review_at)

    def request_release(self, hold: Hold) -> Hold:
        """Ask that a hold ends."""
        return self._move(hold, HoldStatus.ACTIVE, HoldStatus.RELEASE_REQUESTED, release_by=self._tx.actor)

    def keep(self, hold: Hold) -> Hold:
        """Turn a release down: the hold goes on."""
        return self._move(hold, HoldStatus.RELEASE_REQUESTED, HoldStatus.ACTIVE, release_by=None)

    def release(self, hold: Hold) -> Hold:
        """End a hold. Raises FourEyesError for whoever asked for the release."""
        self._refuse_alone(hold.release_by)
        values = {"released_by": self._tx.actor, "ended_at": self._tx.now()}
        return self._move(hold, HoldStatus.RELEASE_REQUESTED, HoldStatus.RELEASED, **values)

    def _refuse_alone(self, first: str | None) -> None:
        if first == self._tx.actor:
            message = "another person has to agree"
            raise FourEyesError(message)

    def _move(self, hold: Hold, before: HoldStatus, after: HoldStatus, **values: Any) -> Hold:  # noqa: ANN401 - values of columns
        if hold.status is not before:
            message = f"a hold that is {hold.status} does not allow this"
            raise ConflictError(message)
        mine = (holds.c.tenant_id == self._tx.tenant_id, holds.c.id == hold.id, holds.c.version == hold.version)
        changed = update(holds).where(*mine).values(**values, status=after, version=hold.version + 1)
        if self._tx.run(changed).rowcount != 1:
            raise StaleVersionError
        return self.get(hold.id)

    def _select(self) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
        return select(holds).where(holds.c.tenant_id == self._tx.tenant_id)


def _place(hold_id: str) -> str:
    return f"holds:{hold_id}:reference"


def read_hold(row: Row[Any]) -> Hold:
    """Make a hold of its row."""
    values = {name: getattr(row, name) for name in Hold.__slots__}
    return Hold(**values | {"status": HoldStatus(row.status)})
