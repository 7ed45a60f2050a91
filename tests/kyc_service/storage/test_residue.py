"""Pieces of data in the raw files of a database."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc_service.storage import database as module
from kyc_service.storage.database import Database
from kyc_service.storage.engines import rewrite
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.residue import count_in_files
from tests.fixtures.databases import add_tenant

NEEDLES = (b"in the file", b"in the log", b"nowhere")


def test_each_piece_counts_once_wherever_it_stands(tmp_path: Path) -> None:
    assert count_in_files(tmp_path / "none.db", NEEDLES) == 0
    (tmp_path / "kyc.db").write_bytes(b"x in the file x in the file")
    (tmp_path / "kyc.db-wal").write_bytes(b"in the log in the file")
    (tmp_path / "kyc.db-journal").write_bytes(b"")
    assert count_in_files(tmp_path / "kyc.db", NEEDLES) == 2


def test_what_is_alive_is_found_in_a_sqlite_file_and_a_server_is_not_searched(database: Database) -> None:
    add_tenant(database, "Quibblewick")
    found = database.count_in_files([b"Quibblewick", b"Hazelgrove"])
    assert found == (1 if database._engine.dialect.name == "sqlite" else None)


def test_what_was_left_behind_goes_when_the_file_is_written_anew(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = sqlite_database._engine
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA secure_delete=OFF")
        connection.exec_driver_sql("CREATE TABLE scrap (text)")
        connection.exec_driver_sql("INSERT INTO scrap VALUES ('Quibblewick Hazelgrove')")
        connection.exec_driver_sql("DELETE FROM scrap")
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
    with monkeypatch.context() as patch:
        patch.setattr(module, "rewrite", lambda _: None)
        assert sqlite_database.count_in_files([b"Quibblewick Hazelgrove"]) == 1
    assert sqlite_database.count_in_files([b"Quibblewick Hazelgrove"]) == 0
    rewrite(engine)


def test_a_destroyed_key_leaves_the_store_s_files(keys: KeyStore, tmp_path: Path) -> None:
    made = [keys.create() for _ in range(200)]
    with keys._engine.begin() as connection:
        wrapped = dict(
            connection.exec_driver_sql("SELECT key_id, wrapped FROM subject_keys").all()  # type: ignore[arg-type]
        )
    needles = [wrapped[key_id] for key_id in made[::3]]
    assert count_in_files(tmp_path / "keys.db", needles) == len(needles)
    assert keys.destroy(*made[::3]) == len(needles)
    assert count_in_files(tmp_path / "keys.db", needles) == 0
