"""Types of `lists`, written by `make client`: change the service, not this."""

from __future__ import annotations

from typing import Any, TypedDict


class Alive(TypedDict):
    """Alive, as the service takes or answers it."""

    status: str
    version: str


class ApprovalOfList(TypedDict):
    """ApprovalOfList, as the service takes or answers it."""

    reason: str


class ChangedEntry(TypedDict):
    """ChangedEntry, as the service takes or answers it."""

    id: str
    caption: str
    fields_changed: list[str]
    values: list[FieldChange]


class Diff(TypedDict):
    """Diff, as the service takes or answers it."""

    source: str
    before: str
    after: str
    added: list[NamedEntry]
    removed: list[NamedEntry]
    changed: list[ChangedEntry]


class Field(TypedDict):
    """Field, as the service takes or answers it."""

    field: str
    category: str
    required: bool
    consequence: str
    description: str
    why: list[str]


class FieldChange(TypedDict):
    """FieldChange, as the service takes or answers it."""

    field: str
    gone: list[str]
    came: list[str]


class List(TypedDict):
    """List, as the service takes or answers it."""

    id: str
    title: str
    digest: str | None
    published: str | None
    loaded_at: str | None
    confirmed_at: str | None
    entries: int
    names: int
    origin: str | None
    age_seconds: int | None
    fresh: bool
    stale_reason: str | None
    last_tried_at: str | None
    last_error: str | None
    required: bool
    max_age_seconds: int | None
    alarm: str | None
    refused: Refusal | None


class Lists(TypedDict):
    """Lists, as the service takes or answers it."""

    items: list[List]


class NamedEntry(TypedDict):
    """NamedEntry, as the service takes or answers it."""

    id: str
    caption: str


class Notice(TypedDict):
    """Notice, as the service takes or answers it."""

    notice_id: str
    policy_id: str
    policy_version: str
    policy_sha256: str
    controller: dict[str, Any]
    contact: str
    source: str
    items: list[Field]
    purposes: list[NoticePurpose]
    categories: list[NoticeCategory]
    other_sources: list[NoticeSource]
    rights: list[NoticeRight]
    refused: list[str]


class NoticeCategory(TypedDict):
    """NoticeCategory, as the service takes or answers it."""

    category: str
    recipients: list[NoticeRecipient]
    ends: list[str]


class NoticePurpose(TypedDict):
    """NoticePurpose, as the service takes or answers it."""

    purpose: str
    bases: list[str]


class NoticeRecipient(TypedDict):
    """NoticeRecipient, as the service takes or answers it."""

    recipient: str
    purposes: list[str]
    conditions: list[str]


class NoticeRight(TypedDict):
    """NoticeRight, as the service takes or answers it."""

    right: str
    due: str


class NoticeSource(TypedDict):
    """NoticeSource, as the service takes or answers it."""

    category: str
    taken: list[str]


class Ready(TypedDict):
    """Ready, as the service takes or answers it."""

    ready: bool
    checks: dict[str, Any]
    notice: str | None


class Refusal(TypedDict):
    """Refusal, as the service takes or answers it."""

    source: str
    digest: str
    published: str | None
    refused_at: str
    code: str
    detail: str
    entries: int
    names: int
    status: str
    decided_by: str | None
    decided_at: str | None
    reason: str | None


class Refusals(TypedDict):
    """Refusals, as the service takes or answers it."""

    items: list[Refusal]


class Version(TypedDict):
    """Version, as the service takes or answers it."""

    digest: str
    published: str | None
    loaded_at: str
    entries: int
    names: int
    origin: str


class Versions(TypedDict):
    """Versions, as the service takes or answers it."""

    items: list[Version]
