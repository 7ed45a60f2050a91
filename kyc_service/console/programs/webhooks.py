"""Webhooks: where events go, how each delivery went, those that were given up, once more by hand, and a test."""

from __future__ import annotations

from typing import Any

from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.languages import message
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.webhooks import DeliveryStatus
from kyc_service.egress.webhooks import DeliveryAnswer
from kyc_service.errors import ConflictError, InvalidInputError
from kyc_service.services import webhooks as service
from kyc_service.services.programs import deliveries, standing

SHOWN = 50
"""Deliveries on a page."""


def register(desk: Desk) -> None:
    """Add the views."""
    manage = Permission.WEBHOOKS_MANAGE
    endpoint = "/webhooks/<endpoint_id>"
    desk.add("/webhooks", "webhooks", manage, show)
    desk.add("/webhooks", "register_endpoint", manage, add, changes=True)
    desk.add(f"{endpoint}/end", "disable_endpoint", manage, disable, changes=True)
    desk.add(f"{endpoint}/test", "test_endpoint", manage, test, changes=True)
    desk.add("/webhooks/deliveries/<delivery_id>/replay", "replay", manage, replay, changes=True)


def show(rt: Runtime, visit: Visit) -> Page:
    """Show endpoints and the log of deliveries."""
    return _page(rt, visit)


def add(rt: Runtime, visit: Visit) -> Page:
    """Add an endpoint and show its signing secret this once."""
    try:
        url = service.accept_url(rt.settings, visit.form.get("url", "").strip())
    except InvalidInputError as error:
        return _page(rt, visit, {"url": message(error.faults[0].code)}, 422)
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        endpoint, secret = service.register(work, url)
    back = "/console/webhooks"
    values = {"here": "webhooks", "kind": "endpoint", "name": endpoint.url, "secret": secret.reveal(), "back": back}
    return Page("programs/secret.html", values, headers={"Cache-Control": "no-store"})


def disable(rt: Runtime, visit: Visit) -> GoTo:
    """Send nothing more to an endpoint."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        standing.disable(work, visit.ids["endpoint_id"])
    return GoTo("/console/webhooks")


def test(rt: Runtime, visit: Visit) -> Page:
    """Try an endpoint, and say what it answered."""
    work_of = (visit.person.tenant_id, visit.person.account_id)
    try:
        answer = deliveries.send_test(rt, work_of, visit.ids["endpoint_id"])
    except ConflictError as error:
        return _page(rt, visit, {"page": message(error.code)}, 409)
    return _page(rt, visit, tested=answer)


def replay(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Deliver once more."""
    try:
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            deliveries.replay(work, visit.ids["delivery_id"])
    except ConflictError as error:
        return _page(rt, visit, {"page": message(error.code)}, 409)
    return GoTo("/console/webhooks#log")


def _page(
    rt: Runtime,
    visit: Visit,
    faults: dict[str, str] | None = None,
    status: int = 200,
    tested: DeliveryAnswer | None = None,
) -> Page:
    asked = visit.query.get("status", "")
    wanted = DeliveryStatus(asked) if asked in set(DeliveryStatus) else None
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        endpoints = work.webhooks.endpoints.list()
        page = work.webhooks.deliveries.page(visit.query.get("after") or None, SHOWN, status=wanted)
    values: dict[str, Any] = {
        "here": "webhooks",
        "endpoints": endpoints,
        "deliveries": page.items,
        "next": page.next,
        "wanted": wanted,
        "statuses": list(DeliveryStatus),
        "faults": {"page": "", "url": "", **(faults or {})},
        "url": visit.form.get("url", ""),
        "tested": tested,
        "tested_url": next((one.url for one in endpoints if one.id == visit.ids.get("endpoint_id")), ""),
    }
    return Page("programs/webhooks.html", values, status)
