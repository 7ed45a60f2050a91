"""One version of a profile: what it says, how it differs from another, what was measured, and the next step."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kyc_service.api.schemas.profiles import MOST_PAIRS
from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.forms import read_version
from kyc_service.console.languages import gettext as _
from kyc_service.console.languages import message
from kyc_service.console.pages import exactly, word
from kyc_service.console.profiles.listing import list_versions, name_version
from kyc_service.console.titles import PURPOSES
from kyc_service.domain.ids import parse_id
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.profiles import Profile, ProfileStatus
from kyc_service.errors import ConflictError, Fault, InvalidInputError
from kyc_service.services.desk import answered
from kyc_service.services.tuning import profiles as service
from kyc_service.services.tuning.profiles import Labelled
from watchlists.errors import LabelledFileError
from watchlists.evaluation.formats import parse_pairs
from watchlists.matching.score import WEIGHTS


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two versions say, in words."""

    what: str
    here: str
    there: str

    @property
    def differs(self) -> bool:
        """Whether they say it differently."""
        return self.here != self.there


def register(desk: Desk) -> None:
    """Add the views."""
    one = "/profiles/<profile_id>"
    desk.add(one, "profile", Permission.LISTS_READ, show)
    desk.add(f"{one}/evaluation", "measure_profile", Permission.PROFILES_EDIT, measure, changes=True)
    desk.add(f"{one}/approval", "approve_profile", Permission.PROFILES_APPROVE, approve, changes=True)
    desk.add(f"{one}/retirement", "retire_profile", Permission.PROFILES_EDIT, retire, changes=True)


def show(rt: Runtime, visit: Visit) -> Page:
    """Show a version."""
    return _page(rt, visit)


def measure(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Measure a draft: on what people answered, or on pairs that are pasted."""
    work_of = (visit.person.tenant_id, visit.person.account_id)
    profile_id, version = visit.ids["profile_id"], read_version(visit)
    if visit.form.get("by") != "pairs":
        return _do(rt, visit, lambda: answered.evaluate(rt, work_of, profile_id, version))
    return _do(
        rt, visit, lambda: service.evaluate(rt, work_of, profile_id, version, _read_pairs(visit.form.get("pairs", "")))
    )


def approve(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Put another person's version into use."""

    def act() -> Profile:
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            return service.approve(work, visit.ids["profile_id"], read_version(visit))

    return _do(rt, visit, act)


def retire(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Take a version out of use, or drop a draft."""

    def act() -> Profile:
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            return service.retire(work, visit.ids["profile_id"], read_version(visit))

    return _do(rt, visit, act)


def compare(one: Profile, other: Profile | None, usual_threshold: float) -> list[Difference]:
    """Put side by side what two versions say; without another one, beside the service's own settings."""
    threshold = other.threshold if other else usual_threshold
    names = sorted({*one.weights, *(other.weights if other else ())})
    rows = [
        Difference(_("Purpose"), _(PURPOSES[one.purpose]), _(PURPOSES[other.purpose if other else one.purpose])),
        Difference(_("Lists"), _name_lists(one), _name_lists(other)),
        Difference(_("Threshold"), exactly(one.threshold), exactly(threshold)),
    ]
    usual = dict(WEIGHTS)
    rows += [
        Difference(
            word(name),
            f"{one.weights.get(name, usual[name]):+.2f}",
            f"{(other.weights if other else usual).get(name, usual[name]):+.2f}",
        )
        for name in names
        if name in usual
    ]
    return rows


def _name_lists(one: Profile | None) -> str:
    return _("all in use") if one is None or one.sources is None else ", ".join(word(name) for name in one.sources)


def _do(rt: Runtime, visit: Visit, act: Callable[[], Profile]) -> Page | GoTo:
    try:
        act()
    except InvalidInputError as error:
        fault = error.faults[0]
        line = fault.pointer.rpartition("/")[2]
        told = message(fault.code)
        placed = _("Line %(line)s: %(told)s") % {"line": line, "told": told} if line.isdigit() else told
        return _page(rt, visit, placed, 422)
    except ConflictError as error:
        return _page(rt, visit, _told(error), 409)
    return GoTo(f"/console/profiles/{visit.ids['profile_id']}")


def _told(error: ConflictError) -> str:
    if error.code == "evaluation_needs_both":
        return _("This measures nothing yet: there have to be true matches and false positives among the answers.")
    return _(str(error)) or message(error.code)


def _page(rt: Runtime, visit: Visit, fault: str = "", status: int = 200) -> Page:
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        profile = work.profiles.get(visit.ids["profile_id"])
        others = [one for one in list_versions(work) if one["profile"].id != profile.id]
        named = name_version(work, profile)
    other = _choose(visit, profile, [one["profile"] for one in others])
    values: dict[str, Any] = {
        "here": "profiles",
        **named,
        "others": others,
        "other": other,
        "rows": compare(profile, other, service.default_threshold(rt)),
        "fault": fault,
        "most_answers": answered.MOST,
        "most_pairs": MOST_PAIRS,
        "own": profile.made_by == visit.person.account_id,
        "may": {
            "measure": visit.may(Permission.PROFILES_EDIT) and profile.status is ProfileStatus.DRAFT,
            "approve": visit.may(Permission.PROFILES_APPROVE) and profile.status is ProfileStatus.EVALUATED,
            "retire": visit.may(Permission.PROFILES_EDIT) and profile.status is not ProfileStatus.RETIRED,
        },
    }
    return Page("profiles/version.html", values, status)


def _choose(visit: Visit, profile: Profile, others: list[Profile]) -> Profile | None:
    """Choose what to compare with: what was asked for, else the live one of the purpose, else the one before."""
    asked = parse_id("profile", visit.query.get("with", ""))
    for one in others:
        if one.id == asked:
            return one
    if asked is not None or "with" in visit.query:
        return None
    same = [one for one in others if one.purpose is profile.purpose]
    live = [one for one in same if one.status is ProfileStatus.LIVE]
    before = [one for one in same if one.name == profile.name and one.number < profile.number]
    return next(iter([*live, *before]), None)


def _read_pairs(text: str) -> Labelled:
    """Read pasted JSON Lines. Raises InvalidInputError that names the line, and nothing of what is in it."""
    found: list[tuple[int, dict[str, Any]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                case = json.loads(line)
            except (ValueError, RecursionError):
                case = None
            if not isinstance(case, dict):
                raise InvalidInputError([Fault(f"/pairs/{number}", "invalid_pair")])
            found.append((number, case))
    if not found:
        raise InvalidInputError([Fault("/pairs", "required")])
    if len(found) > MOST_PAIRS:
        raise InvalidInputError([Fault("/pairs", "too_many_items")])
    try:
        pairs = parse_pairs("pairs", found)
    except LabelledFileError as error:
        raise InvalidInputError([Fault(f"/pairs/{error.line}", "invalid_pair")]) from None
    return Labelled(pairs, hashlib.sha256(text.encode()).hexdigest())
