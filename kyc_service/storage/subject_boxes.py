"""Boxes: what is kept about a subject outside of its records, encrypted under the subject's key."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from kyc_service.domain.personal import STILL_ALLOWED, Personal
from kyc_service.domain.privacy.grounds import GroundKind
from kyc_service.errors import NotFoundError
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import grounds, subjects


class Boxes(Repository):
    """Locks and opens under the keys of one tenant's subjects."""

    def lock(self, subject_id: str, content: bytes, place: str) -> bytes:
        """Encrypt for a subject. Raises NotFoundError, SubjectErasedError."""
        return self._tx.keys.encrypt(self._keys([subject_id])[subject_id], content, place)

    def open(self, subject_id: str, box: bytes, place: str) -> bytes:
        """Decrypt what was locked for a subject. Raises NotFoundError, SubjectErasedError."""
        return self._tx.keys.decrypt(self._keys([subject_id])[subject_id], box, place)

    def open_text(self, subject_id: str, box: bytes, place: str) -> Personal[str]:
        """Decrypt a text, closed again: it opens for what is left where the subject restricted the use of its data."""
        return Personal(self.open(subject_id, box, place).decode(), self.allowed(subject_id))

    def allowed(self, subject_id: str) -> frozenset[str] | None:
        """Name the purposes that are left where the subject restricted the use of its data; None for no restriction."""
        wanted = select(grounds.c.subject_id).where(
            grounds.c.tenant_id == self._tx.tenant_id,
            grounds.c.subject_id == subject_id,
            grounds.c.kind == GroundKind.RESTRICTION,
            grounds.c.ended_at.is_(None),
            grounds.c.valid_from <= self._tx.now(),
        )
        return STILL_ALLOWED if self._tx.run(wanted.limit(1)).first() else None

    def _keys(self, subject_ids: Collection[str]) -> dict[str, str]:
        mine = (subjects.c.tenant_id == self._tx.tenant_id, subjects.c.id.in_(subject_ids))
        found = {row.id: row.key_id for row in self._tx.run(select(subjects.c.id, subjects.c.key_id).where(*mine))}
        if len(found) < len(set(subject_ids)):
            raise NotFoundError
        return found
