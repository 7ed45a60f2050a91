"""What several of these rooms read from a request: a subject by id or reference, a moment, a permission."""

from __future__ import annotations

import datetime as dt

from kyc_service.api.door.routes import Call
from kyc_service.domain.ids import parse_id
from kyc_service.domain.intake import contacts
from kyc_service.domain.subjects import Subject
from kyc_service.domain.tenants import Scope
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.storage.work import Work

PRIVACY = frozenset({Scope.PRIVACY})
SEALED = frozenset({Scope.SEALED})
EITHER = frozenset({Scope.PRIVACY, Scope.SEALED})


def is_sealed(call: Call) -> bool:
    """Whether the key opens sealed records."""
    return Scope.SEALED in call.caller.key.scopes


def find_subject(work: Work, name: str, pointer: str = "/subject") -> Subject:
    """Find a subject by its id, or a business by the client's reference. Raises InvalidInputError, NotFoundError."""
    subject_id = parse_id("subject", name)
    if subject_id is not None:
        return work.subjects.get(subject_id)
    found = work.subjects.by_reference(name)
    if found is None:
        raise InvalidInputError([Fault(pointer, "unknown_subject")])
    return found


def read_moment(text: str | None, pointer: str) -> dt.datetime | None:
    """Read a moment in RFC 3339. Raises InvalidInputError."""
    if text is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidInputError([Fault(pointer, "invalid_moment")])
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError:
        raise InvalidInputError([Fault(pointer, "invalid_moment")]) from None


def read_id(noun: str, text: str, pointer: str) -> str:
    """Read an id out of a body. Raises InvalidInputError."""
    found = parse_id(noun, text)
    if found is None:
        raise InvalidInputError([Fault(pointer, "invalid_id")])
    return found


def read_country(text: str, pointer: str) -> str:
    """Read a country of today. Raises InvalidInputError."""
    found = contacts.read_country(text)
    if found.fault:
        raise InvalidInputError([Fault(pointer, found.fault)])
    return found.value
