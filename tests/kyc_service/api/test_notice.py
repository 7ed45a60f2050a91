"""What is asked, why, on which basis, who gets it, when it ends, and the rights."""

import tomllib
from typing import Any

import pytest
from flask.testing import FlaskClient

from kyc_service.api.notice import make_notice
from kyc_service.policy import file
from kyc_service.policy.retention_checks import LIFE_ENDS
from tests.fixtures.policies import WIDER, publish, version
from tests.fixtures.service import Caller

FILE = tomllib.loads(file.SHIPPED.read_text())


@pytest.fixture
def notice(client: FlaskClient) -> dict[str, Any]:
    return dict(client.get("/v1/notice").json or {})


def test_every_field_is_named_with_its_category(notice: dict[str, Any]) -> None:
    fields = {row["field"]: row for row in notice["items"]}
    assert (fields["business.name"]["category"], fields["business.name"]["required"]) == ("company", True)
    assert (fields["contact.email"]["category"], fields["contact.email"]["required"]) == ("contact", False)
    assert fields["contact.address"]["category"] == "contact"
    assert fields["people.date_of_birth"]["category"] == "identity_birth"
    assert fields["metadata"]["category"] == "free_text"
    assert all(row["description"] and row["why"] and row["consequence"] for row in notice["items"])
    assert fields["business.name"]["consequence"] != fields["contact.email"]["consequence"]
    assert "card_number" in notice["refused"]


def test_every_purpose_has_its_bases(notice: dict[str, Any]) -> None:
    named = {purpose for row in notice["items"] for purpose in row["why"]}
    assert {row["purpose"]: row["bases"] for row in notice["purposes"]} == {
        purpose: FILE["purpose"][purpose]["basis"] for purpose in named
    }


def test_every_category_says_who_gets_it_and_when_it_ends(notice: dict[str, Any]) -> None:
    rows = {row["category"]: row for row in notice["categories"]}
    assert set(rows) == {row["category"] for row in notice["items"]}
    contact = {row["recipient"]: row for row in rows["contact"]["recipients"]}
    assert set(contact) == {"authority", "kyc_vendor", "named_by_subject", "subject", "support_provider"}
    assert contact["kyc_vendor"]["conditions"] == [FILE["fact"]["contract_on_file"]]
    assert contact["support_provider"]["purposes"] == ["support_claims"]
    assert all(len(row["ends"]) > len(LIFE_ENDS) for row in rows.values())


def test_sources_controller_and_rights_are_named(notice: dict[str, Any]) -> None:
    assert notice["controller"] == FILE["policy"]["controller_eea"]
    assert notice["contact"] == FILE["policy"]["contact"]
    assert notice["source"]
    assert {row["category"] for row in notice["other_sources"]} == {"public_source", "vendor_result"}
    assert {row["right"]: row["due"] for row in notice["rights"]} == {
        name: line.get("due", "at once") for name, line in FILE["right"].items()
    }


def test_its_id_stands_with_what_was_submitted_under_it(caller: Caller, notice: dict[str, Any]) -> None:
    assert caller.submit().status_code == 202
    assert ids(caller) == {notice["notice_id"]}
    assert notice["notice_id"] == make_notice(file.load())["notice_id"]
    publish(caller.rt, version("2.0", WIDER))
    later = caller.client.get("/v1/notice").json or {}
    assert later["notice_id"] != notice["notice_id"]
    change = {"contact": {"name": "Pieter Jansen", "email": "p@jansen.example"}}
    assert caller.ask("PATCH", "/v1/subjects/shop-1", json=change).status_code == 202
    assert ids(caller) == {notice["notice_id"]}, "some of it was given under the earlier one"
    caller.submit()
    assert ids(caller) == {later["notice_id"]}


def ids(caller: Caller) -> set[str]:
    with caller.rt.database._engine.begin() as connection:
        return set(connection.exec_driver_sql("SELECT notice_id FROM personal_records").scalars())
