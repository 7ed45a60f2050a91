"""Versions of the policy over HTTP: check, propose, approve, withdraw, list; the record of processing; later bases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from kyc_service.api.door.etags import make_etag
from kyc_service.api.door.operations import REFERENCE, Operation
from kyc_service.api.door.pagination import Cursors
from kyc_service.api.door.query import PAGE
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.policies.schemas import (
    LONGEST,
    PolicyBasisRecordedSchema,
    PolicyBasisSchema,
    PolicyFindingSchema,
    PolicyProposalSchema,
    PolicyVersionDetailSchema,
    PolicyVersionPageSchema,
    ProcessingRecordSchema,
)
from kyc_service.bootstrap import Runtime
from kyc_service.domain.tenants import Scope
from kyc_service.domain.trail.publications import Publication
from kyc_service.errors import Fault, InvalidInputError, PolicyError
from kyc_service.policy import file as policy_file
from kyc_service.policy.reports.processing import make_record
from kyc_service.policy.rules import Basis
from kyc_service.services.policies import collected, publications
from kyc_service.services.policies.rehearsal import rehearse

_OFFICERS = frozenset({Scope.ADMIN, Scope.PRIVACY})
_ID = {"policy_id": "policy"}
_BODY_LIMIT = 8 * LONGEST

LIST = Operation(
    id="listPolicies",
    method="GET",
    rule="/privacy/policies",
    summary="List the versions of the policy, the newest proposal first",
    scopes=_OFFICERS,
    query=PAGE,
    answer=PolicyVersionPageSchema,
)
GET = Operation(
    id="getPolicy",
    method="GET",
    rule="/privacy/policies/<policy_id>",
    summary="Read a version of the policy with what it changes",
    scopes=_OFFICERS,
    ids=_ID,
    answer=PolicyVersionDetailSchema,
    etag=True,
)
CHECK = Operation(
    id="checkPolicy",
    method="POST",
    rule="/privacy/policies:check",
    summary="Say what is wrong with a version, and what it would change",
    description="Nothing is stored.",
    scopes=_OFFICERS,
    body=PolicyProposalSchema,
    body_limit=_BODY_LIMIT,
    answer=PolicyFindingSchema,
)
PROPOSE = Operation(
    id="proposePolicy",
    method="POST",
    rule="/privacy/policies",
    summary="Propose a version of the policy",
    description="It changes nothing until another person approves it.",
    scopes=_OFFICERS,
    body=PolicyProposalSchema,
    body_limit=_BODY_LIMIT,
    answer=PolicyVersionDetailSchema,
    status=201,
    etag=True,
    errors=(409,),
)
APPROVE = Operation(
    id="approvePolicy",
    method="POST",
    rule="/privacy/policies/<policy_id>/approval",
    summary="Publish a proposed version of the policy",
    description="Never by the person who proposed it. What is published never changes.",
    scopes=_OFFICERS,
    ids=_ID,
    answer=PolicyVersionDetailSchema,
    if_match=True,
    etag=True,
)
WITHDRAW = Operation(
    id="withdrawPolicy",
    method="POST",
    rule="/privacy/policies/<policy_id>/withdrawal",
    summary="Take a proposed version of the policy back",
    scopes=_OFFICERS,
    ids=_ID,
    answer=PolicyVersionDetailSchema,
    if_match=True,
    etag=True,
)
ACCEPT = Operation(
    id="recordPolicyBasis",
    method="POST",
    rule="/subjects/<reference>/policy-basis",
    summary="Record on which basis a business and its people come under the version in force",
    description="Until then their data keep the limits of the version they were collected under as well.",
    scopes=frozenset({Scope.PRIVACY}),
    ids={"reference": REFERENCE},
    body=PolicyBasisSchema,
    answer=PolicyBasisRecordedSchema,
    errors=(409,),
)
RECORD = Operation(
    id="getRecordOfProcessing",
    method="GET",
    rule="/privacy/record",
    summary="Read the record of processing activities (GDPR 30), made from the policy in force",
    scopes=_OFFICERS,
    answer=ProcessingRecordSchema,
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "policies", "The policy: its versions, and the record of processing made from it.")
    routes.add(LIST, list_page)
    routes.add(GET, get)
    routes.add(CHECK, check)
    routes.add(PROPOSE, propose)
    routes.add(APPROVE, approve)
    routes.add(WITHDRAW, withdraw)
    routes.add(ACCEPT, accept)
    routes.add(RECORD, record)
    return routes.blueprint


def list_page(rt: Runtime, call: Call) -> Answer:
    """List versions."""
    cursors = Cursors(rt.keys, call.caller.tenant.id, LIST.id, {})
    with rt.open_system(call.caller.actor, read_only=True) as system:
        page = system.policies.page(cursors.read(call.query["cursor"]), call.query["limit"])
    sha256 = rt.policies.refresh().sha256
    return Answer({"items": [_show(found, sha256) for found in page.items], "next": cursors.sign(page.next)})


def get(rt: Runtime, call: Call) -> Answer:
    """Read a version."""
    with rt.open_system(call.caller.actor, read_only=True) as system:
        return _answer(rt, system.policies.get(call.ids["policy_id"]))


def check(rt: Runtime, call: Call) -> Answer:
    """Say what is wrong with a version, and what it would change."""
    content, texts = _read(call)
    found = publications.judge(rt.policies.refresh(), content, texts)
    rehearsed = None
    if not found.faults:
        with rt.open_system(call.caller.actor, read_only=True) as system:
            rehearsed = rehearse(system, policy_file.parse(content))
    shown = {name: getattr(found, name) for name in type(found).__slots__}
    return Answer({"valid": not found.faults, **shown, "rehearsal": rehearsed})


def propose(rt: Runtime, call: Call) -> Answer:
    """Propose a version."""
    content, texts = _read(call)
    try:
        with rt.open_system(call.caller.actor) as system:
            return _answer(rt, publications.propose(rt, system, content, texts))
    except PolicyError:
        raise InvalidInputError([Fault("/content", "invalid_policy")]) from None


def approve(rt: Runtime, call: Call) -> Answer:
    """Publish a version."""
    with rt.open_system(call.caller.actor) as system:
        found = publications.approve(rt, system, call.ids["policy_id"], call.version)
    return _answer(rt, found)


def withdraw(rt: Runtime, call: Call) -> Answer:
    """Take a proposal back."""
    with rt.open_system(call.caller.actor) as system:
        return _answer(rt, publications.withdraw(system, call.ids["policy_id"], call.version))


def accept(rt: Runtime, call: Call) -> Answer:
    """Record a basis for data that were collected earlier."""
    data = call.load()
    policy = rt.policies.refresh()
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        new = collected.accept(work, policy, call.ids["reference"], Basis(data["basis"]), data["evidence"])
    return Answer({"policy_version": policy.version, "policy_sha256": policy.sha256, "new": new})


def record(rt: Runtime, _call: Call) -> Answer:
    """Make the record of processing."""
    made = make_record(rt.policies.refresh())
    return Answer({**made, "effective_from": dt.date.fromisoformat(made["effective_from"])})


def _read(call: Call) -> tuple[bytes, Mapping[str, str]]:
    data = call.load()
    content = data["content"].encode()
    return content, publications.complete(content, data.get("balancing_tests", {}))


def _answer(rt: Runtime, found: Publication) -> Answer:
    body = _show(found, rt.policies.refresh().sha256)
    return Answer(body, headers={"ETag": make_etag(found.revision)})


def _show(found: Publication, in_force: str) -> dict[str, Any]:
    shown = {name: getattr(found, name) for name in Publication.__slots__}
    return shown | {"content": found.content.decode(), "in_force": found.sha256 == in_force}
