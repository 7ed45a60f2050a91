"""Lines of the log that may be shown to somebody outside: known members with plain values, and nothing else.

The log holds no personal value by itself. A file that somebody names may hold anything, so everything that is not
known to be harmless is left out here once more.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_WORD = re.compile(r"[a-z0-9_.:-]{1,64}", re.ASCII)
_ID = re.compile(r"(?:[a-z]{2,4}_)?[0-9a-f]{8,64}", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|\+00:00)", re.ASCII)
_ROUTE = re.compile(r"\(none\)|/(?:[a-z0-9_.:-]|<[a-z_:]+>|/)*", re.ASCII)
_TYPE = re.compile(r"[A-Z][A-Za-z]{2,60}(?:Error|Exception|Warning)|[a-z_]{2,64}", re.ASCII)
_METHOD = re.compile(r"[A-Z]{3,8}", re.ASCII)
_SHOWN: Mapping[str, re.Pattern[str]] = {
    "event": _WORD,
    "level": _WORD,
    "timestamp": _TIME,
    "code": _TYPE,
    "error": _TYPE,
    "exception": _TYPE,
    "method": _METHOD,
    "route": _ROUTE,
    "job": _WORD,
    "process": _WORD,
    "source": _WORD,
    "register": _WORD,
    "request_id": _ID,
    "job_id": _ID,
}
"""Texts that are shown, each only as long as it looks as it should. Numbers, yes and no are shown under any name."""
_NAME = re.compile(r"[a-z_]{1,40}", re.ASCII)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The end of a log."""

    lines: tuple[str, ...]
    left_out: int
    """Lines that were no JSON object, and so could hold anything."""


def read_last(path: Path, count: int) -> Excerpt:
    """Read the last lines of a log file, at most a megabyte of them. Raises OSError."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _CHUNK))
        raw = file.read().splitlines()[-count:]
    shown = [_show(line) for line in raw if line.strip()]
    return Excerpt(tuple(line for line in shown if line is not None), sum(line is None for line in shown))


def _show(line: bytes) -> str | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    kept = {name: value for name, value in found.items() if _is_harmless(name, value)}
    return json.dumps(kept, ensure_ascii=True)


def _is_harmless(name: str, value: Any) -> bool:  # noqa: ANN401 - whatever a line holds
    if isinstance(value, bool | int | float) or value is None:
        # A long number could be somebody's: a phone, an account.
        return _NAME.fullmatch(name) is not None and len(str(value)) <= 20 and abs(value or 0) < 10**6  # noqa: PLR2004
    return isinstance(value, str) and name in _SHOWN and _SHOWN[name].fullmatch(value) is not None
