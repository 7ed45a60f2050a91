"""Notes: what colleagues write on a case for each other. Never edited; the author may strike one out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from kyc_service.domain.intake.characters import refuse_characters
from kyc_service.domain.intake.content import read_free_text
from kyc_service.domain.intake.readings import Reading, accept, refuse
from kyc_service.domain.personal import Personal

LONGEST = 4000
"""Characters."""
LONGEST_NAME = 80
MOST_MENTIONS = 20
MOST_TEMPLATES = 100
PLACEHOLDERS = ("reference", "today", "opened")
"""What a template may stand in for: the client's own word for the business, and days. No name of anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A colleague whom a note is meant for."""

    note_id: str
    case_id: str
    account_id: str
    read_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody wrote on a case."""

    id: str
    case_id: str
    author: str
    written_at: dt.datetime
    text: Personal[str] = field(repr=False)
    struck_at: dt.datetime | None
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A text to begin a note with."""

    id: str
    """Of one that ships with the service its name in the file, as `documents_checked`."""
    name: str
    text: str
    built_in: bool


def read_text(text: str) -> Reading:
    """Read a note: line breaks are welcome, other control characters and marks that turn the writing are not."""
    if len(text) > LONGEST:
        return refuse("too_long")
    if not text.strip():
        return refuse("required")
    fault = refuse_characters(text.replace("\r\n", " ").replace("\n", " "))
    return refuse(fault) if fault else read_free_text(text)


def read_name(text: str) -> Reading:
    """Read the name of a template: one line."""
    if len(text) > LONGEST_NAME:
        return refuse("too_long")
    if not text.strip():
        return refuse("required")
    fault = refuse_characters(text)
    return refuse(fault) if fault else accept(text.strip())


def fill(text: str, values: dict[str, str]) -> str:
    """Put values in the place of the placeholders that are known; anything else in braces stays as it is."""
    for name in PLACEHOLDERS:
        text = text.replace("{" + name + "}", values[name])
    return text
