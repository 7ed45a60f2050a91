from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given

from tests.fixtures.entries import ENTRIES
from watchlists.model import Entry, Kind, Name, NameKind
from watchlists.serialise import entry_from_json, entry_to_json


@given(ENTRIES)
def test_an_entry_survives_json(entry: Entry) -> None:
    assert entry_from_json(json.loads(json.dumps(entry_to_json(entry)))) == entry


def test_empty_fields_are_left_out() -> None:
    entry = Entry(id="un:QDe.004", source="un", kind=Kind.ORGANISATION, names=(Name("AL-QAIDA"),))
    assert entry_to_json(entry) == {
        "id": "un:QDe.004",
        "source": "un",
        "kind": "organisation",
        "names": [{"value": "AL-QAIDA", "kind": "primary"}],
    }


def test_days_and_kinds_are_written_as_text() -> None:
    entry = Entry(
        id="un:1",
        source="un",
        kind=Kind.PERSON,
        names=(Name("A"), Name("B", NameKind.WEAK)),
        listed_on=dt.date(2001, 10, 6),
    )
    found = entry_to_json(entry)
    assert found["listed_on"] == "2001-10-06"
    assert found["names"][1] == {"value": "B", "kind": "weak"}


@pytest.mark.parametrize("found", [{}, {"id": "un:1", "source": "un", "kind": "ghost", "names": []}])
def test_something_else_is_refused(found: dict[str, object]) -> None:
    with pytest.raises((KeyError, ValueError)):
        entry_from_json(found)
