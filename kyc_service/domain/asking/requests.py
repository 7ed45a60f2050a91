"""Requests: what an analyst asks for from a case, until when, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kyc_service.domain.asking import fields
from kyc_service.domain.personal import Personal

REASON = "details_asked"
"""Why a verification waits for an answer. Neutral."""
USUAL_DAYS = 14
LONGEST_DAYS = 90
MOST_ITEMS = 20
"""Fields and documents of one request together."""


class RequestStatus(StrEnum):
    """What came of a request."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    """By an analyst, who went on without the rest of the answer."""
    LAPSED = "lapsed"
    """The term passed, and something was still missing."""


class ItemKind(StrEnum):
    """What is asked for."""

    FIELD = "field"
    DOCUMENT = "document"


class Document(StrEnum):
    """Documents that may be asked for."""

    PROOF_OF_ADDRESS = "proof_of_address"
    REGISTRATION_EXTRACT = "registration_extract"
    IDENTITY_DOCUMENT = "identity_document"
    OWNERSHIP_CHART = "ownership_chart"
    LICENCE = "licence"
    TAX_REGISTRATION = "tax_registration"
    POWER_OF_ATTORNEY = "power_of_attorney"
    ARTICLES_OF_ASSOCIATION = "articles_of_association"
    BANK_STATEMENT = "bank_statement"


DOCUMENTS: Mapping[Document, str] = {
    Document.PROOF_OF_ADDRESS: "Send a document that shows the address, not older than three months.",
    Document.REGISTRATION_EXTRACT: "Send an extract from the business register, not older than three months.",
    Document.IDENTITY_DOCUMENT: "Send a copy of a valid identity document; hide the photo and the personal number.",
    Document.OWNERSHIP_CHART: "Send a chart of who owns the business, with every share, signed and dated.",
    Document.LICENCE: "Send a copy of the licence.",
    Document.TAX_REGISTRATION: "Send a document that shows the tax number.",
    Document.POWER_OF_ATTORNEY: "Send the document that lets this person act for the business.",
    Document.ARTICLES_OF_ASSOCIATION: "Send the articles of association as they are in force.",
    Document.BANK_STATEMENT: "Send the head of a bank statement that shows the name of the account; hide the amounts.",
}
"""What the onboarding flow is told. Nothing can be added to it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing to ask for."""

    pointer: str
    """The field in the submission; for a document whom it is about, as `/business` or `/people/0`."""
    document: Document | None = None

    @property
    def text(self) -> str:
        """Ask for it, in neutral words."""
        return DOCUMENTS[self.document] if self.document else fields.ask_for(self.pointer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that was asked for, and what came."""

    number: int
    """From 1, in the order of asking."""
    subject_id: str
    """Whom it is about."""
    wanted: Wanted
    answered_at: dt.datetime | None
    change: Personal[dict[str, Any]] | None = field(repr=False)
    """`{"was": ..., "now": ..., "flags": [...]}`, for a field that was given."""
    attachment_id: str | None
    """The document that came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for at once."""

    id: str
    case_id: str
    subject_id: str
    """The business."""
    status: RequestStatus
    asked_by: str
    asked_at: dt.datetime
    due_at: dt.datetime
    ended_at: dt.datetime | None
    ended_by: str | None
    """Who withdrew it, or gave the last answer."""
    items: tuple[Item, ...]

    @property
    def missing(self) -> tuple[Item, ...]:
        """What nobody gave yet."""
        return tuple(item for item in self.items if item.answered_at is None)
