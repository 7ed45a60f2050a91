"""An evidence pack: asked for, made by a worker, fetched, and deleted when its time is over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

MAX_ATTEMPTS = 3
"""A pack whose maker dies this often is given up."""


class PackStatus(StrEnum):
    """Where a pack stands."""

    REQUESTED = "requested"
    MADE = "made"
    FAILED = "failed"


class PackFormat(StrEnum):
    """What a pack can be fetched as; both say the same."""

    PDF = "pdf"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePack:
    """One pack, without its files."""

    id: str
    verification_id: str
    subject_id: str
    """The business."""
    status: PackStatus
    attempt: int
    """Fencing token: rises each time a worker takes it."""
    requested_by: str
    requested_at: dt.datetime
    expires_at: dt.datetime
    """It is deleted then."""
    lease_until: dt.datetime | None = None
    made_at: dt.datetime | None = None
    pages: int | None = None
    content_sha256: str | None = None
    """Of the content in its one canonical form, hex; printed in the PDF."""
    json_sha256: str | None = None
    """Of the JSON file's bytes."""
    pdf_sha256: str | None = None
    """Of the PDF file's bytes."""
    failure: str | None = None
    """Code of why it was not made."""
