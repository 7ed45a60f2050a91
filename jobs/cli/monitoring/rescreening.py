"""`kyc rescreen`: have everybody compared again, or count what would come of it; watch it, or do it here."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING

import click

from jobs.cli.commands import Command
from jobs.cli.monitoring.shared import choose_tenants, say_left, show, tenant_option
from jobs.cli.output import json_option, say
from jobs.cli.privacy.shared import actor
from jobs.cli.progress import measured

if TYPE_CHECKING:
    from collections.abc import Callable

    from kyc_service.errors import InvalidInputError
    from kyc_service.services.monitoring.operating import Standing, Wanted
    from kyc_service.services.runtime import Runtime

_LOOK_SECONDS = 1.0
_FAILED = 1


@click.command(
    cls=Command,
    examples=(
        "kyc rescreen --tenant ten_0123 --dry-run --follow          count the alerts that it would raise",
        "kyc rescreen --tenant ten_0123 --list ofac_sdn --since 2026-11-01 --reason 'parser fixed'",
        "kyc rescreen --tenant ten_0123 --all --here                without workers, in this process",
    ),
)
@tenant_option
@click.option("--list", "sources", multiple=True, help="Id of a list, several times; only its entries. All otherwise.")
@click.option(
    "--since", metavar="DATE|EDITION", help="Everybody with what changed since then: a look-back after a fix."
)
@click.option("--all", "everything", is_flag=True, help="Everybody with everything, whatever is known already.")
@click.option("--dry-run", "dry", is_flag=True, help="Count what would come of it, and change nothing.")
@click.option("--reason", help="Why, for the audit; nobody's name.")
@click.option("--follow", is_flag=True, help="Wait until workers have done it, and show how far it is.")
@click.option("--here", is_flag=True, help="Do it in this process, beside workers or without any.")
@json_option
def rescreen(
    *,
    tenant: str,
    sources: tuple[str, ...],
    since: str | None,
    everything: bool,
    dry: bool,
    reason: str | None,
    follow: bool,
    here: bool,
    as_json: bool,
) -> None:
    """Have the active subjects of a tenant compared again.

    By default each with what it was not compared with yet. Exit code 1 when a run that was followed was not done.
    """
    from jobs import context
    from kyc_service.services.monitoring.operating import Wanted

    rt = context.prepared_runtime()
    choose_tenants(rt, tenant)
    when, edition = _read_since(since)
    wanted = Wanted(sources=sources, since=when, since_edition=edition, everything=everything, dry=dry, reason=reason)
    standing = _start(rt, tenant, wanted)
    run = standing.run.id
    say(f"{run}: planned, {standing.progress.chunks} chunks")
    if here or follow:
        standing = _watch(rt, tenant, run, _worker(rt, run) if here else _wait)
    show(standing, as_json=as_json)
    if (here or follow) and standing.run.status.value != "done":
        raise click.exceptions.Exit(_FAILED)


def _start(rt: Runtime, tenant: str, wanted: Wanted) -> Standing:
    from kyc_service.errors import InvalidInputError
    from kyc_service.services.monitoring import operating

    try:
        with rt.open_work(tenant, actor()) as work:
            return operating.start(rt, work, wanted)
    except InvalidInputError as error:
        raise click.UsageError(_explain(error)) from None


def _watch(rt: Runtime, tenant: str, run: str, step: Callable[[], None]) -> Standing:
    """Show how far a run is until it is over or paused."""
    from kyc_service.domain.monitoring.runs import RunStatus
    from kyc_service.services.monitoring import operating

    going = {RunStatus.PLANNED, RunStatus.RUNNING}
    with measured("comparing") as hear:
        while True:
            with rt.open_work(tenant, actor(), read_only=True) as work:
                standing = operating.get(work, run)
            progress = standing.progress
            hear(say_left(progress.seconds_left), progress.done, progress.chunks)
            if standing.run.status not in going:
                return standing
            step()


def _wait() -> None:
    time.sleep(_LOOK_SECONDS)


def _worker(rt: Runtime, run: str) -> Callable[[], None]:
    from kyc_service.services.monitoring import chunks

    def work_once() -> None:
        if not chunks.work_on(rt, run):
            # The last chunks are with workers.
            _wait()

    return work_once


def _read_since(text: str | None) -> tuple[dt.datetime | None, int | None]:
    """Read a day, a moment, or the number of an edition."""
    if text is None:
        return None, None
    if text.isascii() and text.isdigit() and len(text) < len("20261101"):
        return None, int(text)
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        message = "has to be a day as 2026-11-01, a moment as 2026-11-01T09:00:00Z, or the number of an edition"
        raise click.BadParameter(message, param_hint="--since") from None
    return (found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found.astimezone(dt.UTC)), None


def _explain(error: InvalidInputError) -> str:
    from kyc_service.api.messages import text_of

    return " ".join(f"{fault.pointer}: {fault.detail or text_of(fault.code)}" for fault in error.faults)
