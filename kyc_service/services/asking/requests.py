"""Requests: ask the onboarding flow for fields and documents, go on without them, or go on when the term passed.

While something is asked for the verification waits for an answer, and its case cannot be decided. Why it is asked is
told to nobody outside: the words are those of a table, and there is no place for others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from kyc_service.domain.asking import fields
from kyc_service.domain.asking.requests import LONGEST_DAYS, MOST_ITEMS, REASON, Request, RequestStatus, Wanted
from kyc_service.domain.cases import Case
from kyc_service.domain.verifications import Conclusion, VerificationStatus
from kyc_service.errors import ConflictError, Fault, InvalidInputError, NotFoundError, StaleVersionError
from kyc_service.services import cases, verifications
from kyc_service.services.asking import parties
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import Work

BATCH = 200
ACTOR = "sweeper"


def ask(work: Work, case_id: str, wanted: Sequence[Wanted], days: int, version: int) -> Case:
    """Ask for some things, to be answered within so many days. Raises InvalidInputError, ConflictError."""
    case = work.cases.get(case_id)
    if case.version != version:
        raise StaleVersionError
    if case.status not in cases.OPEN:
        message = "this case is not open"
        raise ConflictError(message)
    if not 1 <= days <= LONGEST_DAYS:
        raise InvalidInputError([Fault("/days", "number_out_of_range")])
    found = _find(work, case, wanted)
    request = work.case_requests.add(case, found, work.now() + dt.timedelta(days=days))
    verification = work.verifications.get(case.verification_id)
    conclusion = Conclusion(VerificationStatus.ACTION_REQUIRED, verification.coverage, REASON)
    verifications.move(work, verification, conclusion)
    _note(work, "case.asked", RequestStatus.OPEN, case, request)
    return work.cases.await_answer(case)


def withdraw(work: Work, case_id: str, version: int) -> Case:
    """Go on without what is missing. Raises ConflictError when nothing is asked for."""
    case = work.cases.get(case_id)
    if case.version != version:
        raise StaleVersionError
    return _end(work, open_of(work, case.verification_id), RequestStatus.WITHDRAWN)


def open_of(work: Work, verification_id: str) -> Request:
    """Return what is asked of a verification, held by this transaction. Raises ConflictError when nothing is."""
    request = work.case_requests.open_of(verification_id)
    if request is None:
        message = "nothing is asked for"
        raise ConflictError(message, "nothing_asked")
    return work.case_requests.hold(request)


def settle(work: Work, request_id: str) -> None:
    """Go on with a case when everything that was asked for is there."""
    request = work.case_requests.get(request_id)
    if not request.missing:
        _end(work, request, RequestStatus.ANSWERED)


def lapse(rt: Runtime) -> int:
    """Go on with every case whose term has passed; return how many. Several processes may do it at once."""
    with rt.open_system(ACTOR, read_only=True) as system:
        late = system.sweeper.late_requests(BATCH)
    return sum(_lapse(rt, tenant_id, request_id) for tenant_id, request_id in late)


def _lapse(rt: Runtime, tenant_id: str, request_id: str) -> bool:
    try:
        with rt.open_work(tenant_id, ACTOR) as work:
            _end(work, work.case_requests.hold(work.case_requests.get(request_id)), RequestStatus.LAPSED)
    except (ConflictError, NotFoundError, StaleVersionError):
        # Somebody answered, ended or erased it at this very moment.
        return False
    return True


def _end(work: Work, request: Request, status: RequestStatus) -> Case:
    """End a request, and put its case back in progress with whoever had it."""
    ended = work.case_requests.end(request, status)
    case = work.cases.get(ended.case_id)
    verification = work.verifications.get(case.verification_id)
    if verification.status is VerificationStatus.ACTION_REQUIRED:
        verifications.move(work, verification, Conclusion(VerificationStatus.REVIEW, verification.coverage, None))
    _note(work, "case.request_ended", status, case, ended)
    return work.cases.touch(case)


def _note(work: Work, op: str, outcome: RequestStatus, case: Case, request: Request) -> None:
    work.audit.append(
        op,
        outcome.value,
        case_id=case.id,
        verification_id=case.verification_id,
        details={"request_id": request.id, "items": len(request.items), "missing": len(request.missing)},
    )


def _find(work: Work, case: Case, wanted: Sequence[Wanted]) -> list[tuple[Wanted, str]]:
    """Find whom each thing is about. Raises InvalidInputError that names every fault."""
    if not wanted:
        raise InvalidInputError([Fault("/fields", "required")])
    if len(wanted) > MOST_ITEMS:
        raise InvalidInputError([Fault("/fields", "too_many_items")])
    known = parties.find(work, case.subject_id)
    faults = list(_judge(known, wanted))
    if faults:
        raise InvalidInputError(faults)
    return [(one, party.id) for one in wanted if (party := known.at(one.pointer)) is not None]


def _judge(known: parties.Parties, wanted: Sequence[Wanted]) -> Iterator[Fault]:
    seen: set[Wanted] = set()
    for number, one in enumerate(wanted):
        place = f"/{'documents' if one.document else 'fields'}/{_place(wanted, number)}"
        if one.document:
            names_somebody = fields.party_of(one.pointer) == one.pointer
        else:
            names_somebody = fields.label_of(one.pointer) is not None
        if not names_somebody or known.at(one.pointer) is None:
            yield Fault(place, "unknown_pointer")
        elif one in seen:
            yield Fault(place, "asked_twice")
        seen.add(one)


def _place(wanted: Sequence[Wanted], number: int) -> int:
    """Return the place of a thing among those of its kind."""
    kind = bool(wanted[number].document)
    return sum(bool(one.document) is kind for one in wanted[:number])
