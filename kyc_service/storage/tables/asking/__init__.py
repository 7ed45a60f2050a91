"""Tables of what is asked for from a case, and of what colleagues write and file on it."""

from __future__ import annotations

from kyc_service.storage.tables.asking.desk import (
    attachments,
    case_notes,
    case_requests,
    note_mentions,
    note_templates,
    request_items,
)

__all__ = ["attachments", "case_notes", "case_requests", "note_mentions", "note_templates", "request_items"]
