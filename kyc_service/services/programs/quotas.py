"""Quotas: a tenant submits as much as was agreed with it, and no more."""

from __future__ import annotations

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
    taken = work.quotas.take()
    # The log is not rolled back: nothing is said before every quota has let the submission through.
    for quota in taken:
        if quota.is_over:
            raise QuotaExceededError(seconds_left(quota.period, work.now()))
    for quota in taken:
        if quota.is_just_near:
            _log.warning("quota_near", tenant=work.tenant_id, period=quota.period.value, most=quota.most)
            details = {"taken": quota.taken, "most": quota.most}
            work.audit.append("tenant.quota_near", quota.period.value, details=details)


def choose(work: Work, period: Period, most: int | None) -> tuple[Quota, ...]:
    """Give the tenant a quota for a period, or take it away; return its quotas. Raises NotFoundError."""
    work.tenant()
    work.quotas.set(period, most)
    work.audit.append("tenant.quota_set", period.value, details={"most": "none" if most is None else most})
    return work.quotas.list()
