"""The feed is hand-made: its elements are those of the published one, its entities are not."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

import pytest

from watchlists.errors import ListRefusedError
from watchlists.model import Entry, Kind, NameKind, Unparsed
from watchlists.sources import ca_terrorists

EXTRACT = Path(__file__).parents[1] / "extracts" / "handmade_ca_terrorists.xml"


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    with EXTRACT.open("rb") as stream:
        parsed = ca_terrorists.parse({"lstd-ntts-eng.xml": stream})
    assert (parsed.published, parsed.rejected_rows) == (dt.date(2026, 2, 10), 0)
    return {entry.id: entry for entry in parsed.entries}


def test_names_in_brackets_and_in_prose_are_names(entries: dict[str, Entry]) -> None:
    front = entries["ca_terrorists:1"]
    assert front.kind is Kind.ORGANISATION
    assert [(name.value, name.kind) for name in front.names] == [
        ("Example Liberation Front", NameKind.PRIMARY),
        ("ELF", NameKind.WEAK),
        ("the Front of Examples", NameKind.STRONG),
        ("Jabhat al-Amthila", NameKind.STRONG),
        ("the Sample Brigades", NameKind.STRONG),
    ]
    assert front.reasons[0].startswith("The Example Liberation Front, also known as")
    assert front.url is not None
    assert front.url.endswith("#1")


def test_names_in_the_summary_are_names(entries: dict[str, Entry]) -> None:
    army = entries["ca_terrorists:2"]
    assert [name.value for name in army.names] == ["Sample Army", "Army of Samples", "Ejército de Muestras", "AoS"]
    assert (army.listed_on, army.updated_on) == (dt.date(2025, 2, 20), dt.date(2025, 2, 20))
    assert army.unparsed == (Unparsed("rating", "high"),)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "list_empty"),
        (EXTRACT.read_bytes()[:-10], "list_incomplete"),
        (b"<rss/>", "list_wrong_format"),
        (b"<feed><entry><name>X</name></entry></feed>", "list_schema_changed"),
    ],
)
def test_a_file_that_is_something_else_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ListRefusedError) as caught:
        ca_terrorists.parse({"lstd-ntts-eng.xml": BytesIO(data)})
    assert caught.value.code == code


@pytest.mark.parametrize("title", ["( )", ",", "-", "&quot;"])
def test_a_second_entry_whose_title_is_marks_only_is_rejected_and_counted(title: str) -> None:
    one = "<entry><id>1</id><title>{}</title></entry>"
    feed = f"<feed>{one.format('Example Front')}{one.format(title)}</feed>".encode()
    parsed = ca_terrorists.parse({"lstd-ntts-eng.xml": BytesIO(feed)})
    assert ([entry.names[0].value for entry in parsed.entries], parsed.rejected_rows) == (["Example Front"], 1)
