"""Events: what happened, how it goes to each endpoint, every try, and once more what did not arrive."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.languages import message
from kyc_service.console.programs.webhooks import BACK, TABS
from kyc_service.domain.ids import parse_id
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.webhooks import DeliveryStatus, EventFilter, EventKind
from kyc_service.errors import ConflictError, InvalidInputError
from kyc_service.services.programs import deliveries
from kyc_service.services.programs.deliveries import Replayed

SHOWN = 50
"""Events on a page."""
FIELDS = ("kind", "endpoint", "status", "since", "until")
_LONGEST = 40
EVERYTHING = "everything"


def register(desk: Desk) -> None:
    """Add the views."""
    manage = Permission.WEBHOOKS_MANAGE
    desk.add("/webhooks/events", "events", manage, show)
    desk.add("/webhooks/events/<event_id>", "event", manage, show_one)
    desk.add("/webhooks/deliveries/<delivery_id>/replay", "replay", manage, replay, changes=True)
    desk.add("/webhooks/<endpoint_id>/missed", "replay_missed", manage, replay_missed, changes=True)


def show(rt: Runtime, visit: Visit) -> Page:
    """List events."""
    return _page(rt, visit, {name: visit.query.get(name, "").strip()[:_LONGEST] for name in FIELDS})


def show_one(rt: Runtime, visit: Visit) -> Page:
    """Show an event with every delivery and its tries."""
    return _one(rt, visit, visit.ids["event_id"])


def replay(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Deliver once more."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        event_id = work.webhooks.deliveries.get(visit.ids["delivery_id"]).event.id
    try:
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            deliveries.replay(work, visit.ids["delivery_id"])
    except ConflictError as error:
        return _one(rt, visit, event_id, message(error.code), 409)
    return GoTo(f"{BACK}/events/{event_id}")


def replay_missed(rt: Runtime, visit: Visit) -> Page:
    """Send an endpoint what it missed on some days, and say how much that was."""
    asked = {name: visit.form.get(name, "").strip()[:_LONGEST] for name in ("since", "until")}
    asked |= {"kind": "", "endpoint": visit.ids["endpoint_id"], "status": ""}
    since, until = _day(asked["since"]), _day(asked["until"], days=1)
    if since is None or (asked["until"] and until is None):
        return _page(rt, visit, asked, faults={"missed": message("invalid_moment")}, status=422)
    everything = visit.form.get("which") == EVERYTHING
    try:
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            sent = deliveries.replay_range(work, visit.ids["endpoint_id"], since, until, everything=everything)
    except InvalidInputError as error:
        return _page(rt, visit, asked, faults={"missed": message(error.faults[0].code)}, status=422)
    except ConflictError as error:
        return _page(rt, visit, asked, faults={"missed": message(error.code)}, status=409)
    return _page(rt, visit, asked, sent=sent)


def _page(
    rt: Runtime,
    visit: Visit,
    asked: dict[str, str],
    *,
    faults: dict[str, str] | None = None,
    sent: Replayed | None = None,
    status: int = 200,
) -> Page:
    only = _read(asked)
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        endpoints = work.webhooks.endpoints.list()
        page = work.webhooks.events.page(visit.query.get("after") or None, SHOWN, only)
        told = work.webhooks.events.tell(page.items)
    values: dict[str, Any] = {
        "here": "webhooks",
        "tabs": TABS,
        "tab": "events",
        "asked": asked,
        "given": urlencode({name: text for name, text in asked.items() if text}),
        "told": told,
        "next": page.next,
        "endpoints": endpoints,
        "chosen": next((one for one in endpoints if one.id == only.endpoint_id), None),
        "statuses": list(DeliveryStatus),
        "kinds": list(EventKind),
        "faults": {"missed": "", **(faults or {})},
        "sent": sent,
    }
    return Page("programs/events.html", values, status)


def _one(rt: Runtime, visit: Visit, event_id: str, fault: str = "", status: int = 200) -> Page:
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        event = work.webhooks.events.get(event_id)
        found = work.webhooks.deliveries.of_event(event_id)
        rows = [{"delivery": one, "tries": work.webhooks.tries.of(one.id)} for one in found]
    values = {"here": "webhooks", "tabs": TABS, "tab": "events", "event": event, "rows": rows, "fault": fault}
    return Page("programs/event.html", values, status)


def _read(asked: dict[str, str]) -> EventFilter:
    """Read a filter; what is no such thing narrows nothing."""
    return EventFilter(
        kind=asked["kind"] if asked["kind"] in set(EventKind) else None,
        endpoint_id=parse_id("endpoint", asked["endpoint"]),
        status=DeliveryStatus(asked["status"]) if asked["status"] in set(DeliveryStatus) else None,
        since=_day(asked["since"]),
        until=_day(asked["until"], days=1),
    )


def _day(text: str, *, days: int = 0) -> dt.datetime | None:
    try:
        return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(), dt.UTC) + dt.timedelta(days=days)
    except (ValueError, OverflowError):
        return None
