from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Engine, inspect

from kyc_service.errors import DatabaseUnavailableError
from kyc_service.storage import migrate
from kyc_service.storage.engines import open_engine
from kyc_service.storage.tables import metadata


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    return str(request.getfixturevalue("empty_postgres_url"))


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    opened = open_engine(empty_url, DatabaseUnavailableError, name="tests")
    yield opened
    opened.dispose()


def test_an_upgrade_makes_the_tables_that_the_code_works_with(empty_url: str, engine: Engine) -> None:
    migrate.upgrade(empty_url)
    migrate.upgrade(empty_url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
    assert differences == []


def test_an_upgrade_makes_every_rule_of_the_tables(tmp_path: Path) -> None:
    """Alembic does not compare CHECK constraints, foreign keys' columns and partial indexes closely: this does."""
    migrated = open_engine(f"sqlite:///{tmp_path}/migrated.db", DatabaseUnavailableError, name="tests")
    made = open_engine(f"sqlite:///{tmp_path}/made.db", DatabaseUnavailableError, name="tests")
    migrate.upgrade(f"sqlite:///{tmp_path}/migrated.db")
    with made.begin() as connection:
        metadata.create_all(connection)
    assert _describe(migrated) == _describe(made)
    migrated.dispose()
    made.dispose()


def test_every_status_rule_names_what_the_domain_names() -> None:
    found = (rule for table in metadata.tables.values() for rule in table.constraints)
    rules = [str(rule.sqltext) for rule in found if isinstance(rule, CheckConstraint)]
    assert sum(" IN (" in rule for rule in rules) >= 15


def test_a_downgrade_drops_everything_and_an_upgrade_comes_back(empty_url: str, engine: Engine) -> None:
    migrate.upgrade(empty_url)
    migrate.downgrade(empty_url, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    migrate.upgrade(empty_url)
    assert set(inspect(engine).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_several_processes_may_upgrade_at_once(empty_url: str, engine: Engine) -> None:
    errors: list[BaseException] = []

    def upgrade() -> None:
        try:
            migrate.upgrade(empty_url)
        except BaseException as error:  # noqa: BLE001 - whatever goes wrong in a thread is the finding
            errors.append(error)

    threads = [threading.Thread(target=upgrade) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert {*metadata.tables} < set(inspect(engine).get_table_names())


def test_a_failed_upgrade_leaves_nothing_behind(
    empty_url: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import op

    monkeypatch.setattr(op, "execute", _fail)
    with pytest.raises(ZeroDivisionError):
        migrate.upgrade(empty_url)
    assert not set(inspect(engine).get_table_names()) & set(metadata.tables)


def test_the_head_is_known_without_a_database() -> None:
    assert migrate.head() == "0036"


def _fail(_: object) -> None:
    raise ZeroDivisionError


def _describe(engine: Engine) -> dict[str, Any]:
    look = inspect(engine)

    def flatten(value: Any) -> str:
        return str({key: str(part) for key, part in value.items()}) if isinstance(value, dict) else str(value)

    def sort(found: Any) -> list[str]:
        return sorted(str(sorted((key, flatten(value)) for key, value in item.items())) for item in found)

    return {
        table: (
            sort(look.get_check_constraints(table)),
            sort(look.get_foreign_keys(table)),
            sort(look.get_unique_constraints(table)),
            sort(look.get_indexes(table)),
            look.get_pk_constraint(table),
            [(column["name"], str(column["type"]), column["nullable"]) for column in look.get_columns(table)],
        )
        for table in metadata.tables
    }
