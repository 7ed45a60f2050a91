"""The key store over both custodians: the same promises, and what a vault gets to see."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kyc_service.egress.transit import VaultCustodian
from kyc_service.errors import KeyStoreUnavailableError, SettingsError, SubjectErasedError, VaultUnavailableError
from kyc_service.storage import ciphers, keys
from kyc_service.storage.custody import VAULT_BOX, FileCustodian, Wrapper
from kyc_service.storage.keys import KeyStore
from tests.fixtures.vaults import Vault


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store/keys.db"
    return str(request.getfixturevalue("empty_postgres_url"))


def test_a_store_in_a_vault_keeps_what_a_store_with_a_file_keeps(url: str, vault: Vault) -> None:
    here = KeyStore.open(url, VaultCustodian(vault.choice), create=True)
    there = KeyStore.open(url, VaultCustodian(vault.choice), create=False)
    assert (here.made_root, there.made_root) == (True, False)
    key_id, other = here.create(), here.create()
    box = here.encrypt(key_id, b"text", "place")
    assert there.decrypt(key_id, box, "place") == b"text"
    assert there.decrypt_many([(key_id, box, "place"), ("0" * 32, box, "place")]) == [b"text", None]
    version = here.index_keys.current()
    assert there.index("text", "context", version) == here.index("text", "context", version)
    assert there.unseal(here.seal(b"secret", "place"), "place") == b"secret"
    assert there.head_key() == here.head_key()
    here.destroy(key_id)
    fresh = KeyStore.open(url, VaultCustodian(vault.choice), create=False)
    with pytest.raises(SubjectErasedError):
        fresh.decrypt(key_id, box, "place")
    assert fresh.encrypt(other, b"text", "place")
    for store in (here, there, fresh):
        store.dispose()


def test_a_vault_sees_wrapped_keys_and_the_root_and_no_subject_s_key(vault: Vault, tmp_path: Path) -> None:
    store = KeyStore.open(f"sqlite:///{tmp_path}/keys.db", VaultCustodian(vault.choice), create=True)
    made = [store.create() for _ in range(3)]
    store.index_keys.current()
    open_keys = {key for key, _ in store._cache.values()} | set(store.index_keys._keys.values())
    assert len(made) == len(store._cache) == 3
    roots = [seen for seen in vault.transit.seen if not seen.startswith(b"\x01")]
    assert {len(root) for root in roots} == {32}
    assert len(set(roots)) == 1
    for key in open_keys:
        assert not any(key in seen for seen in vault.transit.seen)
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("keys.db*"))
    assert not any(key in raw for key in (*open_keys, *roots))
    assert raw.count(VAULT_BOX) >= keys.RESERVE + 2
    store.dispose()


def test_a_vault_that_is_away_lets_nothing_be_read_or_made(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = KeyStore.open(f"sqlite:///{tmp_path}/keys.db", VaultCustodian(vault.choice), create=True)
    key_id = store.create()
    box = store.encrypt(key_id, b"text", "place")
    vault.fall_silent()
    assert store.decrypt(key_id, box, "place") == b"text", "what is in memory goes on for a minute"
    later = time.monotonic() + max(keys.CACHE_SECONDS, keys.RESERVE_SECONDS) + 1
    monkeypatch.setattr("kyc_service.storage.keys.time.monotonic", lambda: later)
    for call in (
        store.ping,
        store.create,
        store.index_keys.replace,
        lambda: store.decrypt(key_id, box, "place"),
        lambda: store.encrypt(key_id, b"text", "place"),
        lambda: store.decrypt_many([(key_id, box, "place")]),
        lambda: store.encrypt_many([(key_id, b"text", "place")]),
        lambda: store.commit_to(key_id, b"text"),
    ):
        with pytest.raises(VaultUnavailableError):
            call()
    with pytest.raises(VaultUnavailableError):
        KeyStore.open(f"sqlite:///{tmp_path}/keys.db", VaultCustodian(vault.choice), create=False)
    vault.come_back()
    store.custodian._quiet_until = 0.0  # type: ignore[attr-defined]  # instead of a second's wait
    assert store.decrypt(key_id, box, "place") == b"text"
    store.dispose()


def test_another_vault_and_a_file_are_refused_at_the_start(vault: Vault, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/keys.db"
    KeyStore.open(url, VaultCustodian(vault.choice), create=True).dispose()
    with pytest.raises(SettingsError, match="KYC_VAULT_FILE"):
        KeyStore.connect(url, tmp_path / "master.key", create=True)
    assert not (tmp_path / "master.key").exists()
    before = vault.transit.versions[:]
    vault.transit.versions[:] = [ciphers.make_key()]
    with pytest.raises(VaultUnavailableError):
        KeyStore.open(url, VaultCustodian(vault.choice), create=True)
    vault.transit.versions[:] = before
    KeyStore.open(url, VaultCustodian(vault.choice), create=False).dispose()


def test_a_store_that_has_keys_gets_no_second_root(vault: Vault, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/keys.db"
    KeyStore.connect(url, tmp_path / "master.key", create=True).dispose()
    with pytest.raises(SettingsError, match="to-vault"):
        KeyStore.open(url, VaultCustodian(vault.choice), create=True)


def test_a_file_opens_no_box_of_a_vault(tmp_path: Path) -> None:
    custodian = FileCustodian(tmp_path / "master.key")
    wrapper = Wrapper(custodian, ciphers.make_key())
    (box,) = wrapper.wrap([(b"key", "place")])
    assert wrapper.unwrap([(box, "place")]) == [b"key"]
    with pytest.raises(ValueError, match="damaged"):
        wrapper.unwrap([(box, "elsewhere")])
    with pytest.raises(KeyStoreUnavailableError):
        custodian.unwrap([box, b"vault:v1:AAAA"])
    assert custodian.renew([box]) == [box]
    assert custodian.is_newest(box, box)
