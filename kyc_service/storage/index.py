"""The blind index across all tenants: how much of it waits for the present key."""

from __future__ import annotations

from sqlalchemy import func, select

from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import blind_index


class IndexRows(Repository):
    """All tenants' rows."""

    def count_older(self, version: int) -> int:
        """Count rows that were made under an older key."""
        wanted = select(func.count()).select_from(blind_index).where(blind_index.c.key_version < version)
        return int(self._tx.run(wanted).scalar_one())
