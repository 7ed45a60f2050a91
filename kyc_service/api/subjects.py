"""Subjects: current data, changes of them, clearance for an order, the end of a relationship."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from flask import Blueprint

from kyc_service.api.bodies.base import reading
from kyc_service.api.bodies.intake import CONTACT, read_change, read_under, to_business, to_people
from kyc_service.api.bodies.submissions import ChangeSchema
from kyc_service.api.door.etags import make_etag, read_if_match
from kyc_service.api.door.operations import REFERENCE, Operation
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.notice import Notices
from kyc_service.api.schemas.evidence import write_party
from kyc_service.api.schemas.subjects import (
    ClearanceSchema,
    FoundSubjectsSchema,
    RelationshipEndSchema,
    RelationshipSchema,
    SearchSchema,
    SubjectSchema,
)
from kyc_service.api.schemas.verifications import VerificationSchema
from kyc_service.api.verifications import answer_started
from kyc_service.bootstrap import Runtime
from kyc_service.domain.personal import Fields, Personal
from kyc_service.domain.subjects import Party, Subject, SubjectKind, Submission
from kyc_service.domain.tenants import Scope
from kyc_service.domain.verifications import Trigger
from kyc_service.errors import Fault, InvalidInputError, NotFoundError
from kyc_service.services import subjects as service
from kyc_service.services import verifications
from kyc_service.services.desk.subjects import Found, SearchBy, Sought
from kyc_service.services.desk.subjects import search as find_subjects
from kyc_service.settings import Mode
from kyc_service.storage.work import Work

_METADATA = "check.metadata"
_ID = {"reference": REFERENCE}
_ONBOARDING = frozenset({Scope.ONBOARDING})

GET = Operation(
    id="getSubject",
    method="GET",
    rule="/subjects/<reference>",
    summary="Read the current data of a business",
    scopes=frozenset({Scope.ANALYST}),
    ids=_ID,
    answer=SubjectSchema,
    etag=True,
    errors=(410,),
)
CHANGE = Operation(
    id="changeSubject",
    method="PATCH",
    rule="/subjects/<reference>",
    summary="Change the data of a business",
    description=(
        "Each part that is given replaces that part as a whole; parts left out stay. Starts a new verification. "
        "An If-Match with the ETag of what you read is checked if you send it."
    ),
    scopes=_ONBOARDING,
    ids=_ID,
    body=ChangeSchema,
    answer=VerificationSchema,
    status=202,
    location=True,
    errors=(409, 410, 412),
)
SEARCH = Operation(
    id="searchSubjects",
    method="POST",
    rule="/subject-searches",
    summary="Find businesses by reference, whole name or number",
    description=(
        "Names are kept sealed, so only a whole one finds anything; case, spaces and punctuation do not matter. "
        "The audit says that somebody searched and how much was found, and not what for."
    ),
    scopes=frozenset({Scope.ANALYST}),
    body=SearchSchema,
    answer=FoundSubjectsSchema,
)
CLEARANCE = Operation(
    id="getClearance",
    method="GET",
    rule="/subjects/<reference>/clearance",
    summary="Ask whether an order may go through now",
    scopes=frozenset({Scope.ONBOARDING, Scope.ANALYST}),
    ids=_ID,
    answer=ClearanceSchema,
)
END = Operation(
    id="endRelationship",
    method="POST",
    rule="/subjects/<reference>/relationship-end",
    summary="Say that the relationship with a business has ended",
    description="Starts the retention clock. Harmless to repeat.",
    scopes=_ONBOARDING,
    ids=_ID,
    body=RelationshipEndSchema,
    answer=RelationshipSchema,
    errors=(409,),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "subjects", "Businesses and the people behind them.")
    routes.add(GET, get)
    notices = Notices()
    routes.add(CHANGE, lambda rt, call: change(rt, call, notices))
    routes.add(SEARCH, search)
    routes.add(CLEARANCE, clearance)
    routes.add(END, end)
    return routes.blueprint


def get(rt: Runtime, call: Call) -> Answer:
    """Read a business, for an analyst."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        view = service.read(work, call.ids["reference"])
    body = {
        "reference": view.subject.reference,
        "business": write_party(view.subject, view.fields),
        "people": [write_party(person, fields) for person, fields in view.people],
        "verification_id": view.latest.id if view.latest else None,
        "verification_status": view.latest.status.value if view.latest else None,
        "created_at": view.subject.created_at,
        "updated_at": view.subject.updated_at,
    }
    return Answer(body, headers={"ETag": make_etag(view.subject.version)})


def search(rt: Runtime, call: Call) -> Answer:
    """Find businesses, and people of them, by what is exact."""
    with reading(dt.datetime.now(dt.UTC).date()):
        body = call.load()
    sought = Sought(SearchBy(body["by"]), body["text"], body.get("date_of_birth", ""), body.get("country", ""))
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        found = find_subjects(work, sought)
    return Answer({"items": [_write_found(one) for one in found]})


def _write_found(found: Found) -> dict[str, Any]:
    party = found.party
    return {
        "id": party.id,
        "kind": party.kind.value,
        "role": party.role,
        "status": party.status.value,
        "reference": found.business.reference,
    }


def change(rt: Runtime, call: Call, notices: Notices) -> Answer:
    """Replace parts of a business, and verify it again."""
    policy = rt.policy
    data, flags = read_under(policy, read_change, call.raw)
    if not data:
        raise InvalidInputError([Fault("", "required")])
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        subject = work.subjects.by_reference(call.ids["reference"])
        if subject is None:
            raise NotFoundError
        if "If-Match" in call.headers:
            service.check_version(subject, read_if_match(call.headers))
        merged = merge_change(work, policy.id, subject, data, flags)
        submission = dataclasses.replace(merged, notice_id=notices.id_of(policy))
        verification = verifications.submit(work, policy, submission, Trigger.DATA_CHANGE)
        return answer_started(rt, verification.id, work)


def clearance(rt: Runtime, call: Call) -> Answer:
    """Say whether an order may go through."""
    reference = call.ids["reference"]
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        found = service.glance(work, rt.policy, reference)
    if found is None:
        with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
            found = service.clearance(work, rt.policy, reference)
    body = {
        "reference": found.reference,
        "clear": found.clear,
        "reasons": found.reasons,
        "verification_id": found.verification_id,
        "as_of": found.as_of,
        "sources": [{"source": source, "version": version} for source, version in found.sources],
        "sandbox": rt.settings.mode is Mode.SANDBOX,
    }
    return Answer(body)


def end(rt: Runtime, call: Call) -> Answer:
    """Start the retention clock."""
    text = call.load().get("ended_at")
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        when = _read_moment(text, work.now()) if text else None
        return Answer(service.end_relationship(work, call.ids["reference"], when))


def _read_moment(text: str, now: dt.datetime) -> dt.datetime:
    """Read a moment that is not in the future."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInputError([Fault("/ended_at", "invalid_moment")]) from None
    if moment.tzinfo is None:
        raise InvalidInputError([Fault("/ended_at", "invalid_moment")])
    if moment > now:
        raise InvalidInputError([Fault("/ended_at", "date_in_future")])
    return moment.astimezone(dt.UTC)


def merge_change(
    work: Work,
    policy_id: str,
    subject: Subject,
    data: dict[str, Any],
    flags: tuple[str, ...],
    purpose: str = service.INTAKE,
) -> Submission:
    """Put the parts that are given over those that are stored, which are opened for the purpose."""
    role = data.get("role", subject.role)
    return Submission(
        reference=subject.reference or "",
        policy_id=policy_id,
        role=role,
        business=_merge_business(work.subjects.read(subject.id).use(purpose), data, role),
        people=_merge_people(work, subject, data, purpose),
        flags=flags,
        amends=True,
    )


def _merge_business(known: Fields, data: dict[str, Any], role: str) -> Party:
    metadata = known.get(_METADATA)
    kept = data["metadata"] if "metadata" in data else metadata if isinstance(metadata, dict) else None
    if "business" in data:
        return to_business(data["business"], role, kept)
    fields = {path: value for path, value in known.items() if path != _METADATA}
    return Party(SubjectKind.BUSINESS, role, Personal({**fields, **({_METADATA: kept} if kept else {})}))


def _merge_people(work: Work, subject: Subject, data: dict[str, Any], purpose: str) -> tuple[Party, ...]:
    """The contact and the other people are two parts: giving one keeps the other."""
    stored = [
        Party(SubjectKind.PERSON, person.role, Personal(work.subjects.read(person.id).use(purpose)))
        for person in work.subjects.people_of(subject.id)
        if ("people" if person.role != CONTACT else CONTACT) not in data
    ]
    return (*to_people(data), *stored)
