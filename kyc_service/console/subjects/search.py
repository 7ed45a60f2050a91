"""Search of subjects. The words are sent by POST and stand in no address; what leads on is an id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kyc_service.bootstrap import Runtime
from kyc_service.console.cases import sides
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.languages import gettext, message
from kyc_service.console.subjects.file import PURPOSE
from kyc_service.domain.people.roles import Permission
from kyc_service.errors import InvalidInputError, PolicyDeniedError
from kyc_service.services.desk import subjects as service
from kyc_service.services.desk.subjects import Found, SearchBy, Sought

_FIELDS = ("by", "text", "birth_date", "country")


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/subjects", "subjects", Permission.SUBJECTS_SEARCH, show)
    desk.add("/subjects", "search", Permission.SUBJECTS_SEARCH, search, changes=True)


def show(_rt: Runtime, _visit: Visit) -> Page:
    """Show the form."""
    return Page("subjects.html", _values({}))


def search(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Search; a reference leads to its business at once, as there is only one."""
    asked = {name: visit.form.get(name, "").strip() for name in _FIELDS}
    by = SearchBy(asked["by"]) if asked["by"] in set(SearchBy) else SearchBy.REFERENCE
    try:
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            found = service.search(work, Sought(by, asked["text"], asked["birth_date"], asked["country"]))
    except InvalidInputError as error:
        return Page("subjects.html", _values(asked, fault=message(error.faults[0].code)), status=422)
    if by is SearchBy.REFERENCE and found:
        return GoTo(f"/console/subjects/{found[0].party.id}")
    named = visit.may(Permission.EVIDENCE_READ)
    return Page("subjects.html", _values(asked, found=[_write(one, named=named) for one in found]))


def _values(
    asked: Mapping[str, str], *, found: list[dict[str, Any]] | None = None, fault: str | None = None
) -> dict[str, Any]:
    form = {name: asked.get(name, "") for name in _FIELDS}
    return {"here": "subjects", "asked": form, "ways": list(SearchBy), "found": found, "fault": fault}


def _write(found: Found, *, named: bool) -> dict[str, Any]:
    """Write a line; the name only for who may see evidence. Others see what they searched for themselves."""
    name, country = _open(found) if named else ("", "")
    return {"party": found.party, "business": found.business, "name": name, "country": country}


def _open(found: Found) -> tuple[str, str]:
    if found.fields is None:
        return gettext("(erased)"), ""
    try:
        known = found.fields.use(PURPOSE)
    except PolicyDeniedError:
        return gettext("(use of its data is restricted)"), ""
    return sides.name_of(known), str(known.get("business.registration.country") or "")
