"""The case page: what is asked, written and filed, by forms that work without a script."""

from __future__ import annotations

import re

import pytest

from kyc_service.console.door import COOKIE
from kyc_service.domain.people.roles import Role
from tests.fixtures.service import Caller
from tests.fixtures.talks import NUMBER, PDF, Asking, open_asking
from tests.fixtures.visitors import MakeVisitor, Visitor

NASTY = '<script>alert("x")</script> & "quoted"'


@pytest.fixture
def talk(market: Caller) -> Asking:
    return open_asking(market)


def _version(visitor: Visitor, talk: Asking) -> str:
    shown = visitor.get(f"/console/cases/{talk.case_id}").text
    return re.findall(r'name="version" value="(\d+)"', shown)[0]


def _attach(visitor: Visitor, talk: Asking, content: bytes, name: str) -> int:
    # By hand: the client's own way would leave a large file to the collector.
    fields = (("_csrf", visitor.csrf_token), ("about", "/people/0"))
    parts = [f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields]
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return visitor.client.post(
        f"/console/cases/{talk.case_id}/attachments",
        data="".join(parts).encode() + head.encode() + content + b"\r\n--x--\r\n",
        headers={"Cookie": f"{COOKIE}={visitor.token}", "Content-Type": "multipart/form-data; boundary=x"},
    ).status_code


def test_what_is_marked_is_asked_and_shown_until_it_is_withdrawn(visit: MakeVisitor, talk: Asking) -> None:
    visitor, path = visit(Role.ANALYST), f"/console/cases/{talk.case_id}"
    form = {f"field:{NUMBER}": "on", "document:identity_document:/people/0": "on", "days": "7"}
    answer = visitor.post(f"{path}/requests", {**form, "version": _version(visitor, talk)})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{path}#asked")
    page = visitor.get(path).text
    assert "2 things are still missing" in page
    assert "Registration number" in page
    assert 'name="outcome"' not in page
    codes = [one["code"] for one in talk.status()["next_actions"]]
    assert codes == ["give_field", "give_document"]
    assert visitor.post(f"{path}/requests/withdraw", {"version": _version(visitor, talk)}).status_code == 303
    page = visitor.get(path).text
    assert "Ended without the rest" in page
    assert 'name="outcome"' in page
    assert talk.status()["status"] == "review"


def test_what_came_stands_beside_what_was(visit: MakeVisitor, talk: Asking) -> None:
    talk.ask(fields=["/business/name"], documents=[{"document": "licence"}])
    talk.give({"/business/name": "Jansen Rijwielen B.V."})
    talk.send("licence", PDF, "licence.pdf")
    page = visit(Role.AUDITOR).get(f"/console/cases/{talk.case_id}").text
    asked = page[page.index('id="asked"') :]
    assert asked.index("Aero-Caribbean") < asked.index("Jansen Rijwielen B.V.")
    assert "<strong><bdi" in page
    assert "licence.pdf" in page
    assert "came as an answer" in page
    assert "<textarea" not in page


@pytest.mark.parametrize(
    "form",
    [
        {"field:/no/such": "on"},
        {"field:/people/9/name": "on"},
        {"document:poem:/business": "on"},
        {},
        {f"field:{NUMBER}": "on", "days": "0"},
        {f"field:{NUMBER}": "on", "days": "soon"},
    ],
)
def test_what_cannot_be_asked_is_refused(visit: MakeVisitor, talk: Asking, form: dict[str, str]) -> None:
    visitor = visit(Role.ANALYST)
    answer = visitor.post(f"/console/cases/{talk.case_id}/requests", {**form, "version": _version(visitor, talk)})
    assert answer.status_code == 422
    assert talk.requests() == []


def test_a_note_reaches_the_colleague_whom_it_is_meant_for(visit: MakeVisitor, talk: Asking) -> None:
    mila, bo = visit(Role.ANALYST, name="Mila Janssen"), visit(Role.SENIOR_ANALYST, name="Bo de Vries")
    form = {"text": f"Line one\r\n{NASTY}", f"mention:{bo.account_id}": "on"}
    assert mila.post(f"/console/cases/{talk.case_id}/notes", form).status_code == 303
    queue = bo.get("/console/").text
    assert "Mentions of you" in queue
    assert 'class="unread"' in queue
    assert "Mentions of you" not in mila.get("/console/").text
    page = bo.get(f"/console/cases/{talk.case_id}").text
    assert "Line one\n&lt;script&gt;" in page
    assert "@<bdi" in page
    assert "Strike out" not in page
    assert 'class="unread"' not in bo.get("/console/").text
    shown = mila.get(f"/console/cases/{talk.case_id}").text
    [note_id] = set(re.findall(r"/notes/(nte_[0-9a-f]{32})/strike", shown))
    strike = f"/console/cases/{talk.case_id}/notes/{note_id}/strike"
    assert bo.post(strike).status_code == 403
    assert mila.post(strike).status_code == 303
    page = mila.get(f"/console/cases/{talk.case_id}").text
    assert "Struck out by its author" in page
    assert "Line one" not in page
    assert "Mentions of you" not in bo.get("/console/").text


def test_a_note_for_somebody_who_may_not_read_it_is_refused(visit: MakeVisitor, talk: Asking) -> None:
    viewer = visit(Role.VIEWER)
    form = {"text": "Look at this.", f"mention:{viewer.account_id}": "on"}
    assert visit(Role.ANALYST).post(f"/console/cases/{talk.case_id}/notes", form).status_code == 422
    assert "Mentions of you" not in viewer.get("/console/").text


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001, "a\x00b", "a\u202eb"])
def test_a_note_that_is_none_is_refused(visit: MakeVisitor, talk: Asking, text: str) -> None:
    visitor = visit(Role.ANALYST)
    assert visitor.post(f"/console/cases/{talk.case_id}/notes", {"text": text}).status_code == 422


def test_templates_come_filled_in(visit: MakeVisitor, talk: Asking) -> None:
    page = visit(Role.ANALYST).get(f"/console/cases/{talk.case_id}").text
    assert f"looked at the documents of {talk.reference}" in page
    assert "{reference}" not in page


def test_a_file_is_kept_and_leaves_as_a_download_only(visit: MakeVisitor, talk: Asking) -> None:
    visitor = visit(Role.ANALYST)
    assert _attach(visitor, talk, PDF, "../../Extract <b>.pdf") == 303
    assert _attach(visitor, talk, PDF, "again.pdf") == 303
    [kept] = talk.attachments()
    assert kept["name"] == ".._.._Extract _b_.pdf".strip(". ")
    path = f"/console/cases/{talk.case_id}/attachments/{kept['id']}"
    answer = visit(Role.AUDITOR).get(path)
    assert answer.data == PDF
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert visit(Role.VIEWER).get(path).status_code == 403


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [
        (b"", "empty.pdf", 422),
        (b"MZ\x90\x00", "run.exe", 422),
        (b"\xff\xd8\xff\xe0", "photo.pdf", 422),
        (b"%PDF-" + bytes(10 * 1024 * 1024 + 100_000), "large.pdf", 413),
        (b"words", "x" * 201, 422),
    ],
)
def test_a_file_that_is_not_taken_is_refused(
    visit: MakeVisitor, talk: Asking, content: bytes, name: str, status: int
) -> None:
    assert _attach(visit(Role.ANALYST), talk, content, name) == status
    assert talk.attachments() == []
