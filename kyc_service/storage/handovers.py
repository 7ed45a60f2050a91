"""Handovers. The tables refuse one that is approved by whoever asked for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.privacy.handovers import Handover, HandoverStatus
from kyc_service.errors import ConflictError, FourEyesError, NotFoundError, StaleVersionError
from kyc_service.storage.rows import Page, Repository, cut, is_older, mark_time
from kyc_service.storage.tables import handovers


class HandoverRows(Repository):
    """The handovers of one tenant."""

    def add(self, **asked: Any) -> Handover:  # noqa: ANN401 - values of columns
        """Keep one that was asked for: subject, addressee, recipient, purpose, paths, secret, status."""
        ident = new_id("handover")
        self._tx.add(
            handovers,
            **asked | {"paths": list(asked["paths"])},
            tenant_id=self._tx.tenant_id,
            id=ident,
            asked_by=self._tx.actor,
            asked_at=self._tx.now(),
            version=1,
        )
        return self.get(ident)

    def get(self, handover_id: str) -> Handover:
        """Return a handover. Raises NotFoundError."""
        row = self._tx.run(self._select().where(handovers.c.id == handover_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return _make(row)

    def page(self, after: str | None, limit: int, *, secret: bool) -> Page[Handover]:
        """List handovers, newest first; secret ones only with `secret`."""
        wanted = self._select()
        if not secret:
            wanted = wanted.where(handovers.c.secret.is_(False))
        if after is not None:
            wanted = wanted.where(is_older(after, handovers.c.asked_at, handovers.c.id))
        ordered = wanted.order_by(handovers.c.asked_at.desc(), handovers.c.id.desc())
        rows = self._tx.run(ordered.limit(limit + 1)).all()
        return cut(rows, limit, _make, lambda row: mark_time(row.asked_at, row.id))

    def approve(self, handover: Handover) -> Handover:
        """Agree to a handover that another person asked for. Raises FourEyesError, ConflictError, StaleVersionError."""
        self._expect_waiting(handover)
        if handover.asked_by == self._tx.actor:
            message = "another person has to agree to this disclosure"
            raise FourEyesError(message)
        agreed = {"approved_by": self._tx.actor, "approved_at": self._tx.now()}
        return self._update(handover, status=HandoverStatus.READY, **agreed)

    def decline(self, handover: Handover) -> Handover:
        """Drop a handover that waits, or was not made yet. Raises ConflictError, StaleVersionError."""
        if handover.status is HandoverStatus.RELEASED:
            message = "this was released already"
            raise ConflictError(message)
        return self._update(handover, status=HandoverStatus.DECLINED)

    def release(self, handover: Handover) -> Handover:
        """Note that it left. Raises StaleVersionError."""
        done = {"released_by": self._tx.actor, "released_at": self._tx.now()}
        return self._update(handover, status=HandoverStatus.RELEASED, **done)

    def _expect_waiting(self, handover: Handover) -> None:
        if handover.status is not HandoverStatus.WAITING:
            message = "this does not wait for approval"
            raise ConflictError(message)

    def _update(self, handover: Handover, **values: Any) -> Handover:  # noqa: ANN401 - values of columns
        mine = (
            handovers.c.tenant_id == self._tx.tenant_id,
            handovers.c.id == handover.id,
            handovers.c.version == handover.version,
        )
        changed = update(handovers).where(*mine).values(**values, version=handover.version + 1)
        if self._tx.run(changed).rowcount != 1:
            raise StaleVersionError
        return self.get(handover.id)

    def _select(self) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
        return select(handovers).where(handovers.c.tenant_id == self._tx.tenant_id)


def _make(row: Row[Any]) -> Handover:
    values = {name: getattr(row, name) for name in Handover.__slots__}
    return Handover(**values | {"paths": tuple(row.paths), "status": HandoverStatus(row.status)})
