"""Many submissions in one request: all of them looked at first, then taken in one by one."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Blueprint

from kyc_service.api.bodies.batches import BatchReader, ItemRead
from kyc_service.api.bodies.pointers import extend
from kyc_service.api.bulk.schemas import (
    MOST_ITEMS,
    REFUSE_ALL,
    SKIP,
    BatchAnswerSchema,
    BatchCheckedSchema,
    BatchSchema,
)
from kyc_service.api.door.errors import BatchTooLargeError
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.messages import text_of
from kyc_service.api.notice import Notices
from kyc_service.bootstrap import Runtime
from kyc_service.domain.tenants import Scope
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.services.bulk.submitting import TIME_OVER, Item, Taken, submit_all

BODY_LIMIT = 8 * 1024 * 1024
"""Bytes."""
LONGEST = 20.0
"""Seconds after which no further item is begun: proxies give up on a request that takes longer."""
_ONBOARDING = frozenset({Scope.ONBOARDING})

SUBMIT = Operation(
    id="submitBatch",
    method="POST",
    rule="/verifications:batch",
    summary="Submit up to 1,000 businesses",
    description=(
        "All items are looked at first; with a fault in any of them nothing is stored, unless `on_fault` is `skip`. "
        "Then each is taken in by itself. A request that was cut off is sent again as it was, with its key: what was "
        "taken in is told again and not done again."
    ),
    scopes=_ONBOARDING,
    body=BatchSchema,
    body_limit=BODY_LIMIT,
    answer=BatchAnswerSchema,
    status=202,
    idempotent=True,
)
VALIDATE = Operation(
    id="validateBatch",
    method="POST",
    rule="/verifications:validate-batch",
    summary="Check up to 1,000 submissions without storing them",
    scopes=_ONBOARDING,
    body=BatchSchema,
    body_limit=BODY_LIMIT,
    answer=BatchCheckedSchema,
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "bulk", "Submit many businesses at once.")
    notices = Notices()
    routes.add(SUBMIT, lambda rt, call: submit(rt, call, door, notices))
    routes.add(VALIDATE, lambda rt, call: validate(rt, call, notices))
    return routes.blueprint


def submit(rt: Runtime, call: Call, door: Door, notices: Notices) -> Answer:
    """Look at all items, then take them in."""
    raws, on_fault = _read_shape(call.raw)
    end = time.monotonic() + LONGEST
    read = list(BatchReader(rt.policy, notices.id_of(rt.policy)).read_all(raws))
    faulty = [one for one in read if one.faults]
    if faulty and on_fault == REFUSE_ALL:
        raise InvalidInputError([_place(one, fault) for one in faulty for fault in one.faults])
    once = door.once(call)
    items = [
        Item(number=one.number, submission=one.submission, fingerprint=f"{once.fingerprint}/{one.number}")
        for one in read
        if one.submission is not None
    ]
    caller = call.caller
    done = submit_all(rt, caller.tenant.id, caller.actor, once.key, items, lambda: time.monotonic() > end)
    told = [*map(_write_taken, done), *(_write_faulty(one, raws[one.number]) for one in faulty)]
    return Answer(_sum_up(told))


def validate(rt: Runtime, call: Call, notices: Notices) -> Answer:
    """Say what is wrong with each item."""
    raws, _ = _read_shape(call.raw)
    read = BatchReader(rt.policy, notices.id_of(rt.policy)).read_all(raws)
    faulty = [_write_faulty(one, raws[one.number]) for one in read if one.faults]
    return Answer({"valid": len(raws) - len(faulty), "refused": len(faulty), "items": faulty})


def _read_shape(raw: Mapping[str, Any]) -> tuple[Sequence[Mapping[str, Any]], str]:
    """Read the batch around its items. Raises InvalidInputError, BatchTooLargeError."""
    faults = [Fault(extend("", name), "unknown_field") for name in raw if name not in BatchSchema().fields]
    items, on_fault = raw.get("items"), raw.get("on_fault", REFUSE_ALL)
    if not isinstance(on_fault, str) or on_fault not in {REFUSE_ALL, SKIP}:
        faults.append(Fault("/on_fault", "unknown_value" if isinstance(on_fault, str) else "wrong_type"))
    if not isinstance(items, list) or not items:
        faults.append(Fault("/items", "required" if items in (None, []) else "wrong_type"))
    else:
        faults += [
            Fault(f"/items/{number}", "wrong_type") for number, item in enumerate(items) if not isinstance(item, dict)
        ]
    if faults or not isinstance(items, list):
        raise InvalidInputError(faults)
    if len(items) > MOST_ITEMS:
        raise BatchTooLargeError
    return items, on_fault


def _place(one: ItemRead, fault: Fault) -> Fault:
    return Fault(f"/items/{one.number}{fault.pointer}", fault.code, fault.rule, fault.detail)


def _write_taken(taken: Taken) -> dict[str, Any]:
    fields = {name: getattr(taken, name) for name in ("number", "reference", "verification_id", "code", "before")}
    return {**fields, "message": text_of(taken.code) if taken.code else None, "errors": []}


def _write_faulty(one: ItemRead, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Write an item that was refused; its reference only where that is in order."""
    named = not any(fault.pointer == "/reference" for fault in one.faults)
    errors = [
        {
            "pointer": fault.pointer,
            "code": fault.code,
            "message": fault.detail or text_of(fault.code),
            **({"rule": fault.rule} if fault.rule else {}),
        }
        for fault in one.faults
    ]
    return {
        "number": one.number,
        "reference": raw.get("reference") if named else None,
        "verification_id": None,
        "code": InvalidInputError.code,
        "message": text_of(InvalidInputError.code),
        "before": False,
        "errors": errors,
    }


def _sum_up(told: Iterable[dict[str, Any]]) -> dict[str, Any]:
    items = sorted(told, key=lambda item: item["number"])
    accepted = sum(item["verification_id"] is not None for item in items)
    left = sum(item["code"] == TIME_OVER for item in items)
    return {"accepted": accepted, "refused": len(items) - accepted - left, "left": left, "items": items}
