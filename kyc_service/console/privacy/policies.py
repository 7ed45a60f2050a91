"""Versions of the policy: what each changes in words, a proposal, and its publication by a second person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from kyc_service.api.policies.schemas import LONGEST
from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.forms import read_version
from kyc_service.console.languages import gettext as _
from kyc_service.console.languages import message
from kyc_service.console.pages import word
from kyc_service.console.people import name_actor
from kyc_service.console.privacy.parties import tabs
from kyc_service.domain.ids import parse_id
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.trail.publications import Publication, PublicationStatus
from kyc_service.errors import ConflictError, PolicyError
from kyc_service.policy import file as policy_file
from kyc_service.policy.versions.comparison import compare
from kyc_service.services.policies import publications as service

SHOWN = 50
_ADDRESS = "/console/privacy/policies"
_ADDED = ("is granted now", "is new")
_REMOVED = ("is granted no more", "is gone", "has no date any more")


@dataclass(frozen=True, slots=True)
class Clause:
    """One changed clause, for a reader."""

    kind: str
    """`added`, `removed` or `changed`."""
    place: str
    """As `Grant: kyc vendor, for monitoring, contact`."""
    what: str
    material: bool


def register(desk: Desk) -> None:
    """Add the views."""
    read, act = Permission.PRIVACY_READ, Permission.PRIVACY_ACT
    desk.add("/privacy/policies", "policies", read, show)
    desk.add("/privacy/policies", "propose_policy", act, propose, changes=True)
    desk.add("/privacy/policies/<policy_id>", "policy", read, show_one)
    desk.add("/privacy/policies/<policy_id>/approval", "approve_policy", act, approve, changes=True)
    desk.add("/privacy/policies/<policy_id>/withdrawal", "withdraw_policy", act, withdraw, changes=True)


def show(rt: Runtime, visit: Visit) -> Page:
    """List versions."""
    return _list(rt, visit)


def show_one(rt: Runtime, visit: Visit) -> Page:
    """Show a version with what it changes, against the one it was compared with or another."""
    return _one(rt, visit)


def propose(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Keep a version for another person to look at; every fault of it is named."""
    content = visit.form.get("content", "").replace("\r\n", "\n")
    if not content.strip() or len(content) > LONGEST:
        return _list(rt, visit, [_("Paste the whole file of the policy.")])
    raw = content.encode()
    try:
        with rt.open_system(visit.person.account_id) as system:
            made = service.propose(rt, system, raw, service.complete(raw, {}))
    except PolicyError as error:
        return _list(rt, visit, list(error.faults))
    except ConflictError as error:
        return _list(rt, visit, [_(str(error)) or message(error.code)])
    return GoTo(f"{_ADDRESS}/{made.id}")


def approve(rt: Runtime, visit: Visit) -> GoTo | Page:
    """Publish what another person proposed."""
    try:
        with rt.open_system(visit.person.account_id) as system:
            service.approve(rt, system, visit.ids["policy_id"], read_version(visit))
    except ConflictError as error:
        return _one(rt, visit, _(str(error)) or message(error.code))
    return GoTo(f"{_ADDRESS}/{visit.ids['policy_id']}")


def withdraw(rt: Runtime, visit: Visit) -> GoTo | Page:
    """Take a proposal back."""
    try:
        with rt.open_system(visit.person.account_id) as system:
            service.withdraw(system, visit.ids["policy_id"], read_version(visit))
    except ConflictError as error:
        return _one(rt, visit, _(str(error)) or message(error.code))
    return GoTo(f"{_ADDRESS}/{visit.ids['policy_id']}")


def write_clauses(changes: Iterable[Mapping[str, Any]]) -> list[Clause]:
    """Write changes for a reader: what came first, then what went, then what is otherwise; what matters first."""
    found = [
        Clause(_tell_kind(one["what"]), _tell_place(one["where"]), one["what"], material=bool(one["material"]))
        for one in changes
    ]
    order = ("added", "removed", "changed")
    return sorted(found, key=lambda one: (order.index(one.kind), not one.material, one.place, one.what))


def _tell_kind(what: str) -> str:
    if what.endswith(_ADDED):
        return "added"
    return "removed" if what.endswith(_REMOVED) else "changed"


def _tell_place(where: str) -> str:
    """Say where a clause stands: a cell of the grants by its three names, any other by its own words."""
    kind, _space, rest = where.partition(" ")
    parts = [part.replace("_", " ") for part in rest.split(" | ") if part]
    if kind == "cell" and len(parts) == 3:  # noqa: PLR2004 - recipient, purpose, category
        recipient, purpose, category = parts
        return _("%(recipient)s gets %(category)s for %(purpose)s") % {
            "recipient": recipient,
            "category": category,
            "purpose": purpose,
        }
    return f"{word(kind)}: {', '.join(parts)}" if parts else word(kind)


def _list(rt: Runtime, visit: Visit, faults: list[str] | None = None) -> Page:
    with rt.open_system(visit.person.account_id, read_only=True) as system:
        page = system.policies.page(visit.query.get("after") or None, SHOWN)
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        rows = [{"found": one, "by": name_actor(work, one.proposed_by)} for one in page.items]
    values: dict[str, Any] = {
        "here": "privacy",
        "tab": "policies",
        "tabs": tabs(visit),
        "rows": rows,
        "next": page.next,
        "in_force": rt.policies.refresh().sha256,
        "may_act": visit.may(Permission.PRIVACY_ACT),
        "faults": faults or [],
        "content": visit.form.get("content", ""),
    }
    return Page("privacy/policies.html", values, int(HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK))


def _one(rt: Runtime, visit: Visit, fault: str = "") -> Page:
    with rt.open_system(visit.person.account_id, read_only=True) as system:
        found = system.policies.get(visit.ids["policy_id"])
        others = [one for one in system.policies.page(None, SHOWN).items if one.id != found.id]
    asked = parse_id("policy", visit.query.get("with", ""))
    other = next((one for one in others if one.id == asked), None)
    before = other or next((one for one in others if one.sha256 == found.compared_with), None)
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        by = {
            "proposed": name_actor(work, found.proposed_by),
            "approved": name_actor(work, found.approved_by) if found.approved_by else "",
            "withdrawn": name_actor(work, found.withdrawn_by) if found.withdrawn_by else "",
        }
    clauses = write_clauses(_compare(other, found) if other else found.changes)
    values: dict[str, Any] = {
        "here": "privacy",
        "tab": "policies",
        "tabs": tabs(visit),
        "found": found,
        "by": by,
        "others": others,
        "before": before,
        "clauses": clauses,
        "counts": {kind: sum(one.kind == kind for one in clauses) for kind in ("added", "removed", "changed")},
        "in_force": found.sha256 == rt.policies.refresh().sha256,
        "fault": fault,
        "content": found.content.decode(),
        "own": found.proposed_by == visit.person.account_id,
        "may_act": visit.may(Permission.PRIVACY_ACT) and found.status is PublicationStatus.PROPOSED,
    }
    return Page("privacy/policy.html", values, int(HTTPStatus.CONFLICT if fault else HTTPStatus.OK))


def _compare(before: Publication, after: Publication) -> list[Mapping[str, Any]]:
    """Compare two kept versions with each other."""
    pairs = compare(policy_file.parse(before.content), policy_file.parse(after.content))
    return [{"where": one.where, "what": one.what, "material": one.material} for one in pairs]
