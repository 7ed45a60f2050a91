"""Industries: one way of writing a NACE or ISIC code, so that the beginning of a code is the beginning of a text."""

from __future__ import annotations

import re

_CODE = re.compile(r"(?P<section>[A-Z]?)(?P<digits>[0-9]{2}(?:\.?[0-9]{1,2}){0,2})")


def read_code(text: str) -> str:
    """Write a code as `46.90`: a point after two digits, no letter in front. `G4690`, `46.90` and `4690` are one.

    A section without digits stays its letter; whatever is no code stays as it is.
    """
    found = _CODE.fullmatch(text.strip().upper())
    if found is None:
        return text.strip().upper() if len(text.strip()) == 1 else text
    digits = found["digits"].replace(".", "")
    return digits if len(digits) == 2 else f"{digits[:2]}.{digits[2:]}"  # noqa: PLR2004 - a division has two


def list_beginnings(code: str) -> tuple[str, ...]:
    """List the beginnings of a code at which a class can end, the code itself last: `46`, `46.7`, `46.72`."""
    ends = [size for size in range(2, len(code)) if size != 3]  # noqa: PLR2004 - the point ends nothing
    return (*(code[:size] for size in ends), code)
