"""Registers: how each does, and going on without an answer that does not come."""

from __future__ import annotations

from flask import Blueprint

from kyc_service.api.door.operations import Operation
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.registers.schemas import OverrideSchema, RegistersSchema
from kyc_service.api.schemas.verifications import VerificationSchema
from kyc_service.api.verifications import describe
from kyc_service.bootstrap import Runtime
from kyc_service.domain.tenants import Scope
from kyc_service.services.registers.overrides import OverrideReason, override
from kyc_service.services.registers.standings import states

LIST = Operation(
    id="listVerifiers",
    method="GET",
    rule="/verifiers",
    summary="See how every register does that is asked",
    description="Up, slow or down since when, what is left of its limit, and how many questions wait for it.",
    scopes=frozenset({Scope.ONBOARDING, Scope.ANALYST, Scope.ADMIN}),
    answer=RegistersSchema,
)
OVERRIDE = Operation(
    id="overrideCheck",
    method="POST",
    rule="/verifications/<verification_id>/checks/<check_id>/override",
    summary="Go on without a register's answer",
    description="For a check that waits for a register, or was given up. Who did it and why is in the audit.",
    scopes=frozenset({Scope.ANALYST}),
    ids={"verification_id": "verification", "check_id": "check"},
    body=OverrideSchema,
    answer=VerificationSchema,
    errors=(409,),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "verifiers", "Business registers that are asked.")
    routes.add(LIST, list_all)
    routes.add(OVERRIDE, go_on)
    return routes.blueprint


def list_all(rt: Runtime, _call: Call) -> Answer:
    """Say how every register does."""
    with rt.open_system("api", read_only=True) as system:
        waiting, now = system.register_checks.waiting(), system.now()
    return Answer({"items": states(rt, waiting, now)})


def go_on(rt: Runtime, call: Call) -> Answer:
    """Let a check end without an answer."""
    reason = OverrideReason(call.load()["reason"])
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        override(work, call.ids["verification_id"], call.ids["check_id"], reason)
        return Answer(describe(work, rt, call.ids["verification_id"]))
