"""Jobs about webhooks. Thin: the use case is in `kyc_service.services.webhooks`."""

from __future__ import annotations

from jobs import context
from jobs.guard import guarded
from kyc_service.services import webhooks


@guarded
def deliver_event(delivery_id: str) -> None:
    """Deliver one webhook event to one endpoint: in a thread of this process, in the turn of its endpoint."""
    webhooks.hand_over(context.runtime(), delivery_id)
