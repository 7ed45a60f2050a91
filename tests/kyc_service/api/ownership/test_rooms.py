"""Who owns a business on file, as analysts see it over the API."""

from __future__ import annotations

import json
from typing import Any

import pytest
import structlog
from openapi_schema_validator import OAS31Validator

from kyc_service.domain.cases import Disposition
from kyc_service.domain.privacy.grounds import GroundKind, NewGround
from kyc_service.domain.tenants import Scope
from kyc_service.services.exits import grounds
from tests.fixtures.owned import LISTED_PERSON, answer
from tests.fixtures.service import Caller, submission

PATH = "/v1/subjects/shop-1/ownership"
CHAIN = ["Drakemarsh Holding B.V."]
BADEGE = {
    "role": "owner",
    "name": LISTED_PERSON,
    "date_of_birth": "1971",
    "ownership": {"percent": 60, "through": CHAIN},
}
BRAM = {"role": "owner", "name": "Bram Oosterhuis", "ownership": {"percent": 20}}


@pytest.fixture
def owned(caller: Caller) -> Caller:
    """A client whose business is owned by a listed person, as an analyst confirmed."""
    made = caller.run(caller.submit(submission(people=[BADEGE, BRAM])))
    answer(caller.rt, caller.tenant.id, made, Disposition.TRUE_MATCH)
    return caller


def ask(caller: Caller, path: str = PATH) -> Any:
    answered = caller.ask("GET", path, Scope.ANALYST)
    assert answered.status_code == 200, answered.json
    return answered.json


def test_an_analyst_sees_owners_rules_and_statements(owned: Caller) -> None:
    body = ask(owned)
    assert [rule["rule"] for rule in body["rules"]] == ["ofac", "eu", "uk"]
    assert {rule["verdict"] for rule in body["rules"]} == {"sure"}
    assert body["rules"][0]["text"][-1] == "Jansen Fietsen B.V. is blocked by OFAC's 50 percent rule"
    (badege,) = body["beneficial_owners"]
    assert (badege["name"], badege["interest"]) == (LISTED_PERSON, {"low": 60.0, "high": 60.0})
    assert [one["name"] for one in body["not_beneficial_owners"]] == ["Bram Oosterhuis"]
    assert body["not_explained"] == {"low": 20.0, "high": 20.0}
    assert {one["party"] for one in body["confirmed_hits"]} == {badege["party"]}
    names = {party["id"]: party["name"] for party in body["parties"]}
    assert [[names[key] for key in said["through"]] for said in body["statements"]] == [CHAIN, []]
    assert body["picture"] is None


def test_one_rule_a_lower_threshold_and_the_picture_are_had_for_the_asking(owned: Caller) -> None:
    body = ask(owned, f"{PATH}?rule=uk&threshold=15&picture=svg")
    assert [rule["rule"] for rule in body["rules"]] == ["uk"]
    assert {owner["name"] for owner in body["beneficial_owners"]} == {LISTED_PERSON, "Bram Oosterhuis"}
    assert body["picture"].startswith("<svg")
    assert "UK ownership or control" in body["picture"]


@pytest.mark.parametrize("query", ["rule=us", "threshold=14", "threshold=26", "picture=png", "format=svg"])
def test_a_query_that_cannot_be_is_refused(owned: Caller, query: str) -> None:
    assert owned.ask("GET", f"{PATH}?{query}", Scope.ANALYST).status_code == 400


def test_nobody_but_an_analyst_of_the_same_tenant_sees_it(owned: Caller, stranger: Caller) -> None:
    let_in = {scope for scope in Scope if owned.ask("GET", PATH, scope).status_code != 403}
    assert let_in == {Scope.ANALYST}
    assert stranger.ask("GET", PATH, Scope.ANALYST).status_code == 404
    assert owned.ask("GET", "/v1/subjects/shop-9/ownership", Scope.ANALYST).status_code == 404


def test_who_restricted_the_use_of_their_data_is_left_alone(owned: Caller) -> None:
    person = ask(owned)["beneficial_owners"][0]["party"]
    with owned.rt.open_work(owned.tenant.id, "officer") as work:
        grounds.keep(work, NewGround(kind=GroundKind.RESTRICTION, reference="req-1", subject_id=person))
    refused = owned.ask("GET", PATH, Scope.ANALYST)
    assert refused.status_code == 403
    assert LISTED_PERSON not in refused.get_data(as_text=True)


def test_the_answer_is_as_documented(owned: Caller) -> None:
    spec = owned.client.get("/openapi.json").json
    assert spec
    operation = spec["paths"]["/v1/subjects/{reference}/ownership"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    validator = OAS31Validator({**schema, "components": spec["components"]})
    assert [error.message for error in validator.iter_errors(ask(owned, f"{PATH}?picture=svg"))] == []


def test_logs_hold_no_name_of_it(owned: Caller) -> None:
    with structlog.testing.capture_logs() as lines:
        ask(owned, f"{PATH}?picture=svg")
        owned.ask("GET", f"{PATH}?rule=Oosterhuis", Scope.ANALYST)
    assert len(lines) == 2
    text = json.dumps(lines)
    assert [name for name in ("Badege", "Drakemarsh", "Oosterhuis", "Jansen") if name in text] == []
