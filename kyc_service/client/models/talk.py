"""Types of `talk`, written by `make client`: change the service, not this."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class Ask(TypedDict):
    """Ask, as the service takes or answers it."""

    fields: NotRequired[list[str]]
    documents: NotRequired[list[AskedDocument]]
    days: NotRequired[float]


class AskedDocument(TypedDict):
    """AskedDocument, as the service takes or answers it."""

    document: Literal[
        "proof_of_address",
        "registration_extract",
        "identity_document",
        "ownership_chart",
        "licence",
        "tax_registration",
        "power_of_attorney",
        "articles_of_association",
        "bank_statement",
    ]
    about: NotRequired[str]


class Attachment(TypedDict):
    """Attachment, as the service takes or answers it."""

    id: str
    subject_id: str
    source: Literal["analyst", "answer"]
    document: (
        Literal[
            "proof_of_address",
            "registration_extract",
            "identity_document",
            "ownership_chart",
            "licence",
            "tax_registration",
            "power_of_attorney",
            "articles_of_association",
            "bank_statement",
        ]
        | None
    )
    name: str
    type: Literal["application/pdf", "image/png", "image/jpeg", "text/plain"]
    size: int
    sha256: str
    added_by: str
    added_at: str


class Attachments(TypedDict):
    """Attachments, as the service takes or answers it."""

    items: list[Attachment]


class ColleagueMention(TypedDict):
    """ColleagueMention, as the service takes or answers it."""

    note_id: str
    case_id: str
    reference: str
    author: str
    written_at: str
    read_at: str | None


class Item(TypedDict):
    """Item, as the service takes or answers it."""

    number: int
    kind: Literal["field", "document"]
    field: str
    document: (
        Literal[
            "proof_of_address",
            "registration_extract",
            "identity_document",
            "ownership_chart",
            "licence",
            "tax_registration",
            "power_of_attorney",
            "articles_of_association",
            "bank_statement",
        ]
        | None
    )
    answered_at: str | None
    was: dict[str, Any]
    now: dict[str, Any]
    flags: list[str]
    attachment_id: str | None
    text: str


class Marked(TypedDict):
    """Marked, as the service takes or answers it."""

    read: int


class Mention(TypedDict):
    """Mention, as the service takes or answers it."""

    account_id: str
    read_at: str | None


class Mentions(TypedDict):
    """Mentions, as the service takes or answers it."""

    items: list[ColleagueMention]


class Message(TypedDict):
    """Message, as the service takes or answers it."""

    id: str
    subject_id: str
    case_id: str
    direction: Literal["incoming", "outgoing"]
    written_at: str
    kept_by: str
    ends_at: str | None
    text: str


class MessageList(TypedDict):
    """MessageList, as the service takes or answers it."""

    items: list[Message]


class NewMessage(TypedDict):
    """NewMessage, as the service takes or answers it."""

    direction: Literal["incoming", "outgoing"]
    text: str
    subject: NotRequired[str]


class NewNote(TypedDict):
    """NewNote, as the service takes or answers it."""

    text: str
    mentions: NotRequired[list[str]]


class NewPublicSource(TypedDict):
    """NewPublicSource, as the service takes or answers it."""

    subject: str
    found: NotRequired[dict[str, str]]
    retrieved_at: str


class NewTemplate(TypedDict):
    """NewTemplate, as the service takes or answers it."""

    name: str
    text: str


class Note(TypedDict):
    """Note, as the service takes or answers it."""

    id: str
    author: str
    written_at: str
    text: str | None
    struck_at: str | None
    mentions: list[Mention]


class Notes(TypedDict):
    """Notes, as the service takes or answers it."""

    items: list[Note]


class PublicSource(TypedDict):
    """PublicSource, as the service takes or answers it."""

    id: str
    subject_id: str
    digest: str
    retrieved_at: str
    kept_by: str
    notice_due_at: str
    notice: Literal["given", "knows_already", "disproportionate", "laid_down_by_law", "secrecy"] | None
    noticed_at: str | None
    version: int


class PublicSourceNotice(TypedDict):
    """PublicSourceNotice, as the service takes or answers it."""

    notice: Literal["given", "knows_already", "disproportionate", "laid_down_by_law", "secrecy"]


class Read(TypedDict):
    """Read, as the service takes or answers it."""

    account_id: str


class Request(TypedDict):
    """Request, as the service takes or answers it."""

    id: str
    status: Literal["open", "answered", "withdrawn", "lapsed"]
    asked_by: str
    asked_at: str
    due_at: str
    ended_at: str | None
    ended_by: str | None
    items: list[Item]


class Requests(TypedDict):
    """Requests, as the service takes or answers it."""

    items: list[Request]


class Template(TypedDict):
    """Template, as the service takes or answers it."""

    id: str
    name: str
    text: str
    built_in: bool


class Templates(TypedDict):
    """Templates, as the service takes or answers it."""

    items: list[Template]
