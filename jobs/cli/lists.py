"""Commands about the lists: how they stand, refresh, check, compare."""

from __future__ import annotations

from typing import Any

import click

from jobs.cli import list_files
from jobs.cli.commands import Group
from jobs.cli.output import json_option, print_json, print_table, say

_source = click.argument("source", required=False)


@click.group(cls=Group)
def lists() -> None:
    """See how the sanctions lists stand, refresh, check and compare them."""


@lists.command(examples=("kyc lists status", "kyc lists status --json"))
@json_option
def status(*, as_json: bool) -> None:
    """Say how every list stands: version, age, and whether it may clear anyone."""
    from jobs import context
    from kyc_service.services import lists as services

    rt = context.prepared_runtime()
    with rt.open_system("cli") as system:
        found = services.states(system, rt.settings)
    if as_json:
        print_json({"lists": list(found)})
        return
    print_table(
        "Lists",
        ("id", "published", "confirmed", "entries", "names", "from", "fresh", "last error"),
        [
            (
                row.id,
                row.published,
                row.confirmed_at,
                row.entries,
                row.names,
                row.origin,
                "yes" if row.fresh else f"no: {row.stale_reason}",
                row.last_error,
            )
            for row in found
        ],
    )


@lists.command(examples=("kyc lists refresh", "kyc lists refresh un"))
@_source
@json_option
def refresh(*, source: str | None, as_json: bool) -> None:
    """Ask the publishers for newer versions, or one of them. Exit code 1 when one is refused."""
    from jobs import context
    from kyc_service.services import lists as services
    from watchlists.bundled import SOURCE_IDS

    rt = context.prepared_runtime()
    done = []
    for source_id in (source,) if source else SOURCE_IDS:
        say(f"{source_id}: asking its publisher")
        done.append(services.refresh(rt, source_id))
    if as_json:
        print_json({"lists": done})
    else:
        print_table("Refreshed", ("id", "outcome", "detail"), [(row.source, row.outcome, row.detail) for row in done])
    if any(row.outcome == "refused" for row in done):
        raise click.exceptions.Exit(1)


@lists.command(examples=("kyc lists load",))
@json_option
def load(*, as_json: bool) -> None:
    """Load the lists that ship with the service, where none is loaded yet."""
    from jobs import context
    from kyc_service.services import lists as services

    done = services.load_bundled(context.prepared_runtime())
    if as_json:
        print_json({"lists": list(done)})
        return
    for row in done:
        say(f"{row.source}: {row.detail}")
    if not done:
        say("every list is loaded already")


@lists.command(examples=("kyc lists verify", "kyc lists verify ofac_sdn --json"))
@_source
@json_option
def verify(*, source: str | None, as_json: bool) -> None:
    """Read every loaded list again and put it through the gates. Exit code 1 when one fails.

    Checks the stored bytes, the plausibility floors, the entries that have to be there, and that the index of this
    machine holds exactly the loaded versions.
    """
    from jobs import context

    rt = context.prepared_runtime()
    with rt.open_system("cli") as system:
        states = [state for state in system.lists.current() if source in {None, state.source}]
        today = system.now().date()
        found = [_verify(system, state.source, state.digest, today) for state in states]
    indexed = {(used.source, used.digest) for used in rt.screeners.current().screener.index.versions}
    for row in found:
        row["indexed"] = (row["source"], row["digest"]) in indexed
    if as_json:
        print_json({"lists": found})
    else:
        columns = ("source", "entries", "digest", "problem", "indexed")
        print_table("Verified", columns, [[row[column] for column in columns] for row in found])
    if not found or any(row["problem"] or not row["indexed"] for row in found):
        raise click.exceptions.Exit(1)


def _verify(system: Any, source: str, digest: str, today: Any) -> dict[str, Any]:  # noqa: ANN401 - storage's own
    from watchlists.errors import ListRefusedError
    from watchlists.fetch import gates
    from watchlists.sources import get

    entries, problem = 0, None
    try:
        version = system.lists.load(source, digest)
        entries = len(version.entries)
        gates.check(get(source), version, None, today)
    except ListRefusedError as error:
        problem = error.code
    return {"source": source, "digest": digest, "entries": entries, "problem": problem}


for command in (list_files.sources, list_files.parse, list_files.diff):
    lists.add_command(command)
