"""On file beside a subject's details: messages on a case, and what was found in public. Under the subject's key."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from sqlalchemy import Row, and_, delete, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.personal import STILL_ALLOWED, Fields, Personal
from kyc_service.domain.privacy.files import Direction, Message, PublicSource, Waiver
from kyc_service.domain.privacy.grounds import GroundKind
from kyc_service.errors import ConflictError, NotFoundError, StaleVersionError
from kyc_service.storage.grounds import GroundRows
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import cases, messages, public_sources, subjects


class MessageRows(Repository):
    """The correspondence of one tenant's cases."""

    def add(self, subject_id: str, case_id: str, direction: Direction, text: str, written_at: dt.datetime) -> Message:
        """Keep a copy of a message. Raises NotFoundError."""
        ident = new_id("message")
        self._tx.add(
            messages,
            tenant_id=self._tx.tenant_id,
            id=ident,
            subject_id=subject_id,
            case_id=case_id,
            direction=direction,
            text=self._tx.keys.encrypt(_key_of(self, subject_id), text.encode(), f"messages:{ident}"),
            written_at=written_at,
            kept_by=self._tx.actor,
        )
        return next(message for message in self.of_subject(subject_id) if message.id == ident)

    def of_subject(self, subject_id: str) -> tuple[Message, ...]:
        """List the messages with a subject, oldest first."""
        return self._read(messages.c.subject_id == subject_id)

    def of_case(self, case_id: str) -> tuple[Message, ...]:
        """List the messages on a case, oldest first."""
        return self._read(messages.c.case_id == case_id)

    def delete(self, message_id: str) -> int:
        """Delete a message; return how many there were."""
        mine = (messages.c.tenant_id == self._tx.tenant_id, messages.c.id == message_id)
        return self._tx.run(delete(messages).where(*mine)).rowcount

    def _read(self, condition: Any) -> tuple[Message, ...]:  # noqa: ANN401 - a condition
        of_subject = and_(subjects.c.tenant_id == messages.c.tenant_id, subjects.c.id == messages.c.subject_id)
        of_case = and_(cases.c.tenant_id == messages.c.tenant_id, cases.c.id == messages.c.case_id)
        wanted = (
            select(messages, subjects.c.key_id, cases.c.closed_at.label("case_closed_at"))
            .join(subjects, of_subject)
            .join(cases, of_case)
            .where(messages.c.tenant_id == self._tx.tenant_id, condition)
        )
        rows = self._tx.run(wanted.order_by(messages.c.written_at, messages.c.id)).all()
        return tuple(self._make(row) for row in rows)

    def _make(self, row: Row[Any]) -> Message:
        text = self._tx.keys.decrypt(row.key_id, row.text, f"messages:{row.id}").decode()
        values = {name: getattr(row, name) for name in Message.__slots__}
        box = Personal(text, _only(self, row.subject_id))
        return Message(**values | {"direction": Direction(row.direction), "text": box})


class SourceRows(Repository):
    """What was found in public about one tenant's subjects."""

    def add(
        self, subject_id: str, content: Fields, *, retrieved_at: dt.datetime, notice_due_at: dt.datetime
    ) -> PublicSource:
        """Keep a find with its source. Raises NotFoundError."""
        ident = new_id("public_source")
        plain = json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
        self._tx.add(
            public_sources,
            tenant_id=self._tx.tenant_id,
            id=ident,
            subject_id=subject_id,
            content=self._tx.keys.encrypt(_key_of(self, subject_id), plain, f"public_sources:{ident}"),
            digest=hashlib.sha256(plain).hexdigest(),
            retrieved_at=retrieved_at,
            kept_by=self._tx.actor,
            notice_due_at=notice_due_at,
            version=1,
        )
        return self.get(ident)

    def get(self, source_id: str) -> PublicSource:
        """Return a find. Raises NotFoundError."""
        found = self.find(source_id)
        if found is None:
            raise NotFoundError
        return found

    def find(self, source_id: str) -> PublicSource | None:
        """Return a find, or None when it is not kept any more."""
        row = self._tx.run(self._select().where(public_sources.c.id == source_id)).one_or_none()
        return self._make(row) if row else None

    def of_subject(self, subject_id: str) -> tuple[PublicSource, ...]:
        """List what was found about a subject, oldest first."""
        wanted = self._select().where(public_sources.c.subject_id == subject_id)
        ordered = wanted.order_by(public_sources.c.retrieved_at, public_sources.c.id)
        return tuple(self._make(row) for row in self._tx.run(ordered).all())

    def are_there(self, subject_id: str) -> bool:
        """Whether anything was found about a subject."""
        mine = (public_sources.c.tenant_id == self._tx.tenant_id, public_sources.c.subject_id == subject_id)
        return self._tx.run(select(public_sources.c.id).where(*mine).limit(1)).first() is not None

    def delete(self, source_id: str) -> int:
        """Delete a find; return how many there were."""
        mine = (public_sources.c.tenant_id == self._tx.tenant_id, public_sources.c.id == source_id)
        return self._tx.run(delete(public_sources).where(*mine)).rowcount

    def note(self, source: PublicSource, notice: Waiver) -> PublicSource:
        """Write down that the subject was told, or why not. Raises ConflictError, StaleVersionError."""
        if source.notice is not None:
            message = "this was settled already"
            raise ConflictError(message)
        mine = (
            public_sources.c.tenant_id == self._tx.tenant_id,
            public_sources.c.id == source.id,
            public_sources.c.version == source.version,
        )
        values = {"notice": notice, "noticed_at": self._tx.now(), "version": source.version + 1}
        if self._tx.run(update(public_sources).where(*mine).values(**values)).rowcount != 1:
            raise StaleVersionError
        return self.get(source.id)

    def _select(self) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
        table = public_sources.c
        same = and_(subjects.c.tenant_id == table.tenant_id, subjects.c.id == table.subject_id)
        wanted = select(public_sources, subjects.c.key_id).join_from(public_sources, subjects, same)
        return wanted.where(table.tenant_id == self._tx.tenant_id)

    def _make(self, row: Row[Any]) -> PublicSource:
        opened = self._tx.keys.decrypt(row.key_id, row.content, f"public_sources:{row.id}")
        values = {name: getattr(row, name) for name in PublicSource.__slots__}
        return PublicSource(**values | {"content": Personal(json.loads(opened), _only(self, row.subject_id))})


def _key_of(rows: Repository, subject_id: str) -> str:
    tx = rows._tx  # noqa: SLF001 - of this module's own repositories
    wanted = select(subjects.c.key_id).where(subjects.c.tenant_id == tx.tenant_id, subjects.c.id == subject_id)
    key_id: str | None = tx.run(wanted).scalar_one_or_none()
    if key_id is None:
        raise NotFoundError
    return key_id


def _only(rows: Repository, subject_id: str) -> frozenset[str] | None:
    """Name the purposes that are left where the subject restricted the use of its data."""
    tx = rows._tx  # noqa: SLF001 - of this module's own repositories
    restricted = GroundRows(tx).live_kinds(subject_id, (GroundKind.RESTRICTION,))
    return STILL_ALLOWED if restricted else None
