"""Turn a body into a submission: shape, texts and what has to fit together, every fault at once.

Flattens the body to the policy's field paths. Stores nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from marshmallow import Schema

from kyc_service.api.bodies.base import reading, try_load
from kyc_service.api.bodies.parties import BUSINESS_ONLY, PERSON_ONLY
from kyc_service.api.bodies.submissions import ChangeSchema, SubmissionSchema
from kyc_service.domain.contact_checks.parties import check_business, check_person
from kyc_service.domain.intake import contacts, dates, identifiers, ownership
from kyc_service.domain.personal import Fields, Personal
from kyc_service.domain.subjects import Party, SubjectKind, Submission
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.policy.model import Policy

CONTACT = "contact"
"""Role of the person who speaks for a business."""

T = TypeVar("T")
_PERSON_AT = re.compile(r"/(?:contact|people/[0-9]+)/([^/]+)")
_BUSINESS_AT = re.compile(r"/business/([^/]+)")


def read_submission(raw: Mapping[str, Any], today: dt.date, policy_id: str) -> Submission:
    """Read a whole submission. Raises InvalidInputError that names every fault."""
    data, flags = _read(SubmissionSchema, raw, today, policy_id)
    return Submission(
        reference=data["reference"],
        policy_id=policy_id,
        role=data["role"],
        business=to_business(data["business"], data["role"], data.get("metadata")),
        people=to_people(data),
        flags=flags,
    )


def read_under(policy: Policy, read: Callable[[Mapping[str, Any], dt.date, str], T], raw: Mapping[str, Any]) -> T:
    """Read a body under a policy. Raises InvalidInputError that names the clause, where the policy refuses."""
    try:
        return read(raw, dt.datetime.now(dt.UTC).date(), policy.id)
    except InvalidInputError as error:
        raise InvalidInputError(policy.name_rules(error.faults)) from None


def read_change(raw: Mapping[str, Any], today: dt.date, policy_id: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Read the parts of a change, with their flags. Raises InvalidInputError."""
    return _read(ChangeSchema, raw, today, policy_id)


def to_business(data: Mapping[str, Any], role: str, metadata: Mapping[str, Any] | None) -> Party:
    """Flatten a business."""
    fields = _business_fields(data)
    if metadata:
        fields["check.metadata"] = dict(metadata)
    return Party(SubjectKind.BUSINESS, role, Personal(fields))


def to_people(data: Mapping[str, Any]) -> tuple[Party, ...]:
    """Flatten the contact and the people, as far as they are given."""
    found = [to_person(data[CONTACT], CONTACT)] if CONTACT in data else []
    return (*found, *(to_person(person, person["role"]) for person in data.get("people", ())))


def to_person(data: Mapping[str, Any], role: str) -> Party:
    """Flatten a person."""
    return Party(SubjectKind.PERSON, role, Personal(_person_fields(data, role)))


def _business_fields(data: Mapping[str, Any]) -> Fields:
    return dict(_flatten("business", data))


def _person_fields(data: Mapping[str, Any], role: str) -> Fields:
    details = {name: value for name, value in data.items() if name not in {"address", "role"}}
    if "address" in data:
        details["addresses"] = [data["address"]]
    if "nationalities" in details:
        details["nationalities"] = list(dict.fromkeys(details["nationalities"]))
    fields = {f"person.{name}": value for name, value in details.items()}
    return {**fields, "person.role": role}


def _flatten(prefix: str, data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        if isinstance(value, dict):
            yield from _flatten(f"{prefix}.{name}", value)
        else:
            yield f"{prefix}.{name}", value


def _read(
    schema: type[Schema],
    raw: Mapping[str, Any],
    today: dt.date,
    policy_id: str,
) -> tuple[dict[str, Any], tuple[str, ...]]:
    with reading(today) as intake:
        data, faults = try_load(schema, raw)
    faults = [_explain(fault) for fault in faults]
    faults.extend(_check_together(data, policy_id))
    if faults:
        raise InvalidInputError(faults)
    cycle = [ownership.CYCLE] if _has_cycle(data) else []
    return data, tuple(dict.fromkeys([*intake.flags, *cycle, *_flag_contacts(data)]))


def _flag_contacts(data: Mapping[str, Any]) -> Iterator[str]:
    """Flag contacts that need a look. Of a change, only the parts that are given: the others were looked at before."""
    business = _business_fields(_part(data, "business"))
    yield from check_business(business).flags
    contact = [(data[CONTACT], CONTACT)] if CONTACT in data else []
    for person, role in (*contact, *((person, person["role"]) for person in data.get("people", ()))):
        yield from check_person(_person_fields(person, role), business).flags


def _explain(fault: Fault) -> Fault:
    """Say of an unknown member whether it belongs to the other kind of party."""
    if fault.code != "unknown_field":
        return fault
    person, business = _PERSON_AT.fullmatch(fault.pointer), _BUSINESS_AT.fullmatch(fault.pointer)
    misplaced = (person and person[1] in BUSINESS_ONLY) or (business and business[1] in PERSON_ONLY)
    return Fault(fault.pointer, "field_not_allowed_for_type") if misplaced else fault


def _check_together(data: Mapping[str, Any], policy_id: str) -> Iterator[Fault]:
    """Check what one member alone cannot show; members that were refused are missing here."""
    business = _part(data, "business")
    country = _part(business, "registration").get("country")
    if data.get("policy_id", policy_id) != policy_id:
        yield Fault("/policy_id", "unknown_policy")
    yield from _check_business(business, country)
    yield from _check_phone(_part(data, CONTACT), f"/{CONTACT}", country)
    people = [person for person in data.get("people") or () if isinstance(person, dict)]
    for number, person in enumerate(people):
        yield from _check_phone(person, f"/people/{number}", country)
    if ownership.exceed_whole(_direct_shares(people)):
        yield Fault("/people", ownership.INVALID_SHARE)


def _check_business(business: Mapping[str, Any], country: str | None) -> Iterator[Fault]:
    registration, tax, licence = (_part(business, name) for name in ("registration", "tax", "licence"))
    number = registration.get("number")
    if number is not None:
        found = identifiers.read_registration_number(number, country, registration.get("authority"))
        yield from _fault("/business/registration/number", found.fault)
    if "vat" in tax:
        yield from _fault("/business/tax/vat", identifiers.read_vat(tax["vat"], country).fault)
    founded, expires = registration.get("date"), licence.get("expires")
    if founded and expires and dates.is_before(expires, founded):
        yield Fault("/business/licence/expires", "inconsistent_dates")


def _check_phone(person: Mapping[str, Any], pointer: str, country: str | None) -> Iterator[Fault]:
    if "phone" in person:
        yield from _fault(f"{pointer}/phone", contacts.read_phone(person["phone"], country).fault)


def _fault(pointer: str, code: str | None) -> Iterator[Fault]:
    if code is not None:
        yield Fault(pointer, code)


def _direct_shares(people: list[dict[str, Any]]) -> Iterator[float]:
    """Shares held directly; one behind a chain is part of the chain's last share."""
    for person in people:
        owned = _part(person, "ownership")
        if not owned.get("through"):
            yield owned.get("percent", 0.0)


def _has_cycle(data: Mapping[str, Any]) -> bool:
    business = _part(data, "business").get("name", "")
    return any(
        ownership.runs_in_circle(business, _name_of(person), chain)
        for person in data.get("people", ())
        if (chain := _part(person, "ownership").get("through"))
    )


def _name_of(person: Fields) -> str:
    parts = (person.get("given_name"), person.get("family_name"))
    return str(person.get("name") or " ".join(str(part) for part in parts if part))


def _part(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}
