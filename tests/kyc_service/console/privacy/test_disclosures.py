"""The ledger at the desk: searched by a form, in no address, without sealed lines for whoever may not know."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from kyc_service.domain.people.roles import Role
from kyc_service.domain.tenants import Scope
from kyc_service.storage.tables import disclosures
from tests.fixtures.privacy import fill_privacy
from tests.fixtures.service import LISTED_NAME, Caller, submission
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read

PATH = "/console/privacy/disclosures"


@pytest.fixture
def officer(enter: Enter, caller: Caller) -> Visitor:
    made = caller.run(caller.submit())
    caller.ask("GET", f"/v1/verifications/{made}")
    return enter(caller, Role.PRIVACY_OFFICER)


def test_a_subject_is_found_by_reference_and_only_its_lines_are_shown(officer: Visitor, caller: Caller) -> None:
    caller.run(caller.submit(submission(reference="shop-2", business={"name": "Anders Handel B.V."})))
    assert "Onboarding" in read(officer.get(PATH))
    found = officer.post(PATH, {"subject": "shop-1"})
    assert found.status_code == 303
    assert "shop-1" not in found.headers["Location"]
    page = read(officer.get(found.headers["Location"]))
    assert "Only what is about" in page
    assert "shop-2" not in page
    assert "Jansen" not in page
    assert "Nobody on file" in read(officer.post(PATH, {"subject": "shop-9"}), 422)


def test_a_sealed_line_is_shown_to_whoever_may_know_of_it_alone(officer: Visitor, enter: Enter, caller: Caller) -> None:
    with caller.rt.open_work(caller.tenant.id, "tester") as work:
        mine = disclosures.c.tenant_id == caller.tenant.id
        work._tx.run(update(disclosures).where(mine).values(secret=True))
    assert '<span class="tag warn">sealed</span>' in read(officer.get(PATH))
    page = read(enter(caller, Role.AUDITOR).get(PATH))
    assert "sealed" not in page
    assert "Nothing left" in page


def test_the_reading_is_in_the_audit(officer: Visitor, caller: Caller) -> None:
    officer.get(PATH)
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        found = [one.actor for one in work.audit.page(None, 5).items if one.op == "ledger.read"]
    assert found == [officer.account_id]


def test_whoever_has_to_be_told_is_listed_until_they_were(officer: Visitor, caller: Caller) -> None:
    address = "/console/privacy/notices"
    assert "Nobody has to be told" in read(officer.get(address))
    made = caller.run(caller.submit(submission(reference="shop-3", business={"name": LISTED_NAME})))
    case = (caller.ask("GET", "/v1/cases", Scope.ANALYST).json or {})["items"][0]
    with caller.rt.open_work(caller.tenant.id, "tester") as work:
        notice = fill_privacy(work, work.verifications.get(made).subject_id, case["id"]).notice
    assert "They were told" in read(officer.get(address))
    assert officer.post(f"{address}/{notice.id}", {"version": "1"}).status_code == 303
    page = read(officer.get(address))
    assert "They were told" not in page
    assert "Wilma Fictief" in page
