"""Keys of a tenant's programs: make, list, revoke. A token is shown once and stored nowhere.

What is made here belongs to the onboarding flow. A key that reads evidence or decides is somebody of its own to the
rule of four eyes: whoever could make two of them would be maker and checker in one. Those are made at the shell.
"""

from __future__ import annotations

import datetime as dt

from kyc_service.domain.tenants import ApiKey, Scope
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.settings import Secret
from kyc_service.storage.work import Work

SCOPES = (Scope.ONBOARDING,)
"""What a key that is made here may do."""
LONGEST_NAME = 120
"""Letters."""
MOST_DAYS = 3650


def list_all(work: Work) -> tuple[ApiKey, ...]:
    """List the keys of a tenant, oldest first, revoked and expired ones included."""
    return work.own_keys.list()


def make(work: Work, name: str, days: int | None) -> tuple[ApiKey, Secret]:
    """Make a key that works for some days, or until it is revoked. Raises InvalidInputError that names every fault."""
    title = name.strip()
    faults = [] if 0 < len(title) <= LONGEST_NAME and title.isprintable() else [Fault("/name", "invalid_key_name")]
    if days is not None and not 1 <= days <= MOST_DAYS:
        faults.append(Fault("/days", "number_out_of_range"))
    if faults:
        raise InvalidInputError(faults)
    expires_at = work.now() + dt.timedelta(days=days) if days else None
    key, token = work.own_keys.add(title, SCOPES, expires_at)
    work.audit.append("key.made", "done", details={"key_id": key.id, "scopes": " ".join(sorted(key.scopes))})
    return key, token


def revoke(work: Work, key_id: str) -> ApiKey:
    """Stop a key from working, at once and for good; harmless to repeat. Raises NotFoundError."""
    before = work.own_keys.get(key_id)
    key = work.own_keys.revoke(key_id)
    if before.revoked_at is None:
        work.audit.append("key.revoked", "done", details={"key_id": key.id})
    return key
