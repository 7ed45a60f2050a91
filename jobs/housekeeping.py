"""Jobs that keep the house. Thin: the use cases are in `kyc_service.services.upkeep`."""

from __future__ import annotations

from jobs import context
from jobs.guard import guarded
from kyc_service.services import upkeep
from kyc_service.services.desk import counting
from kyc_service.services.retention import index_rotation, runs
from kyc_service.services.risk.runs import again


@guarded
def sweep() -> None:
    """Ring again for whatever is due."""
    upkeep.sweep(context.runtime())


@guarded
def tidy() -> None:
    """Drop what has had its time."""
    upkeep.tidy(context.runtime())


@guarded
def dispose() -> None:
    """Dispose of everything that is due."""
    runs.dispose_due(context.runtime())


@guarded
def rotate_index() -> None:
    """Replace the key of the blind index when it is due, and make rows anew."""
    index_rotation.rotate(context.runtime())


@guarded
def rate_again() -> None:
    """Rate every business that the table in force has not rated."""
    again.rate_all(context.runtime())


@guarded
def count_again() -> None:
    """Count again what large desks show of themselves."""
    counting.count_again(context.runtime())
