"""What is fuzzed: each target takes any bytes and must come to an end that its part of the service allows.

A target raises for a defect and returns for everything else, so that one function serves the fuzzer, the replay of
the corpus and a look at one input. Nothing here needs the fuzzer.
"""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType
from typing import Any

from kyc_service.api.bodies.intake import read_change, read_submission
from kyc_service.api.door import json_body
from kyc_service.api.door.errors import MalformedRequestError
from kyc_service.domain.intake import names as name_rules
from kyc_service.errors import InvalidInputError
from tests.fixtures.list_files import LISTS
from tests.fixtures.workbooks import pack
from watchlists.errors import ListRefusedError
from watchlists.matching.names import compare_names
from watchlists.matching.screener import DEFAULT_THRESHOLD
from watchlists.model import Entry
from watchlists.normalize.alternatives import alternatives
from watchlists.normalize.disguises import undress
from watchlists.normalize.names import prepare_person
from watchlists.normalize.organisations import prepare_organisation
from watchlists.normalize.text import MAX_WORDS, fold
from watchlists.normalize.tokens import PreparedName
from watchlists.sources import get

TODAY = dt.date(2026, 11, 26)
POLICY = "marketplace/1"
LONGEST_POINTER = 300
LONGEST = 16 * 1024
"""Bytes of an input; more only makes it slower."""
VALID: Mapping[str, Any] = MappingProxyType(
    {
        "reference": "shop-1",
        "role": "seller",
        "business": {
            "name": "Jansen Fietsen B.V.",
            "type": "company",
            "trading_names": ["Jansen"],
            "registration": {"number": "12345678", "authority": "KVK", "country": "NL", "date": "2011-04-01"},
            "addresses": [{"lines": ["Kade 1"], "city": "Utrecht", "postal_code": "3511 AB", "country": "NL"}],
            "tax": {"vat": "NL004495445B01"},
            "website": "https://jansen.example",
            "licence": {"number": "A1", "expires": "2030-01-01"},
        },
        "contact": {"name": "Pieter Jansen", "email": "pieter@jansen.example", "phone": "+31 20 123 4567"},
        "people": [
            {"role": "director", "name": "Pieter Jansen", "date_of_birth": "1980-02-03", "nationalities": ["NL"]}
        ],
        "metadata": {"note": "none"},
    }
)


def _places(value: object, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """List the way to each text of a body."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _places(item, (*way, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _places(item, (*way, number))
    else:
        yield way


PLACES = tuple(_places(dict(VALID)))
FORMATS = ("xml", "csv", "json", "sheet")


@dataclass(frozen=True)
class ListFile:
    """A file of a list, with the others that belong to it."""

    source: str
    name: str
    whole: Mapping[str, bytes]

    @property
    def format(self) -> str:
        """One of `FORMATS`."""
        ending = self.name.rpartition(".")[2]
        return {"xlsx": "sheet", "ods": "sheet", "txt": "csv"}.get(ending, ending)

    @property
    def content(self) -> bytes:
        """The file as it should be."""
        return self.whole[self.name]


def _list_files() -> Iterator[ListFile]:
    for called, paths in LISTS.items():
        whole = {name: path.read_bytes() for name, path in paths.items()}
        for name in paths:
            yield ListFile(called.partition(" ")[0], name, whole)


LIST_FILES = tuple(_list_files())
BY_FORMAT = {kind: tuple(file for file in LIST_FILES if file.format == kind) for kind in FORMATS}


def read_json(data: bytes) -> None:
    """Read a body: what passes is what any reader reads, within the limits."""
    try:
        body = json_body.parse(data)
    except (MalformedRequestError, InvalidInputError):
        return
    assert body == json.loads(data), "another reader reads something else"
    _read_bodies(body)


def read_fields(data: bytes) -> None:
    """Read a submission with odd texts in some of its places: each part of the input is a place and a text."""
    body = json.loads(json.dumps(dict(VALID)))
    for part in data.split(b"\xff")[:8]:
        if part:
            put(body, PLACES[part[0] % len(PLACES)], part[1:].decode("utf-8", "replace"))
    _read_bodies(json_body.parse(json.dumps(body).encode()))


def put(body: Any, way: tuple[str | int, ...], text: str) -> None:
    """Put a text where a way leads."""
    for step in way[:-1]:
        body = body[step]
    body[way[-1]] = text


def _read_bodies(body: dict[str, Any]) -> None:
    for read in (read_submission, read_change):
        try:
            read(body, TODAY, POLICY)
        except InvalidInputError as error:
            _check_faults(error)


def _check_faults(error: InvalidInputError) -> None:
    assert error.faults
    for fault in error.faults:
        assert fault.code.isascii()
        assert len(fault.pointer) < LONGEST_POINTER, "a pointer repeats what was sent"


def prepare_names(data: bytes) -> None:
    """Prepare and compare two names: an end, the same each time, likeness in [0, 1], each name like itself."""
    ours, _, theirs = data.decode("utf-8", "replace").partition("\n")
    for prepare in (prepare_person, prepare_organisation):
        left, right = prepare(ours), prepare(theirs)
        assert left == prepare(ours)
        for one, other in ((left, right), (right, left)):
            assert 0 <= compare_names(one, other) <= 1
        _check_itself(left)
    assert len(fold(ours)) <= MAX_WORDS
    for reading in (*alternatives(ours), undress(ours)):
        prepare_person(reading)
    _screen_what_is_accepted(ours)


def _check_itself(name: PreparedName) -> None:
    if name.tokens:
        assert compare_names(name, name) >= DEFAULT_THRESHOLD, "a listed name, sent as it is, would not be shown"


def _screen_what_is_accepted(text: str) -> None:
    """What intake accepts has something that can be screened, or a flag that makes a person look at it."""
    accepted = name_rules.read_person_name(text)
    if accepted.fault is None and not prepare_person(text).tokens:
        assert accepted.flags, "accepted, not screened and not flagged"


def read_list(kind: str, data: bytes) -> None:
    """Read a list file of a format: the first byte says whose it is."""
    if not data:
        return
    file = BY_FORMAT[kind][data[0] % len(BY_FORMAT[kind])]
    content = data[1:] if kind != "sheet" else _pack_sheet(file, data[1:])
    _parse(file, content)


def _pack_sheet(file: ListFile, data: bytes) -> bytes:
    """Replace one member of a workbook; any other first byte stands for the archive itself."""
    members = members_of(file.content)
    if data and data[0] < len(members):
        members[sorted(members)[data[0]]] = data[1:]
        return pack(members)
    return data[1:]


def members_of(archive: bytes) -> dict[str, bytes]:
    """Unpack an archive of ours."""
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _parse(file: ListFile, content: bytes) -> None:
    try:
        parsed = get(file.source).parse(
            {name: BytesIO(data) for name, data in {**file.whole, file.name: content}.items()}
        )
    except ListRefusedError:
        return
    for entry in parsed.entries:
        _check_entry(entry)


def _check_entry(entry: Entry) -> None:
    assert entry.names, "an entry without a name"
    for name in entry.names:
        assert name.value, "an empty name"
        name.value.encode()  # a lone surrogate could neither be stored nor shown


def _reader(kind: str) -> Callable[[bytes], None]:
    return lambda data: read_list(kind, data)


TARGETS: Mapping[str, Callable[[bytes], None]] = MappingProxyType(
    {
        "json": read_json,
        "fields": read_fields,
        "names": prepare_names,
        **{f"list-{kind}": _reader(kind) for kind in FORMATS},
    }
)
