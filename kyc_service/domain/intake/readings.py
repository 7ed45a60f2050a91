"""Readings: what a rule of intake makes of one submitted text. Holds no rule itself."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reading:
    """Either refused with one fault, or accepted with the flags that send it to review."""

    value: str = field(repr=False)
    """The text to store; as given, unless a rule says that two spellings are the same."""
    fault: str | None = None
    """Code of why it is refused."""
    flags: tuple[str, ...] = ()
    """Codes of what a person should look at."""


def accept(text: str, *flags: str) -> Reading:
    """Accept a text, with whatever is worth a look."""
    return Reading(text, None, flags)


def refuse(code: str) -> Reading:
    """Refuse a text; the text itself is dropped here."""
    return Reading("", code)
