"""Verifications: submit a business, ask where it stands, stop it."""

from __future__ import annotations

import dataclasses
import re
import time
from typing import Any

from flask import Blueprint, request
from werkzeug.datastructures import Headers

from kyc_service.api.bodies.base import instance_of
from kyc_service.api.bodies.batches import read_acceptable
from kyc_service.api.bodies.intake import read_submission, read_under
from kyc_service.api.bodies.submissions import SubmissionSchema
from kyc_service.api.door import guards
from kyc_service.api.door.idempotency import REPLAYED
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.pagination import Cursors
from kyc_service.api.door.query import PAGE, Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Rendered, Routes
from kyc_service.api.lists import BundledNotice, tell_bundled
from kyc_service.api.notice import Notices
from kyc_service.api.schemas.evidence import write_evidence
from kyc_service.api.schemas.verifications import ValidatedSchema, VerificationPageSchema, VerificationSchema
from kyc_service.bootstrap import Runtime
from kyc_service.domain.tenants import Scope
from kyc_service.domain.verifications import VerificationStatus
from kyc_service.services import verifications as service
from kyc_service.services.views import evidence, statuses
from kyc_service.settings import Mode
from kyc_service.storage.work import Work

LONGEST_WAIT = 10
"""Seconds."""
_POLL = 0.03
"""Seconds between two looks while a client waits."""
_UNDER_WAY = frozenset({VerificationStatus.CREATED, VerificationStatus.PROCESSING})
_PREFER = re.compile(r"\s*wait\s*=\s*([0-9]{1,4})\s*")
_ONBOARDING = frozenset({Scope.ONBOARDING})
_READERS = frozenset({Scope.ONBOARDING, Scope.ANALYST})
_ID = {"verification_id": "verification"}
_FILTERS = {
    "status": Parameter(
        description="Only those that stand here.",
        pattern="[a-z_]{1,32}",
        choices=tuple(VerificationStatus),
    ),
    "reference": Parameter(description="Only those of this business.", pattern="[A-Za-z0-9._:\\-]{1,128}"),
}

SUBMIT = Operation(
    id="submitVerification",
    method="POST",
    rule="/verifications",
    summary="Submit a business",
    description="Stores it, and screens it and its people in the background. Nothing is stored if anything is wrong.",
    scopes=_ONBOARDING,
    body=SubmissionSchema,
    answer=VerificationSchema,
    status=202,
    also={200: "Finished within the time that `Prefer: wait` gave."},
    idempotent=True,
    waits=True,
    location=True,
)
VALIDATE = Operation(
    id="validateSubmission",
    method="POST",
    rule="/verifications:validate",
    summary="Check a submission without storing it",
    scopes=_ONBOARDING,
    body=SubmissionSchema,
    answer=ValidatedSchema,
)
LIST = Operation(
    id="listVerifications",
    method="GET",
    rule="/verifications",
    summary="List verifications, newest first",
    scopes=_READERS,
    query={**PAGE, **_FILTERS},
    answer=VerificationPageSchema,
)
GET = Operation(
    id="getVerification",
    method="GET",
    rule="/verifications/<verification_id>",
    summary="Ask where a verification stands",
    description="With the analyst scope the answer has the evidence as well.",
    scopes=_READERS,
    ids=_ID,
    answer=VerificationSchema,
    errors=(410,),
)
CANCEL = Operation(
    id="cancelVerification",
    method="POST",
    rule="/verifications/<verification_id>:cancel",
    summary="Stop a verification that is still being processed",
    scopes=_ONBOARDING,
    ids=_ID,
    answer=VerificationSchema,
    errors=(409,),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "verifications", "Submit a business and ask where it stands.")
    notices, bundled = Notices(), BundledNotice()
    routes.add(SUBMIT, lambda rt, call: submit(rt, call, door, notices, bundled))
    routes.add(VALIDATE, validate)
    routes.add(LIST, list_page)
    routes.add(GET, get)
    routes.add(CANCEL, cancel)
    return routes.blueprint


def submit(rt: Runtime, call: Call, door: Door, notices: Notices, bundled: BundledNotice) -> Answer:
    """Store a business and start its verification, once for each idempotency key."""
    policy = rt.policy
    submission = dataclasses.replace(read_under(policy, read_submission, call.raw), notice_id=notices.id_of(policy))
    once = door.once(call)
    notice = bundled.tell(rt)
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        replay = work.idempotency.begin(once.key, once.fingerprint)
        if replay is not None:
            return Answer(Rendered(replay.body), replay.status, {"Location": replay.location or "", REPLAYED: "true"})
        verification = service.submit(work, policy, submission)
        told = _render(rt, statuses.acknowledge(work, policy, verification), notice)
        body = instance_of(VerificationSchema).dump(told)
        location = f"/v1/verifications/{verification.id}"
        work.idempotency.finish(once.key, SUBMIT.status, body, location, verification.subject_id)
    return _wait(rt, call, verification.id, Answer(Rendered(body), SUBMIT.status, {"Location": location}))


def validate(rt: Runtime, call: Call) -> Answer:
    """Say whether a submission would be accepted."""
    return Answer({"valid": True, "flags": read_acceptable(rt.policy, call.raw).flags})


def list_page(rt: Runtime, call: Call) -> Answer:
    """List verifications."""
    filters = {name: call.query[name] for name in _FILTERS}
    cursors = Cursors(rt.keys, call.caller.tenant.id, LIST.id, filters)
    notice = tell_bundled(rt)
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        page = work.verifications.page(
            cursors.read(call.query["cursor"]),
            call.query["limit"],
            status=VerificationStatus(filters["status"]) if filters["status"] else None,
            reference=filters["reference"],
        )
        items = [_describe(work, rt, verification.id, notice) for verification in page.items]
    return Answer({"items": items, "next": cursors.sign(page.next)})


def get(rt: Runtime, call: Call) -> Answer:
    """Say where a verification stands."""
    notice = tell_bundled(rt)
    tenant_id, actor, verification_id = call.caller.tenant.id, call.caller.actor, call.ids["verification_id"]
    analyst = Scope.ANALYST in call.caller.key.scopes
    with rt.open_work(tenant_id, actor, read_only=True) as work:
        view = statuses.glance(work, rt.policy, verification_id)
    if view is not None and not analyst:
        return Answer(_render(rt, view, notice))
    with rt.open_work(tenant_id, actor) as work:
        body = _describe(work, rt, verification_id, notice)
        if analyst:
            body["evidence"] = write_evidence(evidence.read(work, verification_id))
    return Answer(body)


def cancel(rt: Runtime, call: Call) -> Answer:
    """Stop a verification."""
    notice = tell_bundled(rt)
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        verification = service.cancel(work, call.ids["verification_id"])
        return Answer(_describe(work, rt, verification.id, notice))


def answer_started(rt: Runtime, verification_id: str, work: Work) -> Answer:
    """Answer that a verification was started."""
    body = instance_of(VerificationSchema).dump(_describe(work, rt, verification_id, None))
    return Answer(Rendered(body), SUBMIT.status, {"Location": f"/v1/verifications/{verification_id}"})


def read_wait(headers: Headers) -> int:
    """Return how many seconds a client wants to wait. A preference that is not understood is none (RFC 7240)."""
    for part in ",".join(headers.getlist("Prefer")).split(","):
        found = _PREFER.fullmatch(part)
        if found is not None:
            return min(int(found[1]), LONGEST_WAIT)
    return 0


def _wait(rt: Runtime, call: Call, verification_id: str, early: Answer) -> Answer:
    """Look again and again outside any transaction until the outcome is there or the time is over."""
    seconds = read_wait(call.headers)
    if not seconds:
        return early
    guards.begin_to_wait(request)
    headers = {**early.headers, "Preference-Applied": f"wait={seconds}"}
    end = time.monotonic() + seconds
    tenant_id, actor = call.caller.tenant.id, call.caller.actor
    while time.monotonic() < end:
        with rt.database.open_work(tenant_id, actor, read_only=True) as work:
            done = work.verifications.get(verification_id).status not in _UNDER_WAY
        if done:
            notice = tell_bundled(rt)
            with rt.open_work(tenant_id, actor) as work:
                return Answer(_describe(work, rt, verification_id, notice), 200, headers)
        time.sleep(_POLL)
    return Answer(early.body, early.status, headers)


def describe(work: Work, rt: Runtime, verification_id: str) -> dict[str, Any]:
    """Write where a verification stands, as the onboarding flow may know it."""
    return _describe(work, rt, verification_id, None)


def _describe(work: Work, rt: Runtime, verification_id: str, notice: str | None) -> dict[str, Any]:
    return _render(rt, statuses.describe(work, rt.policy, verification_id), notice)


def _render(rt: Runtime, view: statuses.StatusView, notice: str | None) -> dict[str, Any]:
    fields = {field.name: getattr(view, field.name) for field in dataclasses.fields(view)}
    # The door lets tenants of a sandbox into a sandbox, and nobody else.
    return {**fields, "notice": notice, "sandbox": rt.settings.mode is Mode.SANDBOX}
