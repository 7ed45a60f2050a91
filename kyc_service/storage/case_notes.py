"""Notes on cases with their mentions, and the texts to begin one with. A note's words never change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from kyc_service.domain.asking.notes import Mention, Note, Template
from kyc_service.domain.cases import Case
from kyc_service.domain.ids import new_id
from kyc_service.errors import ConflictError, NotFoundError
from kyc_service.storage.rows import Repository
from kyc_service.storage.subject_boxes import Boxes
from kyc_service.storage.tables import case_notes, note_mentions, note_templates


class CaseNoteRows(Repository):
    """The notes of one tenant's cases."""

    def add(self, case: Case, text: str, account_ids: Sequence[str]) -> Note:
        """Keep a note, meant for some colleagues."""
        note_id = new_id("note")
        owner = {"tenant_id": self._tx.tenant_id, "case_id": case.id, "subject_id": case.subject_id}
        self._tx.add(
            case_notes,
            **owner,
            id=note_id,
            author=self._tx.actor,
            written_at=self._tx.now(),
            text=Boxes(self._tx).lock(case.subject_id, text.encode(), _place(note_id)),
        )
        for account_id in dict.fromkeys(account_ids):
            self._tx.add(note_mentions, **owner, note_id=note_id, account_id=account_id)
        return self.get(note_id)

    def get(self, note_id: str) -> Note:
        """Return a note. Raises NotFoundError, SubjectErasedError."""
        found = self._read(case_notes.c.id == note_id)
        if not found:
            raise NotFoundError
        return found[0]

    def of_case(self, case_id: str) -> tuple[Note, ...]:
        """List the notes on a case, oldest first. Raises SubjectErasedError."""
        return self._read(case_notes.c.case_id == case_id)

    def strike(self, note: Note) -> Note:
        """Strike a note out. Raises ConflictError when it is already."""
        mine = (case_notes.c.tenant_id == self._tx.tenant_id, case_notes.c.id == note.id)
        change = update(case_notes).where(*mine, case_notes.c.struck_at.is_(None)).values(struck_at=self._tx.now())
        if self._tx.run(change).rowcount != 1:
            message = "this note is struck out already"
            raise ConflictError(message)
        return self.get(note.id)

    def mentions_of(self, account_id: str, limit: int) -> tuple[Mention, ...]:
        """List what colleagues mean for somebody: unread first, then the newest; nothing that was struck out."""
        table = note_mentions.c
        same = (case_notes.c.tenant_id == table.tenant_id) & (case_notes.c.id == table.note_id)
        wanted = select(note_mentions).join_from(note_mentions, case_notes, same)
        wanted = wanted.where(
            table.tenant_id == self._tx.tenant_id, table.account_id == account_id, case_notes.c.struck_at.is_(None)
        )
        ordered = wanted.order_by(table.read_at.is_not(None), case_notes.c.written_at.desc(), case_notes.c.id)
        return tuple(_make_mention(row) for row in self._tx.run(ordered.limit(limit)))

    def mark_read(self, case_id: str, account_id: str) -> int:
        """Note that somebody has read what is meant for them on a case; return how much was new."""
        table = note_mentions.c
        mine = (table.tenant_id == self._tx.tenant_id, table.case_id == case_id, table.account_id == account_id)
        change = update(note_mentions).where(*mine, table.read_at.is_(None)).values(read_at=self._tx.now())
        return self._tx.run(change).rowcount

    def _read(self, condition: Any) -> tuple[Note, ...]:  # noqa: ANN401 - a condition
        wanted = select(case_notes).where(case_notes.c.tenant_id == self._tx.tenant_id, condition)
        rows = self._tx.run(wanted.order_by(case_notes.c.written_at, case_notes.c.id)).all()
        table = note_mentions.c
        mine = (table.tenant_id == self._tx.tenant_id, table.note_id.in_([row.id for row in rows]))
        meant = self._tx.run(select(note_mentions).where(*mine).order_by(table.account_id)).all() if rows else ()
        return tuple(self._make(row, [one for one in meant if one.note_id == row.id]) for row in rows)

    def _make(self, row: Row[Any], mentions: Sequence[Row[Any]]) -> Note:
        return Note(
            id=row.id,
            case_id=row.case_id,
            author=row.author,
            written_at=row.written_at,
            text=Boxes(self._tx).open_text(row.subject_id, row.text, _place(row.id)),
            struck_at=row.struck_at,
            mentions=tuple(_make_mention(one) for one in mentions),
        )


class NoteTemplateRows(Repository):
    """The texts of one tenant to begin notes with."""

    def add(self, name: str, text: str) -> Template:
        """Keep a text. Raises ConflictError when the name is taken."""
        template_id = new_id("template")
        statement = self._tx.insert(note_templates).values(
            tenant_id=self._tx.tenant_id,
            id=template_id,
            name=name,
            text=text,
            made_by=self._tx.actor,
            made_at=self._tx.now(),
        )
        if not self._tx.writes(statement.on_conflict_do_nothing()):
            message = "there is a template of this name already"
            raise ConflictError(message)
        return next(one for one in self.all() if one.id == template_id)

    def all(self) -> tuple[Template, ...]:
        """List them by name."""
        wanted = select(note_templates).where(note_templates.c.tenant_id == self._tx.tenant_id)
        rows = self._tx.run(wanted.order_by(note_templates.c.name))
        return tuple(Template(id=row.id, name=row.name, text=row.text, built_in=False) for row in rows)

    def count(self) -> int:
        """Count them."""
        wanted = select(func.count()).where(note_templates.c.tenant_id == self._tx.tenant_id)
        return int(self._tx.run(wanted).scalar_one())

    def drop(self, template_id: str) -> None:
        """Forget a text. Raises NotFoundError."""
        mine = (note_templates.c.tenant_id == self._tx.tenant_id, note_templates.c.id == template_id)
        if self._tx.run(delete(note_templates).where(*mine)).rowcount != 1:
            raise NotFoundError


def _make_mention(row: Row[Any]) -> Mention:
    return Mention(note_id=row.note_id, case_id=row.case_id, account_id=row.account_id, read_at=row.read_at)


def _place(note_id: str) -> str:
    return f"case_notes:{note_id}:text"
