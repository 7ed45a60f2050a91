"""Profiles: every version of them, a draft of another one, and what any threshold would have meant."""

from __future__ import annotations

from typing import Any

from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.languages import gettext as _
from kyc_service.console.languages import message
from kyc_service.console.people import name_actor
from kyc_service.console.profiles import histogram
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.profiles import HIGHEST_THRESHOLD, LOWEST_THRESHOLD, Delisting, Profile, ProfileStatus, Purpose
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.services.tuning import profiles as service
from kyc_service.services.tuning import simulator
from kyc_service.services.tuning.profiles import Content
from kyc_service.storage.work import Work

SHOWN = 100
"""Versions that the page lists, the newest."""
_FIELDS = ("purpose", "name", "threshold", "weights", "all_lists")
_SOURCE = "source_"
"""Begins the name of each list's box in the form."""
_PER_CENT = (int(LOWEST_THRESHOLD * 100), int(HIGHEST_THRESHOLD * 100))


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/profiles", "profiles", Permission.LISTS_READ, show)
    desk.add("/profiles/simulator", "simulator", Permission.LISTS_READ, simulate)
    desk.add("/profiles", "draft_profile", Permission.PROFILES_EDIT, draft, changes=True)


def show(rt: Runtime, visit: Visit) -> Page:
    """Show every version and the simulator."""
    return _page(rt, visit)


def simulate(rt: Runtime, visit: Visit) -> Page:
    """Show what a threshold would have meant; htmx asks for that part alone while the slider moves."""
    if not visit.partial:
        return _page(rt, visit)
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        return Page("profiles/_simulator.html", _simulate(rt, work, visit))


def draft(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Keep another version; it changes nothing until it was measured and another person approved it."""
    try:
        purpose, content = _read(visit)
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            made = service.draft(rt, work, purpose, visit.form.get("name", "").strip(), content)
    except InvalidInputError as error:
        return _page(rt, visit, error)
    return GoTo(f"/console/profiles/{made.id}")


def list_versions(work: Work) -> list[dict[str, Any]]:
    """List the newest versions with the names of who made and approved them."""
    return [name_version(work, one) for one in work.profiles.page(None, SHOWN).items]


def name_version(work: Work, one: Profile) -> dict[str, Any]:
    """Put a version together with the names of people."""
    by = {step: getattr(one, f"{step}_by") for step in ("made", "evaluated", "approved", "retired")}
    return {"profile": one, "by": {step: name_actor(work, actor) if actor else "" for step, actor in by.items()}}


def _page(rt: Runtime, visit: Visit, error: InvalidInputError | None = None) -> Page:
    asked = {name: visit.form.get(name, "") for name in _FIELDS}
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        versions = list_versions(work)
        simulated = _simulate(rt, work, visit)
    live = {one["profile"].purpose: one for one in versions if one["profile"].status is ProfileStatus.LIVE}
    chosen = {name.removeprefix(_SOURCE) for name in visit.form if name.startswith(_SOURCE)}
    values: dict[str, Any] = {
        "here": "profiles",
        "versions": versions,
        "most_versions": SHOWN,
        "live": [(purpose, live.get(purpose)) for purpose in Purpose],
        "may_edit": visit.may(Permission.PROFILES_EDIT),
        "asked": asked,
        "lists": [
            {"id": source, "required": source in rt.choices.required, "checked": source in chosen or not visit.form}
            for source in sorted(rt.choices.enabled)
        ],
        "all_lists": bool(asked["all_lists"]) or not visit.form,
        "faults": _place(error),
        **simulated,
    }
    return Page("profiles/list.html", values, status=422 if error else 200)


def _simulate(rt: Runtime, work: Work, visit: Visit) -> dict[str, Any]:
    asked = _read_percent(visit.query.get("threshold", ""))
    found = simulator.simulate(rt, work, service.default_threshold(rt) if asked is None else asked)
    return {
        "found": found,
        "picture": histogram.draw(found.columns, found.asked.threshold),
        "size": (histogram.WIDTH, histogram.HEIGHT),
        "bounds": _PER_CENT,
        "wrong": bool(visit.query.get("threshold")) and asked is None,
    }


def _read(visit: Visit) -> tuple[Purpose, Content]:
    """Read the form of a draft. Raises InvalidInputError that names every fault of its own."""
    purpose, written = visit.form.get("purpose", ""), visit.form.get("threshold", "").strip()
    threshold = _read_percent(written)
    faults = [] if purpose in set(Purpose) else [Fault("/purpose", "unknown_value")]
    if written and threshold is None:
        faults.append(Fault("/threshold", "number_out_of_range"))
    weights: dict[str, float] = {}
    for line in filter(str.strip, visit.form.get("weights", "").splitlines()):
        name, _sign, value = line.partition("=")
        number = _read_number(value.strip())
        if number is None:
            faults.append(Fault("/weights", "invalid_weight"))
        else:
            weights[name.strip()] = number
    if faults:
        raise InvalidInputError(faults)
    chosen = sorted(name.removeprefix(_SOURCE) for name in visit.form if name.startswith(_SOURCE))
    sources = None if visit.form.get("all_lists") else tuple(chosen)
    delisting = Delisting.LEAVE if visit.form.get("leave_delisted") else Delisting.RECONSIDER
    return Purpose(purpose), Content(sources, threshold, weights, delisting)


def _read_percent(text: str) -> float | None:
    """Read per cent within the bounds of a threshold, a decimal at most; None for anything else."""
    number = _read_number(text.strip().removesuffix("%").strip().replace(",", "."))
    if number is None or not _PER_CENT[0] <= number <= _PER_CENT[1]:
        return None
    return round(number / 100, 3)


def _read_number(text: str) -> float | None:
    if not text or len(text) > 8 or not set(text) <= set("0123456789.-"):  # noqa: PLR2004 - longer is no such number
        return None
    try:
        return float(text)
    except ValueError:
        return None


def _place(error: InvalidInputError | None) -> dict[str, str]:
    """Say what is wrong with each field of the form."""
    told: dict[str, str] = {}
    for fault in error.faults if error else ():
        name = fault.pointer.split("/")[1]
        told.setdefault(name, message(fault.code))
    if "threshold" in told:
        told["threshold"] = _("Give per cent, from 50 to 99.")
    if "weights" in told:
        told["weights"] = _("Write one a line, as country=0.2: a weight of the matcher, with the sign that it has.")
    return told
