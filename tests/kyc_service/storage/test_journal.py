"""The journal of disposals, in the key store and in a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kyc_service.storage.journal import Record, State
from kyc_service.storage.keys import JOURNAL_FILE, KeyStore


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KeyStore]:
    url = f"sqlite:///{tmp_path}/keys.db"
    if request.param == "postgres":
        url = str(request.getfixturevalue("empty_postgres_url"))
    made = KeyStore.connect(url, tmp_path / "master.key", create=True, journal_file=tmp_path / "journal.jsonl")
    yield made
    made.dispose()


def test_records_stand_in_both_places_in_order(store: KeyStore, tmp_path: Path) -> None:
    records = [Record("a", State.BEGUN, {"n": 1}), Record("b", State.BEGUN, {}), Record("a", State.DONE, {"n": 2})]
    for record in [*records, records[0]]:
        store.journal.append(record)
    assert list(store.journal.of_store()) == records
    assert list(dict.fromkeys(map(repr, store.journal.of_file()))) == list(map(repr, records))
    assert store.journal.unfinished() == ("b",)
    assert (store.journal.newest_of_store(), store.journal.newest_of_file()) == ("a", "a")
    assert (store.journal.knows("b"), store.journal.knows("c")) == (True, False)
    store.journal.append(Record("b", State.DROPPED, {}))
    assert store.journal.unfinished() == ()
    assert (tmp_path / "journal.jsonl").stat().st_mode & 0o077 == 0


def test_a_torn_line_spoils_no_other(store: KeyStore, tmp_path: Path) -> None:
    store.journal.append(Record("a", State.DONE, {}))
    with (tmp_path / "journal.jsonl").open("a") as file:
        file.write('{"id": "b", "sta')
    store.journal.append(Record("c", State.DONE, {}))
    assert [record.id for record in store.journal.of_file()] == ["a", "c"]


@pytest.mark.parametrize("line", ["[]", "null", '{"id": 1}', '{"id": "x", "state": "gone", "body": {}, "mac": ""}'])
def test_what_is_no_record_of_ours_is_left_out(store: KeyStore, tmp_path: Path, line: str) -> None:
    store.journal.append(Record("a", State.DONE, {}))
    with (tmp_path / "journal.jsonl").open("a") as file:
        file.write(line + "\n")
        file.write(json.dumps({"id": "z", "state": "done", "body": {}, "mac": "0" * 64}) + "\n")
    assert [record.id for record in store.journal.of_file()] == ["a"]


def test_the_file_lies_beside_the_store_unless_it_is_told_where(tmp_path: Path, empty_postgres_url: str) -> None:
    beside = KeyStore.connect(f"sqlite:///{tmp_path}/s/keys.db", tmp_path / "master.key", create=True)
    beside.journal.append(Record("a", State.DONE, {}))
    assert (tmp_path / "s" / JOURNAL_FILE).exists()
    nowhere = KeyStore.connect(empty_postgres_url, tmp_path / "master.key", create=True)
    nowhere.journal.append(Record("a", State.DONE, {}))
    assert (nowhere.journal.of_file(), nowhere.journal.newest_of_file()) == ([], None)
    beside.dispose()
    nowhere.dispose()
