"""What databases say of themselves, on both kinds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kyc_service.errors import DatabaseUnavailableError
from kyc_service.storage import inspection, migrate
from kyc_service.storage.keys import KeyStore


def test_a_migrated_database_says_what_it_is(database_url: str) -> None:
    found = inspection.look(database_url)
    assert (found.revision, found.keeps_keys) == (migrate.head(), False)
    assert found.kind == ("SQLite" if database_url.startswith("sqlite") else "PostgreSQL")
    assert found.version[0].isdigit()
    assert abs(found.now - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


def test_an_empty_one_has_no_revision(empty_postgres_url: str) -> None:
    assert inspection.look(empty_postgres_url).revision is None


def test_a_key_store_is_known(keys: KeyStore, tmp_path: Path) -> None:
    assert keys
    found = inspection.look(f"sqlite:///{tmp_path}/keys.db")
    assert (found.revision, found.keeps_keys) == (None, True)


def test_one_that_is_away_is_said() -> None:
    with pytest.raises(DatabaseUnavailableError):
        inspection.look("postgresql+psycopg://kyc@127.0.0.1:1/kyc")


def test_every_revision_is_known() -> None:
    assert {"0001", migrate.head()} <= migrate.revisions()
