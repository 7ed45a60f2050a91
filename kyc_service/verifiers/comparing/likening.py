"""Tell whether a person who was submitted is one whom a register names: by name, and by birth date as far as both say.

A name alone is weak; a birth date that contradicts makes two people of one name two people.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kyc_service.domain.comparisons import Matter, Result
from kyc_service.domain.registers import Extract, Officer, Owner
from kyc_service.verifiers.comparing.names import NEAR, SAME, Written, best, is_shortened
from kyc_service.verifiers.comparing.submitted import SubmittedPerson
from watchlists.dates import PartialDate
from watchlists.matching.evidence.dates import tier_of
from watchlists.model import Kind

MOST_LISTED = 300
"""Officers, and owners, that one person is compared with, those that act now first. Further ones are nobody's: they
are told as not submitted, never left out.
"""
ANOTHER_BIRTH_DATE = "the same name, but another birth date"
_SURE = frozenset({"day", "month"})
_RANK = (Result.MATCH, Result.PARTIAL, Result.MISMATCH)


@dataclass(frozen=True, slots=True)
class Listed:
    """An officer or owner of the register, prepared for comparing."""

    party: Officer | Owner = field(repr=False)
    matter: Matter
    name: Written

    @property
    def acts(self) -> bool:
        """Whether the role lasts."""
        return self.party.until is None

    def is_same(self, other: Listed) -> bool:
        """Whether the register names one person twice, as a director and secretary, or an officer and owner."""
        if self.party.is_person is not other.party.is_person or self.name.words != other.name.words:
            return False
        return not _contradict(self.party.born, other.party.born)


@dataclass(frozen=True, slots=True)
class Person:
    """A person as submitted, prepared for comparing."""

    submitted: SubmittedPerson
    names: tuple[Written, ...]

    @classmethod
    def prepare(cls, submitted: SubmittedPerson) -> Person:
        """Prepare every name."""
        return cls(submitted, tuple(Written(name, Kind.PERSON) for name in submitted.names))


@dataclass(frozen=True, slots=True)
class Likened:
    """How one submitted person and one of the register agree."""

    listed: Listed
    result: Result
    likeness: float
    note: str | None = field(default=None, repr=False)
    is_same: bool = False
    """Whether they are one person, so that the register's need not be screened beside the submitted one."""


def prepare_listed(extract: Extract) -> tuple[Listed, ...]:
    """Prepare the officers, then the owners."""
    return (*_prepare(extract.officers, Matter.OFFICER), *_prepare(extract.owners, Matter.OWNER))


def _prepare(parties: Iterable[Officer] | Iterable[Owner], matter: Matter) -> Iterable[Listed]:
    ordered: list[Officer | Owner] = sorted(parties, key=lambda party: party.until is not None)
    for party in ordered:
        yield Listed(party, matter, Written(party.name, Kind.PERSON if party.is_person else Kind.ORGANISATION))


def find(person: Person, listed: Sequence[Listed]) -> Likened | None:
    """Find whom of the register a person is most likely; None for nobody."""
    found = [one for other in listed[:MOST_LISTED] if other.party.is_person and (one := liken(person, other))]
    return min(found, key=lambda one: (_RANK.index(one.result), not one.listed.acts, -one.likeness), default=None)


def liken(person: Person, listed: Listed) -> Likened | None:
    """Compare a person with one of the register; None where the names are of two people."""
    pair = best(person.names, [listed.name])
    if pair is None:
        return None
    alike, ours, theirs = pair
    shortened = is_shortened(ours, theirs)
    if alike.value < NEAR and not shortened:
        return None
    reason = alike.reason if alike.value < 1 else None
    tier, why = _compare_births(person.submitted.born, listed.party.born)
    if tier == "conflict":
        # Another date beside a name that is only alike: two people.
        sure = alike.value >= SAME or shortened
        return Likened(listed, Result.MISMATCH, alike.value, ANOTHER_BIRTH_DATE) if sure else None
    if tier == "slip":
        note = "; ".join(part for part in (f"birth date: {why}", reason) if part)
        return Likened(listed, Result.PARTIAL, alike.value, note, is_same=True)
    if alike.value >= SAME or tier in _SURE:
        return Likened(listed, Result.MATCH, alike.value, reason, is_same=True)
    return Likened(listed, Result.PARTIAL, alike.value, reason, is_same=shortened)


def _compare_births(ours: PartialDate | None, theirs: PartialDate | None) -> tuple[str, str]:
    """Tell how two birth dates agree, as far as both claim: `day`, `month`, `year`, `slip`, `conflict`, or nothing."""
    if ours is None or theirs is None:
        return "", ""
    tier, reason = tier_of(ours, theirs)
    return (tier, reason) if tier in {"day", "month", "year", "slip"} else ("conflict", reason)


def _contradict(one: PartialDate | None, other: PartialDate | None) -> bool:
    return one is not None and other is not None and not one.overlaps(other)
