"""Jobs about lists. Thin: the use case is in `kyc_service.services.list_loading`."""

from __future__ import annotations

from jobs import context
from jobs.guard import guarded
from kyc_service.services.lists import loading


@guarded
def refresh_list(source_id: str) -> None:
    """Download one list and make it current if it passes the gates."""
    loading.refresh(context.runtime(), source_id)
