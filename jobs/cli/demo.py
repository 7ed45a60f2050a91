"""The command that shows the service at work."""

from __future__ import annotations

import click

from jobs.cli.commands import Command


@click.command(
    cls=Command,
    examples=("kyc demo", "kyc demo --once --json > result.json", "kyc demo --port 9000"),
)
@click.option("--once", is_flag=True, help="Stop when everything is shown; always so when not on a terminal.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout, progress on stderr.")
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True, help="Or the next free one.")
def demo(*, once: bool, as_json: bool, port: int) -> None:
    """Start everything, send six businesses in, and show what becomes of each.

    Uses the lists that ship with the service and stand-ins for business registers, needs no network and leaves nothing
    outside of var/demo.
    """
    from jobs.demo.show import run

    run(once=once, as_json=as_json, port=port)
