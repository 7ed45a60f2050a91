"""Outcomes: the listed entries that a subject may be, and what is new about them since the last time.

A pair is a subject and one entry. It is told once; it is told again when the facts that identify the entry change, or
when it comes back. A score that moves, a programme that is renamed, a list that is published again are no news.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

Key = tuple[str, str]
"""Source and entry id."""

UNKNOWN = ""
"""Print of a pair that was kept before prints were: whatever it is now, it is taken to have been."""


class PairStatus(StrEnum):
    """Whether a subject still is alike to an entry."""

    PRESENT = "present"
    ENDED = "ended"


class EndReason(StrEnum):
    """Why a pair ended."""

    DELISTED = "delisted"
    """The entry stands on the list no more."""
    NO_LONGER_ALIKE = "no_longer_alike"
    """One of the two changed, or how names are judged did."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that a subject may be."""

    print: str
    """Digest of what identifies the entry."""
    score: float


@dataclass(frozen=True, slots=True)
class Known:
    """A pair as it was when it was last told."""

    print: str
    status: PairStatus


@dataclass(frozen=True, slots=True)
class News:
    """What is new about one subject, each part in order of source and id."""

    appeared: tuple[Key, ...] = ()
    changed: tuple[Key, ...] = ()
    ended: tuple[Key, ...] = ()

    @property
    def is_alarming(self) -> bool:
        """Whether a person has to look."""
        return bool(self.appeared or self.changed)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.appeared or self.changed or self.ended)


def compare(known: Mapping[Key, Known], found: Mapping[Key, Found], scope: Collection[Key] | None = None) -> News:
    """Tell what is new. With a scope, only those entries were looked at, and of the others nothing is known."""
    before = {key: pair for key, pair in known.items() if pair.status is PairStatus.PRESENT}
    gone = before.keys() - found.keys()
    return News(
        appeared=tuple(sorted(found.keys() - before.keys())),
        changed=tuple(sorted(key for key in found.keys() & before.keys() if _differs(before[key], found[key]))),
        ended=tuple(sorted(gone if scope is None else gone & set(scope))),
    )


def _differs(before: Known, now: Found) -> bool:
    return before.print not in {now.print, UNKNOWN}
