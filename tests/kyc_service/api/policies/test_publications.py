"""The policy's versions over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from kyc_service.domain.tenants import Scope
from kyc_service.policy import file
from kyc_service.policy.reports.processing import make_record
from kyc_service.services.policies import publications
from tests.fixtures.policies import WIDER, version
from tests.fixtures.service import Caller, Service

PATH = "/v1/privacy/policies"


def post(caller: Caller, path: str, body: object = None, revision: int | None = None) -> TestResponse:
    headers = {"If-Match": None if revision is None else f'"{revision}"'}
    return caller.ask("POST", path, Scope.PRIVACY, headers, json=body)


def body(content: bytes) -> dict[str, Any]:
    return {"content": content.decode()}


def second(caller: Caller, service: Service) -> Caller:
    return Caller(caller.client, caller.tenant, service.add_keys(caller.tenant), caller.rt)


def test_a_version_is_checked_proposed_published_and_in_force(caller: Caller, service: Service) -> None:
    publications.adopt(caller.rt)
    proposal = body(version("2.0", WIDER))
    checked = post(caller, f"{PATH}:check", proposal).json or {}
    assert (checked["valid"], checked["faults"], checked["material"]) == (True, [], True)
    assert checked["rehearsal"] == {"lines": 0, "refused": 0, "narrower": 0, "wider": 0}
    made = post(caller, PATH, proposal)
    found = made.json or {}
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    assert (found["status"], found["in_force"], found["material"]) == ("proposed", False, True)
    assert found["changes"] == checked["changes"]
    assert found["content"] == proposal["content"]
    own = post(caller, f"{PATH}/{found['id']}/approval", revision=1)
    assert (own.status_code, (own.json or {})["code"]) == (403, "four_eyes")
    done = post(second(caller, service), f"{PATH}/{found['id']}/approval", revision=1).json or {}
    assert (done["status"], done["in_force"], done["approved_by"] != done["proposed_by"]) == ("published", True, True)
    assert (caller.client.get("/v1/notice").json or {})["policy_version"] == "2.0"
    again = post(second(caller, service), f"{PATH}/{found['id']}/approval", revision=2)
    assert again.status_code == 409


def test_versions_are_listed_and_read(caller: Caller) -> None:
    publications.adopt(caller.rt)
    made = post(caller, PATH, body(version("2.0"))).json or {}
    first = caller.ask("GET", f"{PATH}?limit=1", Scope.ADMIN).json or {}
    rest = caller.ask("GET", f"{PATH}?limit=1&cursor={first['next']}", Scope.ADMIN).json or {}
    assert [(row["version"], row["in_force"]) for row in (*first["items"], *rest["items"])] == [
        ("2.0", False),
        (file.load().version, True),
    ]
    assert "content" not in first["items"][0]
    read = caller.ask("GET", f"{PATH}/{made['id']}", Scope.PRIVACY).json or {}
    assert set(read["balancing_tests"]) == set(file.balancing_tests(file.load()))
    assert (post(caller, f"{PATH}/{made['id']}/withdrawal", revision=1).json or {})["status"] == "withdrawn"
    assert caller.ask("GET", f"{PATH}/pol_{'0' * 32}", Scope.PRIVACY).status_code == 404


@pytest.mark.parametrize("scope", [Scope.ONBOARDING, Scope.ANALYST])
def test_others_neither_see_nor_change_versions(caller: Caller, scope: Scope) -> None:
    for method, path in (("GET", PATH), ("POST", PATH), ("POST", f"{PATH}:check"), ("GET", "/v1/privacy/record")):
        assert caller.ask(method, path, scope, json=body(version("2.0"))).status_code == 403


def test_what_is_wrong_with_a_version_is_listed_and_it_is_not_kept(caller: Caller) -> None:
    broken = body(version("2.0").replace(b'basis = ["contract"]', b'basis = ["hope"]'))
    checked = post(caller, f"{PATH}:check", broken).json or {}
    assert (checked["valid"], checked["sha256"], checked["changes"]) == (False, None, [])
    assert checked["rehearsal"] is None
    assert any("hope" in fault for fault in checked["faults"])
    refused = post(caller, PATH, broken)
    faults = [(fault["pointer"], fault["code"]) for fault in (refused.json or {})["errors"]]
    assert (refused.status_code, faults) == (422, [("/content", "invalid_policy")])
    assert (caller.ask("GET", PATH, Scope.PRIVACY).json or {})["items"] == []


def test_a_balancing_test_can_be_sent_along(caller: Caller) -> None:
    content = version("2.0", ("lia/aml.md", "lia/ours.md"))
    text = "# Ours\n\n## Purpose\n\nA.\n\n## Necessity\n\nB.\n\n## Balance\n\nC.\n\n## Outcome\n\nD.\n"
    assert post(caller, PATH, body(content)).status_code == 422
    made = post(caller, PATH, body(content) | {"balancing_tests": {"lia/ours.md": text}}).json or {}
    assert made["balancing_tests"]["lia/ours.md"] == text


def test_a_basis_is_recorded_for_data_that_were_collected_earlier(caller: Caller, service: Service) -> None:
    publications.adopt(caller.rt)
    caller.submit()
    made = post(caller, PATH, body(version("2.0"))).json or {}
    post(second(caller, service), f"{PATH}/{made['id']}/approval", revision=1)
    basis = {"basis": "consent", "evidence": "consent-17"}
    found = post(caller, "/v1/subjects/shop-1/policy-basis", basis).json or {}
    assert (found["policy_version"], found["new"]) == ("2.0", 3)
    assert (post(caller, "/v1/subjects/shop-1/policy-basis", basis).json or {})["new"] == 0
    assert post(caller, "/v1/subjects/nobody/policy-basis", basis).status_code == 404
    words = post(caller, "/v1/subjects/shop-1/policy-basis", basis | {"evidence": "Pieter Jansen agreed"})
    assert [fault["code"] for fault in (words.json or {})["errors"]] == ["invalid_code"]
    assert caller.ask("POST", "/v1/subjects/shop-1/policy-basis", Scope.ADMIN, json=basis).status_code == 403


def test_the_record_of_processing_is_made_from_the_policy_in_force(caller: Caller) -> None:
    assert caller.ask("GET", "/v1/privacy/record", Scope.PRIVACY).json == make_record(file.load())
