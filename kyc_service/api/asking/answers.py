"""Answers over HTTP: the onboarding flow gives the fields and documents that it was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint
from werkzeug.http import parse_options_header

from kyc_service.api.asking import bodies
from kyc_service.api.asking.schemas import AnswerSchema
from kyc_service.api.bodies.base import instance_of
from kyc_service.api.door.idempotency import REPLAYED
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.query import Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Rendered, Routes
from kyc_service.api.notice import Notices
from kyc_service.api.schemas.verifications import VerificationSchema
from kyc_service.api.verifications import describe
from kyc_service.bootstrap import Runtime
from kyc_service.domain.asking import fields
from kyc_service.domain.asking.files import LARGEST, FileType, read_file
from kyc_service.domain.asking.requests import Document, Request
from kyc_service.domain.personal import Fields
from kyc_service.domain.tenants import Scope
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.policy.model import Policy
from kyc_service.services.asking import answers as service
from kyc_service.services.asking import parties, requests
from kyc_service.services.asking.answers import Given
from kyc_service.services.asking.changes import Amendment
from kyc_service.services.subjects import INTAKE
from kyc_service.storage.work import Work

_ONBOARDING = frozenset({Scope.ONBOARDING})
_ID = {"verification_id": "verification"}
ABOUT = Parameter(
    description="Whom it is about, as `next_actions` name it; the business when left out.",
    pattern="/business|/contact|/people/[0-9]{1,2}",
    default=fields.BUSINESS,
    example=fields.BUSINESS,
)
DOCUMENT = Parameter(
    description="Which document, as `next_actions` name it.",
    pattern="[a-z_]{1,40}",
    choices=tuple(Document),
    required=True,
)

GIVE_FIELDS = Operation(
    id="answerRequest",
    method="POST",
    rule="/verifications/<verification_id>/answers",
    summary="Give fields that were asked for",
    description=(
        "Some of them, or all; what is still missing stands in `next_actions`. Each value is judged as in a "
        "submission, and nothing is stored if anything is wrong. Whoever changed is checked again."
    ),
    scopes=_ONBOARDING,
    ids=_ID,
    body=AnswerSchema,
    answer=VerificationSchema,
    status=202,
    idempotent=True,
    errors=(409, 412),
)
GIVE_DOCUMENT = Operation(
    id="sendDocument",
    method="PUT",
    rule="/verifications/<verification_id>/documents",
    summary="Send a document that was asked for",
    description=(
        "The body is the file itself: PDF, PNG, JPEG or plain text, at most 10 MB. What it is follows from its bytes; "
        "a name that says something else is refused. Harmless to repeat with the same file. Files are not looked "
        "over for viruses."
    ),
    scopes=_ONBOARDING,
    ids=_ID,
    query={"document": DOCUMENT, "about": ABOUT},
    uploads=tuple(FileType),
    body_limit=LARGEST,
    answer=VerificationSchema,
    errors=(409, 410, 412),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "case_answers", "What the onboarding flow answers.")
    notices = Notices()
    routes.add(GIVE_FIELDS, lambda rt, call: give_fields(rt, call, door, notices))
    routes.add(GIVE_DOCUMENT, give_document)
    return routes.blueprint


def give_fields(rt: Runtime, call: Call, door: Door, notices: Notices) -> Answer:
    """Take fields that were asked for, once for each idempotency key."""
    policy, once = rt.policy, door.once(call)
    given = call.load().get("fields") or []
    if not given:
        raise InvalidInputError([Fault("/fields", "required")])
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        replay = work.idempotency.begin(once.key, once.fingerprint)
        if replay is not None:
            return Answer(Rendered(replay.body), replay.status, {REPLAYED: "true"})
        verification = work.verifications.get(call.ids["verification_id"])
        request = requests.open_of(work, verification.id)
        _take(work, policy, request, given, notices.id_of(policy))
        body = instance_of(VerificationSchema).dump(describe(work, rt, verification.id))
        work.idempotency.finish(once.key, GIVE_FIELDS.status, body, None, verification.subject_id)
    return Answer(Rendered(body), GIVE_FIELDS.status)


def give_document(rt: Runtime, call: Call) -> Answer:
    """Take a document that was asked for."""
    paper = read_file(name_of(call), call.content)
    document, about = Document(call.query["document"]), call.query["about"]
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        service.give_document(work, call.ids["verification_id"], document, about, paper)
        return Answer(describe(work, rt, call.ids["verification_id"]))


def name_of(call: Call) -> str:
    """Return the name of an uploaded file; a header, as an address may hold nothing personal."""
    _, options = parse_options_header(call.headers.get("Content-Disposition", ""))
    name = options.get("filename", "")
    try:
        # Servers read headers as Latin-1, whatever they are written in; most clients write UTF-8.
        return name.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return name


def _take(
    work: Work, policy: Policy, request: Request, given: Sequence[Mapping[str, Any]], notice_id: str | None
) -> None:
    """Judge the fields of an answer together with all that is known, and keep them."""
    pointers = [one["field"] for one in given]
    items = service.find(request, pointers)
    known = parties.find(work, request.subject_id)
    stored: dict[str, Fields] = {pointer: work.subjects.read(party.id).use(INTAKE) for pointer, party in known.all}
    before = bodies.unfold(stored)
    after = before
    for one in given:
        after = bodies.put(after, one["field"], one["value"])
    _, old_flags = bodies.read(policy, before, [])
    data, flags = bodies.read(policy, after, pointers)
    new_flags = tuple(flag for flag in flags if flag not in old_flags)
    service.give_fields(
        work,
        policy,
        request,
        [
            Given(item, bodies.look_up(before, pointer), bodies.look_up(data, pointer), new_flags)
            for item, pointer in zip(items, pointers, strict=True)
        ],
        [
            Amendment(party, stored[pointer], bodies.to_party(data, pointer, party.role, stored[pointer]))
            for pointer, party in known.all
            if any(fields.party_of(one) == pointer for one in pointers)
        ],
        notice_id,
    )
