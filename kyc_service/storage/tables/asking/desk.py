"""Requests with their items, notes with their mentions, templates, and files. All of a case goes with its subject."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, UniqueConstraint
from sqlalchemy import text as sql

from kyc_service.domain.asking.files import Source
from kyc_service.domain.asking.requests import Document, ItemKind, RequestStatus
from kyc_service.storage.tables.base import blob, instant, key, metadata, number, one_of, owner, points, text

_OPEN = sql("status = 'open'")

case_requests = Table(
    "case_requests",
    metadata,
    owner(),
    key(),
    text("case_id"),
    text("subject_id"),
    text("status"),
    text("asked_by"),
    instant("asked_at"),
    instant("due_at"),
    instant("ended_at", null=True),
    text("ended_by", null=True),
    number("version"),
    points("case_id", "cases", erased_with=True),
    points("subject_id", "subjects", erased_with=True),
    one_of("status", RequestStatus),
    CheckConstraint("(status = 'open') = (ended_at IS NULL)", name="ended"),
    CheckConstraint("due_at > asked_at", name="term"),
    UniqueConstraint("id"),
    Index(None, "tenant_id", "case_id", "asked_at"),
    Index(None, "tenant_id", "subject_id"),
)
Index(
    "uq_case_requests_open",
    case_requests.c.tenant_id,
    case_requests.c.case_id,
    unique=True,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)

request_items = Table(
    "request_items",
    metadata,
    owner(),
    key("request_id"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    text("subject_id"),
    text("kind"),
    text("pointer"),
    text("document", null=True),
    instant("answered_at", null=True),
    blob("change", null=True),
    text("attachment_id", null=True),
    points("request_id", "case_requests", erased_with=True),
    points("subject_id", "subjects", erased_with=True),
    one_of("kind", ItemKind),
    one_of("document", Document),
    CheckConstraint("(kind = 'document') = (document IS NOT NULL)", name="what"),
    Index(None, "tenant_id", "subject_id"),
)

case_notes = Table(
    "case_notes",
    metadata,
    owner(),
    key(),
    text("case_id"),
    text("subject_id"),
    text("author"),
    instant("written_at"),
    blob("text"),
    instant("struck_at", null=True),
    points("case_id", "cases", erased_with=True),
    points("subject_id", "subjects", erased_with=True),
    UniqueConstraint("id"),
    Index(None, "tenant_id", "case_id", "written_at"),
    Index(None, "tenant_id", "subject_id"),
)

note_mentions = Table(
    "note_mentions",
    metadata,
    owner(),
    key("note_id"),
    key("account_id"),
    text("case_id"),
    text("subject_id"),
    instant("read_at", null=True),
    points("note_id", "case_notes", erased_with=True),
    points("account_id", "accounts"),
    points("subject_id", "subjects", erased_with=True),
    Index(None, "tenant_id", "account_id", "read_at"),
    Index(None, "tenant_id", "subject_id"),
)

note_templates = Table(
    "note_templates",
    metadata,
    owner(),
    key(),
    text("name"),
    text("text"),
    text("made_by"),
    instant("made_at"),
    UniqueConstraint("id"),
    UniqueConstraint("tenant_id", "name"),
)

attachments = Table(
    "attachments",
    metadata,
    owner(),
    key(),
    text("case_id"),
    text("subject_id"),
    text("source"),
    text("document", null=True),
    text("added_by"),
    instant("added_at"),
    blob("details"),
    number("size"),
    text("sha256"),
    blob("content"),
    points("case_id", "cases", erased_with=True),
    points("subject_id", "subjects", erased_with=True),
    one_of("source", Source),
    one_of("document", Document),
    UniqueConstraint("id"),
    UniqueConstraint("tenant_id", "case_id", "subject_id", "sha256"),
    Index(None, "tenant_id", "subject_id"),
)
