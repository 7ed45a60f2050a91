"""The files of a list as they lie on disk: opened, unpacked, checked and digested.

Plain or gzipped makes no difference to the digest. Knows nothing of what is in them.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, cast

from watchlists.errors import ListRefusedError

_GZIP_MAGIC = b"\x1f\x8b"
_CHUNK = 1 << 20
_MAX_UNPACKED = 2 << 30
_MAX_RATIO = 100
_ALWAYS_ALLOWED = 1 << 20
"""Below this many bytes a high ratio is no bomb."""


def open_raw(source: str, name: str, path: Path) -> BinaryIO:
    """Open one file for reading, unpacked where it is gzipped. The caller closes it."""
    try:
        with path.open("rb") as start:
            packed = start.read(2) == _GZIP_MAGIC
        return cast("BinaryIO", gzip.open(path)) if packed else path.open("rb")
    except OSError as error:
        raise ListRefusedError(source, "list_incomplete", f"{name} cannot be opened: {error.strerror}") from None


def digest_files(source: str, files: Mapping[str, Path]) -> str:
    """Return the SHA-256, hex, over all files in order of name, reading each to its end.

    Raises ListRefusedError for a gzip file that is cut or damaged (`list_incomplete`) or unpacks to too much
    (`archive_limits`).
    """
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(name.encode() + b"\0")
        whole.update(_digest_file(source, name, files[name]))
    return whole.hexdigest()


def _digest_file(source: str, name: str, path: Path) -> bytes:
    digest = hashlib.sha256()
    with open_raw(source, name, path) as stream:
        allowed = min(max(path.stat().st_size * _MAX_RATIO, _ALWAYS_ALLOWED), _MAX_UNPACKED)
        size = 0
        try:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > allowed:
                    raise ListRefusedError(source, "archive_limits", f"{name} unpacks to more than {allowed} bytes")
                digest.update(chunk)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise ListRefusedError(source, "list_incomplete", f"{name} is a gzip file cut short or damaged") from None
    return digest.digest()
