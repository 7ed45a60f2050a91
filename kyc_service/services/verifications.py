"""Verifications: submit one, run its checks, add them up, tell who asked."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from functools import partial

from kyc_service import traces
from kyc_service.domain.asking.requests import REASON as ASKED
from kyc_service.domain.checks import MAX_ATTEMPTS, Check, CheckKind, CheckReason, CheckStatus
from kyc_service.domain.contact_checks.domains import read_email_domain
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
    is_under_way,
    may_step,
)
from kyc_service.domain.webhooks import EventKind
from kyc_service.errors import (
    ConflictError,
    NotFoundError,
    ScreeningUnavailableError,
    StaleVersionError,
    UnavailableError,
)
from kyc_service.policy.model import Policy
from kyc_service.services import disclosures, screening, subjects
from kyc_service.services.ownership import outcomes
from kyc_service.services.programs import quotas
from kyc_service.services.registers.plans import plan
from kyc_service.services.risk import ratings
from kyc_service.services.runtime import Runtime
from kyc_service.services.sandbox import fixing
from kyc_service.services.screeners import Loaded
from kyc_service.storage.work import Work
from kyc_service.tasks import Task
from kyc_service.verifiers.name_system import NameSystem

INTAKE = disclosures.ONBOARDING
"""Purpose of the policy under which a submission is taken in."""
WORKED_ON = frozenset({VerificationStatus.PROCESSING, VerificationStatus.REVIEW, VerificationStatus.ACTION_REQUIRED})
"""Checks are run, also while somebody looks at what the first of them found, or has to say more."""
_UNFINISHED = frozenset({VerificationStatus.CREATED, VerificationStatus.PROCESSING, VerificationStatus.ACTION_REQUIRED})
"""What a new submission makes pointless; one under review stays with its analyst."""
RESTRICTED_RETRY = dt.timedelta(hours=1)
"""How long a check of a restricted subject waits before it looks again."""

KEEP_AGAIN = (0.5, 1.0, 2.0)
"""Seconds between tries to keep what was found while a database is away: until the lease is over nobody else may."""


def submit(
    work: Work,
    policy: Policy,
    submission: Submission,
    trigger: Trigger = Trigger.ONBOARDING,
) -> Verification:
    """Store a business and its people, start a verification and ask for it to be run.

    Raises SubjectMismatchError when the reference names another business, QuotaExceededError.
    """
    if trigger is Trigger.ONBOARDING:
        quotas.take(work)
    business, people = subjects.register(work, policy, submission)
    latest = work.verifications.latest_of(business.id) if business.version > 1 else None
    fixed = fixing.fix(work, submission)
    flags = tuple(dict.fromkeys((*_keep_flags(submission, trigger, latest), *fixed.flags)))
    if latest is not None:
        _supersede(work, latest)
    verification = work.verifications.add(
        business,
        trigger,
        policy_version=policy.version,
        flags=flags,
    )
    plausible = CheckStatus.ATTENTION if flags else fixed.plausible or CheckStatus.PASSED
    why = None if flags else fixed.reason
    details = work.checks.answer(verification.id, business.id, CheckKind.PLAUSIBILITY, plausible, why)
    work.checks.ask(
        verification.id,
        [subject.id for subject in (business, *people)],
        CheckKind.SCREENING,
        delay=fixed.delay,
        reason=fixed.waits_for,
        beside=[details],
    )
    work.outbox.ask(Task.RUN_VERIFICATION, verification.id, verification_id=verification.id)
    work.audit.append(
        "verification.submitted",
        trigger.value,
        subject_id=business.id,
        verification_id=verification.id,
        details={"people": len(people), "flags": len(flags)},
    )
    traces.begin_verification(verification.id)
    return verification


def start_again(
    work: Work, policy: Policy, business: Subject, trigger: Trigger, flags: tuple[str, ...] = ()
) -> Verification:
    """Verify a business again as it is known, with its people; nothing of it was submitted anew.

    With flags, a person has to look whatever is found.
    """
    verification = work.verifications.add(business, trigger, policy_version=policy.version, flags=flags)
    if flags:
        work.checks.add(verification.id, business.id, CheckKind.PLAUSIBILITY, status=CheckStatus.ATTENTION)
    people = work.subjects.people_of(business.id)
    work.checks.ask(verification.id, [subject.id for subject in (business, *people)], CheckKind.SCREENING)
    work.outbox.ask(Task.RUN_VERIFICATION, verification.id, verification_id=verification.id)
    work.audit.append("verification.restarted", trigger.value, subject_id=business.id, verification_id=verification.id)
    traces.begin_verification(verification.id)
    return verification


def _keep_flags(submission: Submission, trigger: Trigger, latest: Verification | None) -> tuple[str, ...]:
    """Carry over what nobody has looked at yet: a change of one part says nothing about the parts that stay."""
    if trigger is not Trigger.DATA_CHANGE or latest is None or latest.status is VerificationStatus.CLEAR:
        return submission.flags
    return tuple(dict.fromkeys((*latest.flags, *submission.flags)))


def _supersede(work: Work, latest: Verification) -> None:
    """Cancel an unfinished verification of the same business; one that has a case stays with its analyst."""
    if latest.status in _UNFINISHED and latest.reason != ASKED:
        move(work, latest, Conclusion(VerificationStatus.CANCELLED, latest.coverage, "superseded"))


def cancel(work: Work, verification_id: str) -> Verification:
    """Stop a verification that is not settled. Raises ConflictError when it is."""
    verification = work.verifications.hold(verification_id)
    if verification.status in SETTLED or work.cases.of_verification(verification_id) is not None:
        message = "only a verification that is still being processed can be cancelled"
        raise ConflictError(message)
    conclusion = Conclusion(VerificationStatus.CANCELLED, verification.coverage, "cancelled_by_client")
    return move(work, verification, conclusion)


def run(rt: Runtime, verification_id: str) -> str:
    """Run every due check of a verification, and say whose it is.

    Harmless to repeat: a claim is a lease with a fencing token. What is settled costs no more than one read.
    """
    found = rt.database.ask(lambda system: system.sweeper.find_verification(verification_id))
    if found is None:
        raise NotFoundError
    tenant_id, status = found
    if status not in WORKED_ON:
        return tenant_id
    claimed, profile = _claim(rt, tenant_id, verification_id)
    if not claimed:
        return tenant_id
    try:
        loaded = rt.screeners.current(profile)
    except ScreeningUnavailableError:
        _put_off(rt, tenant_id, verification_id, [check for check, _, _ in claimed])
        return tenant_id
    with traces.span("screening", verification_id=verification_id, kyc__checks=len(claimed)):
        findings = [screening.compare(check, subject, fields, loaded) for check, subject, fields in claimed]
        traces.note(kyc__hits=sum(len(finding.matches) for finding in findings))
    _insist(partial(_keep, rt, tenant_id, verification_id, findings, loaded))
    return tenant_id


_Claimed = list[tuple[Check, Subject, Personal[Fields]]]


def _claim(rt: Runtime, tenant_id: str, verification_id: str) -> tuple[_Claimed, Profile | None]:
    """Take the due checks, and by what to screen; checks that killed their worker too often are given up."""
    kept: list[Check] = []
    with rt.open_work(tenant_id, "worker") as work:
        # The same job may have been delivered twice: whoever comes second sees what the first one did.
        verification = work.verifications.hold(verification_id)
        if verification.status not in WORKED_ON:
            return [], None
        _plan_registers(rt, work, verification)
        for check in work.checks.claim(verification_id, rt.settings.lease):
            if check.attempt > MAX_ATTEMPTS:
                work.checks.give_up(check, CheckReason.NEEDS_OPERATOR)
                work.audit.append("check.given_up", "needs_operator", verification_id=verification_id)
                continue
            kept.append(check)
        kept = _leave_restricted(work, kept)
        if not kept:
            add_up(work, verification)
        parties = work.subjects.read_all({check.subject_id for check in kept})
        profile = work.profiles.live(purpose_of(verification.trigger))
    return [(check, *parties[check.subject_id]) for check in kept], profile


def _plan_registers(rt: Runtime, work: Work, verification: Verification) -> None:
    """Ask for the registers that serve a business, as the operator and the tenant choose. Again, it changes nothing.

    Done by the first worker, so that every way to start a verification leads through here.
    """
    tenant = work.tenant()
    if (rt.registers.choices.is_empty and not tenant.registers) or work.subjects.restricted([verification.subject_id]):
        return
    fields = work.subjects.read(verification.subject_id).use(INTAKE)
    asked = {check.source for check in work.checks.of(verification.id) if check.kind is CheckKind.REGISTER}
    mail = _mail_domains(work, verification.subject_id) if rt.registers.choices.get(NameSystem.id) else frozenset()
    new = [one for one in plan(rt.registers.choices, tenant, fields, mail) if one.register not in asked]
    for planned in new:
        work.checks.add(
            verification.id,
            verification.subject_id,
            CheckKind.REGISTER,
            source=planned.register,
            required=planned.required,
            status=planned.status,
        )
    if any(planned.status is CheckStatus.PENDING for planned in new):
        work.outbox.ask(Task.ASK_REGISTERS, "registers")


def _mail_domains(work: Work, business_id: str) -> frozenset[str]:
    """Give the domains at which the people of a business have their addresses."""
    people = [person.id for person in work.subjects.people_of(business_id)]
    restricted = work.subjects.restricted(people)
    known = work.subjects.read_all([person for person in people if person not in restricted]).values()
    emails = (fields.use(INTAKE).get("person.email") for _, fields in known)
    domains = (read_email_domain(email) for email in emails if isinstance(email, str))
    return frozenset(domain.registrable for domain in domains if domain)


def _leave_restricted(work: Work, checks: list[Check]) -> list[Check]:
    """Put off the checks of subjects whose data are only stored; return the others."""
    stored_only = work.subjects.restricted({check.subject_id for check in checks})
    for check in checks:
        if check.subject_id in stored_only:
            work.checks.put_off(check, CheckReason.PROCESSING_RESTRICTED, work.now() + RESTRICTED_RETRY)
    return [check for check in checks if check.subject_id not in stored_only]


def _put_off(rt: Runtime, tenant_id: str, verification_id: str, checks: list[Check]) -> None:
    with rt.open_work(tenant_id, "worker") as work:
        verification = work.verifications.hold(verification_id)
        for check in checks:
            work.checks.put_off(check, CheckReason.SCREENING_UNAVAILABLE, work.now() + screening.STALE_RETRY)
        add_up(work, verification)


def _insist(keep: Callable[[], None]) -> None:
    """Keep what was found; again where a database is away, or where a register was answered in the same moment.

    Raises AttemptLostError where another worker has it by then, or an earlier try was kept and nobody could say so.
    """
    for pause in KEEP_AGAIN:
        try:
            keep()
        except (UnavailableError, StaleVersionError):
            time.sleep(pause)
        else:
            return
    keep()


def _keep(
    rt: Runtime,
    tenant_id: str,
    verification_id: str,
    findings: list[screening.Finding],
    loaded: Loaded,
) -> None:
    """Keep what was found and what follows from it, all of it or nothing."""
    with rt.open_work(tenant_id, "worker") as work:
        verification = work.verifications.hold(verification_id)
        if verification.status is VerificationStatus.CANCELLED:
            return
        for finding in findings:
            screening.record(work, finding, loaded, verification.trigger)
        add_up(work, verification)


def add_up(work: Work, verification: Verification) -> None:
    """Move the verification to where its checks put it; open a case when a person has to look."""
    if verification.status not in WORKED_ON:
        return
    if not is_under_way(work.checks.of(verification.id)):
        outcomes.assess(work, verification)
    ratings.assess(work, verification)
    conclusion = conclude(work.checks.of(verification.id))
    if verification.status is VerificationStatus.REVIEW:
        # Somebody looks at it already: an answer that comes later tells how much is covered, and settles nothing.
        conclusion = Conclusion(VerificationStatus.REVIEW, conclusion.coverage, verification.reason)
    if verification.reason == ASKED:
        # An analyst waits for an answer: only the answer, the analyst or the end of the term goes on with it.
        conclusion = Conclusion(verification.status, conclusion.coverage, ASKED)
    standing = (verification.status, verification.coverage, verification.reason)
    if standing == (conclusion.status, conclusion.coverage, conclusion.reason):
        return
    moved = move(work, _take_up(work, verification, conclusion), conclusion)
    if moved.status is VerificationStatus.REVIEW and verification.status is not VerificationStatus.REVIEW:
        rated = ratings.stand(work, moved.subject_id)
        case = work.cases.open(moved, rated.level if rated else None)
        work.audit.append("case.opened", "review", verification_id=moved.id, case_id=case.id)


def _take_up(work: Work, verification: Verification, conclusion: Conclusion) -> Verification:
    """Go on with a verification that waited for an answer of whoever submitted it, when something else answered it."""
    asked = verification.status is VerificationStatus.ACTION_REQUIRED
    if not asked or may_step(verification.status, conclusion.status) or conclusion.status is verification.status:
        return verification
    resumed = Conclusion(VerificationStatus.PROCESSING, conclusion.coverage, None)
    return move(work, verification, resumed)


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
    work.webhooks.events.add(EventKind.VERIFICATION_UPDATED, verification)
