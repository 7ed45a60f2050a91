"""Tables of risk factors at the desk: drafted, tried, published by a second person, retired."""

from __future__ import annotations

import re

import pytest

from kyc_service.domain.people.roles import Role
from tests.fixtures.service import Caller, submission
from tests.fixtures.visitors import MakeVisitor, Visitor

PATH = "/console/risk/tables"


@pytest.fixture
def maker(visit: MakeVisitor) -> Visitor:
    return visit(name="Mila Maker")


def _draft(maker: Visitor, **form: str) -> str:
    answer = maker.post(PATH, {"name": "Marketplace 2026", **form})
    assert answer.status_code == 303, re.findall(r"<li>(.*?)</li>", answer.text)
    return answer.headers["Location"]


def test_a_draft_is_tried_published_by_a_second_person_and_retired(
    market: Caller, maker: Visitor, visit: MakeVisitor
) -> None:
    market.run(market.submit(submission()))
    assert "which comes with the service" in maker.get(PATH).text
    address = _draft(maker, **{"band:medium:from_points": "1", "band:high:from_points": "2"})
    page = maker.get(address).text
    assert "Medium risk" in page
    assert "Nothing yet. A draft is tried before it can be published." in page
    assert maker.post(f"{address}/approval", {"version": "1"}).status_code == 409
    assert maker.post(f"{address}/dry-run", {"version": "1"}).status_code == 303
    tried = maker.get(address).text
    assert "1 businesses, compared with" in tried
    assert "You drafted it, so another person has to publish it." in tried
    assert maker.post(f"{address}/approval", {"version": "2"}).status_code == 403
    businesses = maker.get(f"{address}/businesses").text
    assert "shop-1" in businesses
    with market.rt.open_work(market.tenant.id, "tester") as work:
        assert [one.actor for one in work.audit.page(None, 100).items if one.op == "risk_table.changes_read"] == [
            maker.account_id
        ]
    checker = visit(name="Chris Checker")
    assert checker.post(f"{address}/approval", {"version": "2"}).status_code == 303
    published = checker.get(address).text
    assert "Chris Checker" in published
    assert "It is the table in force." in published
    assert address in checker.get(PATH).text
    assert checker.post(f"{address}/retirement", {"version": "3"}).status_code == 303
    assert "which comes with the service" in checker.get(PATH).text


def test_what_is_wrong_with_a_draft_is_told_at_its_place_and_what_was_typed_stays(maker: Visitor) -> None:
    answer = maker.post(PATH, {"name": "Mine", "band:medium:from_points": "90"})
    assert answer.status_code == 422
    assert "Nothing was kept:" in answer.text
    assert 'value="90"' in answer.text
    assert maker.post(PATH, {"name": "Mine", "factor:0": "many"}).status_code == 422
    text = maker.post(PATH, {"name": "Mine", "text": "name = 1 <b>"})
    assert text.status_code == 422
    assert "name = 1 &lt;b&gt;" in text.text
    assert "No table of your own yet" in maker.get(PATH).text


def test_who_only_looks_sees_tables_and_no_form(maker: Visitor, visit: MakeVisitor) -> None:
    address = _draft(maker)
    viewer = visit(Role.VIEWER)
    assert 'id="draft"' not in viewer.get(PATH).text
    assert "Nothing: it says what the table in force says." not in viewer.get(PATH).text
    page = viewer.get(address).text
    assert "dry-run" not in page
    assert viewer.get(f"{address}/businesses").status_code == 403
