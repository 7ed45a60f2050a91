"""Residue: pieces of data that should be gone, looked for in the raw files of a database."""

from __future__ import annotations

import mmap
from collections.abc import Collection
from pathlib import Path

_COMPANIONS = ("", "-wal", "-journal")


def count_in_files(database: Path, needles: Collection[bytes]) -> int:
    """Say how many of the pieces stand in a SQLite file, its write-ahead log or its rollback journal."""
    return len({needle for suffix in _COMPANIONS for needle in _find(Path(f"{database}{suffix}"), needles)})


def _find(path: Path, needles: Collection[bytes]) -> set[bytes]:
    if not path.exists() or not path.stat().st_size:
        return set()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        return {needle for needle in needles if view.find(needle) >= 0}
