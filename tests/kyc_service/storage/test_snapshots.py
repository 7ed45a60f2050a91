"""Copies of one database; the whole way back is tried in the tests of backups."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kyc_service.errors import BackupError, DatabaseUnavailableError
from kyc_service.storage import snapshots


def test_a_copy_is_whole_while_somebody_writes(tmp_path: Path) -> None:
    source = tmp_path / "kyc.db"
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE things (n INTEGER)")
        connection.executemany("INSERT INTO things VALUES (?)", [(n,) for n in range(100)])
        connection.commit()
        connection.execute("INSERT INTO things VALUES (100)")
        found = snapshots.make(f"sqlite:///{source}", tmp_path / "copy")
        connection.commit()
    assert (found.kind, found.revision, dict(found.rows)) == ("sqlite", None, {"things": 100})
    assert snapshots.read(tmp_path / "copy", "sqlite") == found


def test_a_copy_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "copy").touch()
    with pytest.raises(BackupError, match="FileExistsError"):
        snapshots.make(f"sqlite:///{tmp_path}/kyc.db", tmp_path / "copy")


@pytest.mark.parametrize("content", [b"", b"not a database at all, whatever its name says" * 100])
def test_what_is_no_copy_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "copy"
    path.write_bytes(content)
    if content:
        with pytest.raises(BackupError, match="damaged"):
            snapshots.read(path, "sqlite")
    else:
        assert snapshots.read(path, "sqlite") == snapshots.Snapshot("sqlite", sqlite3.sqlite_version, None, {})


def test_a_database_that_is_away_is_said(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailableError):
        snapshots.make("postgresql+psycopg://kyc@127.0.0.1:1/kyc", tmp_path / "copy")
    with pytest.raises(BackupError, match="not there"):
        snapshots.make(f"sqlite:///{tmp_path}/none.db", tmp_path / "other")
