"""What an analyst sees of a verification: every check with its result, every hit, and the parties."""

from __future__ import annotations

from dataclasses import dataclass

from kyc_service.domain.cases import Case, Hit
from kyc_service.domain.checks import Check, CheckKind, OwnershipResult, RegisterResult, ScreeningResult
from kyc_service.domain.personal import Fields, Personal
from kyc_service.domain.subjects import Subject
from kyc_service.domain.verifications import Verification
from kyc_service.errors import PolicyDeniedError, SubjectErasedError
from kyc_service.services.ownership.subjects import OwnershipView, work_out
from kyc_service.storage.work import Work


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check with its result, its subject and what was submitted about it."""

    check: Check
    result: ScreeningResult | None
    answer: RegisterResult | None
    extract: Personal[Fields] | None
    """What the register said and how it compares, for as long as it is kept."""
    subject: Subject
    fields: Personal[Fields]
    owners: OwnershipResult | None = None


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """What an analyst sees."""

    verification: Verification
    checks: tuple[CheckView, ...]
    hits: tuple[Hit, ...]
    case: Case | None
    ownership: OwnershipView | None = None
    """Who owns the business by what is on file now, where a check is about it and the data may be opened."""


def read(work: Work, verification_id: str) -> EvidenceView:
    """Read everything about a verification, for an analyst. The reading is in the audit."""
    view = gather(work, verification_id)
    work.audit.append("verification.evidence_read", "done", verification_id=verification_id)
    return view


def gather(work: Work, verification_id: str) -> EvidenceView:
    """Gather everything about a verification, for the service's own use."""
    verification = work.verifications.get(verification_id)
    checks = work.checks.of(verification_id)
    parties = work.subjects.read_all({check.subject_id for check in checks})
    results = work.checks.results_of(verification_id)
    answers = work.checks.register_results_of(verification_id)
    owners = work.checks.ownership_result_of(verification_id)
    views = [
        CheckView(check, None, None, None, *parties[check.subject_id], owners)
        if check.kind is CheckKind.OWNERSHIP
        else _view(work, check, results.get(check.id), answers.get(check.id), parties)
        for check in checks
    ]
    return EvidenceView(
        verification,
        tuple(views),
        work.hits.of_verification(verification_id),
        work.cases.of_verification(verification_id),
        _work_out(work, verification, owners),
    )


def _work_out(work: Work, verification: Verification, owners: OwnershipResult | None) -> OwnershipView | None:
    """Find again the paths behind what was kept: names and paths are stored nowhere else than where they came from."""
    if owners is None or owners.threshold is None:
        return None
    try:
        return work_out(work, work.subjects.get(verification.subject_id), threshold=owners.threshold)
    except (PolicyDeniedError, SubjectErasedError):
        return None


def _view(
    work: Work,
    check: Check,
    result: ScreeningResult | None,
    answer: RegisterResult | None,
    parties: dict[str, tuple[Subject, Personal[Fields]]],
) -> CheckView:
    extract = work.sources.find(answer.source_id) if answer and answer.source_id else None
    return CheckView(check, result, answer, extract.content if extract else None, *parties[check.subject_id])
