"""Expiries: correspondence, public sources and closed assessments end by clocks of their own.

A hold, a restriction and an open request of the subject keep the first two.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from kyc_service.policy.model import Policy
from kyc_service.policy.retention import compute_due
from kyc_service.policy.rules import Trigger
from kyc_service.services.rights.files import CORRESPONDENCE, PUBLIC
from kyc_service.services.runtime import Runtime
from kyc_service.storage.privacy_terms import OldFile
from kyc_service.storage.work import Work

ACTOR = "retention"
MOST = 5000
SUSPICION = "suspicion"
"""Category of the policy."""
_CLOCKS = {
    "messages": (CORRESPONDENCE, Trigger.CASE_CLOSED),
    "attachments": (CORRESPONDENCE, Trigger.CASE_CLOSED),
    "public_sources": (PUBLIC, Trigger.DECISION_MADE),
    "suspicions": (SUSPICION, Trigger.ASSESSMENT_CLOSED),
}
"""Table to its category of the policy and what starts its clock."""


def expire(rt: Runtime) -> int:
    """Delete what has had its time; return how much. What is left over is taken the next time."""
    with rt.open_system(ACTOR, read_only=True) as system:
        now = system.now()
        terms = system.terms
        found = (*terms.messages(MOST), *terms.attachments(MOST), *terms.sources(MOST), *terms.suspicions(MOST))
    deleted = 0
    for tenant_id in dict.fromkeys(one.tenant_id for one in found):
        with rt.open_work(tenant_id, ACTOR) as work:
            mine = [one for one in found if one.tenant_id == tenant_id]
            due = list(_due(work, rt.policy, mine, now))
            deleted += sum(_delete(work, one) for one in due)
        # After the commit: a key that is gone cannot come back with a transaction that fails.
        rt.keys.destroy(*(one.key_id for one in due if one.key_id is not None))
    return deleted


def _due(work: Work, policy: Policy, found: list[OldFile], now: dt.datetime) -> Iterator[OldFile]:
    obliged = work.tenant().obliged_entity
    for one in found:
        category, trigger = _CLOCKS[one.table]
        ends = compute_due(policy, category, trigger, one.since, obliged=obliged)
        if ends and ends[0].at <= now and not _is_kept(work, one.subject_id, now):
            yield one


def _is_kept(work: Work, subject_id: str | None, now: dt.datetime) -> bool:
    if subject_id is None:
        return False
    held = any(hold.holds_at(now) for hold in work.holds.of_subject(subject_id))
    # What a subject has asked for is there until it is answered.
    return held or bool(work.subjects.restricted({subject_id}) or work.requests.open_of(subject_id))


def _delete(work: Work, one: OldFile) -> int:
    delete = {
        "messages": work.messages.delete,
        "attachments": work.attachments.delete,
        "public_sources": work.sources.delete,
        "suspicions": work.suspicions.delete,
    }
    count = delete[one.table](one.id)
    if count:
        work.audit.append("file.expired", one.table, subject_id=one.subject_id, details={"file_id": one.id})
    return count
