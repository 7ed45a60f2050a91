"""Requests of data subjects: by when each is due, and the next step of one, from who asks to the answer."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any

from markupsafe import Markup

from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.forms import read_choice, read_version
from kyc_service.console.languages import gettext as _
from kyc_service.console.languages import message
from kyc_service.console.people import name_actor
from kyc_service.console.privacy.parties import find, name_subject, tabs
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.privacy.requests import Extension, Method, Refusal, Request, RequestStatus, Right
from kyc_service.errors import ConflictError, InvalidInputError, PolicyDeniedError
from kyc_service.services.exits.bars import RIGHTS
from kyc_service.services.rights import carrying, documents, effects, packages, texts
from kyc_service.services.rights import requests as service
from kyc_service.storage.work import Work

SHOWN = 100
"""Requests of each kind that the page lists."""
LONGEST = 20_000
"""Letters of what a subject asked."""
_SOON = dt.timedelta(days=7)
_ADDRESS = "/console/privacy/requests"


def register(desk: Desk) -> None:
    """Add the views."""
    read, act = Permission.PRIVACY_READ, Permission.PRIVACY_ACT
    one = "/privacy/requests/<request_id>"
    desk.add("/privacy", "privacy", read, show)
    desk.add("/privacy/requests", "receive_request", act, receive, changes=True)
    desk.add(one, "privacy_request", read, show_one)
    for path, name, view in (
        ("verification", "verify_request", verify),
        ("extension", "extend_request", extend),
        ("refusal", "refuse_request", refuse),
        ("answer", "answer_request", answer),
        ("package", "package_request", package),
    ):
        desk.add(f"{one}/{path}", name, act, view, changes=True)


def show(rt: Runtime, visit: Visit) -> Page:
    """List what is owed an answer, the first due first, and what was answered."""
    return _list(rt, visit)


def show_one(rt: Runtime, visit: Visit) -> Page:
    """Show a request with its next step."""
    return _one(rt, visit)


def receive(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Take a request in; its term begins now."""
    words = visit.form.get("words", "").strip()
    try:
        kind = read_choice(visit, "kind", Right)
    except InvalidInputError as error:
        return _list(rt, visit, {"kind": message(error.faults[0].code)})
    if not 0 < len(words) <= LONGEST:
        return _list(rt, visit, {"words": _("Write down what was asked, in the subject's own words.")})
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        subject = find(work, visit.form.get("subject", "").strip())
        made = service.receive(work, rt.policy, subject.id, kind, words) if subject else None
    if made is None:
        return _list(rt, visit, {"subject": _("Nobody on file has this reference or id.")})
    return GoTo(f"{_ADDRESS}/{made.id}")


def verify(rt: Runtime, visit: Visit) -> GoTo:
    """Write down how it was shown who asks."""
    method = read_choice(visit, "method", Method)
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        service.verify(work, visit.ids["request_id"], read_version(visit), method)
    return _back(visit)


def extend(rt: Runtime, visit: Visit) -> Page:
    """Extend the term by two months, and show what the subject is told."""
    reason = read_choice(visit, "reason", Extension)
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        service.extend(work, visit.ids["request_id"], read_version(visit), reason)
    return _one(rt, visit, told=texts.EXTENDED)


def refuse(rt: Runtime, visit: Visit) -> Page:
    """Refuse a request, and show what the subject is told."""
    why = read_choice(visit, "reason", Refusal)
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        service.refuse(work, visit.ids["request_id"], read_version(visit), why)
    return _one(rt, visit, told=texts.REFUSED)


def answer(rt: Runtime, visit: Visit) -> Page:
    """Carry a request out, and show what the subject is told."""
    review = visit.form.get("review", "")
    decided = effects.Answer(
        compelling=visit.form.get("compelling", "").strip() or None,
        uphold=review == "upheld" if review in {"upheld", "reopened"} else None,
        explanation=visit.form.get("explanation", "").strip() or None,
    )
    work_of = (visit.person.tenant_id, visit.person.account_id)
    try:
        closed = carrying.carry_out(rt, work_of, visit.ids["request_id"], read_version(visit), decided)
    except (ConflictError, InvalidInputError) as error:
        text = message(error.faults[0].code) if isinstance(error, InvalidInputError) else _(str(error))
        return _one(rt, visit, fault=text or message(error.code))
    return _one(rt, visit, told=texts.SAID[closed.kind])


def package(rt: Runtime, visit: Visit) -> Page:
    """Make what a subject asked for as a document to save and hand over. Each time is a line of the ledger."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        request = work.requests.get(visit.ids["request_id"])
        leaving, made = packages.make(work, rt.policy, request)
    if not leaving.decision.allowed:
        raise PolicyDeniedError(leaving.decision.rule_ids)
    # Written by the service, which escapes every value in it.
    document = Markup(documents.write(made, packages.TITLES[request.kind]))  # noqa: S704 - see above
    headers = {"Content-Disposition": 'attachment; filename="answer.html"', "Cache-Control": "no-store"}
    return Page("privacy/_document.html", {"document": document}, headers=headers)


def _back(visit: Visit) -> GoTo:
    return GoTo(f"{_ADDRESS}/{visit.ids['request_id']}")


def _list(rt: Runtime, visit: Visit, faults: dict[str, str] | None = None) -> Page:
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        now = work.now()
        owed = [_write(work, visit, one, now) for one in work.requests.owed(SHOWN)]
        done = [_write(work, visit, one, now) for one in work.requests.done(SHOWN)]
    values: dict[str, Any] = {
        "here": "privacy",
        "tab": "requests",
        "tabs": tabs(visit),
        "owed": owed,
        "done": done,
        "kinds": list(Right),
        "may_act": visit.may(Permission.PRIVACY_ACT),
        "faults": faults or {},
        "typed": {name: visit.form.get(name, "") for name in ("subject", "kind", "words")},
    }
    return Page("privacy/requests.html", values, int(HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK))


def _one(rt: Runtime, visit: Visit, *, told: str = "", fault: str = "") -> Page:
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        request = work.requests.get(visit.ids["request_id"])
        shown = _write(work, visit, request, work.now())
        notices = work.notices.page(None, SHOWN, request_id=request.id).items
        by = {
            step: name_actor(work, actor) if actor else ""
            for step, actor in (
                ("received", request.received_by),
                ("verified", request.verified_by),
                ("answered", request.answered_by),
            )
        }
    values: dict[str, Any] = {
        "here": "privacy",
        "tab": "requests",
        "tabs": tabs(visit),
        **shown,
        "words": request.words.use(RIGHTS) if request.words else None,
        "by": by,
        "notices": notices,
        "told": told,
        "complaint": texts.complaint(rt.policy) if told else "",
        "fault": fault,
        "given": request.kind in packages.GIVEN,
        "corrects": request.kind is Right.RECTIFY,
        "methods": list(Method),
        "refusals": [one for one in Refusal if request.verified_at or one is Refusal.NOT_THE_SUBJECT],
        "extensions": list(Extension),
        "may_act": visit.may(Permission.PRIVACY_ACT) and request.is_open(),
    }
    return Page("privacy/request.html", values, int(HTTPStatus.CONFLICT if fault else HTTPStatus.OK))


def _write(work: Work, visit: Visit, request: Request, now: dt.datetime) -> dict[str, Any]:
    """Put a request together with whom it is about and how much time is left."""
    late = request.is_open() and now >= request.due_at
    soon = request.is_open() and not late and request.due_at - now <= _SOON
    return {
        "request": request,
        "about": name_subject(work, visit, request.subject_id),
        "late": late,
        "soon": soon,
        "left": max(0, (request.due_at - now).days),
        "known": request.status is not RequestStatus.RECEIVED,
    }
