"""Grounds: facts on file that the gate reads instead of trusting whoever sends. Addressees: who exactly gets it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kyc_service.domain.personal import Personal


class GroundKind(StrEnum):
    """What is on file."""

    CONTRACT = "contract"
    """A contract that binds the addressee."""
    ADEQUACY = "adequacy"
    """A decision that a country protects data well enough (GDPR 45)."""
    SCC = "scc"
    """Standard contractual clauses with the addressee (GDPR 46(2)(c))."""
    BCR = "bcr"
    """Binding corporate rules of the addressee (GDPR 47)."""
    LEGAL_REFERENCE = "legal_reference"
    """A law or an order under which an authority asks about a subject."""
    MATTER = "matter"
    """A legal matter with a number, in which the addressee acts."""
    PURPOSE_NOTICE = "purpose_notice"
    """The addressee was told to use the data for the policy's purposes only."""
    CONSENT = "consent"
    """The subject agreed: to this addressee, this purpose and these categories."""
    WITHDRAWAL = "withdrawal"
    """A seller asked to withdraw funds, and that is still open."""
    OBJECTION = "objection"
    """The subject objected to what rests on a legitimate interest (GDPR 21)."""
    COMPELLING = "compelling"
    """Why an objection does not stop it after all, as a person found."""
    RESTRICTION = "restriction"
    """The subject's data are only stored (GDPR 18)."""


class Basis(StrEnum):
    """Whether a law demands a disclosure to an authority, or only allows it."""

    REQUIRED = "required"
    ALLOWED = "allowed"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind of ground has to name, and nothing else."""

    addressee: bool = False
    subject: bool = False
    country: bool = False
    purpose: bool = False
    ends: bool = False
    """Whether it has to say until when it holds."""
    details: frozenset[str] = frozenset()


SHAPES: Mapping[GroundKind, Shape] = {
    GroundKind.CONTRACT: Shape(addressee=True, ends=True),
    GroundKind.ADEQUACY: Shape(country=True, ends=True),
    GroundKind.SCC: Shape(
        addressee=True,
        ends=True,
        details=frozenset({"module", "signed_on", "transfer_impact_assessment", "copy_uri"}),
    ),
    GroundKind.BCR: Shape(addressee=True, ends=True),
    GroundKind.LEGAL_REFERENCE: Shape(addressee=True, subject=True, ends=True, details=frozenset({"law"})),
    GroundKind.MATTER: Shape(addressee=True, subject=True),
    GroundKind.PURPOSE_NOTICE: Shape(addressee=True),
    GroundKind.CONSENT: Shape(
        addressee=True,
        subject=True,
        purpose=True,
        details=frozenset({"categories", "wording_version", "wording_sha256"}),
    ),
    GroundKind.WITHDRAWAL: Shape(subject=True),
    GroundKind.OBJECTION: Shape(subject=True),
    GroundKind.COMPELLING: Shape(subject=True),
    GroundKind.RESTRICTION: Shape(subject=True),
}
FROM_REQUESTS = frozenset({GroundKind.OBJECTION, GroundKind.RESTRICTION})
"""Made by answering a subject's request, never by themselves."""
FROM_THE_FLOW = frozenset({GroundKind.CONSENT, GroundKind.WITHDRAWAL})
"""What the onboarding flow may bring: the subject acts there."""
SECRET = frozenset({GroundKind.LEGAL_REFERENCE})
"""That one exists is itself kept under the permission for sealed records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One fact on file: about an addressee, a subject, a country, or several of these."""

    id: str
    kind: GroundKind
    addressee_id: str | None
    subject_id: str | None
    country: str | None
    purpose: str | None
    details: Mapping[str, str]
    """Codes and references of its kind; `categories` is a list with commas. Never a name of a person."""
    reference: Personal[str]
    """Where the evidence is kept."""
    valid_from: dt.datetime
    valid_until: dt.datetime | None
    """The first moment at which it no longer holds."""
    made_by: str
    made_at: dt.datetime
    ended_by: str | None
    ended_at: dt.datetime | None
    version: int

    def holds(self, now: dt.datetime) -> bool:
        """Whether it holds at a moment."""
        over = self.valid_until is not None and now >= self.valid_until
        return self.ended_at is None and self.valid_from <= now and not over


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Somebody in particular, in the role that a recipient of the policy has."""

    id: str
    recipient: str
    """Name of the policy's line, as `payment_provider`."""
    country: str
    """Where it reads the data, ISO 3166-1 alpha-2."""
    subject_id: str | None
    """The subject who named it; its name is kept under that subject's key."""
    name: Personal[str]
    made_by: str
    made_at: dt.datetime
    retired_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGround:
    """A ground that is to be kept."""

    kind: GroundKind
    reference: str
    addressee_id: str | None = None
    subject_id: str | None = None
    country: str | None = None
    purpose: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    valid_from: dt.datetime | None = None
    """Now when left out."""
    valid_until: dt.datetime | None = None
