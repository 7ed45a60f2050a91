"""What a fuzzer begins with: right inputs, cut small, written from what the other tests have."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from tests.fixtures.listed import LISTED
from tests.fixtures.tables import ROWS, make_body, texts_in
from tests.fuzz.targets import BY_FORMAT, LONGEST, PLACES, VALID, ListFile, members_of

_KEPT = 2
"""Elements of one kind, members of one list, that a cut file keeps."""
_LINES = 6
_LONGEST_WORD = 60


def list_seeds(target: str) -> Iterator[bytes]:
    """Give the right inputs of a target."""
    if target == "json":
        yield json.dumps(dict(VALID)).encode()
        yield from (make_body(row) for row in ROWS if row.get("method", "POST") == "POST")
    elif target == "fields":
        for place in range(len(PLACES)):
            yield from (bytes([place]) + text.encode("utf-8", "replace") for text in _odd_texts())
    elif target == "names":
        listed = [name.value for entry in LISTED for name in entry.names]
        yield from ("\n".join((text, listed[0])).encode("utf-8", "replace") for text in (*listed, *_odd_texts()))
    else:
        for number, file in enumerate(BY_FORMAT[target.removeprefix("list-")]):
            yield from (bytes([number]) + content for content in _cut(file))


def list_words(target: str) -> list[bytes]:
    """List the words that the inputs of a target are made of, for a fuzzer's dictionary."""
    found: dict[bytes, None] = {}
    for seed in list_seeds(target):
        for word in re.findall(rb"</?[\w:.-]+>?|[\w:.-]+=\"|\"[\w ./-]+\"|[\w.-]{3,}", seed):
            if len(word) <= _LONGEST_WORD:
                found[word] = None
    return list(found)[:1500]


def _odd_texts() -> list[str]:
    """List the texts of the table of bad inputs."""
    return [text for row in ROWS for text in texts_in(row.get("set", {})) if len(text) < 200]


def _cut(file: ListFile) -> Iterator[bytes]:
    if file.format == "xml":
        yield _cut_xml(file.content)
    elif file.format == "csv":
        yield b"".join(file.content.splitlines(keepends=True)[:_LINES])
    elif file.format == "json":
        yield from _cut_json(file)
    else:
        members = members_of(file.content)
        yield from (bytes([number]) + members[name][:LONGEST] for number, name in enumerate(sorted(members)))
        yield b"\xff" + file.content


def _cut_xml(content: bytes) -> bytes:
    root = etree.fromstring(content)
    for element in root.iter():
        seen: dict[Any, int] = {}
        for child in list(element):
            seen[child.tag] = seen.get(child.tag, 0) + 1
            if seen[child.tag] > _KEPT:
                element.remove(child)
    return bytes(etree.tostring(root))


def _cut_json(file: ListFile) -> Iterator[bytes]:
    if file.name.endswith(".ftm.json"):
        yield b"".join(file.content.splitlines(keepends=True)[:_LINES])
    else:
        yield json.dumps(_shorten(json.loads(file.content))).encode()


def _shorten(value: Any) -> Any:
    if isinstance(value, list):
        return [_shorten(item) for item in value[:_KEPT]]
    return {key: _shorten(item) for key, item in value.items()} if isinstance(value, dict) else value
