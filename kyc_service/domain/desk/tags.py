"""Tags: short words by which cases are found again. Their form leaves no room for a name or an address."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kyc_service.errors import Fault, InvalidInputError

MOST = 10
"""Tags that one case may have."""
FORM = "[a-z0-9-]{2,32}"
_TAG = re.compile(FORM, re.ASCII)
_LONGEST_NUMBER = 6
"""Digits in a row: a longer number could be one of a person."""


def is_tag(text: str) -> bool:
    """Whether a text has the form of a tag."""
    return _TAG.fullmatch(text) is not None and re.search(rf"\d{{{_LONGEST_NUMBER + 1}}}", text) is None


def read_tags(texts: Iterable[str]) -> tuple[str, ...]:
    """Read the tags of a case: each once, in order. Raises InvalidInputError."""
    tags = sorted({text.strip() for text in texts if text.strip()})
    faults = [Fault("/tags", "invalid_tag")] if not all(map(is_tag, tags)) else []
    if len(tags) > MOST:
        faults.append(Fault("/tags", "too_many_items"))
    if faults:
        raise InvalidInputError(faults)
    return tuple(tags)
