"""Bodies: a business and its people as they would be submitted today, with some fields as an answer gives them.

So an answer is judged by the very rules of a submission, also by those that look at two fields at once.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from kyc_service.api.bodies.intake import CONTACT, read_change, read_under, to_business, to_person
from kyc_service.domain.personal import Fields
from kyc_service.domain.subjects import Party
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.policy.model import Policy

_METADATA = "check.metadata"
Body = dict[str, Any]


def unfold(known: Mapping[str, Fields]) -> Body:
    """Make the body of a change that would change nothing, out of the fields of each party by its pointer."""
    people = [pointer for pointer in known if pointer.startswith("/people/")]
    body: Body = {"business": _unfold_business(known["/business"])}
    if "/contact" in known:
        body["contact"] = _unfold_contact(known["/contact"])
    if people:
        places = sorted(people, key=lambda pointer: int(pointer.rpartition("/")[2]))
        body["people"] = [_unfold_person(known[pointer]) for pointer in places]
    return body


def put(body: Body, pointer: str, value: Any) -> Body:  # noqa: ANN401 - any JSON
    """Make the same body with one value in its place."""
    made = copy.deepcopy(body)
    *path, last = pointer[1:].split("/")
    part: Any = made
    for name in path:
        part = part[int(name)] if isinstance(part, list) else part.setdefault(name, {})
    part[last] = value
    return made


def look_up(body: Mapping[str, Any], pointer: str) -> Any:  # noqa: ANN401 - any JSON
    """Return the value at a pointer, or None."""
    part: Any = body
    for name in pointer[1:].split("/"):
        part = part[int(name)] if isinstance(part, list) else part.get(name) if isinstance(part, dict) else None
    return part


def read(policy: Policy, body: Body, pointers: Sequence[str]) -> tuple[Body, tuple[str, ...]]:
    """Judge a body by the rules of a submission. Raises InvalidInputError with pointers into the answer."""
    try:
        return read_under(policy, read_change, body)
    except InvalidInputError as error:
        raise InvalidInputError([_point(fault, pointers) for fault in error.faults]) from None


def to_party(data: Mapping[str, Any], pointer: str, role: str, known: Fields) -> Party:
    """Make the party of a pointer out of a body that was read; what a body cannot hold stays as it is known."""
    if pointer == "/business":
        metadata = known.get(_METADATA)
        return to_business(data["business"], role, metadata if isinstance(metadata, dict) else None)
    return to_person(data[CONTACT] if pointer == "/contact" else look_up(data, pointer), role)


def _point(fault: Fault, pointers: Sequence[str]) -> Fault:
    """Point at the part of the answer that a fault of the whole is about."""
    for place, pointer in enumerate(pointers):
        if fault.pointer == pointer or fault.pointer.startswith(pointer + "/"):
            inner = fault.pointer.removeprefix(pointer)
            return Fault(f"/fields/{place}/value{inner}", fault.code, fault.rule, fault.detail)
    return Fault("/fields", fault.code, fault.rule, fault.detail)


def _unfold_business(fields: Fields) -> Body:
    body: Body = {}
    for path, value in fields.items():
        if path.startswith("business."):
            *parts, last = path.split(".")[1:]
            place = body
            for name in parts:
                place = place.setdefault(name, {})
            place[last] = copy.deepcopy(value)
    return body


def _unfold_person(fields: Fields) -> Body:
    return {path.removeprefix("person."): copy.deepcopy(value) for path, value in fields.items()}


def _unfold_contact(fields: Fields) -> Body:
    body = _unfold_person(fields)
    body.pop("role", None)
    addresses = body.pop("addresses", None)
    return {**body, "address": addresses[0]} if addresses else body
