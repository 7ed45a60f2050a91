"""Search of subjects by the interface: whole and exact, for analysts, without a detail of who is found."""

import pytest

from kyc_service.domain.tenants import Scope
from tests.fixtures.service import Caller

PATH = "/v1/subject-searches"
NAME = {"by": "business", "text": "jansen FIETSEN bv"}


def test_a_whole_name_finds_its_business_and_says_nothing_else_of_it(caller: Caller, stranger: Caller) -> None:
    caller.submit()
    (found,) = (caller.ask("POST", PATH, Scope.ANALYST, json=NAME).json or {})["items"]
    assert (found["reference"], found["kind"], found["status"]) == ("shop-1", "business", "active")
    assert set(found) == {"id", "kind", "role", "status", "reference"}
    assert (stranger.ask("POST", PATH, Scope.ANALYST, json=NAME).json or {})["items"] == []


def test_a_person_is_found_with_the_birth_date_on_file(caller: Caller) -> None:
    caller.submit()
    body = {"by": "person", "text": "Pieter Jansen", "date_of_birth": "1980-02-03"}
    items = (caller.ask("POST", PATH, Scope.ANALYST, json=body).json or {})["items"]
    assert {(one["role"], one["reference"]) for one in items} == {("director", "shop-1"), ("contact", "shop-1")}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "required"),
        ({"by": "business"}, "required"),
        ({"by": "colour", "text": "Jansen"}, "unknown_value"),
        ({"by": "business", "text": "!!!"}, "required"),
        ({"by": "business", "text": "x" * 513}, "too_long"),
        ({"by": "person", "text": "Jansen", "date_of_birth": "soon"}, "invalid_date"),
    ],
)
def test_what_cannot_be_searched_is_refused(caller: Caller, body: dict[str, str], code: str) -> None:
    answer = caller.ask("POST", PATH, Scope.ANALYST, json=body)
    assert answer.status_code == 422
    assert code in {error["code"] for error in (answer.json or {})["errors"]}


@pytest.mark.parametrize("scope", [scope for scope in Scope if scope is not Scope.ANALYST])
def test_only_analysts_may_search(caller: Caller, scope: Scope) -> None:
    assert caller.ask("POST", PATH, scope, json=NAME).status_code == 403
