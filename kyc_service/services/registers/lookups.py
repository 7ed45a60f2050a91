"""Lookups: ask the registers about a business that nobody submitted, for a person at a prompt.

Nothing is stored about the business. What leaves passes the policy's gate all the same, and each question is an entry
of the audit, without any value. There is no subject, so there is no line in the ledger of disclosures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from enum import StrEnum

from kyc_service.domain.checks import CheckStatus
from kyc_service.domain.comparisons import Compared
from kyc_service.domain.personal import Fields
from kyc_service.domain.registers import Candidate, Flag, Outcome, Verdict
from kyc_service.errors import ConflictError, PolicyDeniedError, SettingsError
from kyc_service.policy.model import Decision
from kyc_service.services.registers import questions, recording
from kyc_service.services.registers.asking import Answered
from kyc_service.services.registers.plans import COUNTRY, question_of, serves
from kyc_service.services.runtime import Runtime
from kyc_service.verifiers.base import NAME, NUMBER, VAT, Kind, Question, Register
from kyc_service.verifiers.choices import RegisterChoice
from kyc_service.verifiers.comparing import SubmittedBusiness, SubmittedPerson

OPERATION = "register.looked_up"
"""Of the audit's entries."""
_PATHS: Mapping[Kind, str] = {"registration": NUMBER, "vat": VAT, "lei": "lei"}
"""What says a number of each kind."""
_NONE_IN_USE = (
    "KYC_REGISTERS_FILE: names no register, so there is nobody to ask; docs/verifiers.md says how to write it, and "
    "`kyc registers stand-in` gives one to try"
)
_NOBODY_SERVES = (
    "no register in use can be asked about this business; `kyc registers list` says which serve which country, and by "
    "which number"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A business to look up, under the field names of the policy."""

    business: Fields = field(repr=False)
    people: tuple[Fields, ...] = field(default=(), repr=False)
    lei: str | None = field(default=None, repr=False)

    @property
    def country(self) -> str | None:
        """Of the registration."""
        return question_of(self.business).country

    @property
    def has_number(self) -> bool:
        """Whether any register can be asked by number."""
        return self.lei is not None or NUMBER in self.business or VAT in self.business

    def fields_for(self, register: Register) -> Fields:
        """Give the fields as a register reads them: one that is asked by LEI has it for a number."""
        if register.kind != "lei" or self.lei is None:
            return self.business
        return {**self.business, NUMBER: self.lei}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What came of one register."""

    register: str
    title: str
    by: str
    """What it was asked by: `registration`, `vat`, `lei`, or `name` for a search."""
    status: CheckStatus
    """What it would be to a verification: `passed`, `attention`, `unavailable`, `not_supported`, `invalid_input`."""
    outcome: Outcome
    code: str | None
    reference: str | None
    compared: tuple[Compared, ...] = ()
    flags: tuple[Flag, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ask:
    """One question that is to be put."""

    choice: RegisterChoice
    question: Question
    decision: Decision
    by_name: bool


Hears = Callable[[Found, int, int], None]
"""Told of each answer as it comes, how many there are by now, and of how many."""


def look_up(rt: Runtime, wanted: Wanted, actor: str, hear: Hears | None = None) -> tuple[Found, ...]:
    """Ask every register in use that serves the business, all side by side; in the order of the operator's file.

    By number; by name where no number at all is given, for candidates. Raises SettingsError without any register in
    use, ConflictError when none of them can be asked, PolicyDeniedError when nothing may leave: then nobody is
    asked.
    """
    if rt.registers.choices.is_empty:
        raise SettingsError([_NONE_IN_USE])
    asks = tuple(_plan(rt, wanted))
    if not asks:
        raise ConflictError(_NOBODY_SERVES, "no_register_serves")
    _write_audit(rt, actor, asks)
    refused = sorted({rule for ask in asks if not ask.decision.allowed for rule in ask.decision.rule_ids})
    if refused:
        raise PolicyDeniedError(refused)
    found = dict(_put_all(rt, wanted, asks, hear))
    return tuple(found[ask.choice.register.id] for ask in asks)


def _plan(rt: Runtime, wanted: Wanted) -> Iterator[_Ask]:
    """Choose whom to ask what: nothing is in a question but what the gate let through."""
    today = rt.registers.asker.now().date()
    by_name = not wanted.has_number
    for choice in _choose(rt.registers.choices.all, wanted):
        register = choice.register
        paths = (NAME, COUNTRY) if by_name else questions.fields_of(register)
        decision = rt.policy.may_disclose(register.recipient, questions.PURPOSE, paths, {})
        leaving = rt.policy.minimise(decision, wanted.fields_for(register)) if decision.allowed else {}
        yield _Ask(choice, question_of(leaving, today), decision, by_name)


def _choose(in_use: Iterable[RegisterChoice], wanted: Wanted) -> tuple[RegisterChoice, ...]:
    """Choose the registers that serve the business and know a number of its kind, or have a search by name.

    A number that none of them finds well formed is put to them all, so that each says so.
    """
    serving = [one for one in in_use if serves(one.register, wanted.country)]
    if not wanted.has_number:
        asked = question_of(wanted.business)
        return tuple(one for one in serving if one.register.search(asked, one.access) is not None)
    recognising = [one for one in serving if one.register.recognises(question_of(wanted.fields_for(one.register)))]
    read = {_PATHS[one.register.kind] for one in recognising}
    return tuple(
        one
        for one in serving
        if one in recognising or (_has_its_number(one.register, wanted) and _PATHS[one.register.kind] not in read)
    )


def _has_its_number(register: Register, wanted: Wanted) -> bool:
    """Whether a number of the register's kind was given."""
    if register.kind == "lei":
        return wanted.lei is not None
    return _PATHS[register.kind] in wanted.business


def _write_audit(rt: Runtime, actor: str, asks: Sequence[_Ask]) -> None:
    """Write down who asks which register, before it is asked, and what was refused."""
    with rt.open_system(actor) as system:
        for ask in asks:
            system.audit.append(
                OPERATION,
                "allowed" if ask.decision.allowed else "denied",
                rule_ids=ask.decision.rule_ids,
                details={"register": ask.choice.register.id, "by": _by(ask)},
            )


def _put_all(rt: Runtime, wanted: Wanted, asks: Sequence[_Ask], hear: Hears | None) -> Iterable[tuple[str, Found]]:
    business = {ask.choice.register.id: wanted.fields_for(ask.choice.register) for ask in asks}
    people = tuple(SubmittedPerson.read(fields) for fields in wanted.people)
    today = rt.registers.asker.now().date()
    with ThreadPoolExecutor(len(asks), thread_name_prefix="register-lookup") as pool:
        putting = {pool.submit(_put, rt, ask): ask for ask in asks}
        for done, future in enumerate(as_completed(putting), start=1):
            ask = putting[future]
            register_id = ask.choice.register.id
            submitted = SubmittedBusiness.read(business[register_id])
            found = _read(ask, future.result().verdict, submitted, people, today)
            if hear is not None:
                hear(found, done, len(asks))
            yield register_id, found


def _put(rt: Runtime, ask: _Ask) -> Answered:
    if ask.by_name:
        return rt.registers.asker.search(ask.choice, ask.question)
    if not ask.choice.register.recognises(ask.question):
        return Answered(Verdict(outcome=Outcome.INVALID_INPUT, code="number_not_recognised"))
    return rt.registers.asker.ask(ask.choice, ask.question)


def _read(
    ask: _Ask, verdict: Verdict, business: SubmittedBusiness, people: Sequence[SubmittedPerson], today: dt.date
) -> Found:
    register = ask.choice.register
    status, compared, flags = recording.weigh(verdict, business, people, register.id, today)
    return Found(
        register=register.id,
        title=register.title,
        by=_by(ask),
        status=status,
        outcome=verdict.outcome,
        code=verdict.code,
        reference=verdict.reference,
        compared=compared,
        flags=flags,
        candidates=verdict.candidates,
    )


def _by(ask: _Ask) -> str:
    return "name" if ask.by_name else ask.choice.register.kind


class Ending(StrEnum):
    """What all answers together come to."""

    VERIFIED = "verified"
    """Every register that was asked knows the business, and nothing needs a look."""
    LOOK = "needs_a_look"
    UNAVAILABLE = "unavailable"
    """Some register gave no answer: that says nothing about the business."""


def sum_up(found: Iterable[Found]) -> Ending:
    """Add answers up. A matter for a person stands before an outage: it will not go away when the register is back."""
    statuses = {one.status for one in found}
    if statuses - {CheckStatus.PASSED, CheckStatus.UNAVAILABLE}:
        return Ending.LOOK
    return Ending.UNAVAILABLE if CheckStatus.UNAVAILABLE in statuses else Ending.VERIFIED
