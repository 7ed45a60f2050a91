"""The signed form of an entry: the same bytes from values and from rows, and those that a plain JSON writer makes."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.storage.audit_contents import SIGNED, UNREADABLE, make_content, read_content

_ids = st.none() | st.text()
_details = st.dictionaries(st.text(), st.text() | st.integers() | st.booleans(), max_size=4)
_moments = st.datetimes(timezones=st.just(dt.UTC))
entries = st.fixed_dictionaries(
    {
        **dict.fromkeys(SIGNED, _ids),
        "actor": st.text(),
        "op": st.text(),
        "outcome": st.text(),
        "at": _moments,
        "rule_ids": st.lists(st.text(), max_size=3),
        "details": _details,
    }
)
ENTRY: dict[str, Any] = {
    **dict.fromkeys(SIGNED),
    "actor": "key:1",
    "op": "case.opened",
    "outcome": "done",
    "rule_ids": ["R-1"],
    "details": {"b": 1, "a": True},
    "at": dt.datetime(2026, 11, 27, 9, 30, 0, 120, dt.UTC),
}


def plainly(entry: dict[str, Any]) -> bytes:
    said = {**entry, "at": entry["at"].isoformat(timespec="microseconds")}
    return json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()


def as_stored(entry: dict[str, Any], *, postgres: bool) -> dict[str, Any]:
    """As each database gives a row: PostgreSQL cuts zeros off an instant, SQLite writes every digit."""
    at = entry["at"].isoformat(" ", "microseconds")
    at = f"{at[:-6].rstrip('0').rstrip('.') if '.' in at else at[:-6]}+00" if postgres else at[:-6]
    return {**entry, "at": at, "rule_ids": json.dumps(entry["rule_ids"]), "details": json.dumps(entry["details"])}


def read(row: dict[str, Any], *, postgres: bool) -> bytes:
    return read_content(tuple(row[name] for name in SIGNED), postgres=postgres)


@pytest.mark.parametrize("postgres", [False, True])
@given(entry=entries)
def test_values_and_rows_come_to_the_bytes_of_a_plain_writer(entry: dict[str, Any], postgres: bool) -> None:
    assert make_content(entry) == plainly(entry) == read(as_stored(entry, postgres=postgres), postgres=postgres)


def test_an_instant_of_another_zone_is_the_same_instant() -> None:
    there = ENTRY["at"].astimezone(dt.timezone(dt.timedelta(hours=5, minutes=30)))
    assert make_content({**ENTRY, "at": there}) == make_content(ENTRY)


@pytest.mark.parametrize("postgres", [False, True])
@pytest.mark.parametrize(
    "changed",
    [
        {"at": "yesterday"},
        {"at": "infinity"},
        {"at": None},
        {"at": 5},
        {"actor": b"key:1"},
        {"actor": 5},
        {"details": '{"b": 1,"a": true}'},
        {"details": '{"b": 2, "b": 1, "a": true}'},
        {"details": '{"b": 1, "a": true} '},
        {"details": '{"b": -0}'},
        {"details": '{"b": 1'},
        {"details": "[" * 100_000},
        {"details": b"{}"},
        {"details": None},
        {"rule_ids": '["\\u0052-1"]'},
    ],
    ids=str,
)
def test_what_this_service_cannot_have_written_says_nothing(changed: dict[str, Any], postgres: bool) -> None:
    assert read({**as_stored(ENTRY, postgres=postgres), **changed}, postgres=postgres) == UNREADABLE


@pytest.mark.parametrize(("name", "other"), [("details", "[]"), ("rule_ids", "{}"), ("rule_ids", "null")])
def test_another_kind_of_value_is_another_content(name: str, other: str) -> None:
    row = as_stored({**ENTRY, "details": {}, "rule_ids": []}, postgres=False)
    assert read({**row, name: other}, postgres=False) != read(row, postgres=False)


@pytest.mark.parametrize("other", ["2026-11-27T09:30:00.000120", "2026-11-27 09:30:00.00012", "2026-11-27 09:30:00"])
def test_an_instant_has_one_spelling(other: str) -> None:
    row = as_stored(ENTRY, postgres=False)
    assert read({**row, "at": other}, postgres=False) != read(row, postgres=False)
