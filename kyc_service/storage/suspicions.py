"""Suspicions: each under a key of its own, found by a blind index of the subject. No column says whom one is about."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row, delete, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.personal import Personal
from kyc_service.domain.privacy.suspicions import Suspicion, SuspicionStatus
from kyc_service.errors import ConflictError, NotFoundError, StaleVersionError
from kyc_service.storage.rows import Page, Repository, cut, is_older, mark_time
from kyc_service.storage.tables import suspicions


class SuspicionRows(Repository):
    """The suspicions of one tenant."""

    def add(self, subject_id: str, content: dict[str, str]) -> Suspicion:
        """Keep an assessment under a new key: it outlives the subject's own."""
        ident, key_id = new_id("suspicion"), self._tx.keys.create()
        self._tx.add(
            suspicions,
            tenant_id=self._tx.tenant_id,
            id=ident,
            subject_print=self._print(subject_id),
            key_id=key_id,
            status=SuspicionStatus.OPEN,
            content=self._close(key_id, ident, {**content, "subject_id": subject_id}),
            opened_by=self._tx.actor,
            opened_at=self._tx.now(),
            version=1,
        )
        return self.get(ident)

    def get(self, suspicion_id: str) -> Suspicion:
        """Return a suspicion. Raises NotFoundError, SubjectErasedError once its key is gone."""
        row = self._tx.run(self._select().where(suspicions.c.id == suspicion_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return self._make(row)

    def of_subject(self, subject_id: str) -> tuple[Suspicion, ...]:
        """List the suspicions about a subject, oldest first."""
        wanted = self._select().where(suspicions.c.subject_print == self._print(subject_id))
        return tuple(self._make(row) for row in self._tx.run(wanted.order_by(suspicions.c.opened_at)))

    def page(self, after: str | None, limit: int) -> Page[Suspicion]:
        """List suspicions, newest first."""
        wanted = self._select()
        if after is not None:
            wanted = wanted.where(is_older(after, suspicions.c.opened_at, suspicions.c.id))
        ordered = wanted.order_by(suspicions.c.opened_at.desc(), suspicions.c.id.desc())
        rows = self._tx.run(ordered.limit(limit + 1)).all()
        return cut(rows, limit, self._make, lambda row: mark_time(row.opened_at, row.id))

    def change(self, suspicion: Suspicion, content: dict[str, str], *, close: bool) -> Suspicion:
        """Write more down, and with `close` end the assessment. Raises ConflictError when it is closed."""
        if suspicion.status is SuspicionStatus.CLOSED:
            message = "this assessment is closed"
            raise ConflictError(message)
        mine = (
            suspicions.c.tenant_id == self._tx.tenant_id,
            suspicions.c.id == suspicion.id,
            suspicions.c.version == suspicion.version,
        )
        wanted = select(suspicions.c.key_id).where(suspicions.c.tenant_id == self._tx.tenant_id)
        key_id = self._tx.run(wanted.where(suspicions.c.id == suspicion.id)).scalar_one_or_none()
        if key_id is None:
            raise NotFoundError
        values: dict[str, Any] = {"content": self._close(key_id, suspicion.id, content)}
        if close:
            values |= {"status": SuspicionStatus.CLOSED, "closed_at": self._tx.now()}
        changed = update(suspicions).where(*mine).values(**values, version=suspicion.version + 1)
        if self._tx.run(changed).rowcount != 1:
            raise StaleVersionError
        return self.get(suspicion.id)

    def delete(self, suspicion_id: str) -> int:
        """Delete an assessment; return how many there were. Its key is destroyed after the commit."""
        mine = (suspicions.c.tenant_id == self._tx.tenant_id, suspicions.c.id == suspicion_id)
        return self._tx.run(delete(suspicions).where(*mine)).rowcount

    def _print(self, subject_id: str) -> str:
        return self._tx.keys.blind(subject_id, f"suspicions:{self._tx.tenant_id}")

    def _close(self, key_id: str, suspicion_id: str, content: dict[str, str]) -> bytes:
        return self._tx.keys.encrypt(key_id, json.dumps(content).encode(), f"suspicions:{suspicion_id}")

    def _select(self) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
        return select(suspicions).where(suspicions.c.tenant_id == self._tx.tenant_id)

    def _make(self, row: Row[Any]) -> Suspicion:
        opened = self._tx.keys.decrypt(row.key_id, row.content, f"suspicions:{row.id}")
        values = {name: getattr(row, name) for name in Suspicion.__slots__ if name != "content"}
        return Suspicion(**values | {"status": SuspicionStatus(row.status)}, content=Personal(json.loads(opened)))
