"""Files of ownership: what is read, and what an error says of the place and not of the value."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from kyc_service.domain.ownership.parties import Link, Means, Party, PartyKind
from kyc_service.services.ownership import files
from kyc_service.services.ownership.files import OwnershipFileError, read_ownership

DAY = dt.date(2026, 11, 26)
LINKS = (
    Link(owner="x", owned="a", low=60.0, high=60.0, source="kvk", as_of=DAY),
    Link(owner="a", owned="t", low=25.0, high=50.0),
    Link(owner="n", owned="t", control=frozenset({Means.BOARD, Means.NOMINEE}), nominee_for="x"),
)
CSV = """owner,owner_name,owner_kind,owned,owned_name,owned_kind,percent,control,nominee_for,source,as_of
x,"Wit, Anna de",person,a,,,60,,,kvk,2026-11-26
a,Alfa,company,t,Tango,company,25-50,,,,
n,,,t,,,,board;nominee,x,,
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "owners.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_json_and_csv_say_the_same(tmp_path: Path) -> None:
    content = {
        "target": "t",
        "parties": [
            {"id": "x", "kind": "person", "name": "Wit, Anna de", "blocked": True},
            {"id": "a", "kind": "company", "name": "Alfa"},
            {"id": "t", "kind": "company", "name": "Tango"},
            {"id": "n"},
        ],
        "links": [
            {"owner": "x", "owned": "a", "percent": 60, "source": "kvk", "as_of": "2026-11-26"},
            {"owner": "a", "owned": "t", "band": "25-50"},
            {"owner": "n", "owned": "t", "control": ["board", "nominee"], "nominee_for": "x"},
        ],
    }
    read = read_ownership(write(tmp_path, json.dumps(content)))
    assert (read.links, read.target, read.blocked) == (LINKS, "t", ("x",))
    other = read_ownership(write(tmp_path, CSV))
    assert other.links == LINKS
    assert set(other.parties) == set(read.parties)
    assert Party("x", PartyKind.PERSON, "Wit, Anna de") in other.parties


@pytest.mark.parametrize(
    ("percent", "low", "high"),
    [(60, 60, 60), (33.3, 33.3, 33.3), ("60 %", 60, 60), ("25-50", 25, 50), ("-5", -5, -5), (250, 250, 250)],
)
def test_a_share_is_read_as_it_stands(tmp_path: Path, percent: object, low: float, high: float) -> None:
    (link,) = read_ownership(
        write(tmp_path, json.dumps({"links": [{"owner": "x", "owned": "a", "percent": percent}]}))
    ).links
    assert (link.low, link.high) == (low, high)


BROKEN = [
    # what stands in the file | what the error says
    ("", "holds nothing"),
    ("{", "line 1: is not JSON"),
    ('{\n"links": [,]}', "line 2: is not JSON"),
    ("[" * 100_000, "is not JSON"),
    ("[]", "has to be an object"),
    ('{"owners": []}', "holds another key than links, parties, target"),
    ('{"links": {}}', "`links` has to be a list"),
    ('{"links": [{"owner": "SECRET", "owned": "a"}, 7]}', "links[1]: has to be an object"),
    ('{"links": [{"owner": "SECRET"}]}', "links[0]: `owned` has to be a text"),
    ('{"links": [{"owner": "x", "owned": "a", "percent": "SECRET"}]}', "links[0]: a share is a number"),
    ('{"links": [{"owner": "x", "owned": "a", "percent": true}]}', "links[0]: a share is a number"),
    ('{"links": [{"owner": "x", "owned": "a", "percent": [5]}]}', "links[0]: a share is a number"),
    ('{"links": [{"owner": "x", "owned": "a", "control": ["SECRET"]}]}', "links[0]: control is any of votes"),
    ('{"links": [{"owner": "x", "owned": "a", "control": [[1]]}]}', "links[0]: control is any of votes"),
    ('{"links": [{"owner": "x", "owned": "a", "as_of": "SECRET"}]}', "links[0]: a date is written"),
    ('{"parties": [{"id": "x", "kind": "SECRET"}]}', "parties[0]: a kind is one of person"),
    ('{"parties": [{"id": "x", "blocked": "SECRET"}]}', "parties[0]: `blocked` has to be true or false"),
    ('{"parties": [{"id": " "}]}', "parties[0]: `id` has to be a text"),
    ('{"parties": [{"id": "x", "name": "SECRET\\u001b[2J"}]}', "parties[0]: `name` holds control characters"),
    ('{"parties": [{"id": "x", "name": "SECRET\\ud800"}]}', "parties[0]: `name` holds control characters"),
    ('{"target": 7}', "target: `target` has to be a text"),
    ("owner,percent\nSECRET,5", "line 1: the first line names columns"),
    ("owner,owned,SECRET\n", "line 1: the first line names columns"),
    ("owner,owned,owner\n", "line 1: the first line names columns"),
    ("owner,owned\nx,a\nSECRET\n", "line 3: has another number of fields"),
    ("owner,owned\nx,a,SECRET\n", "line 2: has another number of fields"),
    ("owner,owned,percent\nx,a,60\nx,b,SECRET\n", "line 3: a share is a number"),
    ('owner,owned\nx,"a\n', "is not CSV"),
    ("owner,owned\nx,\n", "line 2: `owned` has to be a text"),
]


@pytest.mark.parametrize(("text", "said"), BROKEN)
def test_what_cannot_be_read_is_an_error_that_names_the_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(OwnershipFileError) as caught:
        read_ownership(write(tmp_path, text))
    assert str(caught.value).startswith("owners.txt: ")
    assert said in str(caught.value)
    assert "SECRET" not in str(caught.value)


def test_other_bytes_than_text_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "owners.csv"
    path.write_bytes(b"owner,owned\nx,\xff\n")
    with pytest.raises(OwnershipFileError, match="line 2: is not UTF-8"):
        read_ownership(path)
    with pytest.raises(OwnershipFileError, match="cannot be read"):
        read_ownership(tmp_path / "missing.json")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 10)
    with pytest.raises(OwnershipFileError, match="larger than"):
        read_ownership(write(tmp_path, CSV))
