"""The page of administrators."""

from __future__ import annotations

import re

import pytest

from kyc_service.domain.people.roles import Role
from kyc_service.services.people import invitations
from tests.fixtures.people import add_staff
from tests.fixtures.service import Caller
from tests.fixtures.visitors import MakeVisitor, Visitor

NEW = {"name": "Bo Verzonnen", "role_analyst": "1", "role_auditor": "1"}


@pytest.fixture
def boss(visit: MakeVisitor) -> Visitor:
    return visit(Role.ADMINISTRATOR, name="Ada Fictief")


def link_in(page: str) -> str:
    found = re.search(r'class="secret">http://localhost:8080/console/invitation#(inv_[\w-]+)<', page)
    assert found
    return found[1]


def account_in(page: str, name: str) -> str:
    found = re.search(rf'href="(/console/people/acc_[0-9a-f]+)"><bdi class="theirs">{name}<', page)
    assert found
    return found[1]


def version_in(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


def test_somebody_is_invited_and_the_link_is_shown_once(market: Caller, boss: Visitor) -> None:
    email = f"bo.{boss.account_id}@desk.example"
    answer = boss.post("/console/people", NEW | {"email": email})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert invitations.look(market.rt, link_in(answer.text)).email == email
    listed = boss.get("/console/people").text
    assert all(word in listed for word in ("Bo Verzonnen", email, "Analyst, Auditor", "Invited", "Ada Fictief"))
    assert "inv_" not in listed


def test_what_cannot_be_invited_is_said_and_what_was_typed_stays(boss: Visitor) -> None:
    answer = boss.post("/console/people", {"name": "Bo <b>", "email": "no address"})
    assert (answer.status_code, 'value="no address"' in answer.text) == (422, True)
    assert "Give one bare e-mail address" in answer.text
    assert "Bo &lt;b&gt;" in answer.text
    email = f"bo.{boss.account_id}@desk.example"
    boss.post("/console/people", NEW | {"email": email})
    again = boss.post("/console/people", NEW | {"email": email.upper()})
    assert (again.status_code, "has an account already" in again.text) == (409, True)


def test_roles_are_changed_at_once_and_by_the_version_that_was_seen(visit: MakeVisitor, boss: Visitor) -> None:
    other = visit(Role.ANALYST, name="Otto Verzonnen")
    address = account_in(boss.get("/console/people").text, "Otto Verzonnen")
    page = boss.get(address).text
    seen = {"version": version_in(page)}
    assert re.search(r'name="role_analyst" value="1" checked', page)
    assert other.get("/console/").status_code == 200
    assert boss.post(f"{address}/roles", seen | {"role_privacy_officer": "1"}).status_code == 303
    assert other.get("/console/").status_code == 403
    assert boss.post(f"{address}/roles", seen | {"role_viewer": "1"}).status_code == 412
    assert boss.post(f"{address}/roles", {"role_viewer": "1"}).status_code == 428
    now = {"version": version_in(boss.get(address).text)}
    assert boss.post(f"{address}/roles", now).status_code == 422, "nobody is left without a role"


def test_an_account_is_disabled_and_comes_back_by_a_link(market: Caller, visit: MakeVisitor, boss: Visitor) -> None:
    other = visit(Role.ANALYST, name="Otto Verzonnen")
    address = account_in(boss.get("/console/people").text, "Otto Verzonnen")
    assert boss.post(f"{address}/disable", {"version": version_in(boss.get(address).text)}).status_code == 303
    assert other.get("/console/").status_code == 303
    page = boss.get(address).text
    assert "Disabled" in page
    answer = boss.post(f"{address}/reset", {"version": version_in(page)})
    assert invitations.look(market.rt, link_in(answer.text)).name == "Otto Verzonnen"


def test_one_s_own_account_is_for_another_administrator(visit: MakeVisitor, boss: Visitor) -> None:
    own = f"/console/people/{boss.account_id}"
    page = boss.get(own).text
    assert "another administrator has to change it" in page
    assert page.count(" disabled>") == 4
    visit(Role.ADMINISTRATOR)
    for step in ("roles", "disable", "reset"):
        answer = boss.post(f"{own}/{step}", {"version": version_in(page), "role_viewer": "1"})
        assert answer.status_code == 403, step


def test_the_last_administrator_stays(market: Caller, boss: Visitor) -> None:
    second = add_staff(market.rt, market.tenant.id, Role.ADMINISTRATOR, name="Otto Verzonnen")
    address = account_in(boss.get("/console/people").text, "Otto Verzonnen")
    page = boss.get(address).text
    assert second.account_id in address
    assert boss.post(f"{address}/disable", {"version": version_in(page)}).status_code == 303
    assert boss.get("/console/people").text.count("Disabled") == 1
    assert boss.get(f"/console/people/{boss.account_id}").status_code == 200


def test_another_tenant_s_people_are_not_there(visit: MakeVisitor, boss: Visitor, market: Caller) -> None:
    from tests.fixtures.databases import add_tenant

    elsewhere = add_tenant(market.rt.database, f"Elsewhere {boss.account_id}")
    stranger = add_staff(market.rt, elsewhere.id, Role.ADMINISTRATOR)
    del visit
    assert boss.get(f"/console/people/{stranger.account_id}").status_code == 404
    assert boss.post(f"/console/people/{stranger.account_id}/disable", {"version": "1"}).status_code == 404
