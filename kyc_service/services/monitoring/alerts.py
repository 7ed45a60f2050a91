"""Alerts: let a person look at a business about which something is new, without telling anything twice.

What is found goes into the case that is open, and into a new verification where there is none: the usual way of a
submission, with its evidence, its case and its event for the onboarding flow, whose words are neutral.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kyc_service.domain.cases import HitStatus
from kyc_service.domain.checks import CheckKind, CheckStatus
from kyc_service.domain.monitoring.outcomes import Key
from kyc_service.domain.profiles import Purpose, purpose_of
from kyc_service.domain.verifications import Trigger, Verification, VerificationStatus
from kyc_service.policy.model import Policy
from kyc_service.services import verifications
from kyc_service.storage.work import Work
from kyc_service.tasks import Task

LISTING_ENDED = "listing_ended"
"""Flag of a verification: an entry that a person confirmed as a match stands on its list no more."""
_CONFIRMED = frozenset({HitStatus.TRUE_MATCH, HitStatus.ACCEPTED_RISK, HitStatus.BLOCKED})
_OPEN = frozenset({VerificationStatus.CREATED, *verifications.WORKED_ON})


def raise_for(
    work: Work, policy: Policy, business_id: str, subject_ids: Collection[str], *, afresh: bool = True
) -> Verification:
    """Have some subjects of a business screened again, where people will see what comes of it.

    With `afresh`, a screening that is under way does not do: it may have begun before there was anything new. A
    verification that is judged by another profile does not either: it might show nothing of it.
    """
    # Somebody may decide at this moment: a question that came into a case just before it is closed is never answered.
    work.verifications.hold_all([business_id])
    latest = work.verifications.latest_of(business_id)
    if latest is None or latest.status not in _OPEN or not _is_judged_alike(work, latest):
        business = work.subjects.get(business_id)
        return verifications.start_again(work, policy, business, Trigger.MONITORING)
    asked = [subject_id for subject_id in sorted(subject_ids) if _ask(work, latest, subject_id, afresh=afresh)]
    if asked:
        work.outbox.ask(Task.RUN_VERIFICATION, latest.id, verification_id=latest.id)
        work.audit.append(
            "verification.screened_again",
            Trigger.MONITORING.value,
            subject_id=business_id,
            verification_id=latest.id,
            details={"subjects": len(asked)},
        )
    return latest


def reconsider(work: Work, policy: Policy, business_id: str, ended: Mapping[str, Collection[Key]]) -> None:
    """Have people look again where pairs of some subjects of a business ended that somebody was told of.

    A case that is open is screened again, which closes the hits that are there no more. What was confirmed once opens
    a new one: to lift what a person decided takes a person.
    """
    work.verifications.hold_all([business_id])
    latest = work.verifications.latest_of(business_id)
    if latest is not None and latest.status in _OPEN:
        raise_for(work, policy, business_id, ended)
        return
    statuses = (work.hits.statuses_of(subject_id, set(keys)) for subject_id, keys in sorted(ended.items()))
    if any(_CONFIRMED & found for found in statuses):
        business = work.subjects.get(business_id)
        verifications.start_again(work, policy, business, Trigger.MONITORING, (LISTING_ENDED,))


def _is_judged_alike(work: Work, verification: Verification) -> bool:
    """Whether a verification is screened by the profile of monitoring."""
    purposes = (purpose_of(verification.trigger), Purpose.MONITORING)
    mine, theirs = (work.profiles.live(purpose) for purpose in purposes)
    return (mine.id if mine else None) == (theirs.id if theirs else None)


def _ask(work: Work, verification: Verification, subject_id: str, *, afresh: bool) -> bool:
    """Put a screening beside the earlier ones of a subject, unless one waits anyway."""
    earlier = [
        check
        for check in work.checks.of(verification.id)
        if check.kind is CheckKind.SCREENING and check.subject_id == subject_id
    ]
    waiting = {CheckStatus.PENDING} if afresh else {CheckStatus.PENDING, CheckStatus.RUNNING}
    if any(check.status in waiting for check in earlier):
        return False
    number = str(len(earlier) + 1) if earlier else ""
    work.checks.add(verification.id, subject_id, CheckKind.SCREENING, source=number)
    return True
