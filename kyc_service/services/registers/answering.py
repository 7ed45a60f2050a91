"""Answer one check: is there a fresh answer on file, may the register be asked, what does it say, what follows."""

from __future__ import annotations

import datetime as dt
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog

from kyc_service import traces
from kyc_service.domain.checks import MAX_ATTEMPTS, Check, CheckReason, CheckStatus
from kyc_service.domain.feeds.reviews import TRIGGERS
from kyc_service.domain.personal import Fields
from kyc_service.domain.registers import Outcome, Verdict
from kyc_service.domain.subjects import Subject
from kyc_service.egress.registers import Outage
from kyc_service.errors import StaleVersionError
from kyc_service.services import verifications
from kyc_service.services.registers import extracts, questions, recording
from kyc_service.services.registers.asking import Answered
from kyc_service.services.registers.plans import question_of
from kyc_service.services.registers.recording import Put
from kyc_service.services.runtime import Runtime
from kyc_service.storage.register_checks import Claimed
from kyc_service.storage.work import Work
from kyc_service.verifiers.base import Question, unavailable
from kyc_service.verifiers.choices import RegisterChoice

FRESH: Mapping[Outcome, dt.timedelta] = {
    Outcome.VERIFIED: dt.timedelta(hours=24),
    Outcome.NOT_VERIFIED: dt.timedelta(minutes=10),
}
"""How long an answer is used again for the same question about the same business. An outage never is."""
LONGEST_OPTIONAL = dt.timedelta(minutes=2)
"""How long a verification waits for an optional question to be put."""
MOST_GIVEN_UP = 500
TRIES = 6
"""Of writing an answer down, while another worker writes about the same verification."""

_log = structlog.get_logger("registers")


@dataclass(frozen=True, slots=True)
class _Ready:
    """A question that may be put now."""

    business: Subject
    choice: RegisterChoice
    question: Question
    asked: Fields = field(repr=False)


class Held:
    """A check that this worker has for as long as it says so.

    A register may take longer than a worker may be silent, with all its requests and their tries; a worker that died
    renews nothing, and another one asks after a lease.
    """

    def __init__(self, claimed: Claimed) -> None:
        """Count from now: the check was claimed just before."""
        self.tenant_id = claimed.tenant_id
        self._check = claimed.check
        self._since = time.monotonic()
        self._turn = threading.Lock()

    @contextmanager
    def writing(self) -> Iterator[Check]:
        """Give the check as it stands, whose lease nobody renews meanwhile."""
        with self._turn:
            yield self._check

    def keep(self, rt: Runtime) -> None:
        """Renew the lease where a third of it is over, unless the answer is being written.

        Raises AttemptLostError when another worker has it, or it is answered.
        """
        if time.monotonic() - self._since < rt.settings.lease.total_seconds() / 3 or not self._turn.acquire(False):
            return
        try:
            self._since = time.monotonic()
            with rt.open_work(self.tenant_id, "registers") as work:
                self._check = work.checks.renew(self._check, rt.settings.lease)
        finally:
            self._turn.release()


def answer(rt: Runtime, held: Held) -> None:
    """Answer one check. Raises AttemptLostError when another worker took it over."""
    with held.writing() as check, rt.open_work(held.tenant_id, "registers") as work:
        ready = _begin(rt, work, check)
        if isinstance(ready, Put):
            recording.record(work, rt.policy, ready)
            verifications.add_up(work, work.verifications.get(check.verification_id))
    if not isinstance(ready, _Ready):
        return
    register_id = ready.choice.register.id
    about = check.verification_id
    with traces.span("register.question", verification_id=about, kyc__register=register_id):
        answered = rt.registers.asker.ask(ready.choice, ready.question)
        traces.note(kyc__outcome=answered.verdict.outcome.value)
    with held.writing() as check:
        put = Put(check, ready.business, register_id, ready.asked, answered, rt.registers.asker.now())
        _finish(rt, held.tenant_id, put)


def _begin(rt: Runtime, work: Work, check: Check) -> _Ready | Put | None:
    """Find out whether a register has to be asked, and pass the gate.

    Returns what is known without asking, or None when nothing is to be kept.
    """
    if _is_over(work, check):
        return None
    business = work.subjects.get(check.subject_id)
    choice = rt.registers.choices.get(check.source)
    if choice is None:
        return _not_asked(work, check, business, "not_in_use")
    fields = work.subjects.read(business.id).use(questions.PURPOSE)
    kept = _reuse(work, business, check, choice, fields) or _leave_alone(rt, work, business, check, choice, fields)
    if kept is not None:
        return kept
    allowed = questions.pass_gate(work, rt.policy, business, choice.register)
    if allowed.question is None:
        return _not_asked(work, check, business, "policy_denied")
    if not choice.register.recognises(allowed.question):
        return _not_asked(work, check, business, "number_not_recognised")
    return _Ready(business, choice, allowed.question, allowed.asked)


def _is_over(work: Work, check: Check) -> bool:
    """End a check that nobody waits for, or that killed its worker too often; put off one that may not be looked at."""
    verification = work.verifications.hold(check.verification_id)
    if verification.status not in verifications.WORKED_ON:
        work.checks.give_up(check, CheckReason.OVERRIDDEN)
    elif check.attempt > MAX_ATTEMPTS:
        work.checks.give_up(check, CheckReason.NEEDS_OPERATOR)
        work.audit.append("check.given_up", "needs_operator", verification_id=verification.id)
        verifications.add_up(work, verification)
    elif work.subjects.restricted([check.subject_id]):
        until = work.now() + verifications.RESTRICTED_RETRY
        work.checks.put_off(check, CheckReason.PROCESSING_RESTRICTED, until)
    else:
        return False
    return True


def _not_asked(work: Work, check: Check, business: Subject, code: str) -> Put:
    """Make the answer of a register that cannot be asked."""
    answered = Answered(Verdict(outcome=Outcome.NOT_SUPPORTED, code=code))
    return Put(check, business, check.source, {}, answered, work.now())


def _leave_alone(
    rt: Runtime, work: Work, business: Subject, check: Check, choice: RegisterChoice, fields: Fields
) -> Put | None:
    """Ask nobody while a register is left alone: what is not sent is no line of the ledger."""
    question = question_of(fields, work.now().date())
    if not choice.register.recognises(question):
        return None
    pause = rt.registers.asker.closed_for(choice, question)
    if not pause:
        return None
    answered = Answered(unavailable(Outage.LEFT_ALONE.value, retry_after=pause))
    return Put(check, business, check.source, {}, answered, work.now())


def _reuse(work: Work, business: Subject, check: Check, choice: RegisterChoice, fields: Fields) -> Put | None:
    """Find a fresh answer on file to the very question that would be put now."""
    asked = {path: fields[path] for path in questions.fields_of(choice.register) if path in fields}
    since = _asked_anew(work, business, check)
    for source in reversed(work.sources.of_subject(business.id)):
        if since is not None and source.retrieved_at < since:
            break
        content = recording.open_source(source.content)
        if not extracts.is_of(content, choice.register.id, asked):
            continue
        verdict = extracts.read(content)
        if source.retrieved_at + FRESH.get(verdict.outcome, dt.timedelta()) > work.now():
            answered = Answered(verdict)
            return Put(check, business, check.source, asked, answered, source.retrieved_at, reused=source.id)
    return None


def _asked_anew(work: Work, business: Subject, check: Check) -> dt.datetime | None:
    """Say since when an answer has to be, where one on file is not enough.

    A verification that nobody asked for looks whether something changed: an earlier answer cannot say so. And what a
    register's feed said about a business makes every earlier answer of it an old one.
    """
    verification = work.verifications.get(check.verification_id)
    mark = work.reviews.mark_of(business.id)
    moments = [verification.created_at] if verification.trigger in TRIGGERS.values() else []
    return max([*moments, mark.last_at] if mark else moments, default=None)


def _finish(rt: Runtime, tenant_id: str, put: Put) -> None:
    """Keep what a register said; wake what waits for it when it answers again."""

    def write() -> CheckStatus | None:
        with rt.open_work(tenant_id, "registers") as work:
            verification = work.verifications.hold(put.check.verification_id)
            status = recording.record(work, rt.policy, put)
            verifications.add_up(work, verification)
        return status

    status = _try_again(write)
    verdict = put.answered.verdict
    _log.info("register.answered", register=put.register, outcome=verdict.outcome.value, code=verdict.code)
    if status is None and not verdict.retry:
        _log.error("register.needs_operator", register=put.register, code=verdict.code)
    if put.answered.back:
        with rt.open_system("registers") as system:
            system.register_checks.wake(put.register)


def _try_again(write: Callable[[], CheckStatus | None]) -> CheckStatus | None:
    """Write; and again when another worker changed the verification meanwhile: its screening ends at the same time."""
    for attempt in range(TRIES):
        try:
            return write()
        except StaleVersionError:
            if attempt == TRIES - 1:
                raise
            time.sleep(random.uniform(0.01, 0.05) * (attempt + 1))  # noqa: S311 - no secret
    raise AssertionError


def give_up_overdue(rt: Runtime) -> int:
    """Let optional questions go that nobody put for too long: no verification waits for them. Return how many."""
    with rt.open_system("registers") as system:
        late = system.register_checks.claim_overdue(LONGEST_OPTIONAL, MOST_GIVEN_UP, rt.settings.lease)
    for one in late:
        with rt.open_work(one.tenant_id, "registers") as work:
            verification = work.verifications.hold(one.check.verification_id)
            work.checks.give_up(one.check, CheckReason.REGISTER_UNAVAILABLE)
            verifications.add_up(work, verification)
    return len(late)
