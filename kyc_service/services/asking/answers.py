"""Answers: what the onboarding flow gives for what it was asked, on the case that asked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kyc_service.domain.asking.files import Attachment, Paper, Source
from kyc_service.domain.asking.requests import Document, Item, Request, Wanted
from kyc_service.domain.personal import RESTRICTED
from kyc_service.domain.verifications import Verification
from kyc_service.errors import ConflictError, Fault, InvalidInputError, PolicyDeniedError
from kyc_service.policy.model import Policy
from kyc_service.services.asking import changes, requests
from kyc_service.services.asking.attachments import keep
from kyc_service.services.asking.changes import Amendment
from kyc_service.storage.work import Work


@dataclass(frozen=True, slots=True)
class Given:
    """A field that was given for one that was asked for."""

    item: Item
    was: Any = field(repr=False)
    now: Any = field(repr=False)
    flags: tuple[str, ...] = ()
    """Codes of what is worth a look about it."""


def find(request: Request, pointers: Sequence[str]) -> list[Item]:
    """Find what was asked for by each pointer. Raises InvalidInputError: not asked, or given twice; ConflictError."""
    known = {item.wanted.pointer: item for item in request.items if item.wanted.document is None}
    faults = [
        Fault(f"/fields/{place}/field", "not_asked" if pointer not in known else "asked_twice")
        for place, pointer in enumerate(pointers)
        if pointer not in known or pointer in pointers[:place]
    ]
    if faults:
        raise InvalidInputError(faults)
    items = [known[pointer] for pointer in pointers]
    if any(item.answered_at for item in items):
        message = "this was answered already"
        raise ConflictError(message, "already_answered")
    return items


def give_fields(
    work: Work,
    policy: Policy,
    request: Request,
    given: Sequence[Given],
    amendments: Sequence[Amendment],
    notice_id: str | None,
) -> Verification:
    """Keep the fields of an answer with what they change, and go on with the case when nothing is missing."""
    case = work.cases.get(request.case_id)
    for one in given:
        change = {"was": one.was, "now": one.now, "flags": list(one.flags)}
        work.case_requests.answer(request, one.item, change)
    verification = work.verifications.get(case.verification_id)
    changed = changes.apply(work, policy, verification, amendments, notice_id)
    work.audit.append(
        "case.answered",
        "fields",
        case_id=case.id,
        verification_id=case.verification_id,
        details={"request_id": request.id, "items": len(given), "changed": changed},
    )
    requests.settle(work, request.id)
    return work.verifications.get(case.verification_id)


def give_document(work: Work, verification_id: str, document: Document, about: str, paper: Paper) -> Attachment:
    """Keep a document that was asked for. The same one again changes nothing.

    Raises InvalidInputError when it was not asked for, ConflictError when another one came already.
    """
    wanted = Wanted(about, document)
    sent = _find_sent(work, verification_id, wanted, paper)
    if sent is not None:
        return sent
    request = requests.open_of(work, verification_id)
    item = next((one for one in request.items if one.wanted == wanted), None)
    if item is None:
        raise InvalidInputError([Fault("document", "not_asked")])
    case = work.cases.get(request.case_id)
    if work.subjects.restricted([item.subject_id, request.subject_id]):
        raise PolicyDeniedError((RESTRICTED,))
    kept = keep(work, case, item.subject_id, paper, Source.ANSWER, document)
    work.case_requests.answer(request, item, attachment_id=kept.id)
    work.audit.append(
        "case.answered",
        "document",
        case_id=case.id,
        verification_id=case.verification_id,
        details={"request_id": request.id, "attachment_id": kept.id},
    )
    requests.settle(work, request.id)
    return kept


def _find_sent(work: Work, verification_id: str, wanted: Wanted, paper: Paper) -> Attachment | None:
    """Find the very same document where it came before: an answer to it may have been lost on the way."""
    case = work.cases.of_verification(work.verifications.get(verification_id).id)
    items = [item for request in work.case_requests.of_case(case.id) for item in request.items] if case else []
    kept = [item.attachment_id for item in items if item.wanted == wanted and item.attachment_id]
    digest = hashlib.sha256(paper.content).hexdigest()
    files = work.attachments.of_case(case.id) if case and kept else ()
    return next((one for one in files if one.id in kept and one.sha256 == digest), None)
