"""Tenants and their API keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

SANDBOX = "sandbox"
"""Stands among the checks of a tenant of a sandbox. Set when the tenant is made; nothing changes it afterwards."""


class Scope(StrEnum):
    """What a key may do."""

    ONBOARDING = "onboarding"
    """Submit, read status and clearance. Never stored personal data, never evidence."""
    ANALYST = "analyst"
    """Read evidence, decide."""
    PRIVACY = "privacy"
    """Rights, holds, disclosures."""
    SEALED = "sealed"
    """Suspicions, orders of authorities, and what left because of them: nobody else sees that they exist."""
    ADMIN = "admin"
    """Webhook endpoints, lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """A marketplace, or a part of one, with its own choices."""

    id: str
    name: str
    policy_id: str
    obliged_entity: bool
    """Whether anti-money-laundering law binds the owner itself: a legal decision, not a default."""
    home_region: str
    """ISO 3166-1 alpha-2 or `EU`."""
    required_checks: tuple[str, ...]
    registers: Mapping[str, str] = field(default_factory=dict)
    """Register id to `required`, `optional` or `off`, where the tenant differs from the service's file."""
    suspended: bool
    created_at: dt.datetime

    @property
    def is_sandbox(self) -> bool:
        """Whether it was made to be tried against: some names give fixed outcomes."""
        return SANDBOX in self.required_checks


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key as the service knows it: never the secret itself."""

    id: str
    tenant_id: str
    name: str
    prefix: str
    """The visible first part of the token, as `kyc_live_3fA9`."""
    scopes: frozenset[Scope]
    created_at: dt.datetime
    expires_at: dt.datetime | None
    revoked_at: dt.datetime | None
    certificates: frozenset[str] = frozenset()
    """Thumbprints of the client certificates it may be used with, as `x5t#S256` has them; empty for any or none."""


NEAR = 0.8
"""Part of a quota at which whoever runs the service is told, before anybody is refused."""


class Period(StrEnum):
    """For how long a quota is."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Quota:
    """What a tenant may submit in a period, and what it did."""

    period: Period
    most: int
    """Submissions; at least 1."""
    taken: int
    """Since the period began."""
    began: dt.date

    @property
    def is_over(self) -> bool:
        """Whether more was taken than there is."""
        return self.taken > self.most

    @property
    def is_just_near(self) -> bool:
        """Whether the last submission was the one with which the end came near: true once in a period."""
        return self.taken >= self.most * NEAR > self.taken - 1


def begin(period: Period, moment: dt.datetime) -> dt.date:
    """Return the first day of the period in which a moment lies."""
    day = moment.astimezone(dt.UTC).date()
    return day if period is Period.DAY else day.replace(day=1)


def seconds_left(period: Period, moment: dt.datetime) -> int:
    """Return the seconds until the next period begins, at least 1."""
    began = begin(period, moment)
    later = began + dt.timedelta(days=1) if period is Period.DAY else (began + dt.timedelta(days=31)).replace(day=1)
    return max(1, int((dt.datetime.combine(later, dt.time(), dt.UTC) - moment).total_seconds()) + 1)
