"""Commands about backups: made, looked through, put back, rehearsed."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.cli.commands import Group
from jobs.cli.output import json_option, print_json, say

if TYPE_CHECKING:
    from kyc_service.services.operating.backups import Backup, Restored

_folder = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))


@click.group(cls=Group)
def backup() -> None:
    """Make backups of the data and of the keys, look through them, put them back.

    Data and keys are two backups, kept in two places; the master key is in neither. Copy the keys after the data.
    """


@backup.command(examples=("kyc backup create /mnt/backups/data", "kyc backup create /mnt/backups/data --json"))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@json_option
def create(*, folder: Path, as_json: bool) -> None:
    """Make a backup of the data in a new folder within FOLDER, while the service works."""
    _create(folder, "data", as_json=as_json)


@backup.command("create-keys", examples=("kyc backup create-keys /mnt/elsewhere/keys",))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@json_option
def create_keys(*, folder: Path, as_json: bool) -> None:
    """Make a backup of the key store in a new folder within FOLDER: after that of the data, and kept apart from it."""
    _create(folder, "keys", as_json=as_json)


def _create(folder: Path, what: str, *, as_json: bool) -> None:
    from jobs import context
    from kyc_service.services.operating import backups

    _tell("made", backups.create(context.read_settings(), folder, backups.What(what)), as_json=as_json)


@backup.command(examples=("kyc backup verify /mnt/backups/data/kyc-data-20261126T030000000000Z",))
@_folder
@json_option
def verify(*, folder: Path, as_json: bool) -> None:
    """Read a backup through and compare it with its manifest. Needs neither settings nor a server."""
    from kyc_service.services.operating import backups

    _tell("whole", backups.verify(folder), as_json=as_json)


@backup.command(
    examples=(
        "kyc backup restore /mnt/elsewhere/keys/kyc-keys-...  --keys-only    first the keys, if they are lost too",
        "kyc backup restore /mnt/backups/data/kyc-data-...                   then the data",
        "kyc backup restore /mnt/backups/data/kyc-data-... --replace",
    )
)
@_folder
@click.option("--replace", is_flag=True, help="Put it in the place of what is in the database now.")
@click.option(
    "--keys-only", is_flag=True, help="It is a backup of keys, and that of the data is put back next: do nothing more."
)
@json_option
def restore(*, folder: Path, replace: bool, keys_only: bool, as_json: bool) -> None:
    """Put a backup back, and dispose again of whoever came back with it. Stop every process of the service first."""
    from jobs import context
    from kyc_service import bootstrap
    from kyc_service.services.operating import backups

    settings = context.read_settings()
    found = backups.read(folder)
    if keys_only and found.what is not backups.What.KEYS:
        message = "--keys-only is for a backup of keys"
        raise click.UsageError(message)
    found = backups.put_back(settings, folder, replace=replace)
    if keys_only:
        _tell("put back", found, as_json=as_json)
        return
    _tell_restored(backups.finish(settings, found, bootstrap.build, f"cli:{getpass.getuser()}"), as_json=as_json)


def _tell(word: str, found: Backup, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    rows = sum(found.rows.values())
    say(f"{word}: {found.what} of {found.made_at:%Y-%m-%d %H:%M:%SZ}, {rows} rows, {found.size} bytes")
    click.echo(str(found.folder))


def _tell_restored(found: Restored, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    _tell("put back", found.backup, as_json=False)
    if found.replayed is None:
        say("disposals: nobody came back")
    else:
        one = found.replayed
        say(f"disposals: {one.subjects} subjects disposed of again, {one.keys} keys destroyed again")
    if found.missing_keys:
        say(f"{found.missing_keys} subjects have no key in this key store: put back a backup of the keys that is newer")
    if found.old_heads is not None:
        say(f"the audit's heads speak of later entries: they were put aside as {found.old_heads.name}; keep that file")
    say("start the service; /readyz says when it is ready")
