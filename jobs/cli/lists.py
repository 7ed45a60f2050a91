"""Commands about the lists: how they stand, refresh, check, compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from jobs.cli.commands import Group
from jobs.cli.output import json_option, print_json, print_table, say

if TYPE_CHECKING:
    from watchlists.model import Entry

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


@lists.command(
    examples=("kyc lists diff un", "kyc lists diff un --from 3f0c9a --to 81b2d4 --json"),
)
@click.argument("source")
@click.option("--from", "before", help="Digest, or its beginning; the version before the current one otherwise.")
@click.option("--to", "after", help="Digest, or its beginning; the current version otherwise.")
@json_option
def diff(*, source: str, before: str | None, after: str | None, as_json: bool) -> None:
    """Say what changed between two versions of a list."""
    from jobs import context
    from kyc_service.services import lists as services

    with context.prepared_runtime().open_system("cli") as system:
        known = [version.digest for version in system.lists.versions(source)]
        new = _pick(known, after, 0)
        old = _pick(known, before, known.index(new) + 1)
        changes = services.compare_versions(system, source, old, new)
    if as_json:
        print_json(
            {
                "source": source,
                "from": old,
                "to": new,
                "added": [_brief(entry) for entry in changes.added],
                "removed": [_brief(entry) for entry in changes.removed],
                "changed": [{**_brief(change.after), "fields": change.fields} for change in changes.changed],
            },
        )
        return
    rows = [("added", entry.id, entry.caption, "") for entry in changes.added]
    rows += [("removed", entry.id, entry.caption, "") for entry in changes.removed]
    rows += [("changed", change.id, change.after.caption, ", ".join(change.fields)) for change in changes.changed]
    print_table(f"{source}: {old[:12]} to {new[:12]}", ("what", "entry", "name", "fields"), rows)


def _pick(known: list[str], wanted: str | None, position: int) -> str:
    """Choose a version by the beginning of its digest, or by its position, newest first."""
    if wanted is None:
        if position >= len(known):
            message = "there is no earlier version to compare with"
            raise click.UsageError(message)
        return known[position]
    found = [digest for digest in known if digest.startswith(wanted)]
    if len(found) != 1:
        message = "names no version, or more than one"
        raise click.BadParameter(message, param_hint="--from/--to")
    return found[0]


def _brief(entry: Entry) -> dict[str, Any]:
    return {"entry_id": entry.id, "caption": entry.caption, "kind": entry.kind}
