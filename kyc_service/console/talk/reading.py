"""What is asked, written and filed on a case, as its page shows it: each in the order in which it came."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from kyc_service.api.asking.attachments import write_attachment
from kyc_service.api.asking.requests import write_request
from kyc_service.api.schemas.evidence import PURPOSE
from kyc_service.console.door import Visit
from kyc_service.console.people import name_actor
from kyc_service.domain.asking import fields, files, notes
from kyc_service.domain.asking.requests import USUAL_DAYS, Document, RequestStatus, Wanted
from kyc_service.domain.cases import Case
from kyc_service.domain.people.accounts import STAFF
from kyc_service.domain.people.roles import Permission
from kyc_service.services.asking import attachments, parties
from kyc_service.services.asking import notes as service
from kyc_service.storage.work import Work

Name = Callable[[str], str]


def read(work: Work, visit: Visit, case: Case, known: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Read it all; whoever looks has seen what is meant for them. `known` are the parties by id, with their names."""
    service.mark_read(work, case.id, visit.person.account_id)

    @cache
    def name(actor: str) -> str:
        return name_actor(work, actor)

    filed = [_write_file(one, name, known) for one in map(write_attachment, attachments.list_of(work, case.id))]
    kept = frozenset(one["id"] for one in filed)
    requests = [_write_request(one, name, kept) for one in map(write_request, work.case_requests.of_case(case.id))]
    submitted = parties.find(work, case.subject_id).all
    return {
        "requests": requests,
        "awaited": next((one for one in requests if one["status"] is RequestStatus.OPEN), None),
        "askable": [_write_askable(pointer, known.get(party.id)) for pointer, party in submitted],
        "usual_days": USUAL_DAYS,
        "notes": [_write_note(one, name, visit) for one in service.list_of(work, case.id)],
        "longest_note": notes.LONGEST,
        "templates": service.filled(work, case),
        "colleagues": _list_colleagues(work, visit),
        "files": filed,
        "file_types": ",".join(ending for endings in files.SUFFIXES.values() for ending in endings),
        "may_write": visit.may(Permission.CASES_WORK),
    }


def _write_request(one: Mapping[str, Any], name: Name, kept: frozenset[str]) -> dict[str, Any]:
    """Write a request; a document that came may have had its time since."""
    items = [
        {
            **item,
            "is_kept": item["attachment_id"] in kept,
            "place": _place(item["field"]),
            "is_value": item["document"] is None,
        }
        for item in one["items"]
    ]
    return {
        **one,
        "items": [{**item, "was": _show(item["was"]), "now": _show(item["now"])} for item in items],
        "asked_by": name(one["asked_by"]),
        "ended_by": name(one["ended_by"]) if one["ended_by"] else "",
        "missing": sum(item["answered_at"] is None for item in items),
    }


def _write_askable(pointer: str, party: Mapping[str, Any] | None) -> dict[str, Any]:
    """Write what may be asked about one party."""
    own = [label.replace("*", pointer.rpartition("/")[2]) for label in fields.LABELS]
    return {
        "pointer": pointer,
        "name": party["name"] if party else "",
        "role": party["role"] if party else "",
        "fields": [
            {"pointer": one, "word": _place(one), "text": Wanted(one).text}
            for one in own
            if fields.party_of(one) == pointer
        ],
        "documents": [{"document": one, "text": Wanted(pointer, one).text} for one in Document],
    }


def _write_note(one: notes.Note, name: Name, visit: Visit) -> dict[str, Any]:
    return {
        "id": one.id,
        "author": name(one.author),
        "at": one.written_at,
        "text": "" if one.struck_at else one.text.use(PURPOSE),
        "struck_at": one.struck_at,
        "mentions": [(name(mention.account_id), mention.read_at) for mention in one.mentions],
        "own": one.author == visit.person.account_id,
    }


def _write_file(one: Mapping[str, Any], name: Name, known: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    party = known.get(one["subject_id"])
    return {**one, "added_by": name(one["added_by"]), "about": party["name"] if party else ""}


def _list_colleagues(work: Work, visit: Visit) -> Sequence[tuple[str, str]]:
    found = [(one.id, one.person.use(STAFF).name) for one in service.colleagues(work)]
    return sorted((one for one in found if one[0] != visit.person.account_id), key=lambda one: one[1].casefold())


def _place(pointer: str) -> str:
    """Return the pointer by which the table of words knows a field."""
    place = fields.place_of(fields.party_of(pointer) or "")
    return pointer if place is None else pointer.replace(f"/people/{place}", "/people/*", 1)


def _show(value: Any) -> str:  # noqa: ANN401 - any JSON
    """Write a value on one line."""
    if isinstance(value, dict):
        return ", ".join(_show(one) for one in value.values())
    if isinstance(value, list):
        return "; ".join(_show(one) for one in value)
    return "" if value is None else str(value)
