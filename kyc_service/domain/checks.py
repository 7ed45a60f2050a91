"""Checks: one question about a verification, and its state."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kyc_service.domain.ownership.rules import RuleName
from kyc_service.domain.ownership.verdicts import Verdict
from kyc_service.domain.registers import Outcome

MAX_ATTEMPTS = 3
"""A check whose worker dies this often waits for a person."""


class CheckKind(StrEnum):
    """What is asked."""

    SCREENING = "screening"
    """Is the subject on a list?"""
    PLAUSIBILITY = "plausibility"
    """Do the submitted details read like what they claim to be?"""
    REGISTER = "register"
    """Does a business register know the business, and does it say the same?"""
    OWNERSHIP = "ownership"
    """Do those who own the business block it, and is one of them missing?"""
    RISK = "risk"
    """How risky is the business, by all that is known?"""


class CheckStatus(StrEnum):
    """Where a check stands."""

    PENDING = "pending"
    RUNNING = "running"
    PASSED = "passed"
    ATTENTION = "attention"
    UNAVAILABLE = "unavailable"
    NOT_SUPPORTED = "not_supported"
    INVALID_INPUT = "invalid_input"


FINAL = frozenset(
    {
        CheckStatus.PASSED,
        CheckStatus.ATTENTION,
        CheckStatus.UNAVAILABLE,
        CheckStatus.NOT_SUPPORTED,
        CheckStatus.INVALID_INPUT,
    },
)
"""A check in one of these has its one result."""


class CheckReason(StrEnum):
    """Why a check is not simply passed. Neutral: none says what was found."""

    LISTS_STALE = "lists_stale"
    SCREENING_UNAVAILABLE = "screening_unavailable"
    NEEDS_OPERATOR = "needs_operator"
    PROCESSING_RESTRICTED = "processing_restricted"
    """The subject asked that its data are only stored for now (GDPR 18)."""
    REGISTER_UNAVAILABLE = "register_unavailable"
    """A register gave no answer that can be relied on; it is asked again."""
    OVERRIDDEN = "overridden"
    """An analyst decided to go on without the answer."""
    OWNERS_MISSING = "owners_missing"
    """Somebody who owns the business was not named: only whoever submitted it can say who."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question about one subject of a verification."""

    id: str
    verification_id: str
    subject_id: str
    kind: CheckKind
    source: str = ""
    """Id of the register that is asked; of a screening made again its number, from 2; else empty."""
    required: bool
    status: CheckStatus
    attempt: int
    """Fencing token: rises each time a worker claims the check."""
    reason: CheckReason | None = None
    due_at: dt.datetime
    """Not to be claimed before."""
    lease_until: dt.datetime | None = None

    @property
    def asks_a_source(self) -> bool:
        """Whether the answer comes from a list or a register, and so counts for coverage."""
        return self.kind in {CheckKind.SCREENING, CheckKind.REGISTER}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One answer of a register: that it was given, when, and what proves it. The address stands with the extract."""

    at: dt.datetime
    status: int | None
    """HTTP; None when there was no answer."""
    sha256: str | None
    """Of the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterResult:
    """What came of asking a register: no value of either side, those stand in the extract, under the subject's key."""

    register: str
    outcome: Outcome
    code: str | None = None
    """Why not, from a closed list."""
    reference: str | None = None
    """The register's own name for its answer, as a consultation number."""
    compared: tuple[tuple[str, str], ...] = ()
    """Field and how the two sides agree."""
    flags: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    source_id: str | None = None
    """The public source on file that holds the extract, for as long as it is kept."""
    asked_at: dt.datetime
    reused: bool = False
    """Whether the answer is one that was still fresh, and nobody was asked."""


@dataclass(frozen=True, slots=True)
class ListUsed:
    """The list version a screening compared with."""

    source: str
    digest: str
    published: dt.date | None
    confirmed_at: dt.datetime | None
    """When the version was last downloaded or said to be unchanged; None for one never refreshed."""
    fresh: bool
    required: bool = True
    """Whether nothing was to be cleared without it."""
    parser: str | None = None
    """What read it: with the digest, exactly what was compared with."""


@dataclass(frozen=True, slots=True, order=True)
class FoundEntry:
    """A listed entry that a screening found."""

    entry_id: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningResult:
    """What one screening found, beside its hits. Kept for as long as the verification."""

    lists: tuple[ListUsed, ...]
    missing: tuple[str, ...] = ()
    """Required lists of which no version was loaded."""
    matcher_version: str
    threshold: float
    code_version: str
    profile: str | None = None
    """Name of the screening profile; None for the service's own settings."""
    profile_number: int | None = None
    """Its version."""
    found: tuple[FoundEntry, ...] | None = None
    """By entry; more than its hits where those of an earlier screening show a match already. None where an older
    version of the service did not write it down."""

    @property
    def fresh(self) -> bool:
        """Whether every list that nothing is cleared without was there, and recent enough."""
        return not self.missing and all(used.fresh for used in self.lists if used.required)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOutcome:
    """What one rule makes of a business through its owners, whether or not it is listed itself."""

    rule: RuleName
    verdict: Verdict
    low: float
    """Per cent of the business that blocked parties have together, at least."""
    high: float
    """At most."""
    if_undecided: Verdict
    """What it would be, were every undecided hit confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipResult:
    """What owners come to: codes and shares, no name and no path. Those are worked out again when they are read."""

    threshold: float | None = None
    """Per cent from which somebody is a beneficial owner; None where nothing was worked out."""
    rules: tuple[RuleOutcome, ...] = ()
    """Only where somebody who owns the business has a hit on a list of sanctions."""
    flags: tuple[str, ...] = ()
    """What has to be looked at or asked, as `ownership:derived_block:ofac`."""

    @property
    def blocks(self) -> bool:
        """Whether any rule says for sure that the business is blocked through its owners."""
        return any(one.verdict is Verdict.SURE for one in self.rules)
