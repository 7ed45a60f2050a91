"""The frozen values a policy file is read into. No I/O, no decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kyc_service.domain.cases import Outcome


class Kind(StrEnum):
    """What a recipient is in the eyes of the law."""

    CONTROLLER = "controller"
    PROCESSOR = "processor"
    THIRD_PARTY = "third_party"
    AUTHORITY = "authority"
    SUBJECT = "subject"


class Basis(StrEnum):
    """Why personal data may be processed: the list of GDPR 6(1)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTEREST = "vital_interest"
    LEGITIMATE_INTEREST = "legitimate_interest"


class Form(StrEnum):
    """How much of a value leaves."""

    FULL = "full"
    YEAR = "year"
    COUNTRY = "country"
    WITHHOLD = "withhold"


class Trigger(StrEnum):
    """What starts a retention clock."""

    APPLICATION_ABANDONED = "application_abandoned"
    RELATIONSHIP_ENDED = "relationship_ended"
    CHECK_REJECTED = "check_rejected"
    DECISION_MADE = "decision_made"
    CASE_CLOSED = "case_closed"
    ASSESSMENT_CLOSED = "assessment_closed"
    SUBJECT_DISPOSED = "subject_disposed"


class Action(StrEnum):
    """What happens when a retention clock runs out."""

    DELETE = "delete"
    ANONYMISE = "anonymise"
    ISOLATE = "isolate"


@dataclass(frozen=True, slots=True)
class Period:
    """A span of calendar years, days and hours, as `2y`, `90d` or `1h`."""

    years: int = 0
    days: int = 0
    hours: int = 0

    def shortest(self) -> dt.timedelta:
        """Say how long it lasts if no year in it is a leap year."""
        return dt.timedelta(days=self.years * 365 + self.days, hours=self.hours)


@dataclass(frozen=True, slots=True)
class Category:
    """Fields that share one fate. Every stored field stands in exactly one."""

    name: str
    fields: tuple[str, ...]
    closed: bool = False
    """Others decide what comes in: whatever is not in the list is dropped at the door."""
    sealed: bool = False
    """Leaves to nobody but an authority or the subject."""
    tipping_off: bool = False
    """Never to the subject, in any shape."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What data may be used for."""

    name: str
    basis: tuple[Basis, ...]
    """The first that applies is recorded."""
    balancing_test: str | None = None
    """Where the test of a legitimate interest is kept."""
    anonymous_only: bool = False
    """Served by anonymised data only, so never by this gate."""
    min_group: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody data may leave to, and under which conditions."""

    name: str
    kind: Kind
    categories: frozenset[str]
    fields_only: frozenset[str] | None = None
    """Narrows the categories to these."""
    fields_except: frozenset[str] = frozenset()
    purposes: tuple[str, ...]
    when: tuple[str, ...]
    """Facts that all have to hold."""
    secret: bool = False
    """The disclosure itself may be kept from the subject."""
    ciphertext_only: bool = False
    """Stores what it cannot read; what this line grants is the rest."""


@dataclass(frozen=True, slots=True)
class Coarsening:
    """How much of some fields leaves, by recipient."""

    name: str
    fields: frozenset[str]
    default: Form
    forms: Mapping[str, Form]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """When data of some categories end."""

    id: str
    categories: frozenset[str]
    named: frozenset[str]
    """The categories it names itself, without `*`."""
    trigger: Trigger
    after: Period
    if_obliged: Period | None
    as_core: bool
    """An obliged owner keeps these as long as the core categories."""
    action: Action


@dataclass(frozen=True, slots=True)
class Duty:
    """A law that makes the owner keep the core categories longer, for subjects that it concerns."""

    id: str
    law: str
    """Where it stands."""
    keep: Period
    """How long after the relationship ended, or the application was rejected."""
    sources: frozenset[str]
    """It concerns subjects with a confirmed match on one of these lists."""


@dataclass(frozen=True, slots=True)
class FourEyesRule:
    """A decision that needs a second person."""

    id: str
    outcome: Outcome
    over_true_match: bool
    """Only when a hit was confirmed."""


@dataclass(frozen=True, slots=True)
class LawInForce:
    """A law and the days on which it binds."""

    name: str
    start: dt.date
    end: dt.date | None
    """Its last day; None while none is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A whole policy file."""

    id: str
    version: str
    sha256: str
    effective_from: dt.date
    header: Mapping[str, Any]
    """The rest of `[policy]`: languages, controller, contact, regions."""
    obliged_entity: bool
    duty: Period
    """How long the law makes an obliged owner keep the core categories."""
    laws: tuple[LawInForce, ...]
    categories: Mapping[str, Category]
    refused: frozenset[str]
    """Names of fields that are never accepted."""
    refusals: Mapping[str, str]
    """The clause of each, and of each code that a text is refused with."""
    given: frozenset[str]
    """Fields that a submission may fill."""
    purposes: Mapping[str, Purpose]
    forbidden: frozenset[str]
    facts: Mapping[str, str]
    recipients: Mapping[str, Recipient]
    never: frozenset[str]
    coarsenings: tuple[Coarsening, ...]
    core: frozenset[str]
    retention: tuple[RetentionRule, ...]
    duties: tuple[Duty, ...]
    """Duties to keep of other regimes than anti-money-laundering law."""
    transient: Mapping[str, Period]
    hold: Mapping[str, Any]
    four_eyes: tuple[FourEyesRule, ...]
    rights: Mapping[str, Mapping[str, Any]]
    transfer: Mapping[str, Any]
    measures: tuple[str, ...]
    """What protects the data, in general words (GDPR 30(1)(g))."""
    category_by_field: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer to one request to disclose. Holds names of fields, never their values."""

    id: str
    allowed: bool
    recipient: str
    """`unknown` for one the policy does not name: a client's own words are not repeated."""
    purpose: str
    granted: tuple[str, ...]
    withheld: tuple[tuple[str, str], ...]
    """Field and the rule that keeps it back."""
    rule_ids: tuple[str, ...]
    basis: str | None
    policy_version: str
    policy_sha256: str
    facts: Mapping[str, bool]
    """The conditions that were looked at, and whether each held."""
