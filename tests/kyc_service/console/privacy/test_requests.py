"""Requests of data subjects at the desk: taken in, who asks, an answer; late ones first and nobody's name."""

from __future__ import annotations

import datetime as dt

import pytest
from markupsafe import escape
from sqlalchemy import update

from kyc_service.domain.people.roles import Role
from kyc_service.services.rights import texts
from kyc_service.storage.tables import privacy_requests
from tests.fixtures.service import Caller
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read

PATH = "/console/privacy"
FORM = {"subject": "shop-1", "kind": "access", "words": "Which data do you have of me?"}


@pytest.fixture
def officer(enter: Enter, caller: Caller) -> Visitor:
    caller.run(caller.submit())
    return enter(caller, Role.PRIVACY_OFFICER)


def take_in(officer: Visitor, kind: str = "access") -> str:
    answer = officer.post(f"{PATH}/requests", {**FORM, "kind": kind})
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_a_request_goes_from_who_asks_to_a_document_and_is_closed(officer: Visitor) -> None:
    path = take_in(officer)
    page = read(officer.get(path))
    assert "Which data do you have of me?" in page
    assert "Nothing goes out before." in page
    assert officer.post(f"{path}/package", {}).status_code == 409
    assert officer.post(f"{path}/verification", {"version": "1", "method": "document_seen"}).status_code == 303
    assert "make the package first" in read(officer.post(f"{path}/answer", {"version": "2"}), 409)
    document = officer.post(f"{path}/package", {})
    assert document.status_code == 200
    assert document.headers["Content-Disposition"].startswith("attachment")
    assert "Jansen Fietsen B.V." in document.text
    page = read(officer.post(f"{path}/answer", {"version": "2"}))
    assert texts.GIVEN in page
    assert "Answered" in read(officer.get(PATH))


def test_erasure_says_what_it_does_and_what_to_tell(officer: Visitor) -> None:
    path = take_in(officer, "erase")
    officer.post(f"{path}/verification", {"version": "1", "method": "registered_contact"})
    assert "cannot be brought back" in read(officer.get(path))
    assert escape(texts.ERASURE) in read(officer.post(f"{path}/answer", {"version": "2"}))


def test_it_is_extended_once_and_refused_with_one_text(officer: Visitor) -> None:
    path = take_in(officer, "object")
    officer.post(f"{path}/verification", {"version": "1", "method": "platform_sign_in"})
    assert texts.EXTENDED in read(officer.post(f"{path}/extension", {"version": "2", "reason": "complexity"}))
    assert texts.REFUSED in read(officer.post(f"{path}/refusal", {"version": "3", "reason": "unfounded"}))
    assert officer.post(f"{path}/refusal", {"version": "4", "reason": "unfounded"}).status_code == 409


def test_what_is_late_stands_first_and_says_so(officer: Visitor, caller: Caller) -> None:
    first, late = take_in(officer), take_in(officer, "port")
    with caller.rt.open_work(caller.tenant.id, "tester") as work:
        before = work.now() - dt.timedelta(days=1)
        mine = privacy_requests.c.id == late.rpartition("/")[2]
        work._tx.run(update(privacy_requests).where(mine).values(due_at=before))
    page = read(officer.get(PATH))
    assert page.index(late) < page.index(first)
    assert "late" in page
    assert "Jansen" not in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("subject", "shop-9", "Nobody on file"), ("kind", "spy", "one of"), ("words", " ", "in the subject")],
)
def test_a_fault_stands_at_its_field(officer: Visitor, field: str, value: str, said: str) -> None:
    page = read(officer.post(f"{PATH}/requests", {**FORM, field: value}), 422)
    assert said in page
    assert 'aria-invalid="true"' in page


def test_an_auditor_reads_and_does_nothing(officer: Visitor, enter: Enter, caller: Caller) -> None:
    path = take_in(officer)
    auditor = enter(caller, Role.AUDITOR)
    page = read(auditor.get(path))
    assert "Next step" not in page
    assert auditor.post(f"{path}/refusal", {"version": "1", "reason": "unfounded"}).status_code == 403


def test_another_tenants_request_is_none(officer: Visitor, enter: Enter, stranger: Caller) -> None:
    path = take_in(officer)
    assert enter(stranger, Role.PRIVACY_OFFICER).get(path).status_code == 404
