"""Keys of a tenant's programs: make, list, revoke. A token is shown once and stored nowhere.

Nobody hands out more than they have: a program gives only scopes of its own key, and the desk none that opens sealed
records, of which its administrators do not know that there are any. Those keys are made at the shell.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from kyc_service.domain.tenants import ApiKey, Scope
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.settings import Secret
from kyc_service.storage.work import Work

AT_THE_DESK = frozenset(Scope) - {Scope.SEALED}
"""What a person who manages keys may give."""
LONGEST_NAME = 120
"""Letters."""
MOST_DAYS = 3650


def list_all(work: Work) -> tuple[ApiKey, ...]:
    """List the keys of a tenant, oldest first, revoked and expired ones included."""
    return work.own_keys.list()


def make(
    work: Work, name: str, scopes: Iterable[str], days: int | None, *, givable: Collection[Scope]
) -> tuple[ApiKey, Secret]:
    """Make a key that works for some days, or until it is revoked. Raises InvalidInputError that names every fault."""
    chosen = list(dict.fromkeys(scopes))
    title = name.strip()
    faults = [] if 0 < len(title) <= LONGEST_NAME and title.isprintable() else [Fault("/name", "invalid_key_name")]
    faults += [Fault("/scopes", "scope_not_givable") for one in chosen if one not in set(givable)][:1]
    if not chosen:
        faults.append(Fault("/scopes", "required"))
    if days is not None and not 1 <= days <= MOST_DAYS:
        faults.append(Fault("/days", "number_out_of_range"))
    if faults:
        raise InvalidInputError(faults)
    expires_at = work.now() + dt.timedelta(days=days) if days else None
    key, token = work.own_keys.add(title, [Scope(one) for one in chosen], expires_at)
    work.audit.append("key.made", "done", details={"key_id": key.id, "scopes": " ".join(sorted(key.scopes))})
    return key, token


def revoke(work: Work, key_id: str) -> ApiKey:
    """Stop a key from working, at once and for good; harmless to repeat. Raises NotFoundError."""
    before = work.own_keys.get(key_id)
    key = work.own_keys.revoke(key_id)
    if before.revoked_at is None:
        work.audit.append("key.revoked", "done", details={"key_id": key.id})
    return key
