"""Notes over HTTP: written once, meant for colleagues, struck out by their author."""

from __future__ import annotations

from typing import Any

import pytest

from kyc_service.domain.people.roles import Role
from kyc_service.domain.tenants import Scope
from tests.fixtures.people import add_staff
from tests.fixtures.talks import Asking

NASTY = '<img src=x onerror="alert(1)"> {reference}'


def _write(asking: Asking, body: Any) -> Any:
    return asking.caller.ask("POST", f"/v1/cases/{asking.case_id}/notes", Scope.ANALYST, json=body)


def _list(asking: Asking) -> list[dict[str, Any]]:
    found = asking.caller.ask("GET", f"/v1/cases/{asking.case_id}/notes", Scope.ANALYST)
    return list((found.json or {})["items"])


def test_a_note_keeps_its_words_until_its_author_strikes_it_out(asking: Asking) -> None:
    made = _write(asking, {"text": NASTY})
    assert (made.status_code, made.json["text"]) == (201, NASTY)
    path = f"/v1/cases/{asking.case_id}/notes/{made.json['id']}:strike"
    with asking.caller.rt.open_work(asking.caller.tenant.id, "tester", read_only=True) as work:
        assert work.case_notes.get(made.json["id"]).author == made.json["author"]
    assert asking.caller.ask("POST", path, Scope.ANALYST).json["text"] is None
    assert asking.caller.ask("POST", path, Scope.ANALYST).status_code == 409
    [note] = _list(asking)
    assert (note["text"], bool(note["struck_at"])) == (None, True)


def test_nobody_strikes_out_what_another_wrote(asking: Asking, cheap_hashes: None) -> None:  # noqa: ARG001 - acts by itself
    staff = add_staff(asking.caller.rt, asking.caller.tenant.id, Role.ANALYST)
    with asking.caller.rt.open_work(asking.caller.tenant.id, staff.opened.person.account_id) as work:
        note = work.case_notes.add(work.cases.get(asking.case_id), "Mine.", [])
    path = f"/v1/cases/{asking.case_id}/notes/{note.id}:strike"
    assert asking.caller.ask("POST", path, Scope.ANALYST).status_code == 403
    assert _list(asking)[-1]["text"] == "Mine."


def test_a_mention_is_unread_until_the_colleague_has_seen_it(asking: Asking, cheap_hashes: None) -> None:  # noqa: ARG001 - acts by itself
    staff = add_staff(asking.caller.rt, asking.caller.tenant.id, Role.AUDITOR)
    account_id = staff.opened.person.account_id
    assert _write(asking, {"text": "Look.", "mentions": [account_id, account_id]}).status_code == 201
    path = f"/v1/mentions?account_id={account_id}"
    [mention] = (asking.caller.ask("GET", path, Scope.ANALYST).json or {})["items"]
    assert (mention["reference"], mention["read_at"]) == (asking.reference, None)
    read = f"/v1/cases/{asking.case_id}/mentions:read"
    for new in (1, 0):
        answer = asking.caller.ask("POST", read, Scope.ANALYST, json={"account_id": account_id})
        assert answer.json == {"read": new}
    [mention] = (asking.caller.ask("GET", path, Scope.ANALYST).json or {})["items"]
    assert mention["read_at"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "required"),
        ({"text": ""}, "required"),
        ({"text": "x" * 4001}, "too_long"),
        ({"text": "a\u202eb"}, "bidi_control"),
        ({"text": "a\u0000b"}, "control_character"),
        ({"text": "Look.", "mentions": ["acc_" + "0" * 32]}, "unknown_colleague"),
        ({"text": "Look.", "mentions": ["x"] * 21}, "too_many_items"),
        ({"text": "Look.", "for": "mila"}, "unknown_field"),
    ],
)
def test_a_note_that_is_none_is_refused(asking: Asking, body: Any, code: str) -> None:
    answer = _write(asking, body)
    assert answer.status_code == 422, answer.json
    assert code in {error["code"] for error in answer.json["errors"]}
    assert _list(asking) == []


def test_templates_are_those_of_the_service_and_ones_own(asking: Asking) -> None:
    path = "/v1/note-templates"
    names = [one["name"] for one in (asking.caller.ask("GET", path, Scope.ANALYST).json or {})["items"]]
    assert names[0] == "Documents checked"
    body = {"name": "Address", "text": "{today}: checked the address of {reference}."}
    made = asking.caller.ask("POST", path, Scope.ANALYST, json=body)
    assert (made.status_code, made.json["built_in"]) == (201, False)
    assert asking.caller.ask("POST", path, Scope.ANALYST, json=body).status_code == 409
    assert asking.caller.ask("POST", path, Scope.ANALYST, json={**body, "name": names[0]}).status_code == 409
    assert asking.caller.ask("DELETE", f"{path}/{made.json['id']}", Scope.ANALYST).status_code == 204
    assert asking.caller.ask("DELETE", f"{path}/{made.json['id']}", Scope.ANALYST).status_code == 404
