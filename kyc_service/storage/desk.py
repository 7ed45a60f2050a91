"""All about how cases are worked in one place: terms, acts, tags, saved filters."""

from __future__ import annotations

from kyc_service.storage.case_acts import ActRows
from kyc_service.storage.case_tags import TagRows
from kyc_service.storage.desk_terms import TermRows
from kyc_service.storage.rows import Transaction
from kyc_service.storage.saved_filters import FilterRows


class DeskRows:
    """The desk of one tenant."""

    def __init__(self, tx: Transaction) -> None:
        """Bind every repository to the transaction."""
        self.terms = TermRows(tx)
        self.acts = ActRows(tx)
        self.tags = TagRows(tx)
        self.filters = FilterRows(tx)
