"""Commands about the lists: how they stand, refresh, check, compare."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jobs.cli.commands import Group
from jobs.cli.lists import files as list_files
from jobs.cli.lists import refusals
from jobs.cli.output import json_option, print_json, print_table, say
from jobs.cli.progress import downloads

if TYPE_CHECKING:
    from kyc_service.services.lists.loading import Refreshed

_source = click.argument("source", required=False)


@click.group(cls=Group)
def lists() -> None:
    """See how the sanctions lists stand, refresh, check and compare them."""


@lists.command(examples=("kyc lists status", "kyc lists status --json"))
@json_option
def status(*, as_json: bool) -> None:
    """Say how every list stands: version, age, and whether it may clear anyone."""
    from jobs import context
    from kyc_service.services.lists import standing as services

    rt = context.prepared_runtime()
    with rt.open_system("cli") as system:
        found = services.states(system, rt)
    if as_json:
        print_json({"lists": list(found)})
        return
    print_table(
        "Lists",
        ("id", "required", "published", "confirmed", "entries", "names", "from", "clears", "alarm", "last error"),
        [
            (
                row.id,
                row.required,
                row.published,
                row.confirmed_at,
                row.entries,
                row.names,
                row.origin,
                "yes" if row.fresh else f"no: {row.stale_reason}",
                row.alarm,
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
    from kyc_service.services.lists import loading

    rt = context.prepared_runtime()
    wanted = (source,) if source else rt.choices.fetched
    with downloads() as progress:
        done = list(loading.refresh_all(rt, wanted, progress.of))
    _tell(done, "Refreshed", as_json=as_json)


@lists.command(
    examples=(
        "kyc lists load                                   the lists that ship, where none is loaded",
        "kyc lists load un /srv/mirror/consolidated.xml   files you fetched yourself, through the same gates",
        "kyc lists load own our-list.csv",
    )
)
@_source
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@json_option
def load(*, source: str | None, files: tuple[Path, ...], as_json: bool) -> None:
    """Load the lists that ship, or the FILES of one. Exit code 1 when they are refused.

    Files are put through every gate that a download passes, and make the list as fresh as one.
    """
    from jobs import context
    from kyc_service.services.lists import loading

    rt = context.prepared_runtime()
    if source is None:
        done = list(loading.load_bundled(rt))
        if not done and not as_json:
            say("every list that ships is loaded already, or not in use")
            return
    else:
        if not files:
            message = "name the files, or leave the source out for the lists that ship"
            raise click.UsageError(message)
        done = [loading.load_files(rt, source, list_files.all_files(files))]
    _tell(done, "Loaded", as_json=as_json)


def _tell(done: list[Refreshed], title: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"lists": done})
    else:
        print_table(title, ("id", "outcome", "detail"), [(row.source, row.outcome, row.detail) for row in done])
    if any(row.outcome == "refused" for row in done):
        say("`kyc lists refused SOURCE` shows a refused version, `kyc lists approve` uses it all the same")
        raise click.exceptions.Exit(1)


@lists.command(examples=("kyc lists prune --older-than 400",))
@click.option("--older-than", "days", type=click.IntRange(1), default=400, show_default=True, help="Days since loaded.")
@json_option
def prune(*, days: int, as_json: bool) -> None:
    """Drop old versions that nothing needs: not in use, and named by no stored result."""
    import datetime as dt

    from jobs import context
    from kyc_service.services.lists import standing as services

    dropped = services.prune(context.prepared_runtime(), dt.timedelta(days=days))
    if as_json:
        print_json({"dropped": list(dropped)})
        return
    print_table(
        "Dropped",
        ("id", "digest", "published", "loaded", "entries"),
        [(row.source, row.digest[:12], row.published, row.loaded_at, row.entries) for row in dropped],
    )


@lists.command(examples=("kyc lists verify", "kyc lists verify ofac_sdn --json"))
@_source
@json_option
def verify(*, source: str | None, as_json: bool) -> None:
    """Read every loaded list again, put it through the gates, count what was not understood. Exit 1 when one fails.

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
        print_table(
            "Verified",
            ("source", "entries", "digest", "kept as text, by field", "problem", "indexed"),
            [
                (row["source"], row["entries"], row["digest"][:12], _counts(row), row["problem"], row["indexed"])
                for row in found
            ],
        )
    if not found or any(row["problem"] or not row["indexed"] for row in found):
        raise click.exceptions.Exit(1)


def _counts(row: dict[str, Any]) -> str:
    return ", ".join(f"{field} {count}" for field, count in row["not_understood"].items())


def _verify(system: Any, source: str, digest: str, today: Any) -> dict[str, Any]:  # noqa: ANN401 - storage's own
    from watchlists.errors import ListRefusedError
    from watchlists.fetch import gates
    from watchlists.sources import get
    from watchlists.versions import summarise

    summary, problem = None, None
    try:
        version = system.lists.load(source, digest)
        summary = summarise(version)
        gates.check(get(source), version, None, today)
    except ListRefusedError as error:
        problem = error.code
    return {
        "source": source,
        "digest": digest,
        "entries": summary.entries if summary else 0,
        "not_understood": dict(sorted(summary.not_understood.items())) if summary else {},
        "problem": problem,
    }


for command in (
    list_files.sources,
    list_files.parse,
    list_files.diff,
    refusals.refused,
    refusals.approve,
):
    lists.add_command(command)
