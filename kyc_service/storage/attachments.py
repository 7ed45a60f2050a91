"""Files on cases: content, name and type encrypted under the key of whom they are about."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import Row, delete, func, select

from kyc_service.domain.asking.files import Attachment, FileType, Paper, Source
from kyc_service.domain.cases import Case
from kyc_service.domain.ids import new_id
from kyc_service.domain.personal import Personal
from kyc_service.errors import NotFoundError
from kyc_service.storage.rows import Repository
from kyc_service.storage.subject_boxes import Boxes
from kyc_service.storage.tables import attachments

_LISTED = [column for column in attachments.columns if column.name != "content"]


class AttachmentRows(Repository):
    """The files of one tenant's cases."""

    def add(
        self, case: Case, subject_id: str, paper: Paper, source: Source, document: str | None = None
    ) -> tuple[Attachment, bool]:
        """Keep a file; say whether it is new. The same bytes about the same party are on a case once."""
        attachment_id, boxes = new_id("attachment"), Boxes(self._tx)
        details = json.dumps([paper.name, paper.type], ensure_ascii=False).encode()
        digest = hashlib.sha256(paper.content).hexdigest()
        statement = self._tx.insert(attachments).values(
            tenant_id=self._tx.tenant_id,
            id=attachment_id,
            case_id=case.id,
            subject_id=subject_id,
            source=source,
            document=document,
            added_by=self._tx.actor,
            added_at=self._tx.now(),
            details=boxes.lock(subject_id, details, _place(attachment_id, "details")),
            size=len(paper.content),
            sha256=digest,
            content=boxes.lock(subject_id, paper.content, _place(attachment_id, "content")),
        )
        once = ["tenant_id", "case_id", "subject_id", "sha256"]
        new = self._tx.writes(statement.on_conflict_do_nothing(index_elements=once))
        same = (attachments.c.case_id == case.id, attachments.c.subject_id == subject_id)
        row = self._tx.run(self._select().where(*same, attachments.c.sha256 == digest)).one()
        return self._make(row), new

    def get(self, attachment_id: str) -> Attachment:
        """Return a file without its content. Raises NotFoundError, SubjectErasedError."""
        row = self._tx.run(self._select().where(attachments.c.id == attachment_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return self._make(row)

    def read(self, attachment: Attachment) -> Personal[bytes]:
        """Decrypt the content of a file. Raises NotFoundError, SubjectErasedError."""
        mine = (attachments.c.tenant_id == self._tx.tenant_id, attachments.c.id == attachment.id)
        box = self._tx.run(select(attachments.c.content).where(*mine)).scalar_one_or_none()
        if box is None:
            raise NotFoundError
        boxes = Boxes(self._tx)
        opened = boxes.open(attachment.subject_id, box, _place(attachment.id, "content"))
        return Personal(opened, boxes.allowed(attachment.subject_id))

    def of_case(self, case_id: str) -> tuple[Attachment, ...]:
        """List the files of a case, oldest first. Raises SubjectErasedError."""
        wanted = self._select().where(attachments.c.case_id == case_id)
        rows = self._tx.run(wanted.order_by(attachments.c.added_at, attachments.c.id)).all()
        return tuple(self._make(row) for row in rows)

    def of_subject(self, subject_id: str) -> tuple[Attachment, ...]:
        """List the files about a party, oldest first. Raises SubjectErasedError."""
        wanted = self._select().where(attachments.c.subject_id == subject_id)
        rows = self._tx.run(wanted.order_by(attachments.c.added_at, attachments.c.id)).all()
        return tuple(self._make(row) for row in rows)

    def count(self, case_id: str) -> int:
        """Count the files of a case."""
        mine = (attachments.c.tenant_id == self._tx.tenant_id, attachments.c.case_id == case_id)
        return int(self._tx.run(select(func.count()).where(*mine)).scalar_one())

    def delete(self, attachment_id: str) -> int:
        """Delete a file; return how many there were."""
        mine = (attachments.c.tenant_id == self._tx.tenant_id, attachments.c.id == attachment_id)
        return self._tx.run(delete(attachments).where(*mine)).rowcount

    def _select(self) -> Any:  # noqa: ANN401 - a Select over many columns has no shorter type
        return select(*_LISTED).where(attachments.c.tenant_id == self._tx.tenant_id)

    def _make(self, row: Row[Any]) -> Attachment:
        boxes = Boxes(self._tx)
        name, kind = json.loads(boxes.open(row.subject_id, row.details, _place(row.id, "details")))
        values = {column: getattr(row, column) for column in Attachment.__slots__}
        details = Personal((name, FileType(kind)), boxes.allowed(row.subject_id))
        return Attachment(**values | {"source": Source(row.source), "details": details})


def _place(attachment_id: str, column: str) -> str:
    return f"attachments:{attachment_id}:{column}"
