"""Verifications: submit one, run its checks, add them up, tell who asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kyc_service.domain.cases import Case, Hit
from kyc_service.domain.checks import MAX_ATTEMPTS, Check, CheckKind, CheckReason, CheckStatus, ScreeningResult
from kyc_service.domain.personal import Fields, Personal
from kyc_service.domain.profiles import Profile, purpose_of
from kyc_service.domain.subjects import Subject, Submission
from kyc_service.domain.verifications import (
    SETTLED,
    Conclusion,
    Trigger,
    Verification,
    VerificationStatus,
    conclude,
)
from kyc_service.errors import ConflictError, NotFoundError, ScreeningUnavailableError
from kyc_service.policy.model import Policy
from kyc_service.services import disclosures, screening, subjects
from kyc_service.services.runtime import Runtime
from kyc_service.services.screeners import Loaded
from kyc_service.storage.work import Work
from kyc_service.tasks import Task

INTAKE = disclosures.ONBOARDING
"""Purpose of the policy under which a submission is taken in."""
RESTRICTED_RETRY = dt.timedelta(hours=1)
"""How long a check of a restricted subject waits before it looks again."""


@dataclass(frozen=True, slots=True)
class NextAction:
    """What the onboarding flow can do next, in neutral words."""

    field: str | None
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """A list that was compared with."""

    name: str
    version: str
    published: dt.date | None
    confirmed_at: dt.datetime | None
    fresh: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusView:
    """What the onboarding flow may know of a verification: nothing personal, no evidence."""

    id: str
    reference: str
    status: str
    reason: str | None
    coverage: str
    sequence: int
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime
    completed_at: dt.datetime | None
    policy_version: str
    next_actions: tuple[NextAction, ...]
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check with its result, its subject and what was submitted about it."""

    check: Check
    result: ScreeningResult | None
    subject: Subject
    fields: Personal[Fields]


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """What an analyst sees."""

    verification: Verification
    checks: tuple[CheckView, ...]
    hits: tuple[Hit, ...]
    case: Case | None


_NEXT: dict[VerificationStatus, NextAction] = {
    VerificationStatus.PROCESSING: NextAction(
        None, "wait", "The checks are running. Ask again, or wait for the webhook."
    ),
    VerificationStatus.REVIEW: NextAction(None, "wait", "The details are being looked at. Nothing is needed from you."),
    VerificationStatus.FAILED: NextAction(
        None, "contact_support", "The checks could not be completed. Contact support."
    ),
}


def submit(
    work: Work,
    policy: Policy,
    submission: Submission,
    trigger: Trigger = Trigger.ONBOARDING,
) -> Verification:
    """Store a business and its people, start a verification and ask for it to be run.

    Raises SubjectMismatchError when the reference names another business.
    """
    business, people = subjects.register(work, policy, submission)
    latest = work.verifications.latest_of(business.id) if business.version > 1 else None
    flags = _keep_flags(submission, trigger, latest)
    if latest is not None:
        _supersede(work, latest)
    verification = work.verifications.add(
        business,
        trigger,
        policy_version=policy.version,
        flags=flags,
    )
    work.checks.ask(verification.id, [subject.id for subject in (business, *people)], CheckKind.SCREENING)
    plausible = CheckStatus.ATTENTION if flags else CheckStatus.PASSED
    work.checks.add(verification.id, business.id, CheckKind.PLAUSIBILITY, status=plausible)
    work.outbox.ask(Task.RUN_VERIFICATION, verification.id, verification_id=verification.id)
    work.audit.append(
        "verification.submitted",
        trigger.value,
        subject_id=business.id,
        verification_id=verification.id,
        details={"people": len(people), "flags": len(flags)},
    )
    return verification


def start_again(work: Work, policy: Policy, business: Subject, trigger: Trigger) -> Verification:
    """Verify a business again as it is known, with its people; nothing of it was submitted anew."""
    verification = work.verifications.add(business, trigger, policy_version=policy.version, flags=())
    people = work.subjects.people_of(business.id)
    work.checks.ask(verification.id, [subject.id for subject in (business, *people)], CheckKind.SCREENING)
    work.outbox.ask(Task.RUN_VERIFICATION, verification.id, verification_id=verification.id)
    work.audit.append("verification.restarted", trigger.value, subject_id=business.id, verification_id=verification.id)
    return verification


def _keep_flags(submission: Submission, trigger: Trigger, latest: Verification | None) -> tuple[str, ...]:
    """Carry over what nobody has looked at yet: a change of one part says nothing about the parts that stay."""
    if trigger is not Trigger.DATA_CHANGE or latest is None or latest.status is VerificationStatus.CLEAR:
        return submission.flags
    return tuple(dict.fromkeys((*latest.flags, *submission.flags)))


def _supersede(work: Work, latest: Verification) -> None:
    """Cancel an unfinished verification of the same business; one under review stays with its analyst."""
    if latest.status in {VerificationStatus.CREATED, VerificationStatus.PROCESSING}:
        move(work, latest, Conclusion(VerificationStatus.CANCELLED, latest.coverage, "superseded"))


def cancel(work: Work, verification_id: str) -> Verification:
    """Stop a verification that is not settled. Raises ConflictError when it is."""
    verification = work.verifications.get(verification_id)
    if verification.status in SETTLED or work.cases.of_verification(verification_id) is not None:
        message = "only a verification that is still being processed can be cancelled"
        raise ConflictError(message)
    conclusion = Conclusion(VerificationStatus.CANCELLED, verification.coverage, "cancelled_by_client")
    return move(work, verification, conclusion)


def run(rt: Runtime, verification_id: str) -> None:
    """Run every due check of a verification. Harmless to repeat: a claim is a lease with a fencing token."""
    with rt.open_system(read_only=True) as system:
        tenant_id = system.sweeper.tenant_of_verification(verification_id)
    if tenant_id is None:
        raise NotFoundError
    claimed, profile = _claim(rt, tenant_id, verification_id)
    if not claimed:
        return
    try:
        loaded = rt.screeners.current(profile)
    except ScreeningUnavailableError:
        _put_off(rt, tenant_id, verification_id, [check for check, _, _ in claimed])
        return
    findings = [screening.compare(check, subject, fields, loaded) for check, subject, fields in claimed]
    _record(rt, tenant_id, verification_id, findings, loaded)


_Claimed = list[tuple[Check, Subject, Personal[Fields]]]


def _claim(rt: Runtime, tenant_id: str, verification_id: str) -> tuple[_Claimed, Profile | None]:
    """Take the due checks, and by what to screen; checks that killed their worker too often are given up."""
    kept: list[Check] = []
    with rt.open_work(tenant_id, "worker") as work:
        verification = work.verifications.get(verification_id)
        if verification.status is not VerificationStatus.PROCESSING:
            return [], None
        for check in work.checks.claim(verification_id, rt.settings.lease):
            if check.attempt > MAX_ATTEMPTS:
                work.checks.give_up(check, CheckReason.NEEDS_OPERATOR)
                work.audit.append("check.given_up", "needs_operator", verification_id=verification_id)
                continue
            kept.append(check)
        kept = _leave_restricted(work, kept)
        if not kept:
            _add_up(work, verification)
        parties = work.subjects.read_all({check.subject_id for check in kept})
        profile = work.profiles.live(purpose_of(verification.trigger))
    return [(check, *parties[check.subject_id]) for check in kept], profile


def _leave_restricted(work: Work, checks: list[Check]) -> list[Check]:
    """Put off the checks of subjects whose data are only stored; return the others."""
    stored_only = work.subjects.restricted({check.subject_id for check in checks})
    for check in checks:
        if check.subject_id in stored_only:
            work.checks.put_off(check, CheckReason.PROCESSING_RESTRICTED, work.now() + RESTRICTED_RETRY)
    return [check for check in checks if check.subject_id not in stored_only]


def _put_off(rt: Runtime, tenant_id: str, verification_id: str, checks: list[Check]) -> None:
    with rt.open_work(tenant_id, "worker") as work:
        for check in checks:
            work.checks.put_off(check, CheckReason.SCREENING_UNAVAILABLE, work.now() + screening.STALE_RETRY)
        _add_up(work, work.verifications.get(verification_id))


def _record(
    rt: Runtime,
    tenant_id: str,
    verification_id: str,
    findings: list[screening.Finding],
    loaded: Loaded,
) -> None:
    """Keep what was found and what follows from it, all of it or nothing."""
    with rt.open_work(tenant_id, "worker") as work:
        verification = work.verifications.get(verification_id)
        if verification.status is VerificationStatus.CANCELLED:
            return
        for finding in findings:
            screening.record(work, finding, loaded)
        _add_up(work, verification)


def _add_up(work: Work, verification: Verification) -> None:
    """Move the verification to where its checks put it; open a case when a person has to look."""
    conclusion = conclude(work.checks.of(verification.id))
    standing = (verification.status, verification.coverage, verification.reason)
    if standing == (conclusion.status, conclusion.coverage, conclusion.reason):
        return
    moved = move(work, verification, conclusion)
    if moved.status is VerificationStatus.REVIEW:
        case = work.cases.open(moved)
        work.audit.append("case.opened", "review", verification_id=moved.id, case_id=case.id)


def move(work: Work, verification: Verification, conclusion: Conclusion) -> Verification:
    """Move a verification, with its audit entry and its event."""
    moved = work.verifications.step(
        verification,
        conclusion.status,
        coverage=conclusion.coverage,
        reason=conclusion.reason,
    )
    work.audit.append("verification.moved", moved.status.value, verification_id=moved.id, subject_id=moved.subject_id)
    announce(work, moved)
    return moved


def announce(work: Work, verification: Verification) -> None:
    """Queue a webhook event about a verification. The gate is asked when it is sent."""
    work.webhooks.events.add("verification.updated", verification)


def acknowledge(work: Work, policy: Policy, verification: Verification) -> StatusView:
    """Say where a verification stands that was started in this very transaction."""
    view, leaving = _prepare(work, policy, verification, ())
    disclosures.pass_new(work, leaving)
    return view


def describe(work: Work, policy: Policy, verification_id: str) -> StatusView:
    """Say where a verification stands, as far as the policy lets the onboarding flow know."""
    verification = work.verifications.get(verification_id)
    view, leaving = _prepare(work, policy, verification, _sources(work, verification_id))
    disclosures.pass_whole(work, leaving)
    return view


def glance(work: Work, policy: Policy, verification_id: str) -> StatusView | None:
    """Say the same without writing, or None when it has to be written into the ledger first."""
    verification = work.verifications.get(verification_id)
    view, leaving = _prepare(work, policy, verification, _sources(work, verification_id))
    return view if disclosures.is_whole(leaving) and disclosures.is_known(work, leaving) else None


def _prepare(
    work: Work,
    policy: Policy,
    verification: Verification,
    sources: tuple[SourceView, ...],
) -> tuple[StatusView, disclosures.Exit]:
    """Put together what the onboarding flow asks for, and what the policy makes of it."""
    action = _NEXT.get(verification.status)
    payload: Fields = {
        "check.id": verification.id,
        "check.reference": verification.reference,
        "check.status": verification.status.value,
        "check.coverage": verification.coverage.value,
        "check.sequence": verification.sequence,
        "check.created_at": verification.created_at.isoformat(),
        "check.policy_version": verification.policy_version,
        "check.next_actions": action.code if action else None,
        "check.sources": [source.version for source in sources],
    }
    leaving = disclosures.prepare(
        work,
        policy,
        disclosures.ONBOARDING,
        payload,
        subject_id=verification.subject_id,
        verification_id=verification.id,
        channel="api:status",
    )
    view = StatusView(
        id=verification.id,
        reference=verification.reference,
        status=verification.status.value,
        reason=verification.reason,
        coverage=verification.coverage.value,
        sequence=verification.sequence,
        version=verification.version,
        created_at=verification.created_at,
        updated_at=verification.updated_at,
        completed_at=verification.completed_at,
        policy_version=verification.policy_version,
        next_actions=(action,) if action else (),
        sources=sources,
    )
    return view, leaving


def _sources(work: Work, verification_id: str) -> tuple[SourceView, ...]:
    """List what was compared with, each list version once."""
    found: dict[tuple[str, str], SourceView] = {}
    for result in work.checks.results_of(verification_id).values():
        for used in result.lists:
            view = SourceView(used.source, used.digest, used.published, used.confirmed_at, used.fresh)
            found[used.source, used.digest] = view
    return tuple(found.values())


def evidence(work: Work, verification_id: str) -> EvidenceView:
    """Read everything about a verification, for an analyst. The reading is in the audit."""
    verification = work.verifications.get(verification_id)
    checks = work.checks.of(verification_id)
    parties = work.subjects.read_all({check.subject_id for check in checks})
    results = work.checks.results_of(verification_id)
    views = [CheckView(check, results.get(check.id), *parties[check.subject_id]) for check in checks]
    work.audit.append("verification.evidence_read", "done", verification_id=verification_id)
    return EvidenceView(
        verification,
        tuple(views),
        work.hits.of_verification(verification_id),
        work.cases.of_verification(verification_id),
    )
