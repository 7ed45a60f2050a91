"""Tables of change feeds, of whom they spoke of, and of the terms after which registers are asked again."""

from __future__ import annotations

from kyc_service.storage.tables.feeds.reading import register_feeds, reverify_marks, review_terms

__all__ = ["register_feeds", "reverify_marks", "review_terms"]
