"""Saving the body of an answer: every byte that was promised, unpacked and checked, within limits.

Knows nothing of sources; raises its own errors, which `download` turns into refusals.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from urllib3.response import HTTPResponse

_CHUNK = 1 << 16
_GZIP = 16 + zlib.MAX_WBITS


class CutError(Exception):
    """Less came than was promised; another try may bring all."""


class TooMuchError(Exception):
    """A limit of size or time was passed, or the encoding is not one that was asked for."""


def save_body(
    body: HTTPResponse,
    headers: Mapping[str, str],
    target: Path,
    *,
    size: int,
    deadline: float,
    progress: Callable[[int, int | None], None] = lambda _done, _of: None,
) -> None:
    """Write a body to a file. `deadline` is a reading of the monotonic clock; `progress` hears the bytes that came.

    Raises CutError, TooMuchError, OSError, and what urllib3 raises for a broken connection.
    """
    chunks = _count(_receive(body, deadline), headers.get("Content-Length"), size, progress)
    encoding = headers.get("Content-Encoding", "identity").strip().casefold()
    if encoding == "gzip":
        chunks = _unpack(chunks, size)
    elif encoding not in {"", "identity"}:
        message = "the content encoding is not one that was asked for"
        raise TooMuchError(message)
    with target.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)


def _receive(body: HTTPResponse, deadline: float) -> Iterator[bytes]:
    while chunk := body.read1(_CHUNK, decode_content=False):  # `stream` would wait for a whole chunk, however long
        if time.monotonic() > deadline:
            message = "the time limit was passed"
            raise TooMuchError(message)
        yield chunk


def _count(
    chunks: Iterator[bytes], promised: str | None, size: int, progress: Callable[[int, int | None], None]
) -> Iterator[bytes]:
    expected = int(promised) if promised is not None and promised.isdecimal() else None
    if expected is not None and expected > size:
        message = f"{expected} bytes are promised, {size} are allowed"
        raise TooMuchError(message)
    received = 0
    for chunk in chunks:
        received += len(chunk)
        _check_size(received, size)
        progress(received, expected)
        yield chunk
    if expected is not None and received != expected:
        message = f"{received} of {expected} bytes came"
        raise CutError(message)


def _unpack(chunks: Iterator[bytes], size: int) -> Iterator[bytes]:
    """Unpack gzip, whose CRC zlib checks at the end of each member."""
    unpacker = zlib.decompressobj(_GZIP)
    unpacked = 0
    for packed in chunks:
        rest = packed
        while rest:
            try:
                chunk = unpacker.decompress(rest, _CHUNK)
            except zlib.error:
                message = "the gzip content is damaged"
                raise CutError(message) from None
            unpacked += len(chunk)
            _check_size(unpacked, size)
            yield chunk
            rest = unpacker.unconsumed_tail
            if unpacker.eof and unpacker.unused_data:
                rest, unpacker = unpacker.unused_data, zlib.decompressobj(_GZIP)
    if not unpacker.eof:
        message = "the gzip content is cut short"
        raise CutError(message)


def _check_size(found: int, size: int) -> None:
    if found > size:
        message = f"more than {size} bytes"
        raise TooMuchError(message)
