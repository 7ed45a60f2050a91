"""Registers: what a business register can answer about a business, and how its answer compares with what was said.

Three answers, never two: an outage is `unavailable`, and says nothing about the business.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from watchlists.dates import PartialDate


class Outcome(StrEnum):
    """What came of one question to one register."""

    VERIFIED = "verified"
    """The register knows this very number. Whether the rest agrees is for the comparison to say."""
    NOT_VERIFIED = "not_verified"
    """The register works, looked, and does not know the number, or says that it is not valid."""
    UNAVAILABLE = "unavailable"
    """No answer that can be relied on. Never an answer about the business."""
    NOT_SUPPORTED = "not_supported"
    """This register cannot be asked this: no key, no such country, no number of its kind."""
    INVALID_INPUT = "invalid_input"
    """The register refused the question itself."""


class Standing(StrEnum):
    """Whether a business lives, in one word for all registers."""

    ACTIVE = "active"
    WINDING_UP = "winding_up"
    """In liquidation, insolvent, under administration, or about to be struck off: it still exists."""
    ENDED = "ended"
    """Dissolved, struck off, deleted, merged away, ceased."""
    UNKNOWN = "unknown"


class Flag(StrEnum):
    """A fact of a register that makes a business worth a look."""

    DISSOLVED = "dissolved"
    IN_LIQUIDATION = "in_liquidation"
    INSOLVENCY = "insolvency"
    STRIKE_OFF_PROPOSED = "strike_off_proposed"
    VERY_YOUNG = "very_young"
    OFFICE_UNDELIVERABLE = "office_undeliverable"
    OFFICE_IN_DISPUTE = "office_in_dispute"
    ACCOUNTS_OVERDUE = "accounts_overdue"
    STATEMENT_OVERDUE = "statement_overdue"
    LEI_LAPSED = "lei_lapsed"
    VAT_INVALID = "vat_invalid"
    NOT_REGISTERED_FOR_VAT = "not_registered_for_vat"
    PARENT_WITHHELD = "parent_withheld"
    """The business gives a reason instead of naming its parent (GLEIF reporting exception)."""
    OFFICER_NOT_SUBMITTED = "officer_not_submitted"
    OWNER_NOT_SUBMITTED = "owner_not_submitted"
    PERSON_NOT_REGISTERED = "person_not_registered"
    """Somebody was submitted as director or owner whom the register does not name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredAddress:
    """An address as a register writes it."""

    lines: tuple[str, ...] = ()
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    """ISO 3166-1 alpha-2, where the register says it in a way that can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A person or company that acts for a business."""

    name: str
    role: str
    """In the register's own words."""
    is_person: bool = True
    born: PartialDate | None = None
    nationality: str | None = None
    """In the register's own words."""
    since: dt.date | None = None
    until: dt.date | None = None
    """The day it ended; None while it lasts."""
    number: str | None = None
    """Of a company."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A person or company with a share, or with control by other means."""

    name: str
    is_person: bool = True
    born: PartialDate | None = None
    nationality: str | None = None
    country: str | None = None
    low: float | None = None
    """Percent of shares or votes, 0 to 100: at least this; None where the register does not say."""
    high: float | None = None
    """At most this. A band stays a band: no exact share is made up."""
    natures: tuple[str, ...] = ()
    """In the register's own words."""
    since: dt.date | None = None
    until: dt.date | None = None
    number: str | None = None
    """Of a company."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What a register says of a business. A closed list (policy, A.10): an answer is cut down to it at once."""

    name: str | None = None
    other_names: tuple[str, ...] = ()
    """Trading, translated and former names."""
    number: str | None = None
    address: RegisteredAddress | None = None
    legal_form: str | None = None
    standing: Standing = Standing.UNKNOWN
    status: str | None = None
    """The register's own word for it."""
    incorporated_on: PartialDate | None = None
    ended_on: PartialDate | None = None
    officers: tuple[Officer, ...] = ()
    owners: tuple[Owner, ...] = ()
    names_officers: bool = False
    """Whether the register gave the officers that act now: without, nobody is missing from it."""
    names_owners: bool = False
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A business that a search found: to ask the client for the right number, never a verification."""

    name: str
    number: str
    standing: Standing = Standing.UNKNOWN
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a register answered, read."""

    outcome: Outcome
    extract: Extract | None = None
    """With `verified`; with `not_verified` where the register tells what it has instead."""
    code: str | None = None
    """Why not: from a closed list of each register, or of whoever asked; never a text of the register."""
    reference: str | None = None
    """The register's own name for this answer: consultation number, etag, date of publication."""
    retry_after: float | None = None
    """Seconds after which it wants to be asked again."""
    retry: bool = True
    """Whether asking again later can help, for `unavailable`."""
    candidates: tuple[Candidate, ...] = field(default=())
