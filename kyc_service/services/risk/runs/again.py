"""Rating again: when another table goes live every business is rated by it, in pages, in the background.

A kill between two pages loses nothing: who waits is whoever the table in force has not rated.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog

from kyc_service.errors import SubjectErasedError
from kyc_service.services.risk import facts as gathering
from kyc_service.services.risk import ratings, tables
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import Work
from kyc_service.tasks import Task

STEP = 200
"""Businesses in one transaction."""
MOST = 20_000
"""Businesses in one run of the job: it rings for the next."""
ACTOR = "risk"
_log = structlog.get_logger("kyc_service.risk")


def waiting(work: Work) -> int:
    """Count the businesses that the table in force has not rated yet."""
    return work.risk.ratings.count_waiting(tables.current(work).digest)


def rate_all(rt: Runtime, most: int = MOST) -> int:
    """Rate whoever waits, of every tenant; return how many were. What is left is rung for."""
    with rt.open_system(ACTOR, read_only=True) as system:
        tenants = [tenant.id for tenant in system.tenants.list()]
    done = 0
    for tenant_id in tenants:
        done += rate_tenant(rt, tenant_id, most - done)
        if done >= most:
            with rt.open_system(ACTOR) as system:
                system.outbox.ask(Task.RATE_AGAIN, "next")
            break
    return done


def rate_tenant(rt: Runtime, tenant_id: str, most: int = MOST, progress: Callable[[int], None] | None = None) -> int:
    """Rate whoever of a tenant waits; return how many were looked at."""
    after, done = "", 0
    while done < most:
        with rt.open_work(tenant_id, ACTOR) as work:
            named = tables.current(work)
            ids = work.risk.ratings.waiting(named.digest, after, min(STEP, most - done))
            for subject_id in ids:
                try:
                    _rate(work, subject_id)
                except SubjectErasedError:
                    # It is being disposed of: its ratings go with it.
                    continue
        if not ids:
            break
        after, done = ids[-1], done + len(ids)
        if progress is not None:
            progress(done)
    return done


def _rate(work: Work, subject_id: str) -> None:
    """Rate by the facts that were kept; one that was never rated by what is on file."""
    last = work.risk.ratings.latest_of(subject_id)
    if last is not None:
        found = gathering.read(last.facts.use(gathering.PURPOSE))
        ratings.keep(work, subject_id, None, tables.current(work), found)
        return
    latest = work.verifications.latest_of(subject_id)
    if latest is not None and ratings.rate_again(work, latest) is None:
        _log.info("risk_not_rated", subject_id=subject_id, reason="restricted")
