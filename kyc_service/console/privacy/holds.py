"""Legal holds: placed, looked at again and released, always by two people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.forms import read_version
from kyc_service.console.languages import gettext as _
from kyc_service.console.people import name_actor
from kyc_service.console.privacy.parties import find, name_subject, tabs
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.retention.holds import Hold, HoldStatus
from kyc_service.errors import InvalidInputError
from kyc_service.policy.model import Policy
from kyc_service.services.retention import holds as service
from kyc_service.storage.work import Work

SHOWN = 100
LONGEST = 500
"""Letters of what a hold is about."""
_ADDRESS = "/console/privacy/holds"
_Step = Callable[[Work, Policy, str, int], Hold]

STEPS: Mapping[str, _Step] = {
    "approve": service.approve,
    "refuse": lambda work, _policy, hold, version: service.refuse(work, hold, version),
    "review": service.review,
    "ask_release": lambda work, _policy, hold, version: service.request_release(work, hold, version),
    "release": lambda work, _policy, hold, version: service.release(work, hold, version),
    "keep": lambda work, _policy, hold, version: service.keep(work, hold, version),
}
"""What may be done, by the button's word."""
NEXT: Mapping[HoldStatus, tuple[str, ...]] = {
    HoldStatus.REQUESTED: ("approve", "refuse"),
    HoldStatus.ACTIVE: ("review", "ask_release"),
    HoldStatus.RELEASE_REQUESTED: ("release", "keep"),
}
"""Which buttons a hold has."""


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/privacy/holds", "holds", Permission.PRIVACY_READ, show)
    desk.add("/privacy/holds", "place_hold", Permission.PRIVACY_ACT, place, changes=True)
    desk.add("/privacy/holds/<hold_id>", "step_hold", Permission.PRIVACY_ACT, step, changes=True)


def show(rt: Runtime, visit: Visit) -> Page:
    """List holds."""
    return _page(rt, visit)


def place(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Ask for a hold. It holds at once and waits for a second person."""
    matter = visit.form.get("matter", "").strip()
    if len(matter) > LONGEST:
        return _page(rt, visit, {"matter": _("Say it in at most 500 letters.")})
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        subject = find(work, visit.form.get("subject", "").strip())
    if subject is None:
        return _page(rt, visit, {"subject": _("Nobody on file has this reference or id.")})
    try:
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            service.request(work, rt.policy, subject.id, visit.form.get("reason", ""), matter or None)
    except InvalidInputError:
        return _page(rt, visit, {"reason": _("Choose one of the reasons that the policy names.")})
    return GoTo(_ADDRESS)


def step(rt: Runtime, visit: Visit) -> GoTo | Page:
    """Take one step of a hold."""
    act = STEPS.get(visit.form.get("step", ""))
    if act is None:
        return _page(rt, visit, {"page": _("Press one of the buttons of the hold.")})
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        act(work, rt.policy, visit.ids["hold_id"], read_version(visit))
    return GoTo(_ADDRESS)


def _page(rt: Runtime, visit: Visit, faults: dict[str, str] | None = None) -> Page:
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        found = [_write(work, visit, one) for one in work.holds.page(None, SHOWN).items]
    values: dict[str, Any] = {
        "here": "privacy",
        "tab": "holds",
        "tabs": tabs(visit),
        "live": [one for one in found if one["hold"].status in NEXT],
        "over": [one for one in found if one["hold"].status not in NEXT],
        "reasons": list(rt.policy.rules.hold["reasons"]),
        "may_act": visit.may(Permission.PRIVACY_ACT),
        "faults": {"page": "", **(faults or {})},
        "typed": {name: visit.form.get(name, "") for name in ("subject", "reason", "matter")},
    }
    return Page("privacy/holds.html", values, int(HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK))


def _write(work: Work, visit: Visit, hold: Hold) -> dict[str, Any]:
    """Put a hold together with what it is about, who acted, and which buttons whoever looks may press."""
    matter = work.holds.reference_of(hold)
    first = hold.requested_by if hold.status is HoldStatus.REQUESTED else hold.release_by
    return {
        "hold": hold,
        "about": name_subject(work, visit, hold.subject_id),
        "matter": matter.use(service.PURPOSE) if matter else "",
        "by": {
            name: name_actor(work, actor) if actor else ""
            for name, actor in (
                ("requested", hold.requested_by),
                ("approved", hold.approved_by),
                ("release", hold.release_by),
                ("released", hold.released_by),
            )
        },
        "late": hold.needs_person(work.now()),
        "steps": NEXT.get(hold.status, ()),
        "own": first == visit.person.account_id,
    }
