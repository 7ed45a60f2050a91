"""Corrections that a subject asked for: what is on file about them, field by field, and what it should be."""

from __future__ import annotations

import copy
import dataclasses
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from kyc_service.api.bodies.intake import CONTACT, read_change, read_under, to_business, to_people
from kyc_service.api.subjects import merge_change
from kyc_service.bootstrap import Runtime
from kyc_service.console.cases import sides
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.forms import read_version
from kyc_service.console.languages import gettext as _
from kyc_service.console.languages import message
from kyc_service.console.privacy.parties import name_subject, tabs
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.personal import Fields
from kyc_service.domain.privacy.requests import Right
from kyc_service.domain.subjects import Subject, SubjectKind, Submission
from kyc_service.errors import ConflictError, Fault, InvalidInputError
from kyc_service.services.exits.bars import RIGHTS
from kyc_service.services.rights import rectifications
from kyc_service.services.rights import requests as service
from kyc_service.storage.work import Work

_VALUE = "value:"
"""Begins the name of a field of the form; its place follows, parted by slashes."""
_NEW: Mapping[SubjectKind, tuple[str, ...]] = {
    SubjectKind.BUSINESS: (
        "original_script_name",
        "registration/number",
        "registration/authority",
        "registration/country",
        "registration/date",
        "tax/vat",
        "tax/tin",
        "website",
    ),
    SubjectKind.PERSON: ("original_script_name", "date_of_birth", "email", "phone", "job_title"),
}
"""What may be added where it is not on file."""
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of what is on file."""

    place: str
    label: str
    text: str = field(repr=False)
    lines: bool = False
    """Whether it is a list, one value a line."""


def register(desk: Desk) -> None:
    """Add the views."""
    path = "/privacy/requests/<request_id>/correction"
    desk.add(path, "correction", Permission.PRIVACY_ACT, show)
    desk.add(path, "correct", Permission.PRIVACY_ACT, correct, changes=True)


def show(rt: Runtime, visit: Visit) -> Page:
    """Show what is on file about the subject of a request. The reading is in the audit."""
    return _page(rt, visit, {})


def correct(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Put what is right in the place of what is on file, and close the request."""
    version = read_version(visit)
    try:
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            request = service.get_verified(work, visit.ids["request_id"], version, Right.RECTIFY)
            subject = work.subjects.get(request.subject_id)
            corrected = _merge(rt, work, subject, visit.form)
            rectifications.carry_out(work, rt.policy, request, corrected)
    except InvalidInputError as error:
        return _page(rt, visit, {_place_of(fault.pointer): message(fault.code) for fault in error.faults})
    return GoTo(f"/console/privacy/requests/{visit.ids['request_id']}")


def nest(fields: Fields, kind: SubjectKind) -> Body:
    """Write what is on file as a submission says it."""
    body: Body = {}
    for path, value in fields.items():
        first, *rest = path.split(".")
        if first != kind.value or rest == ["role"]:
            continue
        part = body
        for name in rest[:-1]:
            part = part.setdefault(name, {})
        part[rest[-1]] = value
    if kind is SubjectKind.PERSON and body.get("addresses"):
        body["address"] = body.pop("addresses")[0]
    return copy.deepcopy(body)


def leaves(value: object, place: str = "") -> Iterator[Leaf]:
    """List the values that a form can show, each at its place."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from leaves(part, f"{place}/{name}" if place else str(name))
    elif isinstance(value, list) and all(isinstance(one, str) for one in value):
        yield Leaf(place, sides.label(place), "\n".join(value), lines=True)
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from leaves(part, f"{place}/{at}")
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield Leaf(place, sides.label(place), str(value))


def change(body: Body, form: Mapping[str, str]) -> Body:
    """Put the values of a form into the places that they name. What is emptied is left out."""
    made = copy.deepcopy(body)
    for leaf in leaves(body):
        text = form.get(_VALUE + leaf.place)
        if text is not None and text.replace("\r\n", "\n").strip() != leaf.text.strip():
            _put(made, leaf.place, _read(text, body, leaf))
    added = form.get("add", "")
    if added and form.get("added", "").strip():
        _put(made, added, form["added"].strip())
    return made


def _read(text: str, body: Body, leaf: Leaf) -> Any:  # noqa: ANN401 - any JSON value may stand there
    """Read a value as what stands there: a list, a number, a text."""
    if leaf.lines:
        return [line.strip() for line in text.splitlines() if line.strip()]
    if isinstance(_get(body, leaf.place), int | float):
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            return text.strip()
        return number if math.isfinite(number) else text.strip()
    return text.strip()


def _get(body: Any, place: str) -> Any:  # noqa: ANN401 - a walk through JSON
    for name in place.split("/"):
        body = body[int(name)] if isinstance(body, list) else body.get(name)
    return body


def _put(body: Any, place: str, value: Any) -> None:  # noqa: ANN401 - a walk through JSON
    *way, last = place.split("/")
    for name in way:
        body = body[int(name)] if isinstance(body, list) else body.setdefault(name, {})
    if value in ("", []):
        body.pop(last, None)
    else:
        body[last] = value


def _merge(rt: Runtime, work: Work, subject: Subject, form: Mapping[str, str]) -> Submission:
    """Put the corrected party into what is on file of its business. Raises InvalidInputError, ConflictError."""
    if form.get("add") and form["add"] not in _NEW[subject.kind]:
        raise InvalidInputError([Fault("/add", "unknown_value")])
    body = nest(work.subjects.read(subject.id).use(RIGHTS), subject.kind)
    changed = change(body, form)
    if changed == body:
        told = _("Nothing was changed.")
        raise ConflictError(told)
    part = _name_part(subject)
    whole = {part: [{**changed, "role": subject.role}] if part == "people" else changed}
    data, flags = read_under(rt.policy, read_change, whole)
    business = work.subjects.get(subject.business_id) if subject.business_id else subject
    merged = merge_change(work, rt.policy.id, business, {}, flags, RIGHTS)
    if subject.kind is SubjectKind.BUSINESS:
        metadata = merged.business.fields.use(RIGHTS).get("check.metadata")
        kept = metadata if isinstance(metadata, dict) else None
        return dataclasses.replace(merged, business=to_business(data["business"], merged.role, kept))
    (party,) = to_people(data)
    known = [person.id for person in work.subjects.people_of(business.id)]
    people = tuple(party if ident == subject.id else one for ident, one in zip(known, merged.people, strict=True))
    return dataclasses.replace(merged, people=people)


def _name_part(subject: Subject) -> str:
    if subject.kind is SubjectKind.BUSINESS:
        return "business"
    return CONTACT if subject.role == CONTACT else "people"


def _place_of(pointer: str) -> str:
    """Say at which field of the form a fault of a submission stands."""
    parts = [part for part in pointer.split("/") if part]
    skip = 2 if parts[:1] == ["people"] else 1
    return "/".join(parts[skip:])


def _page(rt: Runtime, visit: Visit, faults: dict[str, str]) -> Page:
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        request = work.requests.get(visit.ids["request_id"])
        if request.kind is not Right.RECTIFY or not request.is_open() or not request.verified_at:
            told = _("This request asks for no correction, or it is not known yet who asks.")
            raise ConflictError(told)
        subject = work.subjects.get(request.subject_id)
        found = list(leaves(nest(work.subjects.read(subject.id).use(RIGHTS), subject.kind)))
        details = {"request_id": request.id}
        work.audit.append("request.details_read", "done", subject_id=subject.id, details=details)
        about = name_subject(work, visit, subject.id)
    places = {leaf.place for leaf in found}
    values: dict[str, Any] = {
        "here": "privacy",
        "tab": "requests",
        "tabs": tabs(visit),
        "request": request,
        "about": about,
        "leaves": [
            {"leaf": leaf, "text": visit.form.get(_VALUE + leaf.place, leaf.text), "fault": faults.get(leaf.place, "")}
            for leaf in found
        ],
        "new": [(place, sides.label(place)) for place in _NEW[subject.kind] if place not in places],
        "added": {name: visit.form.get(name, "") for name in ("add", "added")},
        "elsewhere": [text for place, text in faults.items() if place not in places],
    }
    return Page("privacy/correction.html", values, int(HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK))
