"""Commands about refused list versions: look, compare, approve."""

from __future__ import annotations

import getpass

import click

from jobs.cli.commands import Command
from jobs.cli.lists.files import pick, print_changes
from jobs.cli.output import json_option, print_json, print_table, say


@click.command(
    cls=Command,
    examples=("kyc lists refused un", "kyc lists refused un --diff 3f0c9a", "kyc lists refused un --json"),
)
@click.argument("source")
@click.option("--diff", "digest", help="Compare this one, by its digest or its beginning, with the version in use.")
@json_option
def refused(*, source: str, digest: str | None, as_json: bool) -> None:
    """List the versions of a list that a gate refused, or say what one of them would change."""
    from jobs import context
    from kyc_service.services.lists import refusals as services

    with context.prepared_runtime().open_system("cli") as system:
        found = services.list_refusals(system, source)
        if digest is not None:
            whole = pick([row.digest for row in found], digest, 0)
            changes = services.compare(system, source, whole)
            print_changes(f"{source}: the version in use to {whole[:12]}", changes)
            return
    if as_json:
        print_json({"refused": list(found)})
        return
    print_table(
        f"{source}: refused",
        ("digest", "refused", "published", "entries", "why", "status", "decided by", "reason"),
        [
            (
                row.digest[:12],
                row.refused_at,
                row.published,
                row.entries,
                f"{row.code}: {row.detail}",
                row.status.value,
                row.decided_by,
                row.reason,
            )
            for row in found
        ],
    )


@click.command(cls=Command, examples=('kyc lists approve un 3f0c9a --reason "delistings announced by the Council"',))
@click.argument("source")
@click.argument("digest")
@click.option("--reason", required=True, help="Why it is used all the same, in at least ten letters; kept and audited.")
def approve(*, source: str, digest: str, reason: str) -> None:
    """Use a refused version all the same, by its DIGEST or its beginning. Compare it first: `kyc lists refused`."""
    from jobs import context
    from kyc_service.services.lists import refusals as services

    rt = context.prepared_runtime()
    with rt.open_system("cli") as system:
        whole = pick([row.digest for row in services.list_refusals(system, source)], digest, 0)
    found = services.approve(rt, source, whole, by=f"cli:{getpass.getuser()}", reason=reason)
    say(f"{source}: {found.entries} entries, in use from now on")
