"""Current data, changes, clearance, the end of a relationship."""

import pytest

from kyc_service.domain.tenants import Scope
from tests.fixtures.service import LISTED_NAME, Caller, submission

PATH = "/v1/subjects/shop-1"


@pytest.fixture
def cleared(caller: Caller) -> Caller:
    caller.run(caller.submit(submission(metadata={"note": "first"})))
    return caller


def test_a_business_that_is_clear_may_order(cleared: Caller) -> None:
    found = cleared.ask("GET", f"{PATH}/clearance").json or {}
    assert (found["clear"], found["reasons"]) == (True, [])
    assert {source["source"] for source in found["sources"]} == {"un", "ofac_sdn", "ofac_cons"}


def test_a_business_under_review_may_not(caller: Caller) -> None:
    caller.run(caller.submit(submission(business={"name": LISTED_NAME})))
    found = caller.ask("GET", f"{PATH}/clearance").json or {}
    assert (found["clear"], found["reasons"]) == (False, ["in_review"])


def test_a_change_replaces_the_parts_that_are_given(cleared: Caller) -> None:
    changed = cleared.ask("PATCH", PATH, json={"contact": {"name": "Klaas Vaak"}})
    assert (changed.status_code, (changed.json or {})["status"]) == (202, "processing")
    view = cleared.ask("GET", PATH, Scope.ANALYST).json or {}
    names = {person["role"]: person["details"]["person.name"] for person in view["people"]}
    assert names == {"contact": "Klaas Vaak", "director": "Pieter Jansen"}
    assert view["business"]["details"]["business.name"] == "Jansen Fietsen B.V."
    assert view["business"]["details"]["check.metadata"] == {"note": "first"}
    assert view["verification_id"] == (changed.json or {})["id"]


def test_a_change_of_the_business_keeps_its_people_and_notes(cleared: Caller) -> None:
    business = {"name": "Jansen Rijwielen B.V.", "registration": {"number": "12345678", "country": "NL"}}
    assert cleared.ask("PATCH", PATH, json={"business": business}).status_code == 202
    view = cleared.ask("GET", PATH, Scope.ANALYST).json or {}
    assert len(view["people"]) == 2
    assert view["business"]["details"]["check.metadata"] == {"note": "first"}
    assert "business.addresses" not in view["business"]["details"]


def test_people_and_notes_can_be_taken_away(cleared: Caller) -> None:
    assert cleared.ask("PATCH", PATH, json={"people": [], "metadata": {}}).status_code == 202
    view = cleared.ask("GET", PATH, Scope.ANALYST).json or {}
    assert [person["role"] for person in view["people"]] == ["contact"]
    assert "check.metadata" not in view["business"]["details"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "required"),
        ({"reference": "shop-2"}, 422, "unknown_field"),
        ({"contact": {"name": ""}}, 422, "name_empty"),
        ({"business": {"name": "Anders B.V.", "registration": {"number": "87654321", "country": "NL"}}}, 409, "x"),
    ],
)
def test_a_change_is_checked_like_a_submission(cleared: Caller, body: object, status: int, code: str) -> None:
    answer = cleared.ask("PATCH", PATH, json=body)
    assert answer.status_code == status
    found = answer.json or {}
    assert status == 409 or code in {fault["code"] for fault in found["errors"]}


def test_a_change_may_say_what_it_is_based_on(cleared: Caller) -> None:
    etag = cleared.ask("GET", PATH, Scope.ANALYST).headers["ETag"]
    body = {"contact": {"name": "Klaas Vaak"}}
    assert cleared.ask("PATCH", PATH, headers={"If-Match": '"99"'}, json=body).status_code == 412
    assert cleared.ask("PATCH", PATH, headers={"If-Match": "x"}, json=body).status_code == 400
    assert cleared.ask("PATCH", PATH, headers={"If-Match": etag}, json=body).status_code == 202
    assert cleared.ask("PATCH", PATH, headers={"If-Match": etag}, json=body).status_code == 412


def test_a_relationship_ends_once(cleared: Caller) -> None:
    ended = cleared.ask("POST", f"{PATH}/relationship-end", json={"ended_at": "2026-11-01T10:00:00+01:00"})
    assert (ended.status_code, (ended.json or {})["relationship_ended_at"]) == (200, "2026-11-01T09:00:00+00:00")
    again = cleared.ask("POST", f"{PATH}/relationship-end", json={})
    assert again.json == ended.json
    assert (cleared.ask("GET", f"{PATH}/clearance").json or {})["reasons"] == ["relationship_ended"]
    assert cleared.submit().status_code == 409


@pytest.mark.parametrize(
    ("text", "code"),
    [("2999-01-01T00:00:00Z", "date_in_future"), ("2026-11-01", "invalid_moment"), ("soon", "invalid_moment")],
)
def test_a_moment_that_cannot_be_is_refused(cleared: Caller, text: str, code: str) -> None:
    answer = cleared.ask("POST", f"{PATH}/relationship-end", json={"ended_at": text})
    assert answer.status_code == 422
    assert [fault["code"] for fault in (answer.json or {})["errors"]] == [code]


def test_a_change_of_another_part_does_not_shake_off_a_flag(caller: Caller) -> None:
    flagged = submission(people=[{"role": "director", "name": "Test", "nationalities": ["NL"]}])
    assert caller.submit(flagged).status_code == 202

    changed = caller.ask("PATCH", PATH, json={"contact": {"name": "Bert Visser"}})
    assert changed.status_code == 202
    caller.run(changed)

    found = caller.ask("GET", f"{PATH}/clearance").json or {}
    assert (found["clear"], found["reasons"]) == (False, ["in_review"])


def test_sending_the_whole_business_again_judges_it_afresh(caller: Caller) -> None:
    caller.submit(submission(people=[{"role": "director", "name": "Test", "nationalities": ["NL"]}]))

    caller.run(caller.submit(submission()))

    assert (caller.ask("GET", f"{PATH}/clearance").json or {})["clear"] is True
