"""Ask one register one question: walk an adapter's steps over the wire, within limits, and keep what shows it.

What goes wrong on the way is `unavailable`, whatever it is: an outage is no answer about the business.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import structlog

from kyc_service import traces
from kyc_service.domain.checks import Evidence
from kyc_service.domain.registers import Outcome, Verdict
from kyc_service.egress.registers import AT_ONCE, FOR_OPERATORS, Outage, OutageError, Sent, Wire
from kyc_service.errors import QueueUnavailableError
from kyc_service.storage.traffic import Traffic
from kyc_service.verifiers.base import Question, Reply, Request, Steps, unavailable
from kyc_service.verifiers.choices import RegisterChoice
from kyc_service.verifiers.documents import MalformedAnswerError

TRIES = 3
"""Of one request, while the fault is of the kind that passes within seconds."""
PATIENCE = 5.0
"""Longest wait for a register's own limit, in seconds; who would wait longer comes again."""
MOST_STEPS = 12
"""Requests for one question; more is an adapter or a register that goes in circles."""

LIMITS_UNKNOWN = "limits_unknown"
"""Nobody was asked, because Redis, which knows how often that may happen, did not answer."""
_OURS = frozenset({Outage.LIMIT_REACHED, Outage.LEFT_ALONE, LIMITS_UNKNOWN})
"""Why this service did not put a question to its end: no outage of the register, whose breaker they leave alone."""

T = TypeVar("T")
_log = structlog.get_logger("registers")


@dataclass(frozen=True, slots=True)
class Answered:
    """What a register said, and what shows it."""

    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()
    url: str | None = field(default=None, repr=False)
    """First address that was asked, without secrets; it holds the number that was asked for."""
    back: bool = False
    """Whether the register answers again after it did not."""


@dataclass(frozen=True, slots=True)
class Asker:
    """What asking needs; a test puts its own clock in."""

    wire: Wire
    traffic: Traffic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)

    def ask(self, choice: RegisterChoice, question: Question) -> Answered:
        """Look a number up. Never raises for what a register does."""
        return self._run(choice, choice.register.ask(question, choice.access))

    def search(self, choice: RegisterChoice, question: Question) -> Answered:
        """Look a name up; `not_supported` where the register has no search."""
        steps = choice.register.search(question, choice.access)
        if steps is None:
            return Answered(Verdict(outcome=Outcome.NOT_SUPPORTED, code="no_search"))
        return self._run(choice, steps)

    def closed_for(self, choice: RegisterChoice, question: Question) -> float:
        """Say for how many seconds the part of a register that a question goes to is still left alone."""
        steps = choice.register.ask(question, choice.access)
        try:
            return self.traffic.closed_for(choice.register.id, next(steps).part)
        except QueueUnavailableError:
            return 0.0
        finally:
            steps.close()

    def fetch(self, choice: RegisterChoice, request: Request, read: Callable[[Reply], T]) -> T:
        """Send a request that is about nobody, as a feed's, and read the answer.

        The register's limit, the breaker of the request's part and the tries are those of questions. Raises
        OutageError, QueueUnavailableError, and whatever `read` raises.
        """
        walk = _Walk(self, choice, part=request.part)
        try:
            found = read(walk.send(request).reply)
        except OutageError as error:
            walk.note(None if error.code in _OURS else error.code)
            raise
        except MalformedAnswerError as error:
            walk.note(error.code)
            raise
        walk.note(None, answered=True)
        return found

    def _run(self, choice: RegisterChoice, steps: Steps) -> Answered:
        walk = _Walk(self, choice)
        verdict = walk.follow(steps)
        back = walk.report(verdict)
        return Answered(verdict, tuple(walk.evidence), walk.url, back)


@dataclass(slots=True)
class _Walk:
    """One question's way through an adapter's steps."""

    asker: Asker
    choice: RegisterChoice
    evidence: list[Evidence] = field(default_factory=list)
    url: str | None = None
    part: str = ""
    milliseconds: float = 0.0
    asked: bool = False

    def follow(self, steps: Steps) -> Verdict:
        """Walk to the verdict."""
        try:
            request = next(steps)
            for _ in range(MOST_STEPS):
                request = steps.send(self.send(request).reply)
        except StopIteration as end:
            verdict: Verdict = end.value
            return verdict
        except MalformedAnswerError as error:
            return unavailable(error.code)
        except OutageError as error:
            return unavailable(error.code, retry=error.code not in FOR_OPERATORS, retry_after=error.retry_after)
        except QueueUnavailableError:
            return unavailable(LIMITS_UNKNOWN)
        except Exception as error:  # noqa: BLE001 - an adapter's mistake is no answer about a business
            _log.error("register.adapter_failed", register=self.choice.register.id, code=type(error).__name__)
            return unavailable("adapter_failed", retry=False)
        finally:
            steps.close()
        return unavailable("too_many_steps", retry=False)

    def report(self, verdict: Verdict) -> bool:
        """Tell everybody whether the register answers; say whether it does again. What was never sent says nothing."""
        if verdict.outcome is not Outcome.UNAVAILABLE:
            return self.note(None, answered=True)
        return self.note(None if verdict.code in _OURS else verdict.code or "unknown")

    def note(self, failure: str | None, *, answered: bool = False) -> bool:
        """Write down why there was no answer, or that there was one; say whether there was none before."""
        if not self.asked:
            return False
        try:
            if failure is not None:
                self.asker.traffic.note_failure(self.choice.register.id, self.part, failure)
            elif answered:
                return self.asker.traffic.note_ok(self.choice.register.id, self.part, self.milliseconds)
        except QueueUnavailableError:
            _log.warning("register.traffic_unknown", register=self.choice.register.id)
        return False

    def send(self, request: Request) -> Sent:
        """Send one request. Raises OutageError, QueueUnavailableError."""
        self.part = request.part
        if self.url is None:
            self._refuse_closed()
        for attempt in range(TRIES):
            self._wait_for_turn()
            self.asked = True
            try:
                with traces.span("register.call", kyc__register=self.choice.register.id):
                    sent = self.asker.wire.send(self.choice.address, request, self.choice.access.contact)
                    traces.note(http__response__status_code=sent.reply.status)
            except OutageError as error:
                self.evidence.append(Evidence(self.asker.now(), error.status, None))
                if error.code not in AT_ONCE or error.code is Outage.TIMED_OUT or attempt == TRIES - 1:
                    raise
                self.asker.sleep(random.uniform(0.5, 1.0) * 0.4 * 3**attempt)  # noqa: S311 - no secret
                continue
            self.evidence.append(Evidence(self.asker.now(), sent.reply.status, sent.sha256))
            self.milliseconds = sent.milliseconds
            self.url = self.url or sent.url
            return sent
        raise AssertionError

    def _refuse_closed(self) -> None:
        """Leave a register alone that has failed several times in a row."""
        left = self.asker.traffic.closed_for(self.choice.register.id, self.part)
        if left:
            raise OutageError(Outage.LEFT_ALONE, retry_after=left)

    def _wait_for_turn(self) -> None:
        """Keep to the register's limit, which all workers share."""
        end = time.monotonic() + PATIENCE
        while (pause := self.asker.traffic.admit(self.choice.register.id, self.choice.limit)) > 0:
            if time.monotonic() + pause > end:
                raise OutageError(Outage.LIMIT_REACHED, retry_after=pause)
            self.asker.sleep(pause * random.uniform(1.0, 1.2))  # noqa: S311 - no secret
