from __future__ import annotations

import os
import socket
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from kyc_service.errors import DatabaseUnavailableError, SettingsError
from kyc_service.storage import engines
from kyc_service.storage.engines import BUSY_MS, lock_for_setup, open_engine
from kyc_service.storage.failures import READ_ONLY, hide_causes


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "mysql://host/db", "sqlite://", "sqlite:///:memory:", "oracle://hunter2@host/db"],
)
def test_an_address_that_cannot_be_used_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        open_engine(url, DatabaseUnavailableError, name="database")
    assert "hunter2" not in str(caught.value)


@pytest.mark.usefixtures("lasting_commits")
def test_sqlite_is_set_up_for_commits_that_last(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/d/kyc.db", DatabaseUnavailableError, name="database")
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000, "secure_delete": 1}
    with engine.begin() as connection:
        for name, value in wanted.items():
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() == value, name
    assert (tmp_path / "d").stat().st_mode & 0o777 == 0o700
    engine.dispose()


def test_several_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    """The first one changes the mode of the file, and the others wait for that."""

    def connect(path: Path) -> None:
        engine = open_engine(f"sqlite:///{path}", DatabaseUnavailableError, name="database")
        with engine.begin() as connection:
            connection.exec_driver_sql("SELECT 1")
        engine.dispose()

    with ThreadPoolExecutor(8) as threads:
        for number in range(20):
            list(threads.map(connect, [tmp_path / f"{number}.db"] * 8))


def test_postgres_is_set_up_with_limits(postgres_url: str) -> None:
    engine = open_engine(postgres_url, DatabaseUnavailableError, name="database")
    wanted = {
        "statement_timeout": "15s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "1min",
        "TimeZone": "UTC",
        "application_name": f"kyc database {os.getpid()}@{socket.gethostname()[-36:]}",
    }
    with engine.begin() as connection:
        for name, value in wanted.items():
            assert connection.exec_driver_sql(f"SHOW {name}").scalar_one() == value, name
    engine.dispose()


def test_whoever_comes_second_waits_for_the_set_up_of_another(postgres_url: str) -> None:
    engine = open_engine(postgres_url, DatabaseUnavailableError, name="database")
    taken = threading.Event()

    def set_up() -> None:
        with engine.begin() as connection:
            lock_for_setup(connection)
            taken.set()
            time.sleep(0.5)

    first = threading.Thread(target=set_up)
    first.start()
    assert taken.wait(10)
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '100ms'")
        lock_for_setup(connection)
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar_one() == "100ms"
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar_one() == "0"
    first.join()
    engine.dispose()


def test_a_reader_cannot_write_and_its_connection_can_afterwards(database_url: str) -> None:
    engine = open_engine(database_url, DatabaseUnavailableError, name="database", most=2)
    statement = text("INSERT INTO heartbeats (name, at) VALUES ('x', '2026-01-01 00:00:00')")
    for _ in range(2):
        with hide_causes(DatabaseUnavailableError), engine.connect() as connection:
            connection.execution_options(**{READ_ONLY: True, "postgresql_readonly": True})
            with pytest.raises(RuntimeError, match="only reads"):
                connection.execute(statement)
    with engine.begin() as connection:
        connection.execute(statement)
    engine.dispose()


def test_errors_of_the_driver_do_not_travel_along(database_url: str) -> None:
    engine = open_engine(database_url, DatabaseUnavailableError, name="database")
    secret = "a private value"
    with (
        pytest.raises(RuntimeError, match="refused a row") as caught,
        hide_causes(DatabaseUnavailableError),
        engine.begin() as connection,
    ):
        connection.execute(text("INSERT INTO heartbeats (name) VALUES (:name)"), {"name": secret})
    assert caught.value.__cause__ is None
    assert secret not in str(caught.value)
    engine.dispose()


def test_plans_of_a_small_table_do_not_outlive_it(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two indexes that cost the same while a table is empty, the one that reads everything may be chosen."""
    engine = open_engine(postgres_url, DatabaseUnavailableError, name="database", most=2)

    def cost() -> float:
        plan = connection.exec_driver_sql("EXPLAIN EXECUTE find('a', '7')").scalars().all()
        return float(plan[0].split("..")[1].split()[0])

    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE rooms (house text, number text, PRIMARY KEY (house, number))")
        connection.exec_driver_sql("ALTER TABLE rooms SET (autovacuum_enabled = false)")
    with engine.begin() as connection:
        connection.exec_driver_sql("PREPARE find AS SELECT * FROM rooms WHERE house = $1 AND number = $2")
        connection.exec_driver_sql("SET plan_cache_mode = force_generic_plan")
        small = cost()
        rows = "SELECT 'a', n::text FROM generate_series(1, 20000) AS n"
        connection.exec_driver_sql(f"INSERT INTO rooms {rows}")
    with engine.connect() as connection:
        assert cost() == small
    monkeypatch.setattr(engines, "PLANS_SECONDS", 0.0)
    with engine.connect() as connection:
        assert cost() != small
    engine.dispose()


def test_a_connection_that_died_is_replaced_before_anybody_uses_it(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "PLANS_SECONDS", 0.0)
    engine = open_engine(postgres_url, DatabaseUnavailableError, name="database", most=2, ask_first=False)
    with engine.connect() as connection:
        mine = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (mine,))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() != mine
    engine.dispose()


def test_a_writer_begins_as_soon_as_another_process_has_ended(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/kyc.db", DatabaseUnavailableError, name="database")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE rooms (number INTEGER)")
    other = sqlite3.connect(tmp_path / "kyc.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    ended: list[float] = []

    def end() -> None:
        # Longer than SQLite's own first looks, so that it would sleep for 50 ms and more between two.
        time.sleep(0.3)
        ended.append(time.monotonic())
        other.execute("COMMIT")

    thread = threading.Thread(target=end)
    thread.start()
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO rooms VALUES (1)")
        assert ended
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == BUSY_MS
    thread.join()
    other.close()
    engine.dispose()


def test_a_writer_gives_up_in_time_and_can_begin_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY_MS", 50)
    engine = open_engine(f"sqlite:///{tmp_path}/kyc.db", DatabaseUnavailableError, name="database", most=2)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE rooms (number INTEGER)")
    other = sqlite3.connect(tmp_path / "kyc.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(DatabaseUnavailableError), engine.begin():
        pytest.fail("somebody else writes")
    assert time.monotonic() - began < 5
    other.execute("ROLLBACK")
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO rooms VALUES (1)")
    other.close()
    engine.dispose()
