"""Row-level security on PostgreSQL: a second wall between tenants, behind the condition that every query has.

Each transaction says whose it is. The database then shows and takes that tenant's rows and no others, and none at all
to a transaction that forgot to say. SQLite has nothing of the kind.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, Engine, inspect

from kyc_service.storage.engines import lock_for_setup

SETTING = "kyc.tenant"
"""Of the transaction: the id of a tenant, or `EVERY`."""
EVERY = "*"
"""Of work that belongs to no tenant or to all of them: relay, scheduler, migrations, copies. No tenant's id is this."""
READERS = {SETTING: EVERY, "default_transaction_read_only": "on"}
"""What a session sets that only looks over all tenants."""
POLICY = "tenant_rows"
SINCE = "0028"
"""From this revision on, every process says whose its transactions are."""
_ENTER = f"SELECT set_config('{SETTING}', %s, true), clock_timestamp()"
_OPEN = """
    SELECT c.relname FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()
    WHERE c.relkind = 'r'
      AND (c.relname = 'tenants' OR EXISTS (
        SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped))
      AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (
        SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = %s))
    ORDER BY c.relname
"""
_ABOVE = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


def enter(connection: Connection, tenant_id: str) -> dt.datetime | None:
    """Say whose the transaction is, until it ends; return the database's time where that had to be asked anyway."""
    if not _is_postgres(connection):
        return None
    moment: dt.datetime = connection.exec_driver_sql(_ENTER, (tenant_id,)).one()[1]
    return moment


def find_open(connection: Connection) -> tuple[str, ...]:
    """List the tables of tenants that show all their rows to everybody; none on SQLite, where nothing is expected."""
    if not _is_postgres(connection):
        return ()
    return tuple(connection.exec_driver_sql(_OPEN, (POLICY,)).scalars())


def is_above(connection: Connection) -> bool:
    """Whether this user is one whom no policy binds: a superuser, or one with BYPASSRLS."""
    return _is_postgres(connection) and bool(connection.exec_driver_sql(_ABOVE).scalar_one())


def enforce(engine: Engine) -> None:
    """Put the wall up on every table of tenants that has none, one table at a time, so that nobody waits for long."""
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection:
        names = find_open(connection)
        connection.rollback()
        for name in names:
            lock_for_setup(connection)
            if name in find_open(connection):
                make_policy(connection, name)
                connection.exec_driver_sql(f'ALTER TABLE "{name}" ENABLE ROW LEVEL SECURITY')
                connection.exec_driver_sql(f'ALTER TABLE "{name}" FORCE ROW LEVEL SECURITY')
            connection.commit()


def lift(engine: Engine) -> None:
    """Take the wall down, for processes of a version before `SINCE`, which do not say whose they are."""
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection:
        names = _tables(connection)
        connection.rollback()
        for name in names:
            lock_for_setup(connection)
            connection.exec_driver_sql(f'ALTER TABLE "{name}" NO FORCE ROW LEVEL SECURITY')
            connection.exec_driver_sql(f'ALTER TABLE "{name}" DISABLE ROW LEVEL SECURITY')
            connection.commit()


def make_policies(connection: Connection) -> None:
    """Write down for every table of tenants which rows are whose. It binds nobody before `enforce`."""
    if _is_postgres(connection):
        for name in _tables(connection):
            make_policy(connection, name)


def drop_policies(connection: Connection) -> None:
    """Undo `make_policies` and `enforce`."""
    if _is_postgres(connection):
        for name in _tables(connection):
            connection.exec_driver_sql(f'ALTER TABLE "{name}" NO FORCE ROW LEVEL SECURITY')
            connection.exec_driver_sql(f'ALTER TABLE "{name}" DISABLE ROW LEVEL SECURITY')
            connection.exec_driver_sql(f'DROP POLICY IF EXISTS {POLICY} ON "{name}"')


def make_policy(connection: Connection, name: str) -> None:
    """Write down which rows of a table are whose."""
    said = f"current_setting('{SETTING}', true)"
    owner = "id" if name == "tenants" else "tenant_id"
    # What several tenants ring for together is nobody's, and has only ids in it. Nothing else may be read by all.
    nobodys = " OR tenant_id IS NULL" if name == "outbox" else ""
    connection.exec_driver_sql(f'DROP POLICY IF EXISTS {POLICY} ON "{name}"')
    connection.exec_driver_sql(
        f"CREATE POLICY {POLICY} ON \"{name}\" USING ({owner} = {said} OR {said} = '{EVERY}'{nobodys})"
    )


def _tables(connection: Connection) -> list[str]:
    look = inspect(connection)
    owned = (name for name in look.get_table_names() if "tenant_id" in {one["name"] for one in look.get_columns(name)})
    return sorted({*owned, "tenants"} & set(look.get_table_names()))


def _is_postgres(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
