"""Quotas: a tenant submits as much as was agreed with it, and no more."""

from __future__ import annotations

from functools import partial

import structlog

from kyc_service.domain.tenants import Period, Quota, seconds_left
from kyc_service.errors import QuotaExceededError
from kyc_service.storage.work import Work

_log = structlog.get_logger(__name__)


def take(work: Work) -> None:
    """Count a submission of this transaction. Raises QuotaExceededError when a quota is used up.

    When the end of one comes near, that is logged and in the audit: whoever runs the service hears of it before the
    tenant is refused.
    """
    for quota in work.quotas.take():
        if quota.is_over:
            raise QuotaExceededError(seconds_left(quota.period, work.now()))
        if quota.is_just_near:
            # What is rolled back was not counted, and whoever brings the end near again would be told of as well.
            work.afterwards(partial(_tell, work.tenant_id, quota))
            work.audit.append(
                "tenant.quota_near", quota.period.value, details={"taken": quota.taken, "most": quota.most}
            )


def _tell(tenant_id: str, quota: Quota) -> None:
    _log.warning("quota_near", tenant=tenant_id, period=quota.period.value, most=quota.most)


def choose(work: Work, period: Period, most: int | None) -> tuple[Quota, ...]:
    """Give the tenant a quota for a period, or take it away; return its quotas. Raises NotFoundError."""
    work.tenant()
    work.quotas.set(period, most)
    work.audit.append("tenant.quota_set", period.value, details={"most": "none" if most is None else most})
    return work.quotas.list()
