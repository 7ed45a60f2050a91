"""`kyc retention index`: the keys of the blind index."""

from __future__ import annotations

import click

from jobs.cli.commands import Command
from jobs.cli.output import json_option, print_json, say


@click.command(cls=Command, examples=("kyc retention index", "kyc retention index --replace"))
@click.option("--replace", is_flag=True, help="Replace the key now, as after a leak; the scheduler does every 30 days.")
@json_option
def index(*, replace: bool, as_json: bool) -> None:
    """Show where the blind index stands; with --replace make a new key and every row anew. Searches go on meanwhile."""
    from jobs import context
    from kyc_service.services.retention import index_rotation

    rt = context.prepared_runtime()
    if replace:
        index_rotation.replace_key(rt)
        while index_rotation.rekey(rt, index_rotation.MOST):
            pass
    found = index_rotation.state(rt)
    if as_json:
        print_json(found)
        return
    made = f", made {found.made_at:%Y-%m-%d}" if found.made_at else ""
    say(f"key {found.version}{made}; {found.waiting} rows wait for it; {found.destroyed} older keys destroyed")
    if replace:
        say("the old key is destroyed by the scheduler, five minutes from now")
