"""Profiles: lists, threshold and weights for a purpose, measured on labelled cases and approved by a second person."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from kyc_service.api.door.etags import make_etag
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.pagination import Cursors
from kyc_service.api.door.query import PAGE, Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.schemas.profiles import DraftSchema, EvaluationSchema, ProfileDetailSchema, ProfilePageSchema
from kyc_service.bootstrap import Runtime
from kyc_service.domain.profiles import Delisting, Profile, Purpose
from kyc_service.domain.tenants import Scope
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.services.tuning import profiles as service
from watchlists.errors import LabelledFileError
from watchlists.evaluation.formats import parse_pairs

_ADMIN = frozenset({Scope.ADMIN})
_ID = {"profile_id": "profile"}
_PURPOSE = Parameter(description="Only those for this.", pattern="[a-z_]{1,32}", choices=tuple(Purpose))
_BODY_LIMIT = 4 * 1024 * 1024

LIST = Operation(
    id="listProfiles",
    method="GET",
    rule="/profiles",
    summary="List screening profiles, newest first",
    scopes=_ADMIN,
    query={**PAGE, "purpose": _PURPOSE},
    answer=ProfilePageSchema,
)
GET = Operation(
    id="getProfile",
    method="GET",
    rule="/profiles/<profile_id>",
    summary="Read a screening profile with what was measured",
    scopes=_ADMIN,
    ids=_ID,
    answer=ProfileDetailSchema,
    etag=True,
)
DRAFT = Operation(
    id="draftProfile",
    method="POST",
    rule="/profiles",
    summary="Draft another version of a screening profile",
    description="It changes nothing until it was evaluated and a second person approved it.",
    scopes=_ADMIN,
    body=DraftSchema,
    answer=ProfileDetailSchema,
    status=201,
    etag=True,
    errors=(409,),
)
EVALUATE = Operation(
    id="evaluateProfile",
    method="POST",
    rule="/profiles/<profile_id>/evaluation",
    summary="Measure a draft on labelled pairs",
    description="Figures and digests are kept as evidence, nothing of the pairs. Afterwards nothing of it changes.",
    scopes=_ADMIN,
    ids=_ID,
    body=EvaluationSchema,
    body_limit=_BODY_LIMIT,
    answer=ProfileDetailSchema,
    if_match=True,
    etag=True,
)
APPROVE = Operation(
    id="approveProfile",
    method="POST",
    rule="/profiles/<profile_id>/approval",
    summary="Make an evaluated profile the live one of its purpose",
    description="Never by the person who drafted it.",
    scopes=_ADMIN,
    ids=_ID,
    answer=ProfileDetailSchema,
    if_match=True,
    etag=True,
)
RETIRE = Operation(
    id="retireProfile",
    method="POST",
    rule="/profiles/<profile_id>/retirement",
    summary="Take a profile out of use, or drop a draft",
    description="Without a live profile the service's own settings apply.",
    scopes=_ADMIN,
    ids=_ID,
    answer=ProfileDetailSchema,
    if_match=True,
    etag=True,
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "profiles", "By what to screen: measured, approved, versioned.")
    routes.add(LIST, list_page)
    routes.add(GET, get)
    routes.add(DRAFT, draft)
    routes.add(EVALUATE, evaluate)
    routes.add(APPROVE, approve)
    routes.add(RETIRE, retire)
    return routes.blueprint


def list_page(rt: Runtime, call: Call) -> Answer:
    """List profiles."""
    purpose = call.query["purpose"]
    cursors = Cursors(rt.keys, call.caller.tenant.id, LIST.id, {"purpose": purpose})
    with rt.database.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        page = work.profiles.page(
            cursors.read(call.query["cursor"]),
            call.query["limit"],
            purpose=Purpose(purpose) if purpose else None,
        )
    return Answer({"items": page.items, "next": cursors.sign(page.next)})


def get(rt: Runtime, call: Call) -> Answer:
    """Read a profile."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        return _answer(work.profiles.get(call.ids["profile_id"]))


def _read_delisting(data: Mapping[str, Any]) -> Delisting:
    return Delisting(data.get("delisting", Delisting.RECONSIDER))


def draft(rt: Runtime, call: Call) -> Answer:
    """Draft a profile."""
    data = call.load()
    sources = tuple(data["sources"]) if "sources" in data else None
    content = service.Content(sources, data.get("threshold"), data.get("weights", {}), _read_delisting(data))
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return _answer(service.draft(rt, work, Purpose(data["purpose"]), data["name"], content))


def evaluate(rt: Runtime, call: Call) -> Answer:
    """Measure a draft."""
    cases = call.load().get("pairs", [])
    try:
        pairs = parse_pairs("pairs", enumerate(cases))
    except LabelledFileError as error:
        raise InvalidInputError([Fault(f"/pairs/{error.line}", "invalid_pair")]) from None
    lines = "".join(json.dumps(case, sort_keys=True) + "\n" for case in cases)
    labelled = service.Labelled(pairs, hashlib.sha256(lines.encode()).hexdigest())
    work_of = (call.caller.tenant.id, call.caller.actor)
    return _answer(service.evaluate(rt, work_of, call.ids["profile_id"], call.version, labelled))


def approve(rt: Runtime, call: Call) -> Answer:
    """Approve a profile."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return _answer(service.approve(work, call.ids["profile_id"], call.version))


def retire(rt: Runtime, call: Call) -> Answer:
    """Retire a profile."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return _answer(service.retire(work, call.ids["profile_id"], call.version))


def _answer(profile: Profile) -> Answer:
    return Answer(profile, headers={"ETag": make_etag(profile.version)})
