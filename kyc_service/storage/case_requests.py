"""Requests to the onboarding flow: at most one of a case is open, and whoever answers or ends it holds its row."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select, update

from kyc_service.domain.asking.requests import Document, Item, ItemKind, Request, RequestStatus, Wanted
from kyc_service.domain.cases import Case
from kyc_service.domain.ids import new_id
from kyc_service.domain.personal import Personal
from kyc_service.errors import ConflictError, NotFoundError
from kyc_service.storage.rows import Repository
from kyc_service.storage.subject_boxes import Boxes
from kyc_service.storage.tables import case_requests, cases, request_items


class CaseRequestRows(Repository):
    """The requests of one tenant."""

    def add(self, case: Case, wanted: Sequence[tuple[Wanted, str]], due_at: dt.datetime) -> Request:
        """Ask for some things, each with whom it is about. Raises ConflictError where a request is open."""
        request_id = new_id("case_request")
        statement = self._tx.insert(case_requests).values(
            tenant_id=self._tx.tenant_id,
            id=request_id,
            case_id=case.id,
            subject_id=case.subject_id,
            status=RequestStatus.OPEN,
            asked_by=self._tx.actor,
            asked_at=self._tx.now(),
            due_at=due_at,
            version=1,
        )
        if not self._tx.writes(statement.on_conflict_do_nothing()):
            message = "something is asked for already; withdraw that first"
            raise ConflictError(message)
        rows = [
            {
                "tenant_id": self._tx.tenant_id,
                "request_id": request_id,
                "number": number,
                "subject_id": subject_id,
                "kind": ItemKind.DOCUMENT if one.document else ItemKind.FIELD,
                "pointer": one.pointer,
                "document": one.document,
            }
            for number, (one, subject_id) in enumerate(wanted, start=1)
        ]
        self._tx.run(request_items.insert(), rows)
        return self.get(request_id)

    def get(self, request_id: str) -> Request:
        """Return a request. Raises NotFoundError, SubjectErasedError."""
        found = self._read(case_requests.c.id == request_id)
        if not found:
            raise NotFoundError
        return found[0]

    def of_case(self, case_id: str) -> tuple[Request, ...]:
        """List the requests of a case, oldest first."""
        return self._read(case_requests.c.case_id == case_id)

    def open_of(self, verification_id: str) -> Request | None:
        """Return the request of a verification's case that waits for an answer."""
        of_case = select(cases.c.id).where(
            cases.c.tenant_id == self._tx.tenant_id, cases.c.verification_id == verification_id
        )
        waiting = case_requests.c.status == RequestStatus.OPEN
        found = self._read(case_requests.c.case_id.in_(of_case) & waiting)
        return found[0] if found else None

    def hold(self, request: Request) -> Request:
        """Let nobody else answer or end an open request until this transaction ends. Raises ConflictError when over."""
        mine = (*self._mine(request.id), case_requests.c.status == RequestStatus.OPEN)
        change = update(case_requests).where(*mine).values(version=case_requests.c.version + 1)
        if self._tx.run(change).rowcount != 1:
            message = "nothing is asked for any more"
            raise ConflictError(message, "nothing_asked")
        return self.get(request.id)

    def answer(
        self, request: Request, item: Item, change: Mapping[str, Any] | None = None, attachment_id: str | None = None
    ) -> None:
        """Write down what came for one thing that was asked for. Raises ConflictError when something came already."""
        box = None
        if change is not None:
            text = json.dumps(dict(change), ensure_ascii=False, sort_keys=True).encode()
            box = Boxes(self._tx).lock(item.subject_id, text, _place(request.id, item.number))
        mine = (
            request_items.c.tenant_id == self._tx.tenant_id,
            request_items.c.request_id == request.id,
            request_items.c.number == item.number,
            request_items.c.answered_at.is_(None),
        )
        values = {"answered_at": self._tx.now(), "change": box, "attachment_id": attachment_id}
        if self._tx.run(update(request_items).where(*mine).values(**values)).rowcount != 1:
            message = "this was answered already"
            raise ConflictError(message, "already_answered")

    def end(self, request: Request, status: RequestStatus) -> Request:
        """End a request. Raises ConflictError when it is over already."""
        mine = (*self._mine(request.id), case_requests.c.status == RequestStatus.OPEN)
        values = {"status": status, "ended_at": self._tx.now(), "ended_by": self._tx.actor}
        if self._tx.run(update(case_requests).where(*mine).values(**values)).rowcount != 1:
            message = "nothing is asked for any more"
            raise ConflictError(message, "nothing_asked")
        return self.get(request.id)

    def _read(self, condition: Any) -> tuple[Request, ...]:  # noqa: ANN401 - a condition
        wanted = select(case_requests).where(case_requests.c.tenant_id == self._tx.tenant_id, condition)
        rows = self._tx.run(wanted.order_by(case_requests.c.asked_at, case_requests.c.id)).all()
        mine = (
            request_items.c.tenant_id == self._tx.tenant_id,
            request_items.c.request_id.in_([row.id for row in rows]),
        )
        items = self._tx.run(select(request_items).where(*mine).order_by(request_items.c.number)).all() if rows else ()
        return tuple(self._make(row, [one for one in items if one.request_id == row.id]) for row in rows)

    def _make(self, row: Row[Any], items: Sequence[Row[Any]]) -> Request:
        values = {name: getattr(row, name) for name in Request.__slots__ if name != "items"}
        read = tuple(self._make_item(one) for one in items)
        return Request(**values | {"status": RequestStatus(row.status), "items": read})

    def _make_item(self, row: Row[Any]) -> Item:
        boxes, change = Boxes(self._tx), None
        if row.change is not None:
            opened = boxes.open(row.subject_id, row.change, _place(row.request_id, row.number))
            change = Personal[dict[str, Any]](json.loads(opened), boxes.allowed(row.subject_id))
        return Item(
            number=row.number,
            subject_id=row.subject_id,
            wanted=Wanted(row.pointer, Document(row.document) if row.document else None),
            answered_at=row.answered_at,
            change=change,
            attachment_id=row.attachment_id,
        )

    def _mine(self, request_id: str) -> tuple[Any, ...]:
        return (case_requests.c.tenant_id == self._tx.tenant_id, case_requests.c.id == request_id)


def _place(request_id: str, number: int) -> str:
    return f"request_items:{request_id}:{number}"
