"""What a submission needs to know of its tenant: asked once in a transaction, whoever needs it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from kyc_service.storage.rows import Transaction
from kyc_service.storage.tables import quotas, tenants

_STANDING = select(
    tenants.c.obliged_entity,
    select(quotas.c.period).where(quotas.c.tenant_id == bindparam("tenant")).exists().label("has_quota"),
).where(tenants.c.id == bindparam("tenant"))


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of a tenant at the first moment of a transaction at which that was asked."""

    is_obliged: bool
    """Whether anti-money-laundering law binds it itself."""
    has_quota: bool
    """Whether it may not submit as much as it can."""


def read(tx: Transaction) -> Standing:
    """Say how the tenant of a transaction stands."""
    found = tx.noted.get(Standing)
    if isinstance(found, Standing):
        return found
    row = tx.run(_STANDING, {"tenant": tx.tenant_id}).one_or_none()
    standing = Standing(bool(row and row.obliged_entity), bool(row and row.has_quota))
    tx.noted[Standing] = standing
    return standing


def forget(tx: Transaction) -> None:
    """Ask anew, after this transaction changed it."""
    tx.noted.pop(Standing, None)
