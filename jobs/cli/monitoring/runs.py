"""`kyc runs`: look at runs of ongoing monitoring, pause them, let them go on, cancel them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jobs.cli.commands import Group
from jobs.cli.monitoring.shared import choose_tenants, say_left, say_scope, say_stand, show, tenant_option
from jobs.cli.output import json_option, print_json, print_table, say
from jobs.cli.privacy.shared import actor

if TYPE_CHECKING:
    from kyc_service.domain.monitoring.runs import RunStatus
    from kyc_service.services.runtime import Runtime

_run = click.argument("run")
_PAGE = 50


@click.group(
    cls=Group,
    examples=(
        "kyc runs list --tenant ten_0123",
        "kyc runs show run_3f0c2b7a9d814e6fa1c5d2e8b4a79063",
        "kyc runs pause run_3f0c2b7a9d814e6fa1c5d2e8b4a79063",
    ),
)
def runs() -> None:
    """Look at runs over all subjects, pause them, let them go on, cancel them."""


@runs.command("list", examples=("kyc runs list --tenant ten_0123 --json",))
@tenant_option
@json_option
def list_runs(*, tenant: str, as_json: bool) -> None:
    """List the last 50 runs of a tenant, newest first."""
    from jobs import context
    from kyc_service.services.monitoring import operating

    rt = context.prepared_runtime()
    choose_tenants(rt, tenant)
    with rt.open_work(tenant, actor(), read_only=True) as work:
        found = operating.page(work, None, _PAGE).items
    if as_json:
        from kyc_service.api.monitoring.runs import write
        from kyc_service.api.monitoring.schemas import RunSchema

        print_json({"runs": [RunSchema().dump(write(one)) for one in found]})
        return
    print_table(
        "Runs",
        ("id", "why", "edition", "compares", "stands", "planned", "done", "subjects", "alerts", ""),
        [
            (
                one.run.id,
                f"{one.run.trigger.value}{', dry' if one.run.dry else ''}",
                one.run.edition,
                say_scope(one),
                say_stand(one),
                one.run.made_at,
                f"{one.progress.share:.0%}",
                one.progress.tally.due,
                one.progress.tally.alerts,
                say_left(one.progress.seconds_left),
            )
            for one in found
        ],
    )


@runs.command("show", examples=("kyc runs show run_3f0c2b7a9d814e6fa1c5d2e8b4a79063 --json",))
@_run
@json_option
def show_run(*, run: str, as_json: bool) -> None:
    """Show how far a RUN is and what it came to."""
    from kyc_service.services.monitoring import operating

    rt, tenant_id = find(run)
    with rt.open_work(tenant_id, actor(), read_only=True) as work:
        show(operating.get(work, run), as_json=as_json)


@runs.command(examples=("kyc runs pause run_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@_run
def pause(*, run: str) -> None:
    """Pause a RUN; chunks that a worker has are finished.

    A newer edition and runs that are asked for do not wait for it. What the service planned itself goes on after half
    of KYC_COVERAGE_ALARM_HOURS; what an operator asked for rests until it is resumed.
    """
    from kyc_service.domain.monitoring.runs import RunStatus

    _move(run, RunStatus.PAUSED)


@runs.command(examples=("kyc runs resume run_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@_run
def resume(*, run: str) -> None:
    """Let a paused RUN go on from where it stood."""
    from kyc_service.domain.monitoring.runs import RunStatus

    _move(run, RunStatus.RUNNING)


@runs.command(examples=("kyc runs cancel run_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@_run
def cancel(*, run: str) -> None:
    """Cancel a RUN; what it found stays, and whoever it did not reach stays due."""
    from kyc_service.domain.monitoring.runs import RunStatus

    _move(run, RunStatus.CANCELLED)


def find(run: str) -> tuple[Runtime, str]:
    """Return the runtime, and whose a run is. Raises NotFoundError."""
    from jobs import context
    from kyc_service.errors import NotFoundError

    rt = context.prepared_runtime()
    with rt.open_system(actor(), read_only=True) as system:
        tenant_id = system.sweeper.tenant_of_run(run)
    if tenant_id is None:
        message = "no run has this id"
        raise NotFoundError(message)
    return rt, tenant_id


def _move(run: str, status: RunStatus) -> None:
    from kyc_service.services.monitoring import running

    rt, tenant_id = find(run)
    with rt.open_work(tenant_id, actor()) as work:
        moved = running.move(work, run, status, work.monitoring.runs.get(run).version)
    say(f"{run}: {moved.status.value}")
