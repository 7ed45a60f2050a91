"""Commands about the key that wraps every other key: made, moved to a vault and back, brought to its newest version."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.cli.commands import Command
from jobs.cli.output import json_option, print_json, say

if TYPE_CHECKING:
    from kyc_service.settings import Settings
    from kyc_service.storage.keys import KeyStore

_file = click.option(
    "--file", "path", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Of the master key."
)


@click.command("master", cls=Command)
@click.option("--file", "path", type=click.Path(path_type=Path), help="Where to; KYC_MASTER_KEY_FILE otherwise.")
def make_master(*, path: Path | None) -> None:
    """Make the master key that wraps every subject's key. Never overwrites one.

    Keep a copy away from the database's backups: without it nothing stored about a subject can be read. With
    KYC_VAULT_FILE the vault makes it, it stands in the key store as the vault's ciphertext, and there is no file.
    """
    from jobs import context
    from kyc_service.storage.keys import make_master_key

    env = context.environment()
    if path is None and env.get("KYC_VAULT_FILE"):
        _make_in_vault(context.read_settings())
        return
    target = path or Path(env.get("KYC_MASTER_KEY_FILE") or context.read_settings().master_key_file)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_master_key(target)
    say(f"master key written to {target}")


@click.command("to-vault", cls=Command, examples=("kyc keys to-vault --file /etc/kyc/master.key",))
@_file
def to_vault(*, path: Path) -> None:
    """Give the master key that lies in a file to the vault of KYC_VAULT_FILE.

    Afterwards start every process with KYC_VAULT_FILE, and run `kyc keys rewrap`. Keep the file in the safe until then.
    """
    from jobs import context
    from kyc_service.egress.transit import VaultCustodian
    from kyc_service.services.operating import vault_choices
    from kyc_service.storage.keys import KeyStore

    settings = context.read_settings()
    vault = vault_choices.custodian(settings)
    if not isinstance(vault, VaultCustodian):
        message = "KYC_VAULT_FILE: has to be set; it names the vault"
        raise click.UsageError(message)
    store = KeyStore.connect(settings.key_store_url.reveal(), path, create=False)
    try:
        store.moves.hand_to(vault)
    finally:
        store.dispose()
    say("the vault has the master key; start every process with KYC_VAULT_FILE, then run `kyc keys rewrap`")


@click.command("to-file", cls=Command, examples=("kyc keys to-file --file /etc/kyc/master.key",))
@_file
@json_option
def to_file(*, path: Path, as_json: bool) -> None:
    """Take every key out of the vault, and write the master key into a new file. Stop every process first.

    Afterwards start every process with KYC_MASTER_KEY_FILE and without KYC_VAULT_FILE. Broken off, it can be run again.
    """
    from jobs import context
    from kyc_service.services.operating import backups

    settings = context.read_settings()
    backups.refuse_while_it_runs(settings.database_url.reveal())
    with _open(settings) as store:
        moved = sum(store.moves.hand_to_file(path))
    _tell(moved, f"{moved} keys need no vault any more; the master key stands in {path}", as_json=as_json)


@click.command("rewrap", cls=Command, examples=("kyc keys rewrap", "kyc keys rewrap --json"))
@json_option
def rewrap(*, as_json: bool) -> None:
    """Bring every key under the newest version of the vault's key, while the service works.

    After the key was rotated in the vault, and after `kyc keys to-vault`. Broken off, it can be run again.
    """
    from jobs import context

    with _open(context.read_settings()) as store:
        moved = sum(store.moves.rewrap())
    _tell(moved, f"{moved} keys were brought under the newest version", as_json=as_json)


def _make_in_vault(settings: Settings) -> None:
    from kyc_service.errors import ConflictError
    from kyc_service.services.operating import vault_choices
    from kyc_service.storage.keys import KeyStore

    store = KeyStore.open(settings.key_store_url.reveal(), vault_choices.custodian(settings), create=True)
    made = store.made_root
    store.dispose()
    if not made:
        message = "the key store has a master key already; it is never replaced"
        raise ConflictError(message)
    say("the vault made a master key; the key store keeps its ciphertext")


@contextlib.contextmanager
def _open(settings: Settings) -> Iterator[KeyStore]:
    from kyc_service.services.operating import vault_choices
    from kyc_service.storage.keys import KeyStore

    store = KeyStore.open(settings.key_store_url.reveal(), vault_choices.custodian(settings), create=False)
    try:
        yield store
    finally:
        store.dispose()


def _tell(moved: int, said: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"moved": moved})
    else:
        say(said)
