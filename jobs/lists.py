"""Jobs about lists. Thin: the use case is in `kyc_service.services.lists`."""

from __future__ import annotations

from jobs import context
from jobs.guard import guarded
from kyc_service.services import lists


@guarded
def refresh_list(source_id: str) -> None:
    """Download one list and make it current if it passes the gates."""
    lists.refresh(context.runtime(), source_id)
