"""Build an index from list versions: prepare every name once, lay everything out, write it beside the others.

The same versions always give the same key and the same files. May not compare names.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from watchlists.index.files import INDEX_FORMAT, MANIFEST, write_files
from watchlists.index.layout import Layout
from watchlists.linking import link
from watchlists.model import Entry


class Version(Protocol):
    """What is needed of a list version; `watchlists.versions.ListVersion` has it."""

    @property
    def source(self) -> str:
        """Source id."""

    @property
    def digest(self) -> str:
        """Digest of the raw files."""

    @property
    def parser(self) -> str:
        """Parser version."""

    @property
    def published(self) -> dt.date | None:
        """Publisher's date."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry."""


def index_key(versions: Iterable[tuple[str, str, str]]) -> str:
    """Name the index of these versions, each `(source, digest, parser)`, in any order."""
    lines = sorted("\x1f".join(version) for version in versions)
    return hashlib.sha256("\n".join((INDEX_FORMAT, *lines)).encode()).hexdigest()[:32]


def build(versions: Sequence[Version], directory: Path) -> Path:
    """Write `directory/<key>/` unless it is there, and return it. Two builders at once do no harm."""
    key = index_key((version.source, version.digest, version.parser) for version in versions)
    target = directory / key
    if (target / MANIFEST).exists():
        return target
    directory.mkdir(parents=True, exist_ok=True)
    workplace = Path(tempfile.mkdtemp(prefix=f".{key}.", dir=directory))
    try:
        ordered = sorted(versions, key=lambda version: version.source)
        layout = Layout()
        entries = list(_entries(ordered))
        for entry in entries:
            layout.add(entry)
        write_files(
            workplace,
            layout.finish(link(entries)),
            {"key": key, "versions": [_describe(version) for version in ordered]},
        )
        workplace.chmod(0o755)
        _put_in_place(workplace, target)
    finally:
        shutil.rmtree(workplace, ignore_errors=True)
    return target


def _entries(versions: Sequence[Version]) -> Iterator[Entry]:
    for version in versions:
        yield from version.entries


def _describe(version: Version) -> dict[str, Any]:
    return {
        "source": version.source,
        "digest": version.digest,
        "parser": version.parser,
        "published": version.published.isoformat() if version.published else None,
        "entries": len(version.entries),
    }


def _put_in_place(workplace: Path, target: Path) -> None:
    if target.exists() and not (target / MANIFEST).exists():
        shutil.rmtree(target)
    try:
        workplace.rename(target)
    except OSError:
        if not (target / MANIFEST).exists():
            raise
