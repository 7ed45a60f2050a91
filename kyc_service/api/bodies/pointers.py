"""JSON pointers into a request, that repeat nothing but the names of members."""

from __future__ import annotations

import re

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_.\-]{1,64}")


def extend(pointer: str, key: str | int) -> str:
    """Add a step to a pointer. A name that no field has could be anything, so an odd one is not repeated."""
    if isinstance(key, str) and _PLAIN_NAME.fullmatch(key) is None:
        return f"{pointer}/?"
    return f"{pointer}/{key}"
