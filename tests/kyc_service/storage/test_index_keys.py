"""Keys of the blind index in the key store."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc_service.errors import KeyStoreUnavailableError, SubjectErasedError
from kyc_service.storage.index_keys import FIRST
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.residue import count_in_files


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return (
        f"sqlite:///{tmp_path}/keys.db" if request.param == "sqlite" else request.getfixturevalue("empty_postgres_url")
    )


def test_every_process_makes_the_same_index_and_another_version_another(url: str, tmp_path: Path) -> None:
    here = KeyStore.connect(url, tmp_path / "master.key", create=True)
    there = KeyStore.connect(url, tmp_path / "master.key", create=False)
    version = here.index_keys.current()
    assert (version, there.index_keys.current()) == (1, 1)
    assert here.index("text", "context", version) == there.index("text", "context", version)
    assert here.index("text", "context", FIRST) == here.blind("text", "context")
    second = here.index_keys.replace()
    digests = {there.index("text", "context", one) for one in (FIRST, version, second)}
    assert (second, len(digests)) == (2, 3)
    with pytest.raises(KeyStoreUnavailableError):
        here.index("text", "context", 9)
    assert here.index_keys.destroy_before(second) == 1
    assert here.index_keys.destroy_before(second) == 0
    with pytest.raises(SubjectErasedError):
        here.index("text", "context", version)
    assert [key.destroyed_at is None for key in here.index_keys.list()] == [False, True]
    here.dispose()
    there.dispose()


def test_a_destroyed_key_leaves_the_store_s_files(keys: KeyStore, tmp_path: Path) -> None:
    keys.index_keys.current()
    with keys._engine.begin() as connection:
        wrapped = bytes(connection.exec_driver_sql("SELECT wrapped FROM index_keys").scalar_one())
    assert count_in_files(tmp_path / "keys.db", [wrapped]) + count_in_files(tmp_path / "keys.db-wal", [wrapped]) >= 1
    keys.index_keys.destroy_before(keys.index_keys.replace())
    assert count_in_files(tmp_path / "keys.db", [wrapped]) == 0
