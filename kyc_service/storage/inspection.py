"""What a database says of itself, asked without keys and without the tables of this version. Reads only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, inspect, select, text

from kyc_service.errors import DatabaseUnavailableError
from kyc_service.storage import connections, row_security
from kyc_service.storage.connections import Connections
from kyc_service.storage.engines import open_engine
from kyc_service.storage.failures import READ_ONLY, hide_causes
from kyc_service.storage.rows import Clock
from kyc_service.storage.tables import heartbeats


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseState:
    """What is there."""

    kind: str
    """`SQLite` or `PostgreSQL`."""
    version: str
    revision: str | None
    """Of the schema; None where there is none of ours."""
    now: dt.datetime
    keeps_keys: bool
    """Whether it holds a key store."""
    heartbeat: dt.datetime | None
    """When a process of the service last said here that it is alive."""
    open_tables: tuple[str, ...]
    """Tables of tenants on PostgreSQL that are not behind row-level security."""
    above_policies: bool
    """Whether the user is one whom row-level security does not bind."""
    connections: Connections | None
    """To the whole server; None for SQLite."""


def look(url: str) -> DatabaseState:
    """Ask a database. Raises DatabaseUnavailableError, SettingsError."""
    engine = open_engine(url, DatabaseUnavailableError, name="doctor", most=2)
    try:
        with hide_causes(DatabaseUnavailableError), engine.connect() as connection:
            connection.execution_options(**{READ_ONLY: True, "postgresql_readonly": True})
            kind = "PostgreSQL" if connection.dialect.name == "postgresql" else "SQLite"
            version = ".".join(map(str, connection.dialect.server_version_info or ()))
            tables = inspect(connection)
            revision = None
            if tables.has_table("alembic_version"):
                revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
            keeps_keys = tables.has_table("key_store_marks")
            beat = None
            if tables.has_table(heartbeats.name):
                beat = connection.execute(select(func.max(heartbeats.c.at))).scalar_one()
            return DatabaseState(
                kind=kind,
                version=version,
                revision=revision,
                now=Clock(connection).now(),
                keeps_keys=keeps_keys,
                heartbeat=beat,
                open_tables=row_security.find_open(connection),
                above_policies=row_security.is_above(connection),
                connections=connections.count(connection),
            )
    finally:
        engine.dispose()
