"""The rules by which a company counts as blocked through its owners, as one table: each named, each with its source.

This is an engineer's reading. Where guidance leaves something open, the answer is `possible` and never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class RuleName(StrEnum):
    """Whose rule."""

    OFAC = "ofac"
    EU = "eu"
    UK = "uk"


class Half(StrEnum):
    """What exactly the limit means."""

    ENOUGH = "enough"
    NOT_ENOUGH = "not_enough"
    OPEN = "open"
    """Sources differ: exactly the limit is `possible`."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When the holdings of blocked persons block what they hold."""

    name: RuleName
    title: str
    half: Half
    aggregates: bool
    """Whether holdings of several blocked persons are added up; where not, their sum is only `possible`."""
    control: bool
    """Whether control by other means is enough."""
    limit: float = 0.5
    """Fraction."""


RULES = MappingProxyType(
    {
        # Source: OFAC FAQ 398 (control is not ownership), 399 (shares of all blocked persons are added up) and 401
        # (indirectly: through entities that are 50 percent or more owned in the aggregate), read 2026-11-26.
        RuleName.OFAC: Rule(RuleName.OFAC, "OFAC's 50 percent rule", Half.ENOUGH, aggregates=True, control=False),
        # Source: European Commission, FAQ on asset freezes under Regulation (EU) 269/2014, question 8 (shares of listed
        # persons are added up; more than 50 %), a copy read 2026-11-26; control by the criteria of the Council's best
        # practices. Their newer edition is quoted as saying 50 % or more; not read itself, to be confirmed by counsel.
        RuleName.EU: Rule(RuleName.EU, "EU ownership or control", Half.OPEN, aggregates=True, control=True),
        # Source: OFSI general guidance 4.14 (no simple adding up without a joint arrangement; more than 50 % of shares
        # or votes, most of the board, or other control), as quoted by readers of it, read 2026-11-26; to be confirmed.
        RuleName.UK: Rule(RuleName.UK, "UK ownership or control", Half.NOT_ENOUGH, aggregates=False, control=True),
    },
)
