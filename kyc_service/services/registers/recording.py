"""Keep what a register answered: the extract under the subject's key, how it compares, and what follows from it."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kyc_service.domain.checks import Check, CheckReason, CheckStatus, RegisterResult
from kyc_service.domain.comparisons import Compared, needs_a_look
from kyc_service.domain.personal import Fields, Personal
from kyc_service.domain.privacy.files import Waiver
from kyc_service.domain.registers import Flag, Outcome, Verdict
from kyc_service.domain.subjects import Subject
from kyc_service.policy.model import Policy
from kyc_service.services.registers import extracts, people
from kyc_service.services.registers.asking import LIMITS_UNKNOWN, Answered
from kyc_service.services.rights import files
from kyc_service.storage.work import Work
from kyc_service.verifiers import comparing
from kyc_service.verifiers.comparing import SubmittedBusiness, SubmittedPerson
from kyc_service.verifiers.serving import REGISTERS

PURPOSE = "aml_check"
"""Purpose of the policy under which submitted values are compared."""
SHORTEST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=1), dt.timedelta(minutes=15)
"""How long a question waits that a register did not answer: a quarter of the time it has waited already."""
OUR_PAUSE = dt.timedelta(seconds=5)
"""The shortest where it was never put, because a part of the service itself was away: that is mostly back at once."""
OPERATOR_PAUSE = dt.timedelta(hours=1)
"""The same, where nothing gets better before somebody has looked."""

_STATUS: Mapping[Outcome, CheckStatus] = {
    Outcome.VERIFIED: CheckStatus.PASSED,
    Outcome.NOT_VERIFIED: CheckStatus.ATTENTION,
    Outcome.UNAVAILABLE: CheckStatus.UNAVAILABLE,
    Outcome.NOT_SUPPORTED: CheckStatus.NOT_SUPPORTED,
    Outcome.INVALID_INPUT: CheckStatus.INVALID_INPUT,
}


@dataclass(frozen=True, slots=True)
class Put:
    """A question that was put to a register, and the answer."""

    check: Check
    business: Subject
    register: str
    asked: Fields = field(repr=False)
    """What it was told, by field path."""
    answered: Answered
    at: dt.datetime
    reused: str | None = None
    """Id of the public source on file, when nobody was asked."""


def record(work: Work, policy: Policy, put: Put) -> CheckStatus | None:
    """Keep an answer; None when the question waits. Raises AttemptLostError when another worker took it over."""
    verdict = put.answered.verdict
    if verdict.outcome is Outcome.UNAVAILABLE and put.check.required:
        work.checks.put_off(put.check, CheckReason.REGISTER_UNAVAILABLE, work.now() + _pause(work, put.check, verdict))
        return None
    status, compared, flags = _weigh(work, put)
    source_id = put.reused or _file(work, policy, put, compared)
    result = RegisterResult(
        register=put.register,
        outcome=verdict.outcome,
        code=verdict.code,
        reference=verdict.reference,
        compared=tuple((row.matter.value, row.result.value) for row in compared),
        flags=tuple(flag.value for flag in flags),
        evidence=put.answered.evidence,
        source_id=source_id,
        asked_at=put.at,
        reused=put.reused is not None,
    )
    work.checks.finish(put.check, status, result)
    if verdict.extract is not None:
        people.screen_named(work, policy, put.check, put.business, verdict.extract, put.register)
    return status


def weigh(
    verdict: Verdict, business: SubmittedBusiness, known: Sequence[SubmittedPerson], register_id: str, today: dt.date
) -> tuple[CheckStatus, tuple[Compared, ...], tuple[Flag, ...]]:
    """Compare an answer with what was submitted, and say what it comes to."""
    compared: tuple[Compared, ...] = ()
    flags: tuple[Flag, ...] = ()
    kind = REGISTERS[register_id].kind
    if verdict.extract is not None and kind != "domain":
        compared = comparing.compare(business, known, verdict.extract, kind)
        flags = comparing.flags(verdict.extract, compared, today)
    status = _STATUS[verdict.outcome]
    if status is CheckStatus.PASSED and needs_a_look(compared, flags):
        status = CheckStatus.ATTENTION
    return status, compared, flags


def _weigh(work: Work, put: Put) -> tuple[CheckStatus, tuple[Compared, ...], tuple[Flag, ...]]:
    """Compare both sides, while the personal values of one are open."""
    business = SubmittedBusiness.read(work.subjects.read(put.business.id).use(PURPOSE))
    known = people.submitted(work, put.business.id)
    return weigh(put.answered.verdict, business, known, put.register, work.now().date())


def _file(work: Work, policy: Policy, put: Put, compared: tuple[Compared, ...]) -> str | None:
    """Put what was answered on file, as found in public (policy A.10)."""
    if not put.answered.evidence or put.answered.verdict.outcome is Outcome.UNAVAILABLE:
        return None
    rows = [_write_row(row) for row in compared]
    content = extracts.write(put.register, put.answered.verdict, put.answered.url, put.asked, rows)
    kept = files.keep_source(work, policy, put.business.id, content, put.at)
    # The notice on show at intake says that registers are asked about the business (A.10): it knows already.
    work.sources.note(kept, Waiver.KNOWS_ALREADY)
    return kept.id


def _write_row(row: Compared) -> dict[str, Any]:
    return {
        "matter": row.matter.value,
        "result": row.result.value,
        "ours": row.ours,
        "theirs": row.theirs,
        "note": row.note,
        "person": row.person,
    }


def _pause(work: Work, check: Check, verdict: Verdict) -> dt.timedelta:
    """Say how long a question waits before it is put again."""
    waited = work.now() - work.verifications.get(check.verification_id).created_at
    shortest = OUR_PAUSE if verdict.code == LIMITS_UNKNOWN else SHORTEST_PAUSE
    pause = min(max(waited / 4, shortest), LONGEST_PAUSE)
    if not verdict.retry:
        pause = OPERATOR_PAUSE
    elif verdict.retry_after is not None:
        pause = min(max(pause, dt.timedelta(seconds=verdict.retry_after)), dt.timedelta(days=1))
    # Never sooner: a register that says when it wants to be asked again means it.
    return pause * random.uniform(1.0, 1.2)  # noqa: S311 - no secret


def open_source(content: Personal[Fields]) -> Fields:
    """Open what is on file, to use an answer again."""
    return content.use(PURPOSE)
