"""All about risk in one place: tables of factors, ratings by them, and levels that people set."""

from __future__ import annotations

from kyc_service.storage.risk_overrides import OverrideRows
from kyc_service.storage.risk_ratings import RatingRows
from kyc_service.storage.risk_tables import RiskTableRows
from kyc_service.storage.rows import Transaction


class RiskRows:
    """The risk of one tenant's businesses."""

    def __init__(self, tx: Transaction) -> None:
        """Bind every repository to the transaction."""
        self.tables = RiskTableRows(tx)
        self.ratings = RatingRows(tx)
        self.overrides = OverrideRows(tx)
