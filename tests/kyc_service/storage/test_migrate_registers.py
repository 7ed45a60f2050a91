"""Revision 0011 makes tables anew under rows that others point at: nothing is lost, and nothing slips in meanwhile."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, Row, Table, inspect, select, text

from kyc_service.errors import DatabaseUnavailableError, NotFoundError
from kyc_service.storage import migrate
from kyc_service.storage.engines import open_engine

BEFORE, AFTER = "0010", "0011"
NOW = dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)
HELD = ("tenants", "subjects", "verifications", "checks", "check_results", "hits")
KEYS = {"check_results": "check_id"}


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/filled.db"
    return str(request.getfixturevalue("empty_postgres_url"))


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    migrate.upgrade(url, BEFORE)
    opened = open_engine(url, DatabaseUnavailableError, name="tests")
    fill(opened)
    yield opened
    opened.dispose()


def reflect(engine: Engine) -> dict[str, Table]:
    found = MetaData()
    found.reflect(engine, only=HELD)
    return {name: found.tables[name] for name in HELD}


def fill(engine: Engine) -> None:
    """Put rows into every table that is made anew, or points at one that is."""
    tables = reflect(engine)
    mine: dict[str, Any] = {"tenant_id": "ten_1", "created_at": NOW, "updated_at": NOW, "version": 1}
    rows: dict[str, list[dict[str, Any]]] = {
        "tenants": [
            {
                "id": "ten_1",
                "name": "Test Marketplace",
                "policy_id": "p",
                "obliged_entity": True,
                "home_region": "NL",
                "required_checks": ["screening"],
                "suspended": False,
                "created_at": NOW,
            }
        ],
        "subjects": [
            mine
            | {
                "id": "sub_1",
                "kind": "business",
                "role": "seller",
                "status": "active",
                "key_id": "k",
                "commitment": "c",
            }
        ],
        "verifications": [
            mine
            | {
                "id": "ver_1",
                "subject_id": "sub_1",
                "trigger": "onboarding",
                "status": "processing",
                "coverage": "partial",
                "flags": [],
                "policy_version": "1",
                "sequence": 1,
            }
        ],
        "checks": [
            check("chk_1", "screening", "passed"),
            check("chk_2", "plausibility", "running") | {"lease_until": NOW, "reason": "lists_stale", "attempt": 2},
        ],
        "check_results": [
            {
                "tenant_id": "ten_1",
                "check_id": "chk_1",
                "status": "passed",
                "result": {"lists": [], "threshold": 0.9},
                "recorded_at": NOW,
            }
        ],
        "hits": [
            {
                "tenant_id": "ten_1",
                "id": "hit_1",
                "check_id": "chk_1",
                "verification_id": "ver_1",
                "subject_id": "sub_1",
                "entry_id": "un:1",
                "source": "un",
                "list_digest": "d",
                "score": 0.93,
                "status": "open",
                "evidence": b"\x00\xff",
                "version": 1,
            }
        ],
    }
    with engine.begin() as connection:
        for name, found in rows.items():
            columns = {column.name for column in tables[name].columns}
            for row in found:
                connection.execute(tables[name].insert().values({key: row[key] for key in row if key in columns}))


def check(ident: str, kind: str, status: str) -> dict[str, Any]:
    return {
        "tenant_id": "ten_1",
        "id": ident,
        "verification_id": "ver_1",
        "subject_id": "sub_1",
        "kind": kind,
        "required": True,
        "status": status,
        "attempt": 0,
        "due_at": NOW,
    }


def contents(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Read every row, whatever columns there are."""
    with engine.connect() as connection:
        return {
            name: [clean(row) for row in connection.execute(select(table).order_by(table.c[KEYS.get(name, "id")]))]
            for name, table in reflect(engine).items()
        }


def clean(row: Row[Any]) -> dict[str, Any]:
    return {
        name: value for name, value in row._asdict().items() if (name, value) not in (("registers", {}), ("source", ""))
    }


def rules(engine: Engine) -> dict[str, Any]:
    """Read the rules as the database has them; on SQLite as its own text, in which nothing is left out."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
            return {row.name: sorted(re.findall(r"\S+", split(row.sql))) for row in found}
    look = inspect(engine)
    return {
        table: sorted(
            str(sorted(item.items(), key=str))
            for find in (
                look.get_check_constraints,
                look.get_foreign_keys,
                look.get_unique_constraints,
                look.get_indexes,
            )
            for item in find(table)  # type: ignore[operator]
        )
        for table in look.get_table_names()
    }


def split(sql: str) -> str:
    return re.sub(r"[(),\"]", " ", sql)


def test_there_and_back_and_there_again_loses_nothing(url: str, engine: Engine) -> None:
    before, known = contents(engine), rules(engine)
    assert all(before[name] for name in HELD)

    migrate.upgrade(url, AFTER)
    assert contents(engine) == before
    upgraded = rules(engine)
    assert upgraded != known

    migrate.downgrade(url, BEFORE)
    assert contents(engine) == before
    assert rules(engine) == known

    migrate.upgrade(url, AFTER)
    assert contents(engine) == before
    assert rules(engine) == upgraded


def test_what_registers_were_asked_goes_with_the_downgrade_and_nothing_else(url: str, engine: Engine) -> None:
    before = contents(engine)
    migrate.upgrade(url, AFTER)
    tables = reflect(engine)
    with engine.begin() as connection:
        for register in ("kvk", "vies"):
            asked = check(f"chk_{register}", "register", "passed") | {"source": register}
            connection.execute(tables["checks"].insert().values(asked))
        answer = {"tenant_id": "ten_1", "check_id": "chk_kvk", "status": "passed", "result": {}, "recorded_at": NOW}
        connection.execute(tables["check_results"].insert().values(answer))
    migrate.downgrade(url, BEFORE)
    assert contents(engine) == before


def test_what_the_others_add_up_to_goes_with_the_downgrade_and_nothing_else(url: str, engine: Engine) -> None:
    """Revision 0013 makes the table of checks anew as well."""
    migrate.upgrade(url, "0012")
    before, known = contents(engine), rules(engine)
    migrate.upgrade(url, "0013")
    assert contents(engine) | {"tenants": []} == before | {"tenants": []}
    table = reflect(engine)["checks"]
    with engine.begin() as connection:
        for kind in ("ownership", "risk"):
            connection.execute(table.insert().values(check(f"chk_{kind}", kind, "attention") | {"source": ""}))
    migrate.downgrade(url, "0012")
    assert (contents(engine), rules(engine)) == (before, known)


@pytest.mark.parametrize("revision", [BEFORE, AFTER])
def test_references_are_watched_afterwards(url: str, engine: Engine, revision: str) -> None:
    migrate.upgrade(url, AFTER)
    if revision == BEFORE:
        migrate.downgrade(url, BEFORE)
    table = reflect(engine)["checks"]
    stray = check("chk_9", "screening", "pending") | {"verification_id": "ver_none"}
    more = {"source": ""} if revision == AFTER else {}
    with pytest.raises(NotFoundError), engine.begin() as connection:
        connection.execute(table.insert().values(stray | more))
    with pytest.raises(NotFoundError), engine.begin() as connection:
        connection.execute(text("DELETE FROM checks WHERE id = 'chk_1'"))


def test_a_database_with_a_reference_to_nothing_is_left_as_it_was(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/broken.db"
    migrate.upgrade(url, BEFORE)
    opened = open_engine(url, DatabaseUnavailableError, name="tests")
    fill(opened)
    with closing(sqlite3.connect(tmp_path / "broken.db", isolation_level=None)) as connection:
        connection.execute("DELETE FROM verifications")
    before, known = contents(opened), rules(opened)
    with pytest.raises(DatabaseUnavailableError, match="refers to") as caught:
        migrate.upgrade(url, AFTER)
    assert "verifications" in str(caught.value)
    assert "ver_1" not in str(caught.value)
    assert (contents(opened), rules(opened)) == (before, known)
    with opened.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == BEFORE
    opened.dispose()
