"""Requests of subjects, and the notices that follow from them. They outlive the subject; its words do not."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Row, and_, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.personal import Personal
from kyc_service.domain.privacy.files import Change, Notice
from kyc_service.domain.privacy.requests import Extension, Method, Request, RequestStatus, Right
from kyc_service.errors import ConflictError, NotFoundError, StaleVersionError, SubjectErasedError
from kyc_service.storage.rows import Page, Repository, cut, is_older, mark_time
from kyc_service.storage.tables import privacy_requests, recipient_notices, subjects

OPEN = (RequestStatus.RECEIVED, RequestStatus.VERIFIED)


class RequestRows(Repository):
    """The requests of one tenant's subjects."""

    def add(self, subject_id: str, kind: Right, words: str, due_at: dt.datetime) -> Request:
        """Keep a request of a known subject. Raises NotFoundError."""
        wanted = select(subjects.c.key_id).where(subjects.c.tenant_id == self._tx.tenant_id)
        key_id = self._tx.run(wanted.where(subjects.c.id == subject_id)).scalar_one_or_none()
        if key_id is None:
            raise NotFoundError
        ident = new_id("request")
        self._tx.add(
            privacy_requests,
            tenant_id=self._tx.tenant_id,
            id=ident,
            subject_id=subject_id,
            kind=kind,
            status=RequestStatus.RECEIVED,
            words=self._tx.keys.encrypt(key_id, words.encode(), _place(ident)),
            received_by=self._tx.actor,
            received_at=self._tx.now(),
            due_at=due_at,
            version=1,
        )
        return self.get(ident)

    def get(self, request_id: str) -> Request:
        """Return a request. Raises NotFoundError."""
        row = self._tx.run(self._select().where(privacy_requests.c.id == request_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return self._make(row)

    def page(self, after: str | None, limit: int, *, status: RequestStatus | None = None) -> Page[Request]:
        """List requests, newest first."""
        wanted = self._select()
        if status is not None:
            wanted = wanted.where(privacy_requests.c.status == status)
        if after is not None:
            wanted = wanted.where(is_older(after, privacy_requests.c.received_at, privacy_requests.c.id))
        ordered = wanted.order_by(privacy_requests.c.received_at.desc(), privacy_requests.c.id.desc())
        rows = self._tx.run(ordered.limit(limit + 1)).all()
        return cut(rows, limit, self._make, lambda row: mark_time(row.received_at, row.id))

    def open_of(self, subject_id: str) -> tuple[Request, ...]:
        """List the requests of a subject that are still owed an answer."""
        wanted = self._select().where(privacy_requests.c.subject_id == subject_id, privacy_requests.c.status.in_(OPEN))
        return tuple(self._make(row) for row in self._tx.run(wanted.order_by(privacy_requests.c.received_at)))

    def owed(self, limit: int) -> tuple[Request, ...]:
        """List the requests that are owed an answer, the first due first."""
        wanted = self._select().where(privacy_requests.c.status.in_(OPEN))
        rows = self._tx.run(wanted.order_by(privacy_requests.c.due_at, privacy_requests.c.id).limit(limit))
        return tuple(self._make(row) for row in rows)

    def done(self, limit: int) -> tuple[Request, ...]:
        """List the requests that were answered or refused, the last one first."""
        wanted = self._select().where(privacy_requests.c.status.not_in(OPEN))
        rows = self._tx.run(wanted.order_by(privacy_requests.c.answered_at.desc(), privacy_requests.c.id).limit(limit))
        return tuple(self._make(row) for row in rows)

    def change(self, request: Request, **values: Any) -> Request:  # noqa: ANN401 - values of columns
        """Move a request on. Raises ConflictError when it is answered or refused, StaleVersionError."""
        if not request.is_open():
            message = "this request is answered already"
            raise ConflictError(message)
        mine = (
            privacy_requests.c.tenant_id == self._tx.tenant_id,
            privacy_requests.c.id == request.id,
            privacy_requests.c.version == request.version,
        )
        changed = update(privacy_requests).where(*mine).values(**values, version=request.version + 1)
        if self._tx.run(changed).rowcount != 1:
            raise StaleVersionError
        return self.get(request.id)

    def _select(self) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
        table = privacy_requests.c
        same = and_(subjects.c.tenant_id == table.tenant_id, subjects.c.id == table.subject_id)
        wanted = select(privacy_requests, subjects.c.key_id).join_from(privacy_requests, subjects, same, isouter=True)
        return wanted.where(table.tenant_id == self._tx.tenant_id)

    def _make(self, row: Row[Any]) -> Request:
        values = {name: getattr(row, name) for name in Request.__slots__ if name != "words"}
        made = values | {
            "kind": Right(row.kind),
            "status": RequestStatus(row.status),
            "method": Method(row.method) if row.method else None,
            "extension_reason": Extension(row.extension_reason) if row.extension_reason else None,
        }
        return Request(**made, words=self._open(row))

    def _open(self, row: Row[Any]) -> Personal[str] | None:
        try:
            opened = self._tx.keys.decrypt(row.key_id, row.words, _place(row.id)) if row.key_id else None
        except SubjectErasedError:
            opened = None
        return None if opened is None else Personal(opened.decode())


class NoticeRows(Repository):
    """Notices to past recipients (GDPR 19)."""

    def add(self, request: Request, change: Change, recipient: str, channel: str, addressee_id: str | None) -> bool:
        """Note that a recipient has to be told; once for each way that the data went. Says whether it is new."""
        statement = self._tx.insert(recipient_notices).values(
            id=new_id("notice"),
            tenant_id=self._tx.tenant_id,
            request_id=request.id,
            subject_id=request.subject_id,
            change=change,
            recipient=recipient,
            channel=channel,
            addressee_id=addressee_id,
            made_at=self._tx.now(),
            version=1,
        )
        once = ["tenant_id", "request_id", "channel", "recipient"]
        return self._tx.writes(statement.on_conflict_do_nothing(index_elements=once))

    def get(self, notice_id: str) -> Notice:
        """Return a notice. Raises NotFoundError."""
        row = self._tx.run(self._select().where(recipient_notices.c.id == notice_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return _make_notice(row)

    def page(self, after: str | None, limit: int, *, request_id: str | None = None) -> Page[Notice]:
        """List notices, newest first."""
        wanted = self._select()
        if request_id is not None:
            wanted = wanted.where(recipient_notices.c.request_id == request_id)
        if after is not None:
            wanted = wanted.where(is_older(after, recipient_notices.c.made_at, recipient_notices.c.id))
        ordered = wanted.order_by(recipient_notices.c.made_at.desc(), recipient_notices.c.id.desc())
        rows = self._tx.run(ordered.limit(limit + 1)).all()
        return cut(rows, limit, _make_notice, lambda row: mark_time(row.made_at, row.id))

    def mark_sent(self, notice: Notice) -> Notice:
        """Note that the recipient was told. Raises ConflictError when it was before, StaleVersionError."""
        if notice.sent_at is not None:
            message = "this recipient was told already"
            raise ConflictError(message)
        mine = (
            recipient_notices.c.tenant_id == self._tx.tenant_id,
            recipient_notices.c.id == notice.id,
            recipient_notices.c.version == notice.version,
        )
        sent = {"sent_at": self._tx.now(), "sent_by": self._tx.actor, "version": notice.version + 1}
        if self._tx.run(update(recipient_notices).where(*mine).values(**sent)).rowcount != 1:
            raise StaleVersionError
        return self.get(notice.id)

    def _select(self) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
        return select(recipient_notices).where(recipient_notices.c.tenant_id == self._tx.tenant_id)


def _place(request_id: str) -> str:
    return f"privacy_requests:{request_id}:words"


def _make_notice(row: Row[Any]) -> Notice:
    values = {name: getattr(row, name) for name in Notice.__slots__}
    return Notice(**values | {"change": Change(row.change)})
