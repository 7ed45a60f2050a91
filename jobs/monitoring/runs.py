"""Jobs about runs over all subjects. Thin: the use cases are in `kyc_service.services.monitoring`."""

from __future__ import annotations

from jobs import context
from jobs.guard import guarded
from kyc_service.services.monitoring import planning, running


@guarded
def watch(look: str) -> None:
    """Plan whatever subjects have to be compared with; `look` is `recent` or `all`."""
    planning.watch(context.runtime(), everybody=look == "all")


@guarded
def work_on_chunks(run_id: str, slot: str) -> None:
    """Compare chunks of a run for some seconds."""
    running.work_for_a_while(context.runtime(), run_id, slot)
