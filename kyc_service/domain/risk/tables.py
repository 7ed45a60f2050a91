"""Tables of risk factors: which fact counts how much, why, and by which source. One version never changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kyc_service.domain.risk.facts import Fact
from kyc_service.domain.risk.industries import list_beginnings, read_code
from kyc_service.domain.risk.levels import Level

ANY = "*"
"""Among the values of a rule: whatever is known."""
LEAST_THRESHOLD, MOST_THRESHOLD = 15.0, 25.0
"""Per cent. Source: Regulation (EU) 2024/1624, Article 52(1) and (2)."""
OLD_AFTER = dt.timedelta(days=365)
"""Lists of countries change two or three times a year: after a year they are no longer what they are called."""


class Combine(StrEnum):
    """What several rules of one factor come to."""

    MOST = "most"
    """The one with the most points counts."""
    SUM = "sum"
    """They add up, to no more than the factor's most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a set of values comes from: a named public source, and its day."""

    id: str
    title: str
    as_of: dt.date
    url: str = ""
    values: frozenset[str] = frozenset()
    """Country codes, or beginnings of industry codes as `domain.risk.industries` writes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of a factor: for which values, how many points, why."""

    reason: str
    """What an analyst reads."""
    points: float = 0.0
    source: str = ""
    """Id of the source whose values it is for."""
    values: frozenset[str] = frozenset()
    """Or the values themselves; `*` for any."""
    unknown: bool = False
    """Or for a fact that nobody knows."""
    low: float | None = None
    """Or for a number from this."""
    high: float | None = None
    """To below this."""
    at_least: Level | None = None
    """The level is never lower than this, whatever the points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One documented factor."""

    id: str
    title: str
    fact: Fact
    most: float
    """Points it can add at most: its weight."""
    combine: Combine = Combine.MOST
    rules: tuple[Rule, ...]
    basis: str = ""
    """Why the factor is there, as `AMLR Annex III(3)(b)`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """What a level means."""

    level: Level
    from_points: float
    """Points from which it begins; 0 for `low`. `prohibited` is reached by no points: infinity."""
    review_months: int
    review: bool = False
    """Whether a person has to look before a business at this level is cleared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipTerms:
    """Who counts as a beneficial owner, and when one is missing."""

    threshold: float = 25.0
    """Per cent, 15 to 25."""
    sectors: Mapping[str, float] = field(default_factory=dict)
    """Beginning of an industry code to a lower threshold."""
    required: bool = False
    """Whether owners have to be named at all. Without it, one is only missing where those named leave room."""

    def threshold_of(self, industry: str | None) -> float:
        """Return the threshold for an industry: the longest beginning of its code that has one."""
        if industry and self.sectors:
            known = {read_code(start): threshold for start, threshold in self.sectors.items()}
            for start in reversed(list_beginnings(read_code(industry))):
                if start in known:
                    return known[start]
        return self.threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskTable:
    """A whole table."""

    name: str
    factors: tuple[Factor, ...]
    bands: Mapping[Level, Band]
    sources: Mapping[str, Source]
    ownership: OwnershipTerms = field(default_factory=OwnershipTerms)


def is_old(source: Source, today: dt.date) -> bool:
    """Whether the day of a source is over a year ago: somebody has to look whether it still says the same."""
    return today - source.as_of > OLD_AFTER
