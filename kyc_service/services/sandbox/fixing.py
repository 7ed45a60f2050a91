"""Fixing: what the name of a business sets going, for a tenant of a sandbox and for nobody else.

The name decides before the tenant is looked up, so that a business with another name costs nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kyc_service.domain.checks import CheckReason, CheckStatus
from kyc_service.domain.sandbox.names import FLAG, Fixed, read_name
from kyc_service.domain.subjects import Submission
from kyc_service.services import disclosures
from kyc_service.storage.work import Work

OUTAGE = dt.timedelta(seconds=60)
SLOWNESS = dt.timedelta(seconds=15)
_LOOKED_AT = frozenset({Fixed.REVIEW, Fixed.REJECTED, Fixed.CLEARED})
_OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Setting:
    """How a verification begins. As it stands here it begins like any other."""

    flags: tuple[str, ...] = ()
    plausible: CheckStatus | None = None
    """What the check of the submitted details ends with, in the place of its own end."""
    reason: CheckReason | None = None
    """Why it ends so."""
    delay: dt.timedelta | None = None
    """Until the screening begins."""
    waits_for: CheckReason | None = None
    """Why it does not begin before."""


NOTHING = Setting()
_SETTINGS = {
    Fixed.FAILED: Setting(plausible=CheckStatus.UNAVAILABLE, reason=CheckReason.NEEDS_OPERATOR),
    Fixed.UNAVAILABLE: Setting(delay=OUTAGE, waits_for=CheckReason.SCREENING_UNAVAILABLE),
    Fixed.SLOW: Setting(delay=SLOWNESS),
} | dict.fromkeys(_LOOKED_AT, Setting(flags=(FLAG,)))


def fix(work: Work, submission: Submission) -> Setting:
    """Say how the verification of a submission begins."""
    name = submission.business.fields.use(disclosures.ONBOARDING).get("business.name")
    fixed = read_name(name) if isinstance(name, str) else None
    if fixed is None or not work.tenant().is_sandbox:
        return NOTHING
    if fixed is Fixed.ACTION_REQUIRED and not any(person.role == _OWNER for person in submission.people):
        return Setting(plausible=CheckStatus.ATTENTION, reason=CheckReason.OWNERS_MISSING)
    return _SETTINGS.get(fixed, NOTHING)
