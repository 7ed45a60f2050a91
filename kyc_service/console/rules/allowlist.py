"""The allowlist: pairs that two people decided are two parties, those about to end, and how one is ended."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kyc_service.bootstrap import Runtime
from kyc_service.console.cases.queue import PURPOSE, open_name
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.forms import read_version
from kyc_service.console.people import name_actor
from kyc_service.domain.allowlist import LIVE, Pair, PairStatus
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.personal import Fields, Personal
from kyc_service.errors import Fault, InvalidInputError, PolicyDeniedError
from kyc_service.services.tuning import allowlist as service
from kyc_service.storage.work import Work

SHOWN = 25
ENDING_DAYS = 30
"""What ends so soon is about to end."""


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/allowlist", "allowlist", Permission.CASES_READ, show)
    desk.add("/allowlist/<pair_id>/end", "end_pair", Permission.CASES_WORK, end, changes=True)


def show(rt: Runtime, visit: Visit) -> Page:
    """List pairs: all of them, newest first, or those about to end."""
    ending, after = visit.query.get("show") == "ending", visit.query.get("after") or None
    named = visit.may(Permission.EVIDENCE_READ)
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        page = service.list_ending(work, ENDING_DAYS, after, SHOWN) if ending else work.allowlist.page(after, SHOWN)
        known = work.subjects.read_all({pair.subject_id for pair in page.items}) if named else {}
        fields = {pair.id: known[pair.subject_id][1] for pair in page.items if pair.subject_id in known}
        lines = [_write(work, pair, fields.get(pair.id)) for pair in page.items]
    values = {"lines": lines, "next": page.next, "ending": ending, "reasons": service.WITHDRAWAL_REASONS}
    return Page("cases/allowlist.html", values)


def end(rt: Runtime, visit: Visit) -> GoTo:
    """End a pair, with a reason."""
    reason = visit.form.get("reason", "")
    if reason not in service.WITHDRAWAL_REASONS:
        raise InvalidInputError([Fault("/reason", "unknown_value")])
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        service.withdraw(work, visit.ids["pair_id"], reason, read_version(visit))
    return GoTo("/console/allowlist" + ("?show=ending" if visit.form.get("show") == "ending" else ""))


def _write(work: Work, pair: Pair, fields: Personal[Fields] | None) -> dict[str, Any]:
    left = pair.expires_at - work.now()
    over = left <= dt.timedelta(0)
    return {
        "pair": pair,
        "name": _name(fields) if fields else "",
        "listed": _caption(work, pair) if fields else "",
        "by": name_actor(work, pair.proposed_by),
        "agreed": name_actor(work, pair.approved_by) if pair.approved_by else "",
        "live": pair.status in LIVE,
        "over": over and pair.status is PairStatus.ACTIVE,
        "soon": not over and left <= dt.timedelta(days=ENDING_DAYS) and pair.status is PairStatus.ACTIVE,
    }


def _name(fields: Personal[Fields]) -> str:
    """Name the party, as far as that is allowed: a business or a person."""
    business = open_name(fields)[0]
    if business:
        return business
    known = fields.use(PURPOSE)
    parts = (known.get("person.given_name"), known.get("person.family_name"))
    return str(known.get("person.name") or " ".join(str(part) for part in parts if part))


def _caption(work: Work, pair: Pair) -> str:
    try:
        entry = work.hits.get(pair.hit_id).evidence.use(PURPOSE)["entry"]
    except PolicyDeniedError:
        return ""
    return str(entry.get("caption") or "")
