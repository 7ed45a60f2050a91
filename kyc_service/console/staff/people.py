"""People: invite, give and take roles, reset, disable. Never oneself; the service refuses it, whatever a form says."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.entry.browsers import tell
from kyc_service.console.forms import read_version
from kyc_service.console.languages import gettext
from kyc_service.domain.people.accounts import FORMER, STAFF, Account, AccountStatus
from kyc_service.domain.people.roles import Permission, Role
from kyc_service.errors import ConflictError, InvalidInputError, KycError
from kyc_service.services.people import accounts
from kyc_service.services.people.accounts import Invited

_LIST = "staff/people.html"
_ONE = "staff/person.html"
_FIELD = "role_"
"""Begins the name of each role's box in a form."""


def register(desk: Desk) -> None:
    """Add the views."""
    manage = Permission.PEOPLE_MANAGE
    desk.add("/people", "people", manage, show_all)
    desk.add("/people", "invite", manage, invite, changes=True)
    desk.add("/people/<account_id>", "person", manage, show_one)
    desk.add("/people/<account_id>/roles", "roles", manage, set_roles, changes=True)
    desk.add("/people/<account_id>/disable", "disable", manage, disable, changes=True)
    desk.add("/people/<account_id>/reset", "reset", manage, reset, changes=True)


def show_all(rt: Runtime, visit: Visit) -> Page:
    """List everybody at the tenant."""
    return _list(rt, visit)


def show_one(rt: Runtime, visit: Visit) -> Page:
    """Show an account, with what may be done to it."""
    return _show(rt, visit)


def invite(rt: Runtime, visit: Visit) -> Page:
    """Make an account, and show its link this once."""
    given = visit.form
    try:
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            invited = accounts.invite(work, given.get("name", ""), given.get("email", ""), _roles(visit))
    except (InvalidInputError, ConflictError) as error:
        return _list(rt, visit, error)
    return _link(rt, invited)


def set_roles(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Give and take roles."""
    try:
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            accounts.set_roles(work, visit.ids["account_id"], _roles(visit), read_version(visit))
    except (InvalidInputError, ConflictError) as error:
        return _show(rt, visit, error)
    return GoTo("/console/people")


def disable(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Keep somebody out."""
    try:
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            accounts.disable(work, visit.ids["account_id"], read_version(visit))
    except ConflictError as error:
        return _show(rt, visit, error)
    return GoTo("/console/people")


def reset(rt: Runtime, visit: Visit) -> Page:
    """Invite somebody anew, and show the link this once."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        invited = accounts.reset(work, visit.ids["account_id"], read_version(visit))
    return _link(rt, invited)


def _list(rt: Runtime, visit: Visit, error: KycError | None = None) -> Page:
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        found = accounts.list_all(rt, work)
    values = {"rows": [_row(account) for account in found], "choices": list(Role), "here": "people"}
    return _answer(_LIST, visit, values, error)


def _show(rt: Runtime, visit: Visit, error: KycError | None = None) -> Page:
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        account = work.people.accounts.get(visit.ids["account_id"])
    values = {
        **_row(account),
        "choices": list(Role),
        "own": account.id == visit.person.account_id,
        "disabled": account.status is AccountStatus.DISABLED,
        "erased": account.erased,
        "here": "people",
    }
    return _answer(_ONE, visit, values, error)


def _answer(template: str, visit: Visit, values: dict[str, object], error: KycError | None) -> Page:
    status = HTTPStatus.OK
    if error is not None:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(error, InvalidInputError) else HTTPStatus.CONFLICT
    kept = {name: visit.form.get(name, "") for name in ("name", "email")}
    return Page(template, {"typed": kept, "faults": tell(error) if error else (), **values}, int(status))


def _link(rt: Runtime, invited: Invited) -> Page:
    person = invited.account.person.use(STAFF)
    link = accounts.make_link(rt, invited)
    return Page(
        "staff/invited.html", {"who": person.name, "link": link, "expires_at": invited.expires_at, "here": "people"}
    )


def _row(account: Account) -> dict[str, object]:
    """Return what a page shows of an account; name and address of a colleague are for administrators."""
    person = account.person.use(STAFF)
    who = gettext(FORMER) if account.erased else person.name
    return {"account": account, "who": who, "email": person.email}


def _roles(visit: Visit) -> Sequence[str]:
    return [name.removeprefix(_FIELD) for name in visit.form if name.startswith(_FIELD)]
