"""Signing in through a provider of the operator's: what was chosen, whom it names, and why somebody stays out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kyc_service.settings import Secret


class Why(StrEnum):
    """Why a sign-in through the provider was refused. For the audit: nobody at the door is told."""

    STATE = "state"
    """It did not begin in this browser, or too long ago."""
    DENIED = "denied"
    """The provider sent no code: its own sign-in was given up or refused."""
    UNREACHABLE = "unreachable"
    """The provider did not answer, or may not be called."""
    METADATA = "metadata"
    """What the provider says of itself cannot be used, or is another's."""
    CODE = "code"
    """The provider did not take its code: used up, too old, or another's."""
    TOKEN = "token"  # noqa: S105 - a word for a reason
    """What came is no ID token."""
    ALGORITHM = "algorithm"
    KEY = "key"
    """It is signed with a key that the provider does not show."""
    SIGNATURE = "signature"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    NONCE = "nonce"
    EXPIRED = "expired"
    """Its time is over, or has not begun."""
    TOO_WEAK = "too_weak"
    """They did not sign in there in a way that is required here."""
    EMAIL = "email"
    """No address, or not one that the provider checked."""
    DOMAIN = "domain"
    NO_ACCOUNT = "no_account"
    TENANT = "tenant"
    """The provider does not speak for the people of this tenant."""
    SUSPENDED = "suspended"
    DISABLED = "disabled"
    OTHER_IDENTITY = "other_identity"
    """The account is linked to somebody else, or was linked at the same moment."""
    PAUSED = "paused"


class ProviderRefusalError(Exception):
    """Somebody is not let in. The reason is a code and never a text: what a provider says may hold names."""

    def __init__(self, why: Why) -> None:
        """Keep why."""
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderChoice:
    """The provider that the operator chose."""

    issuer: str
    """Its address, exactly as it writes it itself."""
    client_id: str
    client_secret: Secret | None
    """None for a client that proves itself by its code alone."""
    label: str
    """What people know it by, as `Example Directory`."""
    tenants: frozenset[str]
    """Whose people it speaks for. It can let itself in as any of them."""
    domains: frozenset[str] = frozenset()
    """Of e-mail addresses, in lower case, by which accounts are linked; any when empty."""
    methods: frozenset[str] = frozenset()
    """`amr`: one of these has to have been used; anything will do when empty."""
    contexts: frozenset[str] = frozenset()
    """`acr`: it has to be one of these; anything will do when empty."""
    linked_passwords: bool = True
    """Whether somebody who is linked may use a password of ours as well. An administrator always may."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody as the provider names them."""

    subject: str = field(repr=False)
    email: str | None = field(repr=False)
    """An address that the provider checked."""
    told: bool = True
    """Whether it said anything about an address."""
