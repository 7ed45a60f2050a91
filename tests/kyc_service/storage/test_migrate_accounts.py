"""Revision 0020 makes the table of accounts anew: nobody is lost, and what guards it still does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, MetaData, Table, inspect, text

from kyc_service.errors import ConflictError, DatabaseUnavailableError
from kyc_service.storage import migrate
from kyc_service.storage.engines import open_engine

BEFORE, AFTER = "0016", "0020"
NOW = dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)


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


def fill(engine: Engine) -> None:
    """Put in an administrator who is active, one who is disabled, and somebody who is invited."""
    found = MetaData()
    found.reflect(engine, only=("tenants", "accounts", "account_roles"))
    tables: dict[str, Table] = dict(found.tables)
    tenant = {"id": "ten_1", "name": "T", "policy_id": "p", "obliged_entity": True, "home_region": "NL"}
    lists = {"required_checks": [], "registers": {}, "suspended": False, "created_at": NOW}
    with engine.begin() as connection:
        connection.execute(tables["tenants"].insert(), [tenant | lists])
        for status in ("active", "disabled", "invited"):
            row = {"tenant_id": "ten_1", "id": status, "key_id": status, "status": status, "person": b"x"}
            proof = {"password_hash": "h", "totp": b"t"} if status == "active" else {}
            more = {"email_digest": status, "key_version": 1, "created_at": NOW, "version": 1}
            connection.execute(tables["accounts"].insert(), [row | more | proof])
        role = {"tenant_id": "ten_1", "role": "administrator", "given_by": "cli", "given_at": NOW}
        connection.execute(tables["account_roles"].insert(), [role | {"account_id": "active"}])


def standing(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return {row.id: row.status for row in connection.execute(text("SELECT id, status FROM accounts"))}


def test_everybody_is_still_there_and_a_disabled_accounts_time_begins_now(url: str, engine: Engine) -> None:
    migrate.upgrade(url, AFTER)
    assert standing(engine) == {"active": "active", "disabled": "disabled", "invited": "invited"}
    with engine.connect() as connection:
        since = dict(connection.execute(text("SELECT id, disabled_at IS NOT NULL FROM accounts")).all())
    assert {name for name, known in since.items() if known} == {"disabled"}


def test_the_last_administrator_still_stays(url: str, engine: Engine) -> None:
    migrate.upgrade(url, AFTER)
    gone = "UPDATE accounts SET status = 'disabled', disabled_at = created_at WHERE id = 'active'"
    with pytest.raises(ConflictError, match="last administrator"), engine.begin() as connection:
        connection.execute(text(gone))
    with pytest.raises(ConflictError, match="last administrator"), engine.begin() as connection:
        connection.execute(text("DELETE FROM account_roles"))


def test_the_way_back_invites_whoever_has_no_password(url: str, engine: Engine) -> None:
    migrate.upgrade(url, AFTER)
    linked = "UPDATE accounts SET status = 'active', identity_digest = 'd', linked_at = created_at WHERE id = 'invited'"
    with engine.begin() as connection:
        connection.execute(text(linked))
    migrate.downgrade(url, BEFORE)
    assert standing(engine) == {"active": "active", "disabled": "disabled", "invited": "invited"}
    assert "identity_digest" not in {column["name"] for column in inspect(engine).get_columns("accounts")}
    with pytest.raises(ConflictError, match="last administrator"), engine.begin() as connection:
        connection.execute(text("UPDATE accounts SET status = 'disabled' WHERE id = 'active'"))
    migrate.upgrade(url, AFTER)
