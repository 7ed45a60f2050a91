"""Names that give fixed outcomes in a sandbox: `SANDBOX REVIEW LTD`. Everywhere else they are names like any other.

An outcome only ever adds to what a verification would come to anyway: none can make one clear that is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

FLAG = "sandbox_outcome"
"""Says to analysts that nothing but the name of a sandbox is why they see a case."""
_FIRST = "sandbox"


class Fixed(StrEnum):
    """What a name sets going."""

    CLEAR = "clear"
    """Nothing: the checks run, and clear what they find nothing about."""
    REVIEW = "review"
    """A case, which waits for a person."""
    REJECTED = "rejected"
    """A case, which two people of the sandbox decide."""
    CLEARED = "cleared"
    """A case, which a person of the sandbox clears."""
    ACTION_REQUIRED = "action_required"
    """Owners have to be named; once one is, it goes on."""
    FAILED = "failed"
    """The checks could not be completed."""
    UNAVAILABLE = "unavailable"
    """The screening is out of order for a minute."""
    SLOW = "slow"
    """The checks begin after a quarter of a minute."""


_WORDS: Mapping[tuple[str, ...], Fixed] = {
    ("clear",): Fixed.CLEAR,
    ("review",): Fixed.REVIEW,
    ("rejected",): Fixed.REJECTED,
    ("cleared",): Fixed.CLEARED,
    ("action", "required"): Fixed.ACTION_REQUIRED,
    ("failed",): Fixed.FAILED,
    ("unavailable",): Fixed.UNAVAILABLE,
    ("slow",): Fixed.SLOW,
}


def read_name(name: str) -> Fixed | None:
    """Return what the name of a business asks for: `SANDBOX`, the words of an outcome, then whatever else."""
    first, *words = name.casefold().split() or [""]
    if first != _FIRST:
        return None
    return next((fixed for start, fixed in _WORDS.items() if tuple(words[: len(start)]) == start), None)
