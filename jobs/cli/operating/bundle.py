"""The command that packs what somebody outside needs to help, without a name of anybody."""

from __future__ import annotations

import os
from pathlib import Path

import click

from jobs.cli.commands import Command
from jobs.cli.output import json_option, print_json, say


@click.command(
    "support-bundle",
    cls=Command,
    examples=(
        "kyc support-bundle --out kyc-support.tar.gz",
        "kyc support-bundle --log /var/log/kyc/kyc.log --out kyc-support.tar.gz",
    ),
)
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write it; never overwrites.",
)
@click.option(
    "--log",
    "log_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File of the service's log; its last 2000 lines go in, reduced to codes, times and counts.",
)
@json_option
def support_bundle(*, out: Path, log_file: Path | None, as_json: bool) -> None:
    """Pack what helps somebody to help: findings of `kyc doctor`, versions, counts, lengths of queues, codes.

    Holds no name, no address, no path, no secret and nothing about a subject: look into it before you send it.
    """
    from jobs import context
    from kyc_service import bootstrap
    from kyc_service.services.operating import bundles

    made = bundles.make(context.environment(), bootstrap.build, log_file)
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        message = f"{out} is there already; choose another name"
        raise click.ClickException(message) from None
    with os.fdopen(handle, "wb") as file:
        file.write(made.content)
    if as_json:
        print_json({"file": out, "bytes": len(made.content), "files": made.files, "healthy": made.report.healthy})
    else:
        say(f"written to {out}: {', '.join(made.files)}")
