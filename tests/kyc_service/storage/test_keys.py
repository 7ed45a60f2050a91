from __future__ import annotations

import datetime as dt
import shutil
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from kyc_service.errors import KeyStoreUnavailableError, SettingsError, SubjectErasedError
from kyc_service.storage import ciphers, keys
from kyc_service.storage.engines import lock_for_setup, open_engine
from kyc_service.storage.keys import RESERVE, KeyStore


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store/keys.db"
    return str(request.getfixturevalue("empty_postgres_url"))


def connect(url: str, tmp_path: Path, *, create: bool = True) -> KeyStore:
    return KeyStore.connect(url, tmp_path / "master.key", create=create)


def test_a_key_encrypts_for_one_place_and_is_known_to_every_process(store_url: str, tmp_path: Path) -> None:
    here, there = connect(store_url, tmp_path), connect(store_url, tmp_path, create=False)
    key_id = here.create()
    box = here.encrypt(key_id, b"text", "place")
    assert there.decrypt(key_id, box, "place") == b"text"
    with pytest.raises(ValueError, match="damaged"):
        there.decrypt(key_id, box, "elsewhere")
    with pytest.raises(ValueError, match="damaged"):
        here.decrypt(here.create(), box, "place")
    here.dispose()
    there.dispose()


def test_a_store_that_is_there_is_opened_while_somebody_hangs_in_setting_it_up(
    empty_postgres_url: str, tmp_path: Path
) -> None:
    connect(empty_postgres_url, tmp_path).dispose()
    engine = open_engine(empty_postgres_url, KeyStoreUnavailableError, name="key store")
    opened: list[KeyStore] = []
    with engine.begin() as connection:
        lock_for_setup(connection)
        opener = threading.Thread(target=lambda: opened.append(connect(empty_postgres_url, tmp_path, create=False)))
        opener.start()
        opener.join(10)
        assert opened
    opener.join()
    opened[0].dispose()
    engine.dispose()


def test_a_destroyed_key_opens_nothing_any_more(store_url: str, tmp_path: Path) -> None:
    here = connect(store_url, tmp_path)
    key_id, other = here.create(), here.create()
    box = here.encrypt(key_id, b"text", "place")
    here.destroy(key_id)
    here.destroy(key_id)
    for store in (here, connect(store_url, tmp_path)):
        with pytest.raises(SubjectErasedError):
            store.decrypt(key_id, box, "place")
        with pytest.raises(SubjectErasedError):
            store.encrypt(key_id, b"text", "place")
        with pytest.raises(SubjectErasedError):
            store.commit_to(key_id, b"text")
        assert store.encrypt(other, b"text", "place")
        store.dispose()


def test_another_process_notices_within_the_cache_time(
    store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = connect(store_url, tmp_path), connect(store_url, tmp_path)
    key_id = here.create()
    box = there.encrypt(key_id, b"text", "place")
    here.destroy(key_id)
    assert there.decrypt(key_id, box, "place") == b"text"
    later = time.monotonic() + keys.CACHE_SECONDS + 1
    monkeypatch.setattr("kyc_service.storage.keys.time.monotonic", lambda: later)
    with pytest.raises(SubjectErasedError):
        there.decrypt(key_id, box, "place")
    here.dispose()
    there.dispose()


def test_the_cache_is_short_lived_and_small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert keys.CACHE_SECONDS <= 60
    assert keys.CACHE_SIZE <= 10_000
    monkeypatch.setattr(keys, "CACHE_SIZE", 3)
    store = connect(f"sqlite:///{tmp_path}/keys.db", tmp_path)
    made = [store.create() for _ in range(5)]
    assert list(store._cache) == made[-3:]
    assert store.encrypt(made[0], b"text", "place")
    assert list(store._cache) == [*made[-2:], made[0]]
    store.dispose()
    assert not store._cache


def test_the_wrapped_key_is_gone_from_the_files_after_destroying(tmp_path: Path) -> None:
    store = connect(f"sqlite:///{tmp_path}/store/keys.db", tmp_path)
    key_id, other = store.create(), store.create()
    with store._engine.begin() as connection:
        rows = connection.execute(select(keys._subject_keys.c.key_id, keys._subject_keys.c.wrapped)).all()
    wrapped = {row.key_id: row.wrapped for row in rows}
    store.destroy(key_id)
    raw = b"".join(path.read_bytes() for path in (tmp_path / "store").iterdir())
    assert wrapped[key_id] not in raw
    assert wrapped[other] in raw
    store.dispose()


def test_a_key_that_is_not_there_is_not_taken_for_an_erased_one(keys: KeyStore) -> None:
    with pytest.raises(KeyStoreUnavailableError):
        keys.decrypt("0" * 32, b"box", "place")


def test_another_master_key_is_refused_at_the_start(store_url: str, tmp_path: Path) -> None:
    connect(store_url, tmp_path).dispose()
    (tmp_path / "master.key").unlink()
    ciphers.make_master_key(tmp_path / "master.key")
    with pytest.raises(SettingsError, match="not the master key"):
        connect(store_url, tmp_path)


def test_a_lost_master_key_is_never_replaced(store_url: str, tmp_path: Path) -> None:
    connect(store_url, tmp_path).dispose()
    (tmp_path / "master.key").unlink()
    with pytest.raises(SettingsError, match="cannot be read"):
        connect(store_url, tmp_path)
    assert not (tmp_path / "master.key").exists()


def test_without_create_a_missing_master_key_is_refused(store_url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="KYC_MASTER_KEY_FILE"):
        connect(store_url, tmp_path, create=False)
    assert not (tmp_path / "master.key").exists()


def test_keys_are_made_several_at_a_time_and_each_is_given_out_once(keys: KeyStore) -> None:
    made = [keys.create() for _ in range(3 * RESERVE)]
    assert len(set(made)) == len(made)


def test_a_fork_has_a_reserve_of_its_own(keys: KeyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    keys.create()
    before = {key_id for key_id, _ in keys._reserve}
    monkeypatch.setattr("os.getpid", lambda: -1)
    assert keys.create() not in before


def test_an_old_reserve_is_not_given_out(keys: KeyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kyc_service.storage.keys.RESERVE_SECONDS", -1.0)
    keys.create()
    assert keys.sweep_orphans(lambda _: set(), -dt.timedelta(seconds=1)) == RESERVE
    assert keys.encrypt(keys.create(), b"text", "place")


def test_a_store_that_went_away_fails_closed(tmp_path: Path) -> None:
    store = connect(f"sqlite:///{tmp_path}/store/keys.db", tmp_path)
    key_id = store.create()
    store.dispose()
    shutil.rmtree(tmp_path / "store")
    (tmp_path / "store").write_text("no directory")
    for call in (store.create, lambda: store.encrypt(key_id, b"text", "place"), store.ping):
        with pytest.raises(KeyStoreUnavailableError) as caught:
            call()
        assert str(tmp_path) not in str(caught.value)
        assert caught.value.__cause__ is None
    store.dispose()


def test_a_server_that_does_not_answer_is_told_without_its_address(tmp_path: Path) -> None:
    with pytest.raises(KeyStoreUnavailableError) as caught:
        connect("postgresql://user:hunter2@127.0.0.1:1/keys", tmp_path)
    error: BaseException | None = caught.value
    while error is not None:
        assert "hunter2" not in repr(error)
        assert "127.0.0.1" not in repr(error)
        error = error.__cause__ or error.__context__


def test_a_blind_index_recognises_within_its_context_only(keys: KeyStore) -> None:
    assert keys.blind("text", "one") == keys.blind("text", "one")
    assert keys.blind("text", "one") != keys.blind("text", "two")
    assert keys.blind("text", "one") != keys.blind("texts", "one")
    assert len(keys.blind("text", "one")) == 64


def test_what_is_sealed_unseals_in_its_place(keys: KeyStore) -> None:
    box = keys.seal(b"secret", "place")
    assert keys.unseal(box, "place") == b"secret"
    with pytest.raises(ValueError, match="damaged"):
        keys.unseal(box, "elsewhere")


def test_orphans_are_swept_and_young_or_used_keys_are_not(keys: KeyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kyc_service.storage.keys._SWEEP", 3)
    monkeypatch.setattr("kyc_service.storage.keys.RESERVE", 1)
    made = [keys.create() for _ in range(10)]
    used = set(made[::2])
    asked: list[str] = []

    def in_use(some: Sequence[str]) -> set[str]:
        asked.extend(some)
        return used & set(some)

    assert keys.sweep_orphans(in_use, dt.timedelta(hours=1)) == 0
    assert asked == []
    assert keys.sweep_orphans(in_use, -dt.timedelta(seconds=1)) == 5
    assert sorted(asked) == sorted(made)
    assert keys.sweep_orphans(in_use, -dt.timedelta(seconds=1)) == 0
    for key_id in used:
        assert keys.encrypt(key_id, b"text", "place")


def test_keys_are_made_by_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    connect(f"sqlite:///{tmp_path}/store/keys.db", tmp_path).dispose()
    assert (tmp_path / "store").stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in (tmp_path / "store").iterdir())
