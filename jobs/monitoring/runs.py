"""Jobs about runs over all subjects. Thin: the use cases are in `kyc_service.services.monitoring`."""

from __future__ import annotations

from jobs import context
from jobs.guard import guarded
from kyc_service.services.monitoring import planning, running


@guarded
def watch() -> None:
    """Plan whatever subjects that changed lately have to be compared with."""
    planning.watch(context.runtime(), everybody=False)


@guarded
def watch_all() -> None:
    """Plan whatever any subject has to be compared with."""
    planning.watch(context.runtime(), everybody=True)


@guarded
def work_on_chunks(run_id: str, slot_id: str) -> None:
    """Compare chunks of a run for some seconds."""
    running.work_for_a_while(context.runtime(), run_id, slot_id)
