"""Tell files of a list by their names and first bytes, so that any file of a publisher can be given under any name."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from watchlists.errors import ListRefusedError
from watchlists.sources.base import Source
from watchlists.sources.raw_files import open_raw

_HEAD = 4096


def name_files(source: Source, paths: Iterable[Path]) -> dict[str, Path]:
    """Give each file the name that the source's parser knows it by.

    Raises ListRefusedError: `list_wrong_format` for a file that belongs to another list or comes twice.
    """
    found = [(_name_file(source, path), path) for path in paths]
    repeated = [name for name, count in Counter(name for name, _ in found).items() if count > 1]
    if repeated:
        raise ListRefusedError(source.id, "list_wrong_format", f"more than one file is {repeated[0]}")
    return dict(found)


def _name_file(source: Source, path: Path) -> str:
    plain = path.name.removesuffix(".gz")
    known = [file.name for file in source.files]
    if source.recognise is not None:
        name = source.recognise(plain, _read_head(source, plain, path))
    elif len(known) == 1:
        name = known[0]
    else:
        name = next((name for name in known if plain.endswith(name)), None)
    if name is None:
        raise ListRefusedError(source.id, "list_wrong_format", f"{path.name} is no file of this list")
    return name


def _read_head(source: Source, name: str, path: Path) -> bytes:
    with open_raw(source.id, name, path) as stream:
        try:
            return stream.read(_HEAD)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise ListRefusedError(
                source.id, "list_incomplete", f"{name} is a gzip file cut short or damaged"
            ) from None
