"""What an analyst does with a case. Each change names the version it is based on; a stale one is refused."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from kyc_service.api.schemas.cases import DECISION_REASONS
from kyc_service.bootstrap import Runtime
from kyc_service.console.cases import page
from kyc_service.console.cases.queue import address_of
from kyc_service.console.cases.stale import watched
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.forms import read_version
from kyc_service.domain.cases import Disposition, Outcome
from kyc_service.domain.people.roles import Permission
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.services import cases as service
from kyc_service.services.cases import Ruling
from kyc_service.services.desk import queue
from kyc_service.storage.work import Work

_Choice = TypeVar("_Choice", bound=StrEnum)


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/cases/<case_id>/take", "take", Permission.CASES_WORK, watched(take), changes=True)
    desk.add("/cases/<case_id>/hits/<hit_id>", "dispose", Permission.CASES_WORK, watched(dispose), changes=True)
    desk.add("/cases/<case_id>/decision", "decide", Permission.CASES_WORK, watched(decide), changes=True)
    desk.add("/cases/<case_id>/approval", "approve", Permission.CASES_APPROVE, watched(approve), changes=True)


def take(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Give a case to oneself, or give it back."""
    mine = None if visit.form.get("release") else visit.person.account_id
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        service.assign(work, visit.ids["case_id"], mine, read_version(visit))
        return show_case(work, visit, visit.form.get("hit", ""))


def dispose(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Answer a hit, and show the next one that is open."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        service.hit_of_case(work, visit.ids["case_id"], visit.ids["hit_id"])
        service.dispose(
            work,
            visit.ids["hit_id"],
            read_choice(Disposition, visit.form.get("disposition", ""), "/disposition"),
            visit.form.get("reason_code", ""),
            visit.form.get("note", "").strip() or None,
            read_version(visit),
        )
        return show_case(work, visit)


def decide(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Decide a case. Where nothing waits for a second person the next case follows."""
    outcome = read_choice(Outcome, visit.form.get("outcome", ""), "/outcome")
    if visit.form.get("reason_code") not in DECISION_REASONS:
        raise InvalidInputError([Fault("/reason_code", "unknown_reason_code")])
    ruling = Ruling(outcome, visit.form.get("reason_code", ""), visit.form.get("note", "").strip())
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        case = service.decide(work, rt.policy, visit.ids["case_id"], ruling, read_version(visit))
        if case.closed_at is None:
            return show_case(work, visit)
        following = address_of(queue.find_next(work, case.id))
    return GoTo(following, smooth=True)


def approve(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Agree to another person's decision, or send it back."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        if visit.form.get("verdict") == "approve":
            service.approve(work, visit.ids["case_id"], read_version(visit))
        else:
            service.send_back(work, visit.ids["case_id"], read_version(visit))
    return GoTo("/console/?queue=approvals")


def show_case(work: Work, visit: Visit, hit_id: str = "") -> Page | GoTo:
    """Show the case as it is now: the part that htmx puts into the page, or by a page more where no script runs."""
    if not visit.partial:
        return GoTo(f"/console/cases/{visit.ids['case_id']}")
    return Page("_case.html", page.read(work, visit, visit.ids["case_id"], hit_id))


def read_choice(kind: type[_Choice], text: str, pointer: str) -> _Choice:
    """Read one word of a closed list. Raises InvalidInputError."""
    if text not in set(kind):
        raise InvalidInputError([Fault(pointer, "unknown_value")])
    return kind(text)
