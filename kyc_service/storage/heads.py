"""Signed heads of the audit's chain, in a file outside the database: one JSON object a line, appended only.

A copy of the file, or of one line of it, kept where the database's keepers cannot write shows later that nothing was
cut off or rewritten up to there.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

from kyc_service.domain.trail.chain import Head
from kyc_service.errors import AuditHeadsError

_TAIL = 4096
"""Bytes that surely hold the last line."""


def append(path: Path, head: Head) -> None:
    """Write a head behind the others, and through to the disk. Raises AuditHeadsError."""
    line = json.dumps(_dump(head), separators=(",", ":")).encode() + b"\n"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            size = os.fstat(handle).st_size
            is_torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
            os.write(handle, b"\n" + line if is_torn else line)
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError:
        message = "the file of the audit's heads cannot be written"
        raise AuditHeadsError(message) from None


def read(path: Path) -> list[Head]:
    """Read every head; a file that is not there holds none. Raises AuditHeadsError.

    A line that was not written to its end is passed over when a whole one follows: that one says more.
    """
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return []
    except OSError:
        message = "the file of the audit's heads cannot be read"
        raise AuditHeadsError(message) from None
    heads: list[Head | None] = [_load(line) for line in lines if line.strip()]
    if heads and heads[-1] is None:
        message = "the last line of the file of the audit's heads is none"
        raise AuditHeadsError(message)
    return [head for head in heads if head is not None]


def last(path: Path) -> Head | None:
    """Read the last head alone; None where there is none, or where it was not written to its end."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - _TAIL))
            lines = file.read().splitlines()
    except OSError:
        return None
    return _load(lines[-1]) if lines else None


def _dump(head: Head) -> dict[str, Any]:
    return {
        "position": head.position,
        "hash": head.hash.hex(),
        "at": head.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "signature": head.signature.hex(),
    }


def _load(line: bytes) -> Head | None:
    try:
        found = json.loads(line)
        at = dt.datetime.fromisoformat(found["at"])
        head = Head(int(found["position"]), bytes.fromhex(found["hash"]), at, bytes.fromhex(found["signature"]))
        head.message()
    except (ValueError, TypeError, KeyError):
        return None
    return head
