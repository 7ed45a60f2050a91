"""What a register's change feed says: that something of one registration changed, and of what kind.

An event lives in memory only. Its number is looked for among the businesses on file and then forgotten; what a feed
says about anybody else is kept nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class EventKind(StrEnum):
    """What changed."""

    DISSOLUTION = "dissolution"
    """Struck off, deleted, dissolved or ended."""
    INSOLVENCY = "insolvency"
    """Bankruptcy, liquidation, administration."""
    NAME = "name"
    ADDRESS = "address"
    LEGAL_FORM = "legal_form"
    OFFICERS = "officers"
    OWNERS = "owners"
    VAT = "vat"
    """No longer registered for VAT."""
    UNSPECIFIED = "unspecified"
    """The register says that something changed, and not what."""
    OTHER = "other"
    """Something that no answer about a business holds, as its number of employees, or that it is new."""


STARTING: frozenset[EventKind] = frozenset(EventKind) - {EventKind.OTHER}
"""Kinds for which a business is verified again."""


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one registration."""

    kind: EventKind
    countries: tuple[str, ...]
    """ISO 3166-1 alpha-2: under which the business may have been submitted."""
    numbers: tuple[str, ...] = field(repr=False)
    """The number, in every way of writing it that the door accepts."""
