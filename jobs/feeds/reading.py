"""Jobs about change feeds and reviews. Thin: the use cases are in `kyc_service.services.feeds`."""

from __future__ import annotations

from jobs import context
from jobs.guard import guarded
from kyc_service.services.feeds import reading, reviewing


@guarded
def read_feeds(register_id: str) -> None:
    """Read the change feeds of one register."""
    reading.read_register(context.runtime(), register_id)


@guarded
def verify_due() -> None:
    """Verify businesses again that a feed, a date or their age makes due."""
    reviewing.verify_due(context.runtime())
