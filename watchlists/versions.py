"""List versions: one list at one moment, addressed by the digest of its files.

Reads files that are already here; may not touch the network, and refuses nothing for plausibility (that is
`watchlists.fetch.gates`).
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import io
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from watchlists.errors import ListRefusedError
from watchlists.model import Entry
from watchlists.serialise import entry_from_json, entry_to_json
from watchlists.sources.base import Source
from watchlists.sources.raw_files import digest_files, open_raw

_FORMAT = "watchlists/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListVersion:
    """All entries of one list as published at one moment."""

    source: str
    digest: str
    """SHA-256, hex, over the unpacked files in name order, each with its name."""
    published: dt.date | None
    parser: str
    entries: tuple[Entry, ...]
    stated_count: int | None = None
    rejected_rows: int = 0
    missing: tuple[str, ...] = ()
    """Files that the list is not complete without."""
    repairs: int = 0
    """Places that were not well-formed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a version holds, in numbers: enough to judge the next one by."""

    source: str
    digest: str
    published: dt.date | None
    entries: int
    by_kind: Mapping[str, int]
    names: int
    names_by_kind: Mapping[str, int]
    birth_dates: int
    identifiers: int
    relations: int
    not_understood: Mapping[str, int]
    """Values kept as text, per field."""


def load(source: Source, files: Mapping[str, Path], *, published: dt.date | None = None) -> ListVersion:
    """Read the files of a list, by the names the source gives them; `.gz` is unpacked on the way.

    `published` is the date to take where the files carry none. Raises ListRefusedError.
    """
    digest = digest_files(source.id, files)
    with ExitStack() as stack:
        streams: dict[str, BinaryIO] = {
            name: stack.enter_context(open_raw(source.id, name, path)) for name, path in files.items()
        }
        parsed = source.parse(streams)
    return ListVersion(
        source=source.id,
        digest=digest,
        published=parsed.published or published,
        parser=source.parser,
        entries=parsed.entries,
        stated_count=parsed.stated_count,
        rejected_rows=parsed.rejected_rows,
        missing=parsed.missing,
        repairs=parsed.repairs,
    )


def summarise(version: ListVersion) -> Summary:
    """Count what a version holds."""
    entries = version.entries
    return Summary(
        source=version.source,
        digest=version.digest,
        published=version.published,
        entries=len(entries),
        by_kind=Counter(entry.kind.value for entry in entries),
        names=sum(len(entry.names) for entry in entries),
        names_by_kind=Counter(name.kind.value for entry in entries for name in entry.names),
        birth_dates=sum(len(entry.birth_dates) for entry in entries),
        identifiers=sum(len(entry.identifiers) for entry in entries),
        relations=sum(len(entry.relations) for entry in entries),
        not_understood=Counter(value.field for entry in entries for value in entry.unparsed),
    )


def content_hash(entry: Entry) -> str:
    """Return the SHA-256, hex, of the entry's canonical form: equal when nothing about the entry changed."""
    return hashlib.sha256(_canonical(entry_to_json(entry)).encode()).hexdigest()


def pack(version: ListVersion) -> bytes:
    """Write a version as gzipped JSON Lines, the header first. The same version gives the same bytes."""
    header = {
        "format": _FORMAT,
        "source": version.source,
        "digest": version.digest,
        "published": version.published.isoformat() if version.published else None,
        "parser": version.parser,
        "entries": len(version.entries),
        "stated_count": version.stated_count,
        "rejected_rows": version.rejected_rows,
        **({"missing": version.missing} if version.missing else {}),
        **({"repairs": version.repairs} if version.repairs else {}),
    }
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=6, mtime=0, filename="") as packed:
        packed.write(f"{_canonical(header)}\n".encode())
        for entry in version.entries:
            packed.write(f"{_canonical(entry_to_json(entry))}\n".encode())
    return buffer.getvalue()


def unpack(data: bytes) -> ListVersion:
    """Read what `pack` wrote. Raises ListRefusedError when the bytes are damaged or of another format."""
    header, lines = _open(data)
    published = header["published"]
    return ListVersion(
        source=header["source"],
        digest=header["digest"],
        published=dt.date.fromisoformat(published) if published else None,
        parser=header["parser"],
        entries=entries_of_lines(lines),
        stated_count=header["stated_count"],
        rejected_rows=header["rejected_rows"],
        missing=tuple(header.get("missing", ())),
        repairs=header.get("repairs", 0),
    )


def packed_lines(data: bytes) -> tuple[str, ...]:
    """Return the canonical form of each entry in a packed version, unread. Raises as `unpack`."""
    return tuple(_open(data)[1])


def entries_of_lines(lines: Iterable[str]) -> tuple[Entry, ...]:
    """Read entries from their canonical forms. Raises ListRefusedError when one is none."""
    with _guarded():
        return tuple(entry_from_json(json.loads(line)) for line in lines)


def _open(data: bytes) -> tuple[Mapping[str, Any], Sequence[str]]:
    with _guarded():
        first, *lines = gzip.decompress(data).decode().splitlines()
        header: Mapping[str, Any] = json.loads(first)
        if header["format"] != _FORMAT or header["entries"] != len(lines):
            message = "another format, or another number of entries than the header says"
            raise ValueError(message)
    return header, lines


@contextmanager
def _guarded() -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        source = "packed"
        raise ListRefusedError(source, "list_incomplete", f"damaged: {type(error).__name__}") from None


def _canonical(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
