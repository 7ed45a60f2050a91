"""Processes are counted by the names that they give their connections."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest

from kyc_service.errors import DatabaseUnavailableError
from kyc_service.storage import connections
from kyc_service.storage.connections import Connections
from kyc_service.storage.engines import open_engine


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    """Whatever a test opens, until it ends."""
    with ExitStack() as stack:
        yield stack


def count(url: str) -> Connections:
    engine = open_engine(url, DatabaseUnavailableError, name="doctor", most=2)
    with engine.connect() as connection:
        found = connections.count(connection)
    engine.dispose()
    assert found is not None
    return found


def test_each_process_is_counted_once_and_each_of_its_pools(postgres_url: str, opened: ExitStack) -> None:
    before = count(postgres_url)
    assert (before.most, before.processes, before.asked, before.of_data) == (97, 0, 0, False)
    for name in (
        "kyc key store 7@a",
        "kyc database 7@a",
        "kyc database 7@a",
        "kyc questions 7@a",
        "kyc database 7@b",
        "psql",
        "kyc doctor 9@a",
    ):
        opened.enter_context(psycopg.connect(postgres_url, application_name=name))

    found = count(postgres_url)

    assert (found.processes, found.asked, found.of_data) == (2, 34, True)
    assert found.others == before.others + 2


def test_this_process_does_not_count_itself(postgres_url: str, opened: ExitStack) -> None:
    before = count(postgres_url)
    engine = open_engine(postgres_url, DatabaseUnavailableError, name="database")
    opened.callback(engine.dispose)
    name = opened.enter_context(engine.connect()).exec_driver_sql("SHOW application_name").scalar_one()
    assert name.startswith(f"kyc database {os.getpid()}@")
    assert count(postgres_url) == before


def test_what_is_wanted_has_some_to_spare() -> None:
    found = Connections(most=97, processes=9, asked=90, others=8, of_data=True)
    assert (found.short, found.wanted) == (True, 11)
    fits = Connections(most=197, processes=9, asked=90, others=7, of_data=True)
    assert (fits.short, fits.wanted) == (False, 0)


def test_sqlite_has_no_server(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url, DatabaseUnavailableError, name="doctor")
    with engine.connect() as connection:
        assert connections.count(connection) is None
    engine.dispose()
