"""The command that repeats a screening as evidence."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

import click

from jobs.cli.commands import Command
from jobs.cli.output import json_option, print_json, print_table, say

if TYPE_CHECKING:
    from kyc_service.domain.checks import FoundEntry


@click.command(cls=Command, examples=("kyc replay ver_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@click.argument("verification")
@json_option
def replay(*, verification: str, as_json: bool) -> None:
    """Repeat the screenings of a VERIFICATION on the list versions they used. Exit code 1 when one differs.

    The same lists, matcher and data give the same answer; where one changed since, the table says which.
    """
    from jobs import context
    from kyc_service.errors import NotFoundError
    from kyc_service.services import replays

    rt = context.prepared_runtime()
    actor = f"cli:{getpass.getuser()}"
    with rt.open_system(actor, read_only=True) as system:
        tenant_id = system.sweeper.tenant_of_verification(verification)
    if tenant_id is None:
        message = "no verification has this id"
        raise NotFoundError(message)
    found = replays.replay(rt, tenant_id, verification, actor)
    if as_json:
        print_json({"replays": [{**_fields(row), "same": row.same} for row in found]})
    else:
        print_table(
            f"{verification}: repeated",
            ("check", "lists", "matcher", "then", "now", "same"),
            [
                (
                    row.check_id,
                    [f"{used.source} {used.digest[:8]}" for used in row.lists],
                    f"{row.matcher_then} then, {row.matcher_now} now",
                    _tell(row.then),
                    _tell(row.now),
                    row.same,
                )
                for row in found
            ],
        )
        if not found:
            say("no screening of it has a result yet")
    if not all(row.same for row in found):
        raise click.exceptions.Exit(1)


def _fields(row: object) -> dict[str, object]:
    import dataclasses

    return {field.name: getattr(row, field.name) for field in dataclasses.fields(row)}  # type: ignore[arg-type]


def _tell(found: tuple[FoundEntry, ...]) -> list[str]:
    return [f"{entry.entry_id} {entry.score:.2f}" for entry in found]
