"""What commands about monitoring share: whose it is, and how a run is shown."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from jobs.cli.output import print_json, print_table

if TYPE_CHECKING:
    from kyc_service.domain.tenants import Tenant
    from kyc_service.services.monitoring.operating import Standing
    from kyc_service.services.runtime import Runtime

tenant_option = click.option("--tenant", required=True, help="Tenant's id, as `kyc tenants list` shows it.")


def choose_tenants(rt: Runtime, tenant_id: str | None) -> list[Tenant]:
    """Return one tenant, or all that are not suspended. Raises NotFoundError."""
    from kyc_service.errors import NotFoundError

    with rt.open_system(read_only=True) as system:
        known = system.tenants.list()
    found = [one for one in known if (one.id == tenant_id if tenant_id else not one.suspended)]
    if tenant_id and not found:
        message = "no tenant has this id"
        raise NotFoundError(message)
    return found


def show(standing: Standing, *, as_json: bool) -> None:
    """Print a run, and what it came to."""
    if as_json:
        from kyc_service.api.monitoring.runs import write
        from kyc_service.api.monitoring.schemas import RunSchema

        print_json(RunSchema().dump(write(standing)))
        return
    run, progress = standing.run, standing.progress
    tally = progress.tally
    would = "would be " if run.dry else ""
    rows = [
        ("stands", run.status.value),
        ("why", run.trigger.value),
        ("edition", run.edition),
        ("compares", say_scope(standing)),
        ("reason", run.reason),
        ("planned", run.made_at),
        ("ended", run.ended_at),
        ("paused since", run.paused_at),
        ("carries on", run.continues),
        ("carried on by", run.continued_by),
        ("chunks done", f"{progress.done} of {progress.chunks}"),
        ("subjects looked at", tally.due),
        ("compared with the whole lists", tally.screened),
        ("compared with what changed", tally.delta),
        ("set aside", tally.failed),
        ("pairs that appeared or changed", tally.pairs),
        ("pairs that ended", tally.ended),
        (f"alerts that {would}raised" if run.dry else "alerts raised", tally.alerts),
    ]
    print_table(run.id, ("", ""), rows)


def say_scope(standing: Standing) -> str:
    """Say what a run compares with."""
    scope = standing.run.scope
    what = "everybody with everything" if scope.everything else "whoever is due"
    if scope.since is not None:
        what = f"everybody with what changed since edition {scope.since}"
    return f"{what}, of {', '.join(scope.sources)}" if scope.sources else what


def say_stand(standing: Standing) -> str:
    """Say where a run stands, and what becomes of what an operator asked for where a newer edition overtook it."""
    run = standing.run
    if run.status.value != "overtaken" or not run.is_wish:
        return run.status.value
    return f"overtaken; {run.continued_by} carries it on" if run.continued_by else "overtaken; planned again soon"


def say_left(seconds: float | None) -> str:
    """Say how long a run will take yet."""
    return "" if seconds is None else f"{dt.timedelta(seconds=round(seconds))} left"
