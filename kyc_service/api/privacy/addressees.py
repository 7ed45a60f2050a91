"""Addressees: who exactly may be sent something."""

from __future__ import annotations

from flask import Blueprint

from kyc_service.api.door.operations import Operation
from kyc_service.api.door.pagination import Cursors
from kyc_service.api.door.query import PAGE
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.privacy.bodies import EITHER, PRIVACY, find_subject, is_sealed, read_country
from kyc_service.api.schemas.privacy.exits import AddresseePageSchema, AddresseeSchema, NewAddresseeSchema
from kyc_service.bootstrap import Runtime
from kyc_service.domain.privacy.grounds import Addressee
from kyc_service.domain.tenants import Scope
from kyc_service.errors import ForbiddenError
from kyc_service.services.exits import handovers as service
from kyc_service.services.exits.bars import RIGHTS
from kyc_service.services.exits.grounds import CONSENT_LINE

LIST = Operation(
    id="listAddressees",
    method="GET",
    rule="/privacy/addressees",
    summary="List who may be sent something, newest first",
    scopes=EITHER,
    query=PAGE,
    answer=AddresseePageSchema,
)
ADD = Operation(
    id="addAddressee",
    method="POST",
    rule="/privacy/addressees",
    summary="Add somebody who may be sent something",
    description="With the scope `onboarding` only whom a subject names. Being here lets nothing leave by itself.",
    scopes=frozenset({*EITHER, Scope.ONBOARDING}),
    body=NewAddresseeSchema,
    answer=AddresseeSchema,
    status=201,
    errors=(404,),
)
RETIRE = Operation(
    id="retireAddressee",
    method="POST",
    rule="/privacy/addressees/<addressee_id>/retirement",
    summary="Let nothing more go to an addressee",
    scopes=PRIVACY,
    ids={"addressee_id": "addressee"},
    answer=AddresseeSchema,
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "addressees", "Who exactly may be sent something.")
    routes.add(LIST, list_page)
    routes.add(ADD, add)
    routes.add(RETIRE, retire)
    return routes.blueprint


def list_page(rt: Runtime, call: Call) -> Answer:
    """List addressees; authorities only for who may know of them."""
    lines = rt.policy.rules.recipients.values()
    seen = [line.name for line in lines if is_sealed(call) or not line.secret]
    cursors = Cursors(rt.keys, call.caller.tenant.id, LIST.id, {})
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        page = work.addressees.page(cursors.read(call.query["cursor"]), call.query["limit"], recipients=seen)
    return Answer({"items": [write(item) for item in page.items], "next": cursors.sign(page.next)})


def add(rt: Runtime, call: Call) -> Answer:
    """Add an addressee."""
    data = call.load()
    if not call.caller.key.scopes & EITHER and data["recipient"] != CONSENT_LINE:
        raise ForbiddenError(", ".join(sorted(EITHER)))
    country = read_country(data["country"], "/country")
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        subject_id = find_subject(work, data["subject"]).id if "subject" in data else None
        made = service.add_addressee(work, rt.policy, data["recipient"], country, data["name"], subject_id)
    return Answer(write(made))


def retire(rt: Runtime, call: Call) -> Answer:
    """Retire an addressee."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        retired = work.addressees.retire(call.ids["addressee_id"])
        work.audit.append("addressee.retired", "done", details={"addressee_id": retired.id})
    return Answer(write(retired))


def write(addressee: Addressee) -> dict[str, object]:
    """Write an addressee for whoever manages disclosures."""
    fields = {name: getattr(addressee, name) for name in AddresseeSchema().fields}
    return {**fields, "name": addressee.name.use(RIGHTS)}
