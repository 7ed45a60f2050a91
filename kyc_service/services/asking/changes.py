"""Changes: what an answer says is kept as any change of data is, and whatever rests on it is asked again.

It is asked again within the same verification, so that its case shows what was found before and after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kyc_service.domain.cases import HitStatus
from kyc_service.domain.checks import FINAL, CheckKind, CheckReason, CheckStatus
from kyc_service.domain.personal import Fields
from kyc_service.domain.subjects import Party, Subject
from kyc_service.domain.verifications import Verification
from kyc_service.policy.model import Policy
from kyc_service.services import screening, subjects
from kyc_service.storage.work import Work
from kyc_service.tasks import Task
from watchlists.fingerprints import subject_facts

_ANSWERED = frozenset({HitStatus.OPEN, HitStatus.FALSE_POSITIVE, HitStatus.TRUE_MATCH, HitStatus.INCONCLUSIVE})


@dataclass(frozen=True, slots=True)
class Amendment:
    """A party as it is known, and as it is known from now on."""

    subject: Subject
    before: Fields = field(repr=False)
    after: Party


def apply(
    work: Work, policy: Policy, verification: Verification, amendments: Sequence[Amendment], notice_id: str | None
) -> int:
    """Keep what changed and ask again what rests on it; return how many parties changed."""
    changed = [one for one in amendments if one.after.fields.use(subjects.INTAKE) != one.before]
    for one in changed:
        subjects.amend(work, policy, one.subject, one.after, notice_id)
        if _is_matched_otherwise(one):
            _screen_again(work, verification, one.subject.id)
    if changed:
        _ask_registers_again(work, verification)
        work.outbox.ask(Task.RUN_VERIFICATION, verification.id, verification_id=verification.id)
    return len(changed)


def _is_matched_otherwise(one: Amendment) -> bool:
    """Whether anything changed that lists are compared with."""
    after = one.after.fields.use(subjects.INTAKE)
    sides = (screening.to_subject(one.subject.kind, fields) for fields in (one.before, after))
    before_facts, after_facts = (subject_facts(side) for side in sides)
    return before_facts != after_facts


def _screen_again(work: Work, verification: Verification, subject_id: str) -> None:
    """Put a screening beside the earlier ones of a party; their hits give way to what it finds."""
    earlier = [
        check
        for check in work.checks.of(verification.id)
        if check.kind is CheckKind.SCREENING and check.subject_id == subject_id
    ]
    if all(check.status is not CheckStatus.PENDING for check in earlier):
        number = str(len(earlier) + 1)
        work.checks.add(verification.id, subject_id, CheckKind.SCREENING, source=number)
    for hit in work.hits.of_verification(verification.id):
        if hit.subject_id == subject_id and hit.status in _ANSWERED:
            work.hits.settle(hit.id, HitStatus.SUPERSEDED)


def _ask_registers_again(work: Work, verification: Verification) -> None:
    asked = [
        check
        for check in work.checks.of(verification.id)
        if check.kind is CheckKind.REGISTER
        and check.status in FINAL - {CheckStatus.NOT_SUPPORTED}
        and check.reason is not CheckReason.OVERRIDDEN
    ]
    for check in asked:
        work.checks.ask_again(check)
    if asked:
        work.outbox.ask(Task.ASK_REGISTERS, "registers")
