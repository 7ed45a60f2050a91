"""What changed in a list: between two versions, or what one that a gate refused would change; and accepting that."""

from __future__ import annotations

from collections import Counter
from typing import Any

from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.languages import gettext
from kyc_service.domain.people.roles import Permission
from kyc_service.errors import ConflictError, Fault, InvalidInputError
from kyc_service.services.lists import refusals, standing
from kyc_service.services.lists.loading import find_source
from watchlists.changes import ListDiff

SHOWN = 25
"""Parties of each kind that are named; the counts are of all."""
_HEX = frozenset("0123456789abcdef")
_DIGEST = 64


def register(desk: Desk) -> None:
    """Add the views."""
    refused = "/lists/<source_id>/refused/<digest>"
    desk.add("/lists/<source_id>/changes", "changes", Permission.LISTS_READ, compare)
    desk.add(refused, "refused", Permission.LISTS_READ, show_refused)
    desk.add(refused, "accept_version", Permission.LISTS_APPROVE, accept, changes=True)


def compare(rt: Runtime, visit: Visit) -> Page:
    """Show what changed between two versions. Their digests name public lists, so they may stand in the address."""
    source = find_source(visit.ids["source_id"])
    before, after = (_read_digest(visit, name) for name in ("from", "to"))
    with rt.open_system("console", read_only=True) as system:
        kept = {one.digest: one for one in system.lists.versions(source.id)}
        found = standing.compare_versions(system, source.id, before, after)
    values = {"here": "lists", "source": source, "before": kept[before], "after": kept[after]}
    return Page("list_changes.html", {**values, "diff": _write(found)})


def show_refused(rt: Runtime, visit: Visit) -> Page:
    """Show what a refused version would change, beside the gate's reason."""
    return _page(rt, visit, None)


def accept(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Use a refused version all the same. Who and why is kept and audited."""
    source_id, reason = visit.ids["source_id"], visit.form.get("reason", "")
    try:
        refusals.approve(rt, source_id, visit.ids["digest"], by=visit.person.account_id, reason=reason)
    except InvalidInputError:
        why = gettext("Say why, in at least %(least)s letters.") % {"least": refusals.SHORTEST_REASON}
        return _page(rt, visit, why)
    return GoTo(f"/console/lists/{find_source(source_id).id}")


def _page(rt: Runtime, visit: Visit, fault: str | None) -> Page:
    source = find_source(visit.ids["source_id"])
    with rt.open_system("console", read_only=True) as system:
        refused = system.refusals.get(source.id, visit.ids["digest"])
        try:
            diff = _write(refusals.compare(system, source.id, refused.digest))
        except ConflictError:
            # No version is in use to compare with: all of it would be new.
            diff = None
    values: dict[str, Any] = {
        "here": "lists",
        "source": source,
        "refused": refused,
        "diff": diff,
        "fault": fault,
        "reason": visit.form.get("reason", ""),
        "least": refusals.SHORTEST_REASON,
        "most": refusals.LONGEST_REASON,
        "may_approve": visit.may(Permission.LISTS_APPROVE),
    }
    return Page("list_refused.html", values, status=422 if fault else 200)


def _read_digest(visit: Visit, name: str) -> str:
    text = visit.query.get(name, "")
    if len(text) != _DIGEST or not set(text) <= _HEX:
        raise InvalidInputError([Fault(f"/{name}", "invalid_parameter")])
    return text


def _write(found: ListDiff) -> dict[str, Any]:
    fields = Counter(name for one in found.changed for name in one.fields)
    return {
        "counts": {"added": len(found.added), "changed": len(found.changed), "removed": len(found.removed)},
        "added": found.added[:SHOWN],
        "removed": found.removed[:SHOWN],
        "changed": found.changed[:SHOWN],
        "fields": fields.most_common(),
        "shown": SHOWN,
    }
