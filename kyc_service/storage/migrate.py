"""Migrations: bring a database to the tables that this code works with."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from kyc_service.errors import DatabaseUnavailableError
from kyc_service.storage import row_security
from kyc_service.storage.engines import check_references, let_tables_be_remade, lock_for_setup, open_engine
from kyc_service.storage.failures import hide_causes

_SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(url: str, revision: str = "head") -> None:
    """Upgrade a database, whoever else tries at the same time. Doing it again changes nothing.

    One that a newer version has upgraded already stays as it is: this version works with it. On PostgreSQL row-level
    security is put into force, unless processes of a version that knows nothing of it may still be at work: then the
    next upgrade does so.
    """
    before = _run(url, revision, command.upgrade)
    if revision == "head" and (before is None or before >= row_security.SINCE):
        guard(url)


def guard(url: str, *, lifted: bool = False) -> None:
    """Put row-level security into force on every table of tenants, or lift it. Nothing to do on SQLite."""
    engine = open_engine(url, DatabaseUnavailableError, name="migrations")
    try:
        with hide_causes(DatabaseUnavailableError):
            (row_security.lift if lifted else row_security.enforce)(engine)
    finally:
        engine.dispose()


def downgrade(url: str, revision: str) -> None:
    """Take a database back to an earlier revision; `base` drops every table."""
    _run(url, revision, command.downgrade)


@cache
def head() -> str:
    """Name the newest revision."""
    return str(ScriptDirectory.from_config(_configure()).get_current_head())


def fits(revision: str | None) -> bool:
    """Whether this version works with a schema: its own, or one that a newer version made out of it.

    A migration only adds: what it takes away, the version before does not use any more (`test_migrate_contract.py`).
    """
    return revision is not None and (revision == head() or is_newer(revision))


def is_newer(revision: str | None) -> bool:
    """Whether a newer version made this schema. Revisions are numbered."""
    known = revision is None or revision in revisions()
    return revision is not None and not known and revision.isdigit() and revision > head()


@cache
def revisions() -> frozenset[str]:
    """Name every revision that this version knows."""
    return frozenset(str(one.revision) for one in ScriptDirectory.from_config(_configure()).walk_revisions())


def _run(url: str, revision: str, step: Callable[[Config, str], None]) -> str | None:
    """Take a step; return the revision that the database was at before."""
    engine = open_engine(url, DatabaseUnavailableError, name="migrations")
    try:
        with hide_causes(DatabaseUnavailableError), engine.connect() as connection:
            let_tables_be_remade(connection)
            connection.begin()
            lock_for_setup(connection)
            row_security.enter(connection, row_security.EVERY)
            before = MigrationContext.configure(connection).get_current_revision()
            if step is command.upgrade and is_newer(before):
                connection.rollback()
                return before
            config = _configure()
            config.attributes["connection"] = connection
            step(config, revision)
            check_references(connection)
            connection.commit()
            return before
    finally:
        engine.dispose()


def _configure() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config
