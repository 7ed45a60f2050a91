"""The second wall on PostgreSQL: whatever is asked there, a transaction has one tenant's rows and no others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from click.testing import CliRunner
from psycopg import errors, sql
from psycopg.rows import dict_row

from jobs.cli.main import main
from kyc_service.domain.feeds.reviews import DueReason
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import DatabaseUnavailableError
from kyc_service.services.operating.findings import Level
from kyc_service.services.operating.stores import look_at_database
from kyc_service.settings import Settings
from kyc_service.storage import migrate, row_security
from kyc_service.storage.database import Database
from kyc_service.storage.engines import open_engine
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.tables import metadata
from kyc_service.tasks import Task
from tests.fixtures.databases import OWNER, add_tenant, as_role
from tests.kyc_service.storage.test_work_tenants import TENANT_TABLES, fill

PROGRAM = "kyc_program"
"""A role that owns nothing, as in a deployment with two: one makes the tables, the other works in them."""


@pytest.fixture
def database(postgres_url: str, keys: KeyStore) -> Iterator[Database]:
    connected = Database.connect(postgres_url, keys)
    yield connected
    connected.dispose()


@pytest.fixture
def two(database: Database) -> tuple[Tenant, Tenant]:
    """Two tenants with a row in every table."""
    mine, theirs = add_tenant(database, "A"), add_tenant(database, "B")
    for number, tenant in enumerate((mine, theirs)):
        rows = fill(database, tenant, email=f"anna{number}@desk.example")
        with database.open_work(tenant.id, "anna") as work:
            work.outbox.ask(Task.RUN_VERIFICATION, tenant.id)
        with database.open_system() as system:
            system.marks.add({(tenant.id, rows.story.business.id)}, "brreg", DueReason.REGISTER_EVENT, system.now())
    return mine, theirs


@pytest.fixture(params=["the owner", "a role that owns nothing"])
def address(request: pytest.FixtureRequest, postgres_server: str, postgres_url: str) -> str:
    """Of a role whose session has no tenant to begin with."""
    role = "kyc_forgetful" if request.param == "the owner" else PROGRAM
    with psycopg.connect(postgres_server.replace("@/", "@/kyc_test", 1), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
            connection.execute(f"CREATE ROLE {role} LOGIN".encode())
            if role == PROGRAM:
                connection.execute(
                    f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}".encode()
                )
                connection.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}".encode())
            else:
                # As a member it has all that the owner has, and FORCE is what binds it.
                connection.execute(f"GRANT {OWNER} TO {role}".encode())
    return as_role(postgres_url, role)


@contextmanager
def scope(address: str, whose: str | None) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    """A raw transaction of somebody, undone at its end."""
    with psycopg.connect(address, row_factory=dict_row) as connection:
        if whose is not None:
            connection.execute("SELECT set_config('kyc.tenant', %s, true)", [whose])
        yield connection
        connection.rollback()


def own(table: str) -> str:
    return "id" if table == "tenants" else "tenant_id"


def statement(text: str, table: str) -> sql.Composed:
    return sql.SQL(text).format(table=sql.Identifier(table), own=sql.Identifier(own(table)))  # type: ignore[arg-type]


TABLES = sorted({*TENANT_TABLES, "tenants"})


def test_no_table_shows_takes_or_gives_up_a_row_of_another(address: str, two: tuple[Tenant, Tenant]) -> None:
    mine, theirs = two
    with scope(address, row_security.EVERY) as connection:
        one = "SELECT * FROM {table} WHERE {own} = %s LIMIT 1"
        rows = {name: connection.execute(statement(one, name), [theirs.id]).fetchone() for name in TABLES}
    assert [name for name, row in rows.items() if row is None] == []
    with scope(address, mine.id) as connection:
        for name in TABLES:
            seen = connection.execute(statement("SELECT DISTINCT {own} AS whose FROM {table}", name)).fetchall()
            assert {row["whose"] for row in seen} - ({None} if name == "outbox" else set()) == {mine.id}, name
            for act in ("UPDATE {table} SET {own} = {own} WHERE {own} = %s", "DELETE FROM {table} WHERE {own} = %s"):
                assert connection.execute(statement(act, name), [theirs.id]).rowcount == 0, name
    for name, row in rows.items():
        with scope(address, mine.id) as connection, pytest.raises(errors.InsufficientPrivilege, match="row-level"):
            add(connection, name, row or {})


def add(connection: psycopg.Connection[Any], name: str, row: dict[str, Any]) -> None:
    """Put a copy of a row in, whatever else the tables would say of it."""
    columns = sql.SQL(", ").join(map(sql.Identifier, row))
    places = sql.SQL(", ").join(sql.Placeholder() for _ in row)
    values = [json.dumps(value) if isinstance(value, dict | list) else value for value in row.values()]
    insert = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})").format(
        sql.Identifier(name), columns, places
    )
    connection.execute(insert, values)


def test_who_forgets_to_say_whose_he_is_has_no_row_at_all(address: str, two: tuple[Tenant, Tenant]) -> None:
    mine, _ = two
    with psycopg.connect(address) as connection:
        for _ in ("never said", "said, and the transaction is over"):
            for name in TABLES:
                # What several tenants ring for together is nobody's.
                text = "SELECT 1 FROM {table} WHERE {own} IS NOT NULL"
                found = connection.execute(statement(text, name)).fetchall()
                assert found == [], name
            connection.rollback()
            connection.execute("SELECT set_config('kyc.tenant', %s, true)", [mine.id])
            connection.rollback()


def test_a_work_that_names_no_tenant_in_a_query_gets_its_own_rows_only(
    database: Database, two: tuple[Tenant, Tenant]
) -> None:
    for tenant in (*two, *two):
        with database.open_work(tenant.id, "anna") as work:
            found = set(work._tx.run(metadata.tables["subjects"].select()).scalars())
        assert found == {tenant.id}
        with pytest.raises(ZeroDivisionError):
            look_and_fail(database, tenant)
    with database.open_system() as system:
        assert set(system._tx.run(metadata.tables["subjects"].select()).scalars()) == {tenant.id for tenant in two}


def look_and_fail(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "anna") as work:
        work._tx.run(metadata.tables["subjects"].select())
        raise ZeroDivisionError


def test_a_look_over_all_tenants_ends(database: Database, two: tuple[Tenant, Tenant]) -> None:
    with database.open_work(two[0].id, "anna") as work:
        with work._tx.over_all_tenants():
            assert len(set(work._tx.run(metadata.tables["subjects"].select()).scalars())) == 2
        assert set(work._tx.run(metadata.tables["subjects"].select()).scalars()) == {two[0].id}


@pytest.mark.parametrize("tenant_id", ["", row_security.EVERY])
def test_no_work_is_everybodys(database: Database, tenant_id: str) -> None:
    with pytest.raises(ValueError, match="needs a tenant"), database.open_work(tenant_id, "anna"):
        pass


def test_every_table_of_tenants_is_behind_the_wall_and_a_new_one_is_missed(empty_postgres_url: str) -> None:
    migrate.upgrade(empty_postgres_url)
    engine = open_engine(empty_postgres_url, DatabaseUnavailableError, name="tests")
    with engine.begin() as connection:
        assert row_security.find_open(connection) == ()
        assert not row_security.is_above(connection)
        connection.exec_driver_sql("CREATE TABLE later (tenant_id varchar)")
        connection.exec_driver_sql("ALTER TABLE cases NO FORCE ROW LEVEL SECURITY")
        connection.exec_driver_sql("DROP POLICY tenant_rows ON hits")
        assert row_security.find_open(connection) == ("cases", "hits", "later")
    migrate.upgrade(empty_postgres_url)
    with engine.begin() as connection:
        assert row_security.find_open(connection) == ()
    engine.dispose()


def test_an_upgrade_binds_nobody_before_every_process_can_say_whose_it_is(empty_postgres_url: str) -> None:
    engine = open_engine(empty_postgres_url, DatabaseUnavailableError, name="tests")

    def open_tables() -> int:
        with engine.begin() as connection:
            return len(row_security.find_open(connection))

    migrate.upgrade(empty_postgres_url, "0027")
    migrate.upgrade(empty_postgres_url)
    assert open_tables() == len(TABLES)
    migrate.upgrade(empty_postgres_url)
    assert open_tables() == 0
    migrate.guard(empty_postgres_url, lifted=True)
    assert open_tables() == len(TABLES)
    engine.dispose()


def test_a_role_that_owns_nothing_does_all_the_work(address: str, keys: KeyStore) -> None:
    working = Database.connect(address, keys)
    tenant = add_tenant(working, "C")
    assert fill(working, tenant).story.business.id
    working.dispose()


def test_the_wall_is_told_of(empty_postgres_url: str, postgres_server: str) -> None:
    def said(url: str) -> tuple[Level, str]:
        settings = Settings.from_env({"DATABASE_URL": url})
        (found,) = (one for one in look_at_database(settings) if one.check == "row_security")
        return found.level, found.said

    migrate.upgrade(empty_postgres_url)
    assert said(empty_postgres_url)[0] is Level.OK
    superuser = as_role(empty_postgres_url, urlsplit(postgres_server).username or "postgres")
    assert said(superuser) == (Level.WARNING, "row-level security is on, and the user of DATABASE_URL is above it")
    for options, level in (((), Level.OK), (("--off",), Level.WARNING), ((), Level.OK)):
        done = CliRunner().invoke(main, ["db", "guard", *options], env={"DATABASE_URL": empty_postgres_url})
        assert (done.exit_code, said(empty_postgres_url)[0]) == (0, level)
