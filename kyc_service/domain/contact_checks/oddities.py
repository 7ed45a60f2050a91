"""Oddities: the codes of what contact checks see, which of them need a person, and how they are collected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Oddity(StrEnum):
    """What a contact or an address looks like, as a code."""

    PHONE_PREMIUM_RATE = "phone_premium_rate"
    """Calling it costs the caller more than a call, or it can be forwarded anywhere at the caller's cost."""
    PHONE_PAGER = "phone_pager"
    PHONE_UNASSIGNED = "phone_unassigned"
    """Of a possible length, but in no range that its country gives out."""
    PHONE_OTHER_COUNTRY = "phone_other_country"
    """Of a country that is neither the registration's, nor an address's, nor a nationality."""
    EMAIL_DISPOSABLE = "email_disposable"
    """A mailbox that lives for minutes."""
    EMAIL_LOOKALIKE_DOMAIN = "email_lookalike_domain"
    """Its domain differs from the website's by what is easily overlooked."""
    EMAIL_NOT_PUBLIC = "email_not_public"
    """Its domain means something on one network only."""
    EMAIL_RESERVED_DOMAIN = "email_reserved_domain"
    """Its domain is reserved for examples and tests (RFC 2606, 6761)."""
    EMAIL_FREE_PROVIDER = "email_free_provider"
    """A company's contact with a mailbox for private persons."""
    EMAIL_DOMAIN_UNRELATED = "email_domain_unrelated"
    """A company's contact whose domain is neither the website's nor like any name of the business."""
    WEBSITE_SHORTENER = "website_shortener"
    """It leads anywhere, and tomorrow elsewhere."""
    WEBSITE_NOT_PUBLIC = "website_not_public"
    WEBSITE_RESERVED_DOMAIN = "website_reserved_domain"
    WEBSITE_FREE_HOSTING = "website_free_hosting"
    WEBSITE_MARKETPLACE = "website_marketplace"
    """A page of a marketplace, not a site of the business."""
    WEBSITE_SOCIAL = "website_social"
    """A page of a social network."""
    POSTAL_CODE_MALFORMED = "postal_code_malformed"
    """Not of the form that postal codes of its country have."""
    ADDRESS_OTHER_COUNTRY = "address_other_country"
    """No address of the business is in the country where it is registered."""


OPENS_REVIEW: frozenset[Oddity] = frozenset(
    {
        Oddity.PHONE_PREMIUM_RATE,
        Oddity.PHONE_PAGER,
        Oddity.EMAIL_DISPOSABLE,
        Oddity.EMAIL_LOOKALIKE_DOMAIN,
        Oddity.EMAIL_NOT_PUBLIC,
        Oddity.WEBSITE_SHORTENER,
        Oddity.WEBSITE_NOT_PUBLIC,
    },
)
"""What hardly any honest business submits. Everything else is ordinary somewhere, as the free mailbox of a small firm,
and only informs whoever looks already.
"""


@dataclass(frozen=True, slots=True)
class Noticed:
    """What was noticed, each once, in the order of its finding."""

    codes: tuple[Oddity, ...] = ()

    @classmethod
    def collect(cls, codes: Iterable[Oddity]) -> Noticed:
        """Keep each once."""
        return cls(tuple(dict.fromkeys(codes)))

    @property
    def flags(self) -> tuple[str, ...]:
        """Codes that send a verification to review."""
        return tuple(code.value for code in self.codes if code in OPENS_REVIEW)

    @property
    def notes(self) -> tuple[str, ...]:
        """Codes that only inform."""
        return tuple(code.value for code in self.codes if code not in OPENS_REVIEW)
