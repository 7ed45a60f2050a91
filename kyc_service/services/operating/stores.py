"""The database and the key store: whether they answer, and whether they are what this version works with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from kyc_service.errors import KycError, SettingsError, VaultUnavailableError
from kyc_service.services.operating import vault_choices
from kyc_service.services.operating.findings import Finding, Level
from kyc_service.services.operating.places import sqlite_file
from kyc_service.settings import Settings
from kyc_service.storage import inspection, migrate
from kyc_service.storage.connections import Connections
from kyc_service.storage.inspection import DatabaseState
from kyc_service.storage.keys import KeyStore

CLOCKS_DIFFER = 5.0
CLOCKS_APART = 60.0
"""Seconds. Disposals stop at five minutes; leases and sessions are wrong before that."""
_NEW = "For a new installation run `kyc prepare`; otherwise restore the backup, or correct the address."


def look_at_database(settings: Settings) -> Iterator[Finding]:
    """Say whether the database answers, has this version's tables, and agrees about the time."""
    url = settings.database_url.reveal()
    path = sqlite_file(url)
    if path is not None and not path.is_file():
        yield Finding("database", Level.FAULT, "the file that DATABASE_URL names is not there", _NEW)
        return
    try:
        state = inspection.look(url)
    except SettingsError:
        raise
    except KycError:
        do = "Look whether the server runs and lets this user in; the address is DATABASE_URL."
        yield Finding("database", Level.FAULT, "it does not answer", do)
        return
    yield Finding("database", Level.OK, f"{state.kind} {state.version} answers")
    yield _look_at_schema(state)
    yield _look_at_clock(state)
    if state.kind == "PostgreSQL" and state.revision is not None:
        yield _look_at_wall(state)
    if state.connections is not None:
        yield _look_at_connections(state.connections, "DATABASE_URL")


def _look_at_schema(state: DatabaseState) -> Finding:
    head = migrate.head()
    if state.revision == head:
        return Finding("schema", Level.OK, f"at {head}")
    if state.revision is None:
        return Finding("schema", Level.FAULT, "it has no tables of this service", "Run `kyc prepare`.")
    if state.revision in migrate.revisions():
        said = f"at {state.revision}, and this version works with {head}"
        return Finding("schema", Level.FAULT, said, "Run `kyc prepare` once, then start the processes again.")
    if migrate.is_newer(state.revision):
        said = f"at {state.revision}, made by a newer version; this one, with {head}, works with it"
        return Finding(
            "schema", Level.WARNING, said, "Finish the upgrade, or the way back: docs/operations.md, Upgrades."
        )
    said = f"at {state.revision}, which this version does not know"
    return Finding("schema", Level.FAULT, said, "Is it the right database? Otherwise restore a backup.")


def _look_at_wall(state: DatabaseState) -> Finding:
    """Say whether the database keeps tenants apart by itself, too."""
    if state.open_tables:
        said = f"row-level security is off on {len(state.open_tables)} tables of tenants"
        do = "Once every process is of this version run `kyc db guard`; docs/operations.md, Row-level security."
        return Finding("row_security", Level.WARNING, said, do)
    if state.above_policies:
        said = "row-level security is on, and the user of DATABASE_URL is above it"
        do = "Let the service work as a role without SUPERUSER and BYPASSRLS; docs/operations.md, Row-level security."
        return Finding("row_security", Level.WARNING, said, do)
    return Finding("row_security", Level.OK, "on for every table of tenants, and it binds this user")


def _look_at_clock(state: DatabaseState) -> Finding:
    apart = abs((state.now - dt.datetime.now(dt.UTC)).total_seconds())
    said = f"this machine's clock and the database's differ by {apart:.1f} s"
    do = "Let both machines keep time by NTP (chrony or systemd-timesyncd)."
    if apart > CLOCKS_APART:
        return Finding("clock", Level.FAULT, said, do)
    return Finding("clock", Level.WARNING, said, do) if apart > CLOCKS_DIFFER else Finding("clock", Level.OK, said)


def _look_at_connections(found: Connections, setting: str) -> Finding:
    """Say whether the server of a setting lets all in that the processes may ask it for."""
    left = found.most - found.others
    if found.short:
        said = (
            f"{found.processes} processes of the service may together open {found.asked} connections to the server of "
            f"{setting}, and {left} are left for them: under load some are refused, and answered 503"
        )
        do = (
            f"Raise `max_connections` there by {found.wanted} or more and restart it, or run fewer processes; "
            "docs/operations.md, Capacity."
        )
        return Finding("connections", Level.WARNING, said, do)
    said = f"{found.processes} processes may open {found.asked} of {left} connections to the server of {setting}"
    return Finding("connections", Level.OK, said)


def look_at_keys(settings: Settings) -> Iterator[Finding]:
    """Say whether the key store answers, and was made with this master key. Makes none. Raises SettingsError."""
    url = settings.key_store_url.reveal()
    path = sqlite_file(url)
    if path is not None and not path.is_file():
        yield Finding("key_store", Level.FAULT, "the file that KYC_KEY_STORE_URL names is not there", _NEW)
        return
    try:
        state = inspection.look(url)
        if not state.keeps_keys:
            yield Finding("key_store", Level.FAULT, "the database that KYC_KEY_STORE_URL names holds no keys", _NEW)
            return
        store = KeyStore.open(url, vault_choices.custodian(settings), create=False)
    except SettingsError:
        raise
    except VaultUnavailableError:
        # Said by the look at the vault itself.
        said = "it answers, and the vault that opens its keys does not"
        yield Finding("key_store", Level.UNKNOWN, said, "Put the vault right first.")
        return
    except KycError:
        do = "Look whether its server runs and lets this user in; nothing about a subject can be read without it."
        yield Finding("key_store", Level.FAULT, "it does not answer", do)
        return
    store.dispose()
    yield Finding("key_store", Level.OK, "it answers and was made with this master key")
    there = state.connections
    if there is not None and there.processes and not there.of_data:
        # Where the data lie on the same server, the look at the database has counted these as well.
        yield _look_at_connections(there, "KYC_KEY_STORE_URL")
