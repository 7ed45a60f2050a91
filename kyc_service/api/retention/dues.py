"""Due dates and receipts: when data end and why, and proof that they did."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from flask import Blueprint

from kyc_service.api.door.operations import REFERENCE, Operation
from kyc_service.api.door.pagination import Cursors
from kyc_service.api.door.query import LIMIT, PAGE, Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.retention.schemas import (
    DueSchema,
    PlansSchema,
    ReceiptKeySchema,
    ReceiptPageSchema,
    ReceiptSchema,
)
from kyc_service.bootstrap import Runtime
from kyc_service.domain.retention import receipts
from kyc_service.domain.tenants import Scope
from kyc_service.errors import NotFoundError
from kyc_service.services.retention import plans
from kyc_service.services.retention.plans import SubjectPlan

_PRIVACY = frozenset({Scope.PRIVACY})
_BEFORE = Parameter(
    description="Last day that counts; today when left out.",
    pattern="[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])",
    example="2027-01-28",
)

SHOW = Operation(
    id="getRetention",
    method="GET",
    rule="/retention/subjects/<reference>",
    summary="See when the data of a business and its people end, and why",
    description="For internal eyes: holds are named. A subject who asks is told one neutral text for every reason.",
    scopes=_PRIVACY,
    ids={"reference": REFERENCE},
    answer=PlansSchema,
)
DUE = Operation(
    id="listDue",
    method="GET",
    rule="/retention/due",
    summary="List subjects whose date has come, or comes before a day",
    scopes=_PRIVACY,
    query={"before": _BEFORE, "limit": LIMIT},
    answer=DueSchema,
)
RECEIPTS = Operation(
    id="listReceipts",
    method="GET",
    rule="/retention/receipts",
    summary="List receipts of disposals, newest first",
    scopes=_PRIVACY,
    query=PAGE,
    answer=ReceiptPageSchema,
)
RECEIPT = Operation(
    id="getReceipt",
    method="GET",
    rule="/retention/receipts/<disposal_id>",
    summary="Read the receipt of a disposal",
    scopes=_PRIVACY,
    ids={"disposal_id": "disposal"},
    answer=ReceiptSchema,
)
KEY = Operation(
    id="getReceiptKey",
    method="GET",
    rule="/retention/receipt-key",
    summary="Read the public key that verifies receipts offline",
    scopes=_PRIVACY,
    answer=ReceiptKeySchema,
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "retention", "When data end and why, and proof that they did.")
    routes.add(SHOW, show)
    routes.add(DUE, list_due)
    routes.add(RECEIPTS, list_receipts)
    routes.add(RECEIPT, get_receipt)
    routes.add(KEY, get_key)
    return routes.blueprint


def show(rt: Runtime, call: Call) -> Answer:
    """Plan a business and everybody of it."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        subject = work.subjects.by_reference(call.ids["reference"])
        household = work.histories.household_of(subject.id) if subject else None
        if household is None:
            raise NotFoundError
        now = work.now()
        found = plans.plan_household(rt.policy, household, now)
    return Answer({"items": [_write(one, now) for one in reversed(found)]})


def list_due(rt: Runtime, call: Call) -> Answer:
    """List what is due."""
    now = dt.datetime.now(dt.UTC)
    day = call.query["before"]
    before = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC) + dt.timedelta(days=1) if day else now
    found = list(itertools.islice(plans.list_due(rt, before, call.caller.tenant.id), call.query["limit"] + 1))
    shown = found[: call.query["limit"]]
    return Answer({"items": [_write(one, now) for one in shown], "more": len(found) > len(shown)})


def list_receipts(rt: Runtime, call: Call) -> Answer:
    """List receipts."""
    cursors = Cursors(rt.keys, call.caller.tenant.id, RECEIPTS.id, {})
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        page = work.disposals.page(cursors.read(call.query["cursor"]), call.query["limit"])
    return Answer({"items": [one.receipt for one in page.items], "next": cursors.sign(page.next)})


def get_receipt(rt: Runtime, call: Call) -> Answer:
    """Read a receipt."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        found = work.disposals.get(call.ids["disposal_id"])
    if found.receipt is None:
        raise NotFoundError
    return Answer(found.receipt)


def get_key(rt: Runtime, _call: Call) -> Answer:
    """Read the public key."""
    key = rt.keys.receipt_key()
    return Answer({"key": receipts.name_key(key), "pem": receipts.write_public_key(key).decode()})


def _write(one: SubjectPlan, now: dt.datetime) -> dict[str, Any]:
    return {
        "subject_id": one.subject.id,
        "kind": one.subject.kind.value,
        "due_at": one.plan.at,
        "due": one.plan.is_due(now),
        "kept_by": one.plan.kept_by,
        "reasons": [claim.words for claim in one.plan.claims],
        "endings": one.plan.endings,
    }
