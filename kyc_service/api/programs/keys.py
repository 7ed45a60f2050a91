"""Keys of a tenant's programs: those of the onboarding flow are made here, any is revoked here."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from kyc_service.api.door.operations import Operation
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.programs.schemas import KeySchema, KeysSchema, NewKeySchema, NewTokenSchema
from kyc_service.bootstrap import Runtime
from kyc_service.domain.tenants import ApiKey, Scope
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.services.programs import keys as service
from kyc_service.settings import Secret

_ADMIN = frozenset({Scope.ADMIN})

LIST = Operation(
    id="listKeys",
    method="GET",
    rule="/keys",
    summary="List the keys of your programs, without their tokens",
    scopes=_ADMIN,
    answer=KeysSchema,
)
MAKE = Operation(
    id="makeKey",
    method="POST",
    rule="/keys",
    summary="Make a key for the onboarding flow",
    description="The answer holds its token, once. Keys that read evidence or decide are made at the shell.",
    scopes=_ADMIN,
    body=NewKeySchema,
    answer=KeySchema,
    status=201,
)
REVOKE = Operation(
    id="revokeKey",
    method="DELETE",
    rule="/keys/<key_id>",
    summary="Revoke a key; it stops working at once",
    description="Harmless to repeat.",
    scopes=_ADMIN,
    ids={"key_id": "api_key"},
    answer=None,
    status=204,
)
ROTATE = Operation(
    id="rotateKey",
    method="POST",
    rule="/keys/<key_id>/rotation",
    summary="Replace a key of the onboarding flow",
    description=(
        "The answer holds the token of its successor, once. The key before works for some hours more and then ends by "
        "itself; with 0 hours it is revoked at once."
    ),
    scopes=_ADMIN,
    ids={"key_id": "api_key"},
    body=NewTokenSchema,
    answer=KeySchema,
    status=201,
    errors=(409,),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "keys", "Keys of your programs.")
    routes.add(LIST, list_all)
    routes.add(MAKE, make)
    routes.add(REVOKE, revoke)
    routes.add(ROTATE, rotate)
    return routes.blueprint


def list_all(rt: Runtime, call: Call) -> Answer:
    """List keys."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        return Answer({"items": [_write(key) for key in service.list_all(work)]})


def make(rt: Runtime, call: Call) -> Answer:
    """Make a key."""
    data = call.load()
    days = data.get("days")
    if days is not None and not float(days).is_integer():
        raise InvalidInputError([Fault("/days", "number_out_of_range")])
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        key, token = service.make(work, data["name"], None if days is None else int(days))
    return Answer(_write(key, token))


def revoke(rt: Runtime, call: Call) -> Answer:
    """Revoke a key."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        service.revoke(work, call.ids["key_id"])
    return Answer(None)


def rotate(rt: Runtime, call: Call) -> Answer:
    """Replace a key."""
    hours = call.load().get("overlap_hours", service.USUAL_OVERLAP)
    if not float(hours).is_integer():
        raise InvalidInputError([Fault("/overlap_hours", "number_out_of_range")])
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        key, token = service.rotate(work, call.ids["key_id"], int(hours))
    return Answer(_write(key, token))


def _write(key: ApiKey, token: Secret | None = None) -> dict[str, Any]:
    fields = {name: getattr(key, name) for name in ApiKey.__slots__}
    sets = {"scopes": sorted(key.scopes), "certificates": sorted(key.certificates)}
    return {**fields, **sets, "token": token.reveal() if token else None}
