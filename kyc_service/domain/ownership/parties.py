"""Parties and links: who is said to own or control whom, by which source, as of which day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

WHOLE = 100.0
"""Per cent."""


class PartyKind(StrEnum):
    """What a party is."""

    PERSON = "person"
    COMPANY = "company"
    TRUST = "trust"
    """A trust, a foundation, or what resembles one."""
    FUND = "fund"
    STATE = "state"
    UNKNOWN = "unknown"
    """Nobody said."""


class Means(StrEnum):
    """How a party controls another without, or beside, a share."""

    VOTES = "votes"
    """A majority of the votes."""
    BOARD = "board"
    """The right to appoint or remove most of the board."""
    VETO = "veto"
    AGREEMENT = "agreement"
    FAMILY = "family"
    SETTLOR = "settlor"
    TRUSTEE = "trustee"
    PROTECTOR = "protector"
    BENEFICIARY = "beneficiary"
    NOMINEE = "nominee"
    """Holds for another. No control of its own: the other has it."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Party:
    """A party by its id, which is not personal; its name never shows in a log."""

    id: str
    kind: PartyKind = PartyKind.UNKNOWN
    name: str = field(default="", repr=False)

    @property
    def shown(self) -> str:
        """Return the name, or the id where there is none."""
        return self.name or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One statement of one source: a party has a share of another, or controls it, or both."""

    owner: str
    owned: str
    low: float | None = None
    """Per cent, at least this; the same as `high` for an exact share."""
    high: float | None = None
    """At most this."""
    control: frozenset[Means] = frozenset()
    nominee_for: str | None = None
    """Id of the party for whom the owner holds it."""
    source: str = ""
    """Who says so, as `submission` or `companies_house`."""
    as_of: dt.date | None = None

    @property
    def in_range(self) -> bool:
        """Whether what is stated as a share is one: from 0 to 100."""
        low, high = self.low, self.high
        # No comparison with what is not a number holds.
        return (low is None or 0 <= low <= WHOLE) and (high is None or 0 <= high <= WHOLE)

    @property
    def in_order(self) -> bool:
        """Whether the least is no more than the most."""
        return self.low is None or self.high is None or not self.low > self.high

    def bounds(self) -> tuple[float, float]:
        """Return the share from its least to its most, in per cent.

        Control alone is no share. Without a share and without control, and with bounds that cannot be, it may be any.
        """
        if not self.in_range or not self.in_order:
            return 0.0, WHOLE
        if self.low is None and self.high is None:
            return (0.0, 0.0) if self.control - {Means.NOMINEE} else (0.0, WHOLE)
        return self.low or 0.0, WHOLE if self.high is None else self.high
