"""Texts without a grammar: lines of addresses, job titles, industry codes, entries of metadata."""

from __future__ import annotations

import re

from kyc_service.domain.intake.characters import refuse_characters
from kyc_service.domain.intake.content import read_free_text
from kyc_service.domain.intake.readings import Reading, accept, refuse

LONGEST_LINE = 256
MOST_ENTRIES = 50
LONGEST_NOTE = 2000
LONGEST_VALUE = 500

_INDUSTRY = re.compile(r"[A-U]|[A-U]?[0-9]{2}(?:\.?[0-9]{1,2}(?:\.?[0-9]{1,2})?)?")
_KEY = re.compile(r"[A-Za-z0-9_.\-]{1,40}")


def read_line(text: str) -> Reading:
    """Read one line: no line breaks, no card numbers."""
    if len(text) > LONGEST_LINE:
        return refuse("too_long")
    fault = refuse_characters(text)
    return refuse(fault) if fault else read_free_text(text)


def read_industry(text: str) -> Reading:
    """Read a NACE or ISIC code."""
    return accept(text) if _INDUSTRY.fullmatch(text) else refuse("invalid_industry")


def read_metadata_key(text: str) -> Reading:
    """Read the key of an entry of metadata."""
    return accept(text) if _KEY.fullmatch(text) else refuse("metadata_limits")


def read_metadata_value(text: str) -> Reading:
    """Read a text of metadata. Line breaks have no place in it, personal data have."""
    if len(text) > LONGEST_VALUE:
        return refuse("metadata_limits")
    fault = refuse_characters(text)
    return refuse(fault) if fault else read_free_text(text)


def read_note(text: str) -> Reading:
    """Read an analyst's note: line breaks are welcome, other control characters are not."""
    if len(text) > LONGEST_NOTE:
        return refuse("too_long")
    fault = refuse_characters(text.replace("\r\n", " ").replace("\n", " "))
    return refuse(fault) if fault else read_free_text(text)
