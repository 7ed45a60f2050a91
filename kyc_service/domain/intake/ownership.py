"""Ownership: whether the stated shares can be true, and whether the stated chain runs in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

WHOLE = 100.0
"""Per cent."""
CYCLE = "ownership_cycle"
INVALID_SHARE = "invalid_share"
_ROUNDING = 0.5
"""Shares are often stated rounded; this much over the whole is no contradiction."""


def is_share(percent: float) -> bool:
    """Whether a share is one: above nothing and at most the whole."""
    return 0 < percent <= WHOLE


def exceed_whole(shares: Iterable[float]) -> bool:
    """Whether direct shares add up to more than there is."""
    return sum(shares) > WHOLE + _ROUNDING


def runs_in_circle(business: str, owner: str, through: Sequence[str]) -> bool:
    """Whether a chain of names from an owner to a business passes one of them twice."""
    chain = [_fold(name) for name in (owner, *through, business)]
    return len(set(chain)) < len(chain)


def _fold(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum()) or name
