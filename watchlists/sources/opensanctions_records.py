"""OpenSanctions' JSON lines, `entities.ftm.json` and `targets.nested.json`, as flat records.

A nested object becomes a record of its own, and an edge that leaves out the party around it gets that party's id back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from watchlists.errors import ListRefusedError
from watchlists.sources.guards import check_start
from watchlists.sources.json_files import holds_half_characters
from watchlists.sources.opensanctions_words import EDGES, HOLDERS

_LONGEST_LINE = 32 << 20
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Record:
    """One entity: a party, an edge, or what is said of a party."""

    id: str
    schema: str
    caption: str
    properties: Mapping[str, tuple[str, ...]]
    referents: tuple[str, ...]
    datasets: tuple[str, ...]
    last_change: str
    target: bool

    def first(self, name: str) -> str:
        """Return the first value of a property, or nothing."""
        return next(iter(self.properties.get(name, ())), "")


def read_lines(source: str, name: str, stream: BinaryIO) -> Iterator[list[Record] | None]:
    """Yield the records of each line, the outermost last; None for a line that is no entity.

    Raises ListRefusedError: `list_incomplete` where the last line breaks off, `list_encoding`, `list_empty`,
    `list_wrong_format` for another kind of file.
    """
    first = True
    while line := stream.readline(_LONGEST_LINE):
        if first:
            check_start(source, name, line)
            if not line.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
                raise ListRefusedError(source, "list_wrong_format", f"{name} is not JSON in lines")
            first = False
        if line.strip():
            yield _read_line(source, name, line)
    if first:
        raise ListRefusedError(source, "list_empty", f"{name} is empty")


def _read_line(source: str, name: str, line: bytes) -> list[Record] | None:
    if b"\0" in line:
        raise ListRefusedError(source, "list_encoding", f"{name} holds NUL bytes")
    try:
        text = line.decode("utf-8-sig")
        found = json.loads(text)
    except UnicodeDecodeError:
        raise ListRefusedError(source, "list_encoding", f"{name} is not UTF-8") from None
    except (ValueError, RecursionError):
        if not line.endswith(b"\n"):
            raise ListRefusedError(source, "list_incomplete", f"{name} breaks off within a line") from None
        return None
    records: list[Record] = []
    if not isinstance(found, dict) or holds_half_characters(text, found) or _flatten(found, None, records, 0) is None:
        return None
    return records


def _flatten(found: Mapping[str, Any], around: str | None, records: list[Record], depth: int) -> str | None:
    """Append the record and those within it; return its id."""
    entity_id, schema, properties = found.get("id"), found.get("schema"), found.get("properties")
    if not isinstance(entity_id, str) or not isinstance(schema, str) or not isinstance(properties, dict):
        return None
    if depth > _DEEPEST:
        return entity_id
    flat: dict[str, tuple[str, ...]] = {}
    for name, values in properties.items():
        texts = [
            _flatten(value, entity_id, records, depth + 1) if isinstance(value, dict) else value
            for value in (values if isinstance(values, list) else [values])
        ]
        if any(isinstance(text, list) for text in texts):
            return None
        flat[str(name)] = tuple(" ".join(str(text).split()) for text in texts if text not in {None, ""})
    if around is not None:
        _point_back(schema, flat, around)
    records.append(
        Record(
            id=entity_id,
            schema=schema,
            caption=str(found.get("caption") or ""),
            properties=flat,
            referents=_strings(found.get("referents")),
            datasets=_strings(found.get("datasets")),
            last_change=str(found.get("last_change") or ""),
            target=found.get("target") is True or ("target" not in found and depth == 0),
        )
    )
    return entity_id


def _point_back(schema: str, properties: dict[str, tuple[str, ...]], around: str) -> None:
    """Name the party around an edge, which nested exports leave out, at the end that is empty."""
    edge = EDGES.get(schema)
    ends = (edge.source, edge.target) if edge else (HOLDERS[schema],) if schema in HOLDERS else ()
    empty = [end for end in ends if not properties.get(end)]
    if empty and all(around not in properties.get(end, ()) for end in ends):
        properties[empty[0]] = (around,)


def _strings(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
