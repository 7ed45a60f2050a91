"""Why a database could not be used is in the log, in its own code and nothing else; clients are told that it passes."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text
from structlog.testing import capture_logs

from kyc_service.errors import DatabaseUnavailableError, KeyStoreUnavailableError
from kyc_service.storage import failures
from kyc_service.storage.engines import open_engine
from kyc_service.storage.failures import TELL_SECONDS, Told, hide_causes

PRIVATE = "Jan de Vries"


@pytest.fixture(autouse=True)
def nothing_told_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "TOLD", Told())


def reasons_of(lines: Sequence[Mapping[str, object]]) -> list[object]:
    assert PRIVATE not in repr(lines)
    return [line["reason"] for line in lines if line["event"] == "database_failed"]


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    made = open_engine(postgres_url, DatabaseUnavailableError, name="database", most=2)
    with made.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE guest_rooms (number integer PRIMARY KEY, guest text)")
        connection.exec_driver_sql("INSERT INTO guest_rooms VALUES (1, ''), (2, '')")
    yield made
    with made.begin() as connection:
        connection.exec_driver_sql("DROP TABLE guest_rooms")
    made.dispose()


ENTER = text("UPDATE guest_rooms SET guest = :guest WHERE number = :number")


def enter(connection: Connection, number: int) -> None:
    connection.execute(ENTER, {"guest": PRIVATE, "number": number})


def test_who_waited_too_long_for_somebody_else(engine: Engine) -> None:
    with capture_logs() as lines, engine.begin() as first, hide_causes(DatabaseUnavailableError):
        enter(first, 1)
        with engine.connect() as second:
            second.exec_driver_sql("SET lock_timeout = '20ms'")
            with pytest.raises(DatabaseUnavailableError):
                enter(second, 1)
    assert reasons_of(lines) == ["55P03"]


def test_two_that_waited_for_each_other(engine: Engine) -> None:
    both, ended = threading.Barrier(2), list[str]()

    def visit(first: int, then: int) -> None:
        try:
            with hide_causes(DatabaseUnavailableError), engine.begin() as connection:
                enter(connection, first)
                both.wait(10)
                enter(connection, then)
        except DatabaseUnavailableError as error:
            ended.append(str(error))

    with capture_logs() as lines:
        visitors = [threading.Thread(target=visit, args=rooms) for rooms in ((1, 2), (2, 1))]
        for one in visitors:
            one.start()
        for one in visitors:
            one.join()
    assert ended == ["the database does not answer; try again later"]
    assert reasons_of(lines) == ["40P01"]


def test_a_server_that_ends_what_is_under_way(engine: Engine) -> None:
    with capture_logs() as lines, pytest.raises(DatabaseUnavailableError), engine.begin() as connection:
        connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
    assert reasons_of(lines)[:1] in (["57P01"], [failures.CONNECTION_LOST])


def test_no_connection_is_free(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.pool, "_timeout", 0.01)
    with capture_logs() as lines, ExitStack() as held:
        for _ in range(2):
            held.enter_context(engine.connect())
        with pytest.raises(DatabaseUnavailableError), hide_causes(DatabaseUnavailableError), engine.connect():
            pass
    assert reasons_of(lines) == [failures.NO_CONNECTION_FREE]


def test_sqlite_says_it_by_name(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/kyc.db", DatabaseUnavailableError, name="database")
    with engine.connect() as waiting:
        waiting.exec_driver_sql("PRAGMA busy_timeout=10")
        waiting.rollback()
        with engine.begin() as writer:
            writer.exec_driver_sql("CREATE TABLE guest_rooms (number integer)")
            with capture_logs() as lines, pytest.raises(DatabaseUnavailableError):
                waiting.exec_driver_sql("CREATE TABLE others (number integer)")
    engine.dispose()
    assert reasons_of(lines) == ["SQLITE_BUSY"]


def test_a_reason_is_logged_at_once_and_then_now_and_then_with_its_count() -> None:
    now = [0.0]
    told = Told(lambda: now[0])
    with capture_logs() as lines:
        for _ in range(5):
            told.meet(DatabaseUnavailableError, "55P03")
        told.meet(DatabaseUnavailableError, "40P01")
        told.meet(KeyStoreUnavailableError, "55P03")
        now[0] = TELL_SECONDS
        told.meet(DatabaseUnavailableError, "55P03")
    found = [(line["code"], line["reason"], line["count"]) for line in lines]
    mine, keys = DatabaseUnavailableError.code, KeyStoreUnavailableError.code
    assert found == [(mine, "55P03", 1), (mine, "40P01", 1), (keys, "55P03", 1), (mine, "55P03", 5)]
    assert {line["log_level"] for line in lines} == {"warning"}
