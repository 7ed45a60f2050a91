"""Keys of a tenant's programs: make, list, revoke. A token is shown once and stored nowhere.

What is made here belongs to the onboarding flow. A key that reads evidence or decides is somebody of its own to the
rule of four eyes: whoever could make two of them would be maker and checker in one. Those are made at the shell.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from kyc_service.domain.tenants import ApiKey, Scope
from kyc_service.errors import ConflictError, Fault, ForbiddenError, InvalidInputError
from kyc_service.settings import Secret
from kyc_service.storage.work import Work

SCOPES = (Scope.ONBOARDING,)
"""What a key that is made here may do."""
LONGEST_NAME = 120
"""Letters."""
MOST_DAYS = 3650
USUAL_OVERLAP = 24
"""Hours for which a replaced key still works."""
MOST_OVERLAP = 168
DECIDING = frozenset({Scope.ANALYST, Scope.PRIVACY, Scope.SEALED})
"""Scopes whose acts may need a second person."""


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


def rotate(
    work: Work, key_id: str, overlap_hours: int = USUAL_OVERLAP, *, scopes: Collection[Scope] = SCOPES
) -> tuple[ApiKey, Secret]:
    """Make the successor of a key: same name, scopes, certificates and length of life. The old one works on for hours.

    `scopes` are those that whoever asks may hand out. Raises NotFoundError, InvalidInputError for hours out of range,
    ForbiddenError for a key that may more than that, and ConflictError for one that works no longer, or that decides
    and would live beside its successor: the two could be maker and checker in one.
    """
    if not 0 <= overlap_hours <= MOST_OVERLAP:
        raise InvalidInputError([Fault("/overlap_hours", "number_out_of_range")])
    before, now = work.own_keys.get(key_id), work.now()
    if not before.scopes <= set(scopes):
        raise ForbiddenError
    if before.revoked_at is not None or (before.expires_at is not None and before.expires_at <= now):
        message = "this key works no longer; make a new one"
        raise ConflictError(message, "key_over")
    if overlap_hours and before.scopes & DECIDING:
        message = "a key that decides has no overlap; say 0 hours"
        raise ConflictError(message, "key_decides")
    life = before.expires_at - before.created_at if before.expires_at else None
    key, token = work.own_keys.add(before.name, before.scopes, now + life if life else None, before.certificates)
    if overlap_hours:
        work.own_keys.end(key_id, now + dt.timedelta(hours=overlap_hours))
    else:
        work.own_keys.revoke(key_id)
    details: dict[str, str | int] = {"key_id": key.id, "before": key_id, "overlap_hours": overlap_hours}
    work.audit.append("key.replaced", "done", details=details)
    return key, token


def revoke(work: Work, key_id: str) -> ApiKey:
    """Stop a key from working, at once and for good; harmless to repeat. Raises NotFoundError."""
    before = work.own_keys.get(key_id)
    key = work.own_keys.revoke(key_id)
    if before.revoked_at is None:
        work.audit.append("key.revoked", "done", details={"key_id": key.id})
    return key
