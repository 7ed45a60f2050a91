"""Files and discs of this machine: who can read them, and how much room is left."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from kyc_service.egress.transit import VaultChoice, VaultCustodian
from kyc_service.errors import VaultUnavailableError
from kyc_service.services.operating import vault_choices
from kyc_service.services.operating.findings import Finding, Level
from kyc_service.settings import Settings
from kyc_service.storage import ciphers
from kyc_service.storage.keys import JOURNAL_FILE

LITTLE_BYTES = 2 * 1024**3
"""Below this a person should look."""
LEAST_BYTES = 256 * 1024**2
"""Below this the next list or backup may not fit."""


def look_at_files(settings: Settings) -> Iterator[Finding]:
    """Say whether others can read what is secret, and whether we can write where we have to."""
    yield from _look_at_folder(settings.data_dir)
    secret = {
        "KYC_REGISTERS_FILE": settings.registers_file,
        "KYC_SIGN_IN_FILE": settings.sign_in_file,
        "KYC_AUDIT_HEADS_FILE": settings.audit_heads_file,
        "the journal of disposals": settings.data_dir / JOURNAL_FILE,
        "the database's file": sqlite_file(settings.database_url.reveal()),
        "the key store's file": sqlite_file(settings.key_store_url.reveal()),
    }
    open_to_all = [name for name, path in secret.items() if path is not None and _mode(path) & 0o007]
    for name in open_to_all:
        yield Finding("files", Level.FAULT, f"everybody on this machine can read {name}", "chmod 600 that file.")
    if not open_to_all:
        yield Finding("files", Level.OK, "nothing secret can be read by everybody")


def look_at_master_key(settings: Settings) -> Iterator[Finding]:
    """Say whether the master key can be read, by us alone, and is one; or the vault has it. Raises SettingsError."""
    if (choice := vault_choices.load(settings)) is not None:
        yield from _look_at_vault(choice)
        return
    ciphers.read_master_key(settings.master_key_file)
    beside = {sqlite_file(settings.database_url.reveal()), sqlite_file(settings.key_store_url.reveal())}
    if any(path is not None and path.parent == settings.master_key_file.parent.absolute() for path in beside):
        said = "the master key lies in the same folder as the data: one copy of the folder opens everything"
        level = Level.WARNING if settings.mode.value == "production" else Level.OK
        do = "Move it to a folder of its own, as /etc/kyc, and set KYC_MASTER_KEY_FILE."
        yield Finding("master_key", level, said, do if level is Level.WARNING else None)
        return
    yield Finding("master_key", Level.OK, "readable by this user alone")


def _look_at_vault(choice: VaultChoice) -> Iterator[Finding]:
    if _mode(choice.token_file) & 0o007:
        said = "everybody on this machine can read the vault's token"
        yield Finding("master_key", Level.FAULT, said, "chmod 600 the token_file.")
    try:
        VaultCustodian(choice).ping()
    except VaultUnavailableError:
        do = (
            "Look whether it runs and is unsealed, whether token_file holds a token that may encrypt with the key, and "
            "at `vault.not_answered` in the log; docs/keys.md. Until then nothing about a subject can be read."
        )
        yield Finding("master_key", Level.FAULT, "the vault does not encrypt for this service", do)
        return
    yield Finding("master_key", Level.OK, "in the vault, which answers")


def look_at_discs(settings: Settings) -> Iterator[Finding]:
    """Say how much room is left where we write."""
    places = {
        "KYC_DATA_DIR": settings.data_dir,
        "KYC_AUDIT_HEADS_FILE": settings.audit_heads_file.parent,
    }
    for name, place in places.items():
        if not place.is_dir():
            continue
        free = shutil.disk_usage(place).free
        said = f"{free / 1024**3:.1f} GiB free at {name}"
        if free < LEAST_BYTES:
            do = "Make room now: lists, the audit's heads and SQLite cannot be written any more soon."
            yield Finding("disc", Level.FAULT, said, do)
        elif free < LITTLE_BYTES:
            yield Finding("disc", Level.WARNING, said, "Make room: a refresh of every list wants about 1 GiB.")
        else:
            yield Finding("disc", Level.OK, said)


def sqlite_file(url: str) -> Path | None:
    """Return the file of a SQLite address; None for a server's."""
    parts = urlsplit(url)
    return Path(parts.path[1:]).absolute() if parts.scheme.startswith("sqlite") else None


def _look_at_folder(folder: Path) -> Iterator[Finding]:
    if not folder.is_dir():
        do = "Run `kyc prepare` for a new installation; otherwise mount it or correct KYC_DATA_DIR."
        yield Finding("files", Level.FAULT, "KYC_DATA_DIR is not there", do)
    elif not os.access(folder, os.W_OK | os.X_OK):
        do = "Let the service's user own it: chown it, or run this as that user."
        yield Finding("files", Level.FAULT, "KYC_DATA_DIR cannot be written by this user", do)


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0
