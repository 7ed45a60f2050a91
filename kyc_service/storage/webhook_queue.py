"""Webhooks of all tenants: whose a delivery is, how many stand how, and what had its time. Ids and counts only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, case, func, select

from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import webhook_deliveries, webhook_endpoints, webhook_events
from kyc_service.storage.webhook_deliveries import TriesOfAll
from kyc_service.storage.webhook_endpoints import SecretsOfAll


@dataclass(frozen=True, slots=True)
class Lane:
    """To whom a delivery goes."""

    tenant_id: str
    endpoint_id: str
    failing: bool
    """Whether the last try to this endpoint did not arrive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HookFigures:
    """How endpoints stand, all tenants together."""

    sends: int
    """Endpoints to which the last try arrived, or none was made."""
    failing: int
    disabled: int
    """By themselves: those that a person switched off are not counted."""


class DeliveryQueue(Repository):
    """The deliveries of all tenants."""

    def lane(self, delivery_id: str) -> Lane | None:
        """Say to whom a delivery goes; None when there is no such one."""
        same = and_(
            webhook_endpoints.c.tenant_id == webhook_deliveries.c.tenant_id,
            webhook_endpoints.c.id == webhook_deliveries.c.endpoint_id,
        )
        wanted = select(
            webhook_endpoints.c.tenant_id, webhook_endpoints.c.id, webhook_endpoints.c.failing_since
        ).join_from(webhook_deliveries, webhook_endpoints, same)
        row = self._tx.run(wanted.where(webhook_deliveries.c.id == delivery_id)).one_or_none()
        return None if row is None else Lane(row.tenant_id, row.id, row.failing_since is not None)

    def tenant_of(self, ident: str) -> str | None:
        """Say whose an endpoint, an event or a delivery is; None for an id of nothing."""
        for table in (webhook_endpoints, webhook_events, webhook_deliveries):
            found: str | None = self._tx.run(select(table.c.tenant_id).where(table.c.id == ident)).scalar_one_or_none()
            if found is not None:
                return found
        return None

    def figures(self) -> HookFigures:
        """Count endpoints."""
        ends = webhook_endpoints.c
        live = ends.disabled_at.is_(None)
        row = self._tx.run(
            select(
                func.sum(case((and_(live, ends.failing_since.is_(None)), 1), else_=0)).label("sends"),
                func.sum(case((and_(live, ends.failing_since.is_not(None)), 1), else_=0)).label("failing"),
                func.sum(case((ends.disabled_reason.in_(["gone", "failing"]), 1), else_=0)).label("disabled"),
            )
        ).one()
        return HookFigures(
            sends=row.sends or 0,
            failing=row.failing or 0,
            disabled=row.disabled or 0,
        )

    def tidy(self, tries_kept: dt.timedelta) -> tuple[int, int]:
        """Delete old tries, and secrets whose time is over; return how many of each."""
        return TriesOfAll(self._tx).expire(tries_kept), SecretsOfAll(self._tx).expire()
