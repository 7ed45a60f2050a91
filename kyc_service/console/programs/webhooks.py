"""Webhooks: where messages go, with what secret, a test, and endpoints that were switched off."""

from __future__ import annotations

from typing import Any

from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.languages import message
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.webhooks import DisableReason, Endpoint
from kyc_service.egress.webhooks import DeliveryAnswer
from kyc_service.errors import ConflictError, InvalidInputError
from kyc_service.services import webhooks as service
from kyc_service.services.programs import deliveries, rotation, standing
from kyc_service.settings import Secret

BACK = "/console/webhooks"
OVERLAPS = (24, 72, 168, 0)
"""Hours for which a replaced secret may go on signing."""
TABS = (("endpoints", BACK), ("events", f"{BACK}/events"))


def register(desk: Desk) -> None:
    """Add the views."""
    manage = Permission.WEBHOOKS_MANAGE
    endpoint = "/webhooks/<endpoint_id>"
    desk.add("/webhooks", "webhooks", manage, show)
    desk.add("/webhooks", "register_endpoint", manage, add, changes=True)
    desk.add(f"{endpoint}/end", "disable_endpoint", manage, disable, changes=True)
    desk.add(f"{endpoint}/test", "test_endpoint", manage, test, changes=True)
    desk.add(f"{endpoint}/enable", "enable_endpoint", manage, enable, changes=True)
    desk.add(f"{endpoint}/secret", "rotate_secret", manage, rotate, changes=True)


def show(rt: Runtime, visit: Visit) -> Page:
    """Show the endpoints."""
    return _page(rt, visit)


def add(rt: Runtime, visit: Visit) -> Page:
    """Add an endpoint and show its signing secret this once."""
    try:
        url = service.accept_url(rt.settings, visit.form.get("url", "").strip())
    except InvalidInputError as error:
        return _page(rt, visit, {"url": message(error.faults[0].code)}, 422)
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        endpoint, secret = service.register(work, url)
    return _show_secret("endpoint", endpoint, secret)


def disable(rt: Runtime, visit: Visit) -> GoTo:
    """Send nothing more to an endpoint."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        standing.disable(work, visit.ids["endpoint_id"])
    return GoTo(BACK)


def enable(rt: Runtime, visit: Visit) -> GoTo:
    """Send to an endpoint again; the page of its events offers what it missed."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        endpoint = standing.enable(work, visit.ids["endpoint_id"])
    return GoTo(f"{BACK}/events?endpoint={endpoint.id}#missed")


def rotate(rt: Runtime, visit: Visit) -> Page:
    """Replace the secret of an endpoint and show the new one this once."""
    text = visit.form.get("hours", "")
    hours = int(text) if text in {str(one) for one in OVERLAPS} else -1
    try:
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            endpoint, secret = rotation.rotate(work, visit.ids["endpoint_id"], hours)
    except InvalidInputError as error:
        return _page(rt, visit, {"page": message(error.faults[0].code)}, 422)
    except ConflictError as error:
        return _page(rt, visit, {"page": message(error.code)}, 409)
    return _show_secret("secret", endpoint, secret)


def test(rt: Runtime, visit: Visit) -> Page:
    """Try an endpoint, and say what it answered."""
    work_of = (visit.person.tenant_id, visit.person.account_id)
    try:
        answer = deliveries.send_test(rt, work_of, visit.ids["endpoint_id"])
    except ConflictError as error:
        return _page(rt, visit, {"page": message(error.code)}, 409)
    return _page(rt, visit, tested=answer)


def _show_secret(kind: str, endpoint: Endpoint, secret: Secret) -> Page:
    values = {"here": "webhooks", "kind": kind, "name": endpoint.url, "secret": secret.reveal(), "back": BACK}
    return Page("programs/secret.html", values, headers={"Cache-Control": "no-store"})


def _page(
    rt: Runtime,
    visit: Visit,
    faults: dict[str, str] | None = None,
    status: int = 200,
    tested: DeliveryAnswer | None = None,
) -> Page:
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        endpoints = work.webhooks.endpoints.list()
    values: dict[str, Any] = {
        "here": "webhooks",
        "tabs": TABS,
        "tab": "endpoints",
        "endpoints": endpoints,
        "off": [one for one in endpoints if one.disabled_reason not in {None, DisableReason.BY_HAND}],
        "overlaps": OVERLAPS,
        "faults": {"page": "", "url": "", **(faults or {})},
        "url": visit.form.get("url", ""),
        "tested": tested,
        "tested_url": next((one.url for one in endpoints if one.id == visit.ids.get("endpoint_id")), ""),
    }
    return Page("programs/webhooks.html", values, status)
