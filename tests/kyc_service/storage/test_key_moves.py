"""Keys move to a vault, to its newest version, and back to a file; nothing is lost and nothing destroyed comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from kyc_service.egress.transit import VaultCustodian, version_of
from kyc_service.errors import ConflictError, KeyStoreUnavailableError, SettingsError, SubjectErasedError
from kyc_service.storage import ciphers, keys
from kyc_service.storage.keys import KeyStore
from tests.fixtures.vaults import Vault


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store/keys.db"
    return str(request.getfixturevalue("empty_postgres_url"))


def open_vault(url: str, vault: Vault) -> KeyStore:
    return KeyStore.open(url, VaultCustodian(vault.choice), create=False)


def boxes(store: KeyStore) -> dict[str, bytes | None]:
    with store._engine.begin() as connection:
        rows = connection.execute(select(keys._subject_keys.c.key_id, keys._subject_keys.c.wrapped)).all()
    return {row.key_id: row.wrapped for row in rows}


class Kept:
    """A store of before, and what has to be the same in it for ever."""

    def __init__(self, store: KeyStore) -> None:
        self.key_id, self.gone = store.create(), store.create()
        self.text = store.encrypt(self.key_id, b"text", "place")
        self.erased = store.encrypt(self.gone, b"gone", "place")
        self.version = store.index_keys.current()
        self.marks = self.digests(store)
        store.destroy(self.gone)

    def digests(self, store: KeyStore) -> tuple[str, str, str]:
        return store.index("a", "b", self.version), store.blind("a", "b"), store.head_key()

    def check(self, store: KeyStore) -> None:
        assert store.decrypt(self.key_id, self.text, "place") == b"text"
        assert self.digests(store) == self.marks
        with pytest.raises(SubjectErasedError):
            store.decrypt(self.gone, self.erased, "place")
        store.dispose()


def test_a_store_goes_to_a_vault_and_to_its_newest_version_and_back(
    url: str, tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kyc_service.storage.key_moves.BATCH", 5)
    first = KeyStore.connect(url, tmp_path / "master.key", create=True)
    kept = Kept(first)
    first.moves.hand_to(VaultCustodian(vault.choice))
    with pytest.raises(ConflictError):
        first.moves.hand_to(VaultCustodian(vault.choice))
    kept.check(first)

    second = open_vault(url, vault)
    assert sum(second.moves.rewrap()) == keys.RESERVE
    assert {version_of(box) for box in boxes(second).values() if box} == {1}
    kept.check(second)
    vault.transit.rotate()
    third = open_vault(url, vault)
    assert (sum(third.moves.rewrap()), sum(third.moves.rewrap())) == (keys.RESERVE, 0)
    vault.transit.oldest = 2
    kept.check(third)
    with pytest.raises(SettingsError):
        KeyStore.connect(url, tmp_path / "master.key", create=False)

    fourth = open_vault(url, vault)
    assert sum(fourth.moves.hand_to_file(tmp_path / "back.key")) == keys.RESERVE
    fourth.dispose()
    vault.fall_silent()
    kept.check(KeyStore.connect(url, tmp_path / "back.key", create=False))
    assert (tmp_path / "back.key").read_text() == (tmp_path / "master.key").read_text()
    assert (tmp_path / "back.key").stat().st_mode & 0o777 == 0o600


def test_a_key_destroyed_meanwhile_stays_destroyed(tmp_path: Path, vault: Vault) -> None:
    store = KeyStore.open(f"sqlite:///{tmp_path}/keys.db", VaultCustodian(vault.choice), create=True)
    key_id, other = store.create(), store.create()
    renew = store.custodian.renew

    class Slow(VaultCustodian):
        def renew(self, asked: object) -> list[bytes]:
            store.destroy(key_id)
            return renew(asked)  # type: ignore[arg-type]  # handed on

    vault.transit.rotate()
    store.moves._custodian = Slow(vault.choice)
    list(store.moves.rewrap())
    assert boxes(store)[key_id] is None
    assert version_of(boxes(store)[other] or b"") == 2
    store.dispose()


def test_a_move_that_broke_off_goes_on(tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kyc_service.storage.key_moves.BATCH", 4)
    url = f"sqlite:///{tmp_path}/keys.db"
    store = KeyStore.open(url, VaultCustodian(vault.choice), create=True)
    key_id = store.create()
    box = store.encrypt(key_id, b"text", "place")
    moving = store.moves.hand_to_file(tmp_path / "back.key")
    next(moving)
    vault.fall_silent()
    with pytest.raises(KeyStoreUnavailableError):
        list(moving)
    store.dispose()
    vault.come_back()
    again = open_vault(url, vault)
    assert again.decrypt(key_id, box, "place") == b"text"
    list(again.moves.hand_to_file(tmp_path / "back.key"))
    again.dispose()
    store = KeyStore.connect(url, tmp_path / "back.key", create=False)
    assert store.decrypt(key_id, box, "place") == b"text"
    store.dispose()


def test_another_master_key_s_file_is_never_overwritten(tmp_path: Path, vault: Vault) -> None:
    store = KeyStore.open(f"sqlite:///{tmp_path}/keys.db", VaultCustodian(vault.choice), create=True)
    ciphers.make_master_key(tmp_path / "other.key")
    before = (tmp_path / "other.key").read_bytes()
    with pytest.raises(SettingsError, match="exists already"):
        list(store.moves.hand_to_file(tmp_path / "other.key"))
    assert (tmp_path / "other.key").read_bytes() == before
    store.dispose()
    file_only = KeyStore.connect(f"sqlite:///{tmp_path}/file.db", tmp_path / "master.key", create=True)
    file_only.create()
    assert list(file_only.moves.rewrap()) == []
    file_only.dispose()
