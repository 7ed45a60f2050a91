"""Keys over HTTP: shown once, for the onboarding flow only, refused after they were revoked."""

from __future__ import annotations

import pytest

from kyc_service.app import create_app
from kyc_service.domain.tenants import Scope
from tests.fixtures.service import Caller

PATH = "/v1/keys"


def test_a_token_is_shown_once_and_works_until_it_is_revoked(caller: Caller) -> None:
    made = caller.ask("POST", PATH, Scope.ADMIN, json={"name": "flow", "days": 30})
    key = made.json or {}
    assert (made.status_code, key["scopes"]) == (201, ["onboarding"])
    listed = (caller.ask("GET", PATH, Scope.ADMIN).json or {})["items"]
    assert {one["id"] for one in listed} > {key["id"]}
    assert not any("token" in one for one in listed)
    bearer = {"Authorization": f"Bearer {key['token']}"}
    assert caller.client.get("/v1/verifications", headers=bearer).status_code == 200
    for _ in range(2):
        assert caller.ask("DELETE", f"{PATH}/{key['id']}", Scope.ADMIN).status_code == 204
    assert caller.client.get("/v1/verifications", headers=bearer).status_code == 401


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": "flow", "scopes": ["analyst"]}, "unknown_field"),
        ({}, "required"),
        ({"name": "flow", "days": 1.5}, "number_out_of_range"),
        ({"name": "flow", "days": 0}, "number_out_of_range"),
        ({"name": " "}, "invalid_key_name"),
    ],
)
def test_another_scope_and_nonsense_is_refused(caller: Caller, body: dict[str, object], code: str) -> None:
    answer = caller.ask("POST", PATH, Scope.ADMIN, json=body)
    assert answer.status_code == 422
    assert [fault["code"] for fault in (answer.json or {})["errors"]] == [code]


def test_only_an_administration_key_may(caller: Caller) -> None:
    for scope in set(Scope) - {Scope.ADMIN}:
        assert caller.ask("GET", PATH, scope).status_code == 403


def test_a_replaced_key_works_on_and_a_revoked_one_ends_on_every_process(caller: Caller) -> None:
    key = caller.ask("POST", PATH, Scope.ADMIN, json={"name": "flow"}).json or {}
    answer = caller.ask("POST", f"{PATH}/{key['id']}/rotation", Scope.ADMIN, json={"overlap_hours": 2})
    new = answer.json or {}
    assert (answer.status_code, new["scopes"], new["expires_at"]) == (201, ["onboarding"], None)
    # A second application over the same database, as another process of the service has it.
    other = create_app(caller.rt).test_client()
    bearers = [{"Authorization": f"Bearer {one['token']}"} for one in (key, new)]
    for client in (caller.client, other):
        assert [client.get("/v1/verifications", headers=one).status_code for one in bearers] == [200, 200]
    caller.ask("DELETE", f"{PATH}/{key['id']}", Scope.ADMIN)
    for client in (caller.client, other):
        assert [client.get("/v1/verifications", headers=one).status_code for one in bearers] == [401, 200]
    refused = caller.ask("POST", f"{PATH}/{key['id']}/rotation", Scope.ADMIN, json={})
    assert (refused.status_code, (refused.json or {})["code"]) == (409, "key_over")
