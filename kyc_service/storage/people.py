"""Everything about the people of one tenant's desk, within one transaction."""

from __future__ import annotations

from kyc_service.storage.accounts import AccountRows
from kyc_service.storage.credentials import CredentialRows
from kyc_service.storage.rows import Transaction
from kyc_service.storage.sessions import InvitationRows, SessionRows


class PeopleRows:
    """Accounts, what they prove themselves with, invitations and sessions."""

    def __init__(self, tx: Transaction) -> None:
        """Bind every repository to the transaction."""
        self.accounts = AccountRows(tx)
        self.credentials = CredentialRows(tx)
        self.invitations = InvitationRows(tx)
        self.sessions = SessionRows(tx)
