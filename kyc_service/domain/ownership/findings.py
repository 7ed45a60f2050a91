"""Findings: what is wrong, doubtful or missing in what was said about ownership. They name ids, never names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """What was found."""

    SELF_OWNED = "self_owned"
    """A party that owns itself: the link counts for nothing."""
    OVER_100 = "over_100"
    """The least shares of one company add up to more than there is: they count in proportion."""
    SHARE_OUT_OF_RANGE = "share_out_of_range"
    """Below 0 or above 100 per cent: the share counts as unknown."""
    CONTRADICTORY_BAND = "contradictory_band"
    """A least share above the most: it counts as unknown."""
    SOURCES_DISAGREE = "sources_disagree"
    """Statements about one link that cannot all be true: anything between them is possible."""
    UNKNOWN_PARTY = "unknown_party"
    """A link names somebody who is not among the parties."""
    PARTY_TWICE = "party_twice"
    """An id that two parties have: the first counts."""
    LISTED_TWICE = "listed_twice"
    """Two parties with names that differ by spelling alone: perhaps one, whose shares would add up."""
    PERSON_OWNED = "person_owned"
    """Somebody is said to own a natural person: the link counts for nothing."""
    CYCLE = "cycle"
    """Companies that own one another in a circle."""
    NOMINEE_UNNAMED = "nominee_unnamed"
    """A nominee, and nobody says for whom."""
    TRUST_WITHOUT_ROLES = "trust_without_roles"
    """A trust of which no settlor, trustee, protector or beneficiary is known."""
    DEAD_END = "dead_end"
    """A company, trust, fund or unknown party whose own owners nobody named, with an interest at the threshold."""
    GAP = "gap"
    """What nobody explains may hide an owner at the threshold."""
    NOBODY_FOUND = "nobody_found"
    """No person was found for sure: the law then looks to the senior managers."""
    MANY_CONTROLLERS = "many_controllers"
    """More parties may control one company than are followed: the rest was left out."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found, and the parties it is about."""

    code: Code
    parties: tuple[str, ...] = ()
