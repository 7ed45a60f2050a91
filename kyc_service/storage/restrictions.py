"""Which businesses may only be stored: they, or somebody of them, restricted the use of their data."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Select, and_, func, select

from kyc_service.domain.privacy.grounds import GroundKind
from kyc_service.storage.tables import grounds, subjects

_WHO = subjects.alias()


def restricted_businesses(now: dt.datetime) -> Select[Any]:
    """Name them by id, of every tenant; the caller narrows it to one where that is faster."""
    same = and_(_WHO.c.tenant_id == grounds.c.tenant_id, _WHO.c.id == grounds.c.subject_id)
    return (
        select(func.coalesce(_WHO.c.business_id, _WHO.c.id))
        .join_from(grounds, _WHO, same)
        .where(
            grounds.c.kind == GroundKind.RESTRICTION,
            grounds.c.ended_at.is_(None),
            grounds.c.valid_from <= now,
        )
    )
