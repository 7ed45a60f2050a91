"""The files of labelled cases, JSON Lines: pairs, queries and history. Read strictly and whole, before any measuring.

- pairs: `{"id", "kind", "query": {...}, "entry": {...}, "match", "group"?}`;
- queries: `{"id", "kind", "query": {...}, "expect": [entry ids], "group"?}`, an empty `expect` for a clean name;
- history: `{"id", "score", "match", "group"?}`, a hit that was scored before, and what an analyst said of it.

Errors name the file and the line, never a value.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from watchlists.errors import LabelledFileError
from watchlists.evaluation.metrics import Scored
from watchlists.evaluation.sides import read_entry, read_subject
from watchlists.model import Entry, Kind, Subject

Case = TypeVar("Case")
NO_GROUP = "none"
"""Group of cases that name none."""


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A subject and an entry, and whether they are one party."""

    id: str
    subject: Subject
    entry: Entry
    match: bool
    group: str


@dataclass(frozen=True, slots=True)
class LabelledQuery:
    """A subject, and the ids of the entries that it is: none for a clean name."""

    id: str
    subject: Subject
    expect: tuple[str, ...]
    group: str


def read_pairs(path: Path) -> tuple[LabelledPair, ...]:
    """Read a file of pairs. Raises LabelledFileError."""
    return _read_cases(path, _read_pair)


def parse_pairs(name: str, cases: Iterable[tuple[int, dict[str, Any]]]) -> tuple[LabelledPair, ...]:
    """Read pairs that are JSON objects already, each with its place. Raises LabelledFileError with that place."""
    return _parse_cases(name, cases, _read_pair)


def read_queries(path: Path) -> tuple[LabelledQuery, ...]:
    """Read a file of queries. Raises LabelledFileError."""
    return _read_cases(path, _read_query)


def read_history(path: Path) -> tuple[Scored, ...]:
    """Read a file of hits that were decided. Raises LabelledFileError."""
    return _read_cases(path, _read_decided)


def tell_format(path: Path) -> str:
    """Tell by the keys of the first line whether a file holds `pairs`, `queries` or `history`."""
    line, case = next(_read_objects(path))
    for key, name in (("entry", "pairs"), ("expect", "queries"), ("score", "history")):
        if key in case:
            return name
    raise LabelledFileError(path.name, line, "neither a pair, nor a query, nor a decided hit")


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Read the lines of a text file, plain or gzipped, counted from 1. Raises LabelledFileError."""
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise LabelledFileError(path.name, line, "is not UTF-8") from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise LabelledFileError(path.name, None, "is a gzip file cut short or damaged") from None
    except OSError as error:
        raise LabelledFileError(path.name, None, f"cannot be read: {error.strerror}") from None
    # Not `splitlines`: a name may hold any of the other signs that it takes for the end of a line.
    return enumerate(text.split("\n"), start=1)


def _read_cases(path: Path, read: Callable[[dict[str, Any]], Case]) -> tuple[Case, ...]:
    return _parse_cases(path.name, _read_objects(path), read)


def _parse_cases(
    name: str, objects: Iterable[tuple[int, dict[str, Any]]], read: Callable[[dict[str, Any]], Case]
) -> tuple[Case, ...]:
    cases = []
    for line, case in objects:
        try:
            cases.append(read(case))
        except ValueError as error:
            raise LabelledFileError(name, line, str(error)) from None
    return tuple(cases)


def _read_objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    empty = True
    for line, text in read_lines(path):
        if not text.strip():
            continue
        empty = False
        try:
            case = json.loads(text)
        except (ValueError, RecursionError):
            raise LabelledFileError(path.name, line, "is not JSON") from None
        if not isinstance(case, dict):
            raise LabelledFileError(path.name, line, "has to be an object")
        yield line, case
    if empty:
        raise LabelledFileError(path.name, None, "holds nothing")


def _read_pair(case: dict[str, Any]) -> LabelledPair:
    _check_keys(case, ("id", "kind", "query", "entry", "match"))
    kind, case_id = _read_kind(case), _read_id(case)
    subject = _read_side(case, "query", lambda side: read_subject(kind, side))
    entry = _read_side(case, "entry", lambda side: read_entry(kind, side, "pair:1"))
    return LabelledPair(case_id, subject, entry, _read_match(case), _read_group(case))


def _read_query(case: dict[str, Any]) -> LabelledQuery:
    _check_keys(case, ("id", "kind", "query", "expect"))
    kind, case_id = _read_kind(case), _read_id(case)
    subject = _read_side(case, "query", lambda side: read_subject(kind, side))
    expect = case["expect"]
    if not isinstance(expect, list) or not all(isinstance(found, str) and ":" in found for found in expect):
        message = "`expect` has to be a list of entry ids, as un:QDi.001"
        raise ValueError(message)
    return LabelledQuery(case_id, subject, tuple(expect), _read_group(case))


def _read_decided(case: dict[str, Any]) -> Scored:
    _check_keys(case, ("id", "score", "match"))
    score = case["score"]
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
        message = "`score` has to be a number from 0 to 1"
        raise ValueError(message)
    return Scored(_read_id(case), float(score), match=_read_match(case), group=_read_group(case))


def _check_keys(case: Mapping[str, object], required: tuple[str, ...]) -> None:
    if missing := [key for key in required if key not in case]:
        message = f"lacks {', '.join(f'`{key}`' for key in missing)}"
        raise ValueError(message)
    if set(case) - {*required, "group"}:
        message = f"holds another key than {', '.join(required)} and group"
        raise ValueError(message)


def _read_side(case: Mapping[str, object], key: str, read: Callable[[object], Case]) -> Case:
    try:
        return read(case[key])
    except ValueError as error:
        message = f"`{key}`: {error}"
        raise ValueError(message) from None


def _read_id(case: Mapping[str, object]) -> str:
    if not isinstance(case["id"], str) or not case["id"]:
        message = "`id` has to be a text"
        raise ValueError(message)
    return case["id"]


def _read_kind(case: Mapping[str, object]) -> Kind:
    try:
        return Kind(str(case["kind"]))
    except ValueError:
        message = f"`kind` has to be one of {', '.join(Kind)}"
        raise ValueError(message) from None


def _read_match(case: Mapping[str, object]) -> bool:
    if not isinstance(case["match"], bool):
        message = "`match` has to be true or false"
        raise ValueError(message)  # noqa: TRY004 - one error for every broken format
    return case["match"]


def _read_group(case: Mapping[str, object]) -> str:
    group = case.get("group")
    if group is None:
        return NO_GROUP
    if not isinstance(group, str):
        message = "`group` has to be a text"
        raise ValueError(message)  # noqa: TRY004 - as above
    return group
