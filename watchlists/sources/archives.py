"""Packed files, looked at before anything is unpacked: sizes, ratios and paths that an honest publisher never sends.

Spreadsheets (xlsx, ods) are zip archives, so every one of them passes here.
"""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO

from watchlists.errors import ListRefusedError

MAX_UNPACKED = 2 << 30
"""Bytes of all members together."""
MAX_RATIO = 100
ALWAYS_ALLOWED = 1 << 20
"""Below this many bytes a high ratio is no bomb."""
_MAX_MEMBERS = 10_000
_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError)
"""What `zipfile` raises over bytes that are no archive, or one with a password or an unknown compression."""
_DEVICES = (stat.S_ISLNK, stat.S_ISCHR, stat.S_ISBLK, stat.S_ISFIFO, stat.S_ISSOCK)


@contextmanager
def open_zip(source: str, name: str, stream: BinaryIO, *, most: int = MAX_UNPACKED) -> Iterator[zipfile.ZipFile]:
    """Open an archive whose directory promises nothing dangerous; `most` bytes may come out of it.

    What is read through the archive never passes what its directory says; another reader of the same bytes may not
    keep to it. Raises ListRefusedError: `archive_path` for a member that points outside, comes twice or is no plain
    file, `archive_limits` for one that unpacks to too much or overlaps another, `list_incomplete` for damage.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            _check(source, name, archive.infolist(), most)
            yield archive
    except _DAMAGE as error:
        # `zipfile` names overlapping members in its message only, and asks for a password with a RuntimeError.
        code = "archive_limits" if "verlap" in str(error) else "list_incomplete"
        raise ListRefusedError(source, code, f"{name} is no readable archive: {type(error).__name__}") from None


def _check(source: str, name: str, members: list[zipfile.ZipInfo], most: int) -> None:
    if len(members) > _MAX_MEMBERS:
        raise ListRefusedError(source, "archive_limits", f"{name} holds {len(members)} members")
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        mode = member.external_attr >> 16
        drive = member.filename[1:2] == ":"
        if path.is_absolute() or drive or ".." in path.parts or any(is_device(mode) for is_device in _DEVICES):
            raise ListRefusedError(source, "archive_path", f"{name} holds a member that points outside")
        if member.file_size > max(ALWAYS_ALLOWED, member.compress_size * MAX_RATIO):
            raise ListRefusedError(source, "archive_limits", f"{name} holds a member that grows too much")
    _check_places(source, name, members)
    if len({member.filename for member in members}) < len(members):
        raise ListRefusedError(source, "archive_path", f"{name} holds a member twice")
    if sum(member.file_size for member in members) > most:
        raise ListRefusedError(source, "archive_limits", f"{name} unpacks to more than {most} bytes")


def _check_places(source: str, name: str, members: list[zipfile.ZipInfo]) -> None:
    """Refuse members that share bytes: that is how a small archive becomes petabytes."""
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            raise ListRefusedError(source, "archive_limits", f"{name} holds members that overlap")
        end = member.header_offset + member.compress_size
