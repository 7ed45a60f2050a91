"""Commands about the audit's chain: follow it, seal it, show the key that heads are checked with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.cli.commands import Group
from jobs.cli.output import json_option, print_json, say

if TYPE_CHECKING:
    from kyc_service.domain.trail.chain import Verdict


@click.group(cls=Group)
def audit() -> None:
    """Prove that nothing was changed, put in, moved or cut off in the audit."""


@audit.command(
    examples=(
        "kyc audit verify",
        "kyc audit verify --heads /mnt/elsewhere/audit-heads.jsonl --json",
    )
)
@click.option(
    "--heads",
    "head_files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File of signed heads; several times. The service's own (KYC_AUDIT_HEADS_FILE) otherwise.",
)
@json_option
def verify(*, head_files: tuple[Path, ...], as_json: bool) -> None:
    """Follow the chain from the first entry to the last; exit code 1 and the position when something is wrong."""
    from jobs import context
    from kyc_service.services.trail import verifying

    found = verifying.verify(context.prepared_runtime(), head_files)
    if as_json:
        print_json({"holds": found.fault is None, **{name: getattr(found, name) for name in type(found).__slots__}})
    else:
        click.echo(_describe(found))
    if found.fault is not None:
        raise click.exceptions.Exit(1)


@audit.command(examples=("kyc audit seal",))
def seal() -> None:
    """Seal what waits and sign how far the chain goes. The scheduler does so every minute."""
    from jobs import context
    from kyc_service.services.trail.sealing import Sealer

    say(f"{Sealer(context.prepared_runtime()).seal()} entries sealed")


@audit.command(examples=("kyc audit key",))
def key() -> None:
    """Print the public Ed25519 key that signed heads are checked with, in hex."""
    from jobs import context

    click.echo(context.prepared_runtime().keys.head_key())


def _describe(found: Verdict) -> str:
    from kyc_service.services.trail.verifying import FAULTS

    tail = f"{found.waiting} waiting to be sealed, {found.heads} signed heads up to position {found.signed}"
    if found.fault is None:
        return f"the audit holds: {found.sealed} entries sealed, {tail}"
    entry = f" (entry {found.fault.seq})" if found.fault.seq is not None else ""
    return f"position {found.fault.position}{entry}: {FAULTS[found.fault.kind]}; {found.sealed} before it hold, {tail}"
