"""The command that shows the privacy policy in force."""

from __future__ import annotations

import click

from jobs.cli.commands import Group
from jobs.cli.output import json_option, print_json, print_table, say


@click.group(cls=Group)
def policy() -> None:
    """Look at the privacy policy that decides what is stored and who learns what."""


@policy.command()
@json_option
def show(*, as_json: bool) -> None:
    """Show the policy in force: version, digest, and the category of each field that may be stored."""
    from jobs import context
    from kyc_service.policy.file import load

    loaded = load(context.read_settings().policy_file)
    fields = {path: loaded.category_of(path) for path in sorted(loaded.fields())}
    if as_json:
        print_json({"id": loaded.id, "version": loaded.version, "sha256": loaded.sha256, "fields": fields})
        return
    say(f"{loaded.id}, version {loaded.version}, sha256 {loaded.sha256}")
    print_table("Fields that may be stored", ("field", "category"), fields.items())
