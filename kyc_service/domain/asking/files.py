"""Files: what one may be, proven by its first bytes, and what its name may be. Nothing here looks for viruses."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kyc_service.domain.intake.characters import hides_characters, refuse_characters, strip_hidden
from kyc_service.domain.personal import Personal
from kyc_service.errors import Fault, InvalidInputError

LARGEST = 10 * 1024 * 1024
"""Bytes."""
MOST_OF_CASE = 50
LONGEST_NAME = 200
"""Characters."""
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_SEPARATORS = re.compile(r'[/\\:*?"<>|]')


class FileType(StrEnum):
    """What a file is, by its bytes; the value is its media type."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TEXT = "text/plain"


SUFFIXES: Mapping[FileType, tuple[str, ...]] = {
    FileType.PDF: (".pdf",),
    FileType.PNG: (".png",),
    FileType.JPEG: (".jpg", ".jpeg"),
    FileType.TEXT: (".txt",),
}
_STARTS = {b"%PDF-": FileType.PDF, b"\x89PNG\r\n\x1a\n": FileType.PNG, b"\xff\xd8\xff": FileType.JPEG}


class Source(StrEnum):
    """How a file came to a case."""

    ANALYST = "analyst"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that may be kept."""

    name: str = field(repr=False)
    type: FileType
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file on a case, without its content."""

    id: str
    case_id: str
    subject_id: str
    """Whom it is about: it is encrypted under their key, and goes with them."""
    source: Source
    document: str | None
    """Which document was asked for, for one that came as an answer."""
    added_by: str
    added_at: dt.datetime
    details: Personal[tuple[str, FileType]] = field(repr=False)
    """Name and type."""
    size: int
    """Bytes."""
    sha256: str


def read_file(name: str, content: bytes) -> Paper:
    """Check a file. Raises InvalidInputError: empty, too large, of no type that is taken, or not what it is called."""
    if not content:
        raise InvalidInputError([Fault("", "file_empty")])
    if len(content) > LARGEST:
        raise InvalidInputError([Fault("", "file_too_large")])
    kind = tell_type(content)
    if kind is None:
        raise InvalidInputError([Fault("", "file_type_not_taken")])
    read = read_name(name)
    suffix = "." + read.rpartition(".")[2].lower() if "." in read else ""
    known = {one for ending in SUFFIXES.values() for one in ending}
    if suffix in known and suffix not in SUFFIXES[kind]:
        raise InvalidInputError([Fault("", "file_type_differs")])
    return Paper(read if suffix in SUFFIXES[kind] else f"{read}{SUFFIXES[kind][0]}", kind, content)


def tell_type(content: bytes) -> FileType | None:
    """Say what a file is by its first bytes; a text has to be UTF-8 as a whole, without control characters."""
    for start, kind in _STARTS.items():
        if content.startswith(start):
            return kind
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(content) else FileType.TEXT


def read_name(name: str) -> str:
    """Read the name of a file. Raises InvalidInputError for one that hides something or is too long."""
    text = unicodedata.normalize("NFC", name).strip()
    if len(text) > LONGEST_NAME:
        raise InvalidInputError([Fault("name", "too_long")])
    fault = refuse_characters(text)
    if fault is None and hides_characters(text):
        fault = "control_character"
    if fault:
        raise InvalidInputError([Fault("name", fault)])
    return _SEPARATORS.sub("_", strip_hidden(text)).strip(". ") or "document"
