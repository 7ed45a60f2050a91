"""Notes: what colleagues write on a case for each other, whom it is meant for, and texts to begin with."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from kyc_service.domain.asking.notes import MOST_MENTIONS, MOST_TEMPLATES, Mention, Note, Template, fill
from kyc_service.domain.cases import Case
from kyc_service.domain.people.accounts import Account, AccountStatus
from kyc_service.domain.people.roles import Permission, permissions_of
from kyc_service.errors import ConflictError, Fault, ForbiddenError, InvalidInputError, NotFoundError
from kyc_service.storage.work import Work

SHOWN = 8
"""Mentions on a list of them."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A note that is meant for somebody, with its case."""

    mention: Mention
    author: str
    written_at: dt.datetime
    case: Case


def write(work: Work, case_id: str, text: str, account_ids: Sequence[str] = ()) -> Note:
    """Write a note on a case, meant for some colleagues. Raises InvalidInputError for one who may not read it."""
    case = work.cases.get(case_id)
    if len(account_ids) > MOST_MENTIONS:
        raise InvalidInputError([Fault("/mentions", "too_many_items")])
    readers = {account.id for account in colleagues(work)}
    faults = [
        Fault(f"/mentions/{place}", "unknown_colleague")
        for place, account_id in enumerate(account_ids)
        if account_id not in readers
    ]
    if faults:
        raise InvalidInputError(faults)
    note = work.case_notes.add(case, text, account_ids)
    _note(work, "note.written", case, note)
    return note


def strike(work: Work, case_id: str, note_id: str) -> Note:
    """Strike out a note of one's own. Its words are not shown any more. Raises ForbiddenError for another's."""
    note = work.case_notes.get(note_id)
    if note.case_id != case_id:
        raise NotFoundError
    if note.author != work.actor:
        message = "only who wrote a note may strike it out"
        raise ForbiddenError(message)
    struck = work.case_notes.strike(note)
    _note(work, "note.struck_out", work.cases.get(case_id), struck)
    return struck


def list_of(work: Work, case_id: str) -> tuple[Note, ...]:
    """List the notes on a case, oldest first."""
    return work.case_notes.of_case(work.cases.get(case_id).id)


def colleagues(work: Work) -> tuple[Account, ...]:
    """List who may read a note: accounts in use whose roles may see what was submitted."""
    return tuple(
        account
        for account in work.people.accounts.list()
        if account.status is AccountStatus.ACTIVE and Permission.EVIDENCE_READ in permissions_of(account.roles)
    )


def mentions(work: Work, account_id: str) -> tuple[Meant, ...]:
    """List what is meant for somebody, unread first."""
    found = work.case_notes.mentions_of(account_id, SHOWN)
    notes = {one.note_id: work.case_notes.get(one.note_id) for one in found}
    return tuple(
        Meant(one, notes[one.note_id].author, notes[one.note_id].written_at, work.cases.get(one.case_id))
        for one in found
    )


def mark_read(work: Work, case_id: str, account_id: str) -> int:
    """Note that somebody has seen what is meant for them on a case; return how much was new."""
    return work.case_notes.mark_read(work.cases.get(case_id).id, account_id)


def templates(work: Work) -> tuple[Template, ...]:
    """List the texts to begin a note with: those that ship with the service, then the tenant's own."""
    return (*_built_in(), *work.note_templates.all())


def filled(work: Work, case: Case) -> tuple[Template, ...]:
    """List the same with what they stand in for put in, for a case."""
    values = {
        "reference": case.reference,
        "today": work.now().date().isoformat(),
        "opened": case.opened_at.date().isoformat(),
    }
    return tuple(
        Template(id=one.id, name=one.name, text=fill(one.text, values), built_in=one.built_in)
        for one in templates(work)
    )


def add_template(work: Work, name: str, text: str) -> Template:
    """Keep a text of the tenant's own. Raises ConflictError when the name is taken, or there are too many."""
    if any(one.name == name for one in _built_in()):
        message = "there is a template of this name already"
        raise ConflictError(message)
    if work.note_templates.count() >= MOST_TEMPLATES:
        message = f"there are {MOST_TEMPLATES} templates already"
        raise ConflictError(message)
    made = work.note_templates.add(name, text)
    work.audit.append("note_template.added", "done", details={"template_id": made.id})
    return made


def drop_template(work: Work, template_id: str) -> None:
    """Forget a text of the tenant's own. Raises NotFoundError."""
    work.note_templates.drop(template_id)
    work.audit.append("note_template.dropped", "done", details={"template_id": template_id})


@cache
def _built_in() -> tuple[Template, ...]:
    text = (resources.files(__package__) / "templates.toml").read_text(encoding="utf-8")
    return tuple(
        Template(id=name, name=one["name"], text=one["text"].strip(), built_in=True)
        for name, one in tomllib.loads(text).items()
    )


def _note(work: Work, op: str, case: Case, note: Note) -> None:
    details: dict[str, str | int | bool] = {"note_id": note.id, "mentions": len(note.mentions)}
    work.audit.append(op, "done", case_id=case.id, verification_id=case.verification_id, details=details)
