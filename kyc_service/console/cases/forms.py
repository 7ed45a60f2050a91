"""Forms of the case page: the version that a change is based on, marks that are set, and the page that follows."""

from __future__ import annotations

from kyc_service.console.cases import page
from kyc_service.console.door import GoTo, Page, Visit
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.storage.work import Work


def show(work: Work, visit: Visit, part: str) -> Page | GoTo:
    """Show the case as it is now: what htmx puts into the page, or a page more, at the part that changed."""
    if not visit.partial:
        return GoTo(f"/console/cases/{visit.ids['case_id']}#{part}")
    return Page("_case.html", page.read(work, visit, visit.ids["case_id"], visit.form.get("hit", "")))


def read_number(visit: Visit, name: str, usual: int | None) -> int:
    """Read a whole number. Raises InvalidInputError."""
    text = visit.form.get(name, "").strip()
    if not text and usual is not None:
        return usual
    if not text.isascii() or not text.isdigit():
        raise InvalidInputError([Fault(f"/{name}", "required")])
    return int(text[:9])


def marked(visit: Visit, kind: str) -> list[str]:
    """List what was marked of a kind, in the order of the form: the name of such a field is `kind:value`."""
    return [name.removeprefix(f"{kind}:") for name in visit.form if name.startswith(f"{kind}:")]
