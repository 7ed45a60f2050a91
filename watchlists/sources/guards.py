"""Reading a list file with suspicion: format, encoding, emptiness, and what XML must not contain.

Every refusal is a ListRefusedError with a code. Nothing here knows a publisher's layout.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Mapping
from typing import BinaryIO

from watchlists.errors import ListRefusedError

_HTML = re.compile(rb"^\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_FORBIDDEN = re.compile(rb"<!DOCTYPE|<!ENTITY|http://www\.w3\.org/2001/XInclude", re.IGNORECASE)
_BARE = re.compile(rb"&(?!(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);)")
_ATTRIBUTE = re.compile(rb"=\s*[\"']")
_LONG = re.compile(rb"<[^<]{1024,}")
_MOST_ATTRIBUTES = 256
"""Of one element. A parser compares each with every other: of three hundred thousand, for ten minutes."""
_LONGEST_REFERENCE = 10
_OVERLAP = 40
_TAIL = 200
_CHUNK = 65536


def require(source: str, files: Mapping[str, BinaryIO], name: str) -> BinaryIO:
    """Return a file of the list. Raises ListRefusedError when it is not there."""
    stream = files.get(name)
    if stream is None:
        raise ListRefusedError(source, "list_incomplete", f"{name} is missing")
    return stream


def read_text(source: str, name: str, stream: BinaryIO, *, encoding: str = "utf-8-sig") -> str:
    """Read a whole text file, by default as UTF-8 without its byte-order mark.

    Refuses an empty file, an HTML page, a NUL and what is not in the encoding.
    """
    data = stream.read()
    check_start(source, name, data)
    if b"\0" in data:
        raise ListRefusedError(source, "list_encoding", f"{name} holds NUL bytes")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        called = "UTF-8" if encoding == "utf-8-sig" else encoding
        raise ListRefusedError(source, "list_encoding", f"{name} is not {called} at byte {error.start}") from None


def check_start(source: str, name: str, head: bytes) -> None:
    """Refuse a file that is empty or an HTML page by its first bytes."""
    if not head.strip(b" \t\r\n\x1a"):
        raise ListRefusedError(source, "list_empty", f"{name} is empty")
    if _HTML.match(head[:_CHUNK].removeprefix(codecs.BOM_UTF8)):
        raise ListRefusedError(source, "list_wrong_format", f"{name} is an HTML page")


class _Attributes:
    """Counts attributes between two `<`, across chunks. None can hold a `<`, and nothing else needs so many."""

    def __init__(self) -> None:
        """Begin before the first tag."""
        self._open = 0

    def pass_limit(self, chunk: bytes) -> bool:
        """Whether an element has more than any list's."""
        first, last = chunk.find(b"<"), chunk.rfind(b"<")
        if first < 0:
            self._open += _count(chunk)
            return self._open > _MOST_ATTRIBUTES
        most = max(self._open + _count(chunk[:first]), *(_count(found[0]) for found in _LONG.finditer(chunk)), 0)
        self._open = _count(chunk[last:])
        return max(most, self._open) > _MOST_ATTRIBUTES


def _count(piece: bytes) -> int:
    return len(_ATTRIBUTE.findall(piece))


class GuardedXml:
    """A byte stream for an XML parser that refuses what the parser must never see.

    Only UTF-8 passes, so a declaration cannot hide in another encoding. DOCTYPE, ENTITY and XInclude are refused
    wherever they stand, before the parser gets the bytes.
    """

    def __init__(self, source: str, name: str, stream: BinaryIO, repaired: Counter[str] | None = None) -> None:
        """Look at the first bytes at once. Raises ListRefusedError when they are not XML.

        With `repaired`, an ampersand that begins no reference is escaped and counted there under the file's name.
        """
        self._repaired = repaired
        self._held = b""
        self._source = source
        self._name = name
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._attributes = _Attributes()
        self._seen = b""
        self._head = stream.read(_CHUNK)
        check_start(source, name, self._head)
        if not self._head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
            code = (
                "list_encoding" if self._head[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} else "list_wrong_format"
            )
            raise ListRefusedError(source, code, f"{name} is not XML in UTF-8")

    def read(self, size: int = _CHUNK) -> bytes:
        """Read on, checked."""
        chunk, self._head = (self._head, b"") if self._head else (self._stream.read(max(size, 1)), b"")
        try:
            self._decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            raise ListRefusedError(self._source, "list_encoding", f"{self._name} is not UTF-8") from None
        window = self._seen + chunk
        if b"\0" in chunk:
            raise ListRefusedError(self._source, "list_encoding", f"{self._name} holds NUL bytes")
        if _FORBIDDEN.search(window):
            raise ListRefusedError(
                self._source, "xml_forbidden", f"{self._name} declares a document type or an inclusion"
            )
        if self._attributes.pass_limit(chunk):
            raise ListRefusedError(self._source, "xml_limits", f"{self._name} holds an element of too many attributes")
        self._seen = window[-max(_OVERLAP, _TAIL) :]
        return chunk if self._repaired is None else self._repair(chunk, self._repaired)

    def _repair(self, chunk: bytes, repaired: Counter[str]) -> bytes:
        """Escape bare ampersands; what may be the beginning of a reference waits for the next chunk."""
        held = self._held + chunk
        place = held.rfind(b"&", max(0, len(held) - _LONGEST_REFERENCE)) if chunk else -1
        ready, self._held = (held[:place], held[place:]) if place >= 0 else (held, b"")
        whole, count = _BARE.subn(b"&amp;", ready)
        repaired[self._name] += count
        # An empty answer would end the file for the parser: there is more to come.
        return whole or (self.read() if chunk else b"")

    def ends_with(self, root: str) -> bool:
        """Read to the end and say whether the root element is closed there: if not, the file was cut."""
        while self.read():
            pass
        return re.search(rb"</(?:[\w.-]+:)?%b\s*>\s*(?:<!--.*-->\s*)?$" % root.encode(), self._seen) is not None
