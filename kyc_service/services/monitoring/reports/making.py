"""Reports made, signed and kept: by the clock when a month is over, or when somebody asks."""

from __future__ import annotations

import datetime as dt

import structlog

from kyc_service.domain.monitoring.days import Month, months_between
from kyc_service.errors import Fault, InvalidInputError, NotFoundError
from kyc_service.services.monitoring.coverage import watched_tenants
from kyc_service.services.monitoring.editions import ACTOR
from kyc_service.services.monitoring.reports import content, files
from kyc_service.services.packs import envelope
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import Work

_log = structlog.get_logger("kyc_service.monitoring")


def fetch(rt: Runtime, work: Work, tenant_id: str, month_text: str) -> bytes:
    """Return the signed report of a month, and make it where there is none.

    Of a month that is over it is kept and stays as it is; of the present one it is made anew each time, and says so.
    Raises InvalidInputError for what is no month, or has not begun.
    """
    month = Month.parse(month_text)
    if month is None or month.start > work.now():
        raise InvalidInputError([Fault("/month", "invalid_month")])
    try:
        return work.monitoring.proof.document(str(month))
    except NotFoundError:
        return _make(rt, work, tenant_id, month)


def make_due(rt: Runtime) -> int:
    """Make the reports of months that are over and have none; return how many."""
    made = 0
    for tenant_id in watched_tenants(rt):
        with rt.open_work(tenant_id, ACTOR, read_only=True) as work:
            first, kept = work.monitoring.editions.first(), work.monitoring.proof.reports(1)
            # A month is reported after the one before it: the last report says from where.
            last = Month.parse(kept[0].month) if kept else None
            since = last.next.start if last else first.made_at if first else None
            due = [*months_between(since, work.now())] if since else []
        for month in due:
            with rt.open_work(tenant_id, ACTOR) as work:
                _make(rt, work, tenant_id, month)
            made += 1
    return made


def _make(rt: Runtime, work: Work, tenant_id: str, month: Month) -> bytes:
    said = content.gather(work, tenant_id, month)
    sha256 = envelope.digest_of(said)
    at = work.now().astimezone(dt.UTC).isoformat(timespec="microseconds")
    signature = rt.keys.sign_head(files.message_of(said, sha256, at))
    document = envelope.wrap(said, sha256, signature, at, rt.keys.head_key())
    if not said["whole"]:
        return document
    if not work.monitoring.proof.keep(str(month), sha256, document):
        # Somebody else was faster, and two reports of one month would be one too many.
        return work.monitoring.proof.document(str(month))
    work.audit.append("coverage.reported", "done", details={"month": str(month), "sha256": sha256})
    _log.info("coverage_reported", tenant=tenant_id, month=str(month), sha256=sha256)
    return document
