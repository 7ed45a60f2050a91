"""Alarms: requests whose answer is due within a week or overdue, and notices about public sources that are owed."""

from __future__ import annotations

import structlog

from kyc_service.services.runtime import Runtime

MOST = 500
_log = structlog.get_logger(__name__)


def sound(rt: Runtime) -> int:
    """Warn of every term that is near or over, by id and without a name; return how many."""
    with rt.open_system("alarms", read_only=True) as system:
        now = system.now()
        requests = system.terms.requests(MOST)
        notices = system.terms.source_notices(MOST)
    for tenant_id, request_id, due_at in requests:
        _log.warning("request_due", tenant=tenant_id, request=request_id, due=due_at.isoformat(), overdue=now >= due_at)
    for tenant_id, source_id, due_at in notices:
        _log.warning("notice_due", tenant=tenant_id, source=source_id, due=due_at.isoformat(), overdue=now >= due_at)
    return len(requests) + len(notices)
