"""The values that lists are made of and that matching works on.

Everything here is frozen and comparable. Nothing here reads a file, a clock or the network.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from watchlists.dates import PartialDate


class Kind(StrEnum):
    """What a party is. `UNKNOWN` is compared with every other kind."""

    PERSON = "person"
    ORGANISATION = "organisation"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"
    UNKNOWN = "unknown"


class NameKind(StrEnum):
    """How a publisher means a name. A `WEAK` alias never makes a match alone."""

    PRIMARY = "primary"
    STRONG = "strong"
    WEAK = "weak"
    FORMER = "former"
    MAIDEN = "maiden"
    ORIGINAL_SCRIPT = "original_script"


TOPICS: frozenset[str] = frozenset(
    {
        "sanction",
        "sanction_linked",  # owned or controlled by, or acting for, a sanctioned party
        "pep",
        "pep_relative",  # relatives and close associates
        "terrorism",
        "export_control",
        "debarment",
        "crime",
        "wanted",
        "enforcement",  # regulatory action
        "own",  # an organisation's own list
    }
)
"""What being listed can mean. Identity is one question, what follows from it another."""


class Gender(StrEnum):
    """Gender as a publisher states it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Name:
    """One name in full, in reading order where the publisher's parts allow it."""

    value: str
    kind: NameKind = NameKind.PRIMARY
    language: str | None = None
    """ISO 639 code where the publisher says."""
    script: str | None = None
    """ISO 15924 code where the publisher says, as `Latn`, `Cyrl`, `Arab`."""
    given: str | None = None
    """Given names where the publisher separates them."""
    family: str | None = None
    """Family name where the publisher separates it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place as text, with its country as ISO 3166-1 alpha-2 where it is understood."""

    text: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; `text` holds all of it in one line."""

    text: str
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    city: str | None = None
    postal_code: str | None = None


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that an issuer gave: passport, registration, tax, IMO, crypto address."""

    type: str
    """One of `watchlists.normalize.identifiers.TYPES`, or `other`."""
    value: str
    """As published."""
    country: str | None = None
    """ISO 3166-1 alpha-2 of the issuer."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A link to another party, by entry id where the publisher gives one, else by name."""

    type: str
    """As `linked_to`, `owned_or_controlled_by`, `acting_for`, `family_of`, `associate_of`."""
    target_id: str | None = None
    target_name: str | None = None


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A published value that was not understood: kept as text and counted, never dropped."""

    field: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A party as one list designates it."""

    id: str
    """`<series>:<publisher's reference>`, as `un:QDi.001`, `ofac:36`."""
    source: str
    """Source id, as `un`, `ofac_sdn`, `ofac_cons`."""
    kind: Kind
    names: tuple[Name, ...]
    """At least one; the primary name first."""
    birth_dates: tuple[PartialDate, ...] = ()
    incorporation_dates: tuple[PartialDate, ...] = ()
    birth_places: tuple[Place, ...] = ()
    nationalities: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2: nationality, citizenship, flag."""
    addresses: tuple[Address, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    genders: tuple[Gender, ...] = ()
    positions: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    """Programme or regime codes as published."""
    legal_basis: tuple[str, ...] = ()
    listed_on: dt.date | None = None
    updated_on: dt.date | None = None
    reasons: tuple[str, ...] = ()
    """Publisher's remarks and narrative, as published."""
    relations: tuple[Relation, ...] = ()
    references: tuple[str, ...] = ()
    """Entry ids of the same party on other lists, as `un:QDe.004`."""
    topics: tuple[str, ...] = ()
    """What being listed means, some of `TOPICS`; empty where all entries of the source mean the same."""
    url: str | None = None
    unparsed: tuple[Unparsed, ...] = ()

    @property
    def caption(self) -> str:
        """The name to show."""
        return self.names[0].value

    @property
    def countries(self) -> tuple[str, ...]:
        """Every country the entry is tied to, without repeats, in order of strength."""
        found = (
            *self.nationalities,
            *(place.country for place in self.birth_places),
            *(address.country for address in self.addresses),
        )
        return tuple(dict.fromkeys(code for code in found if code))


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The party that is screened. Only `names` is required."""

    kind: Kind = Kind.UNKNOWN
    names: tuple[str, ...]
    weak_names: tuple[str, ...] = ()
    birth_dates: tuple[PartialDate, ...] = ()
    incorporation_dates: tuple[PartialDate, ...] = ()
    birth_places: tuple[Place, ...] = ()
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2: nationality, registration, address."""
    addresses: tuple[Address, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    genders: tuple[Gender, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One comparison, in the order an analyst reads it."""

    noun: str
    """`name`, `kind`, `identifier`, `birth_date`, `incorporation_date`, `country`, `place`, `address`, `gender`."""
    ours: str
    """The subject's value as submitted."""
    theirs: str
    """The listed value as published."""
    likeness: float
    """How alike the two are, in [0, 1]."""
    effect: float
    """What it did to the score: above 0 it spoke for the match, below 0 against it."""
    reason: str
    """Why, in words for an analyst, as `same tokens in another order; one letter differs`."""
    highlights: tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]] = ((), ())
    """Half-open ranges of characters that differ: those of `ours`, then those of `theirs`.

    Names have them, and dates and numbers that are one slip of the pen apart.
    """


@dataclass(frozen=True, slots=True)
class Listing:
    """Another entry of the same party."""

    entry: Entry
    score: float | None
    """As of a match; None where this entry alone would not have been one."""


@dataclass(frozen=True, slots=True)
class Match:
    """A listed entry that a subject may be, with its score and the evidence for it."""

    entry: Entry
    score: float
    """Likelihood of identity in [0, 1]; comparable between entries."""
    evidence: tuple[Evidence, ...]
    listings: tuple[Listing, ...] = ()
    """Other entries of the same party, on whatever lists, where they were asked for."""
