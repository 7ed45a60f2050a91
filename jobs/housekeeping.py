"""Jobs that keep the house. Thin: the use cases are in `kyc_service.services.upkeep`."""

from __future__ import annotations

from jobs import context
from jobs.guard import guarded
from kyc_service.services import upkeep


@guarded
def sweep() -> None:
    """Ring again for whatever is due."""
    upkeep.sweep(context.runtime())


@guarded
def tidy() -> None:
    """Drop what has had its time."""
    upkeep.tidy(context.runtime())
