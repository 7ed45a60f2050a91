"""Bad inputs, section F: keys."""

import datetime as dt
from typing import Any

from kyc_service.domain.tenants import Scope
from kyc_service.services import access
from kyc_service.services.programs import certificates
from tests.fixtures.service import Caller, Service
from tests.fixtures.tables import check_row, rows, send

WRONG = "Bearer kyc_abcdef_0000000000000000000000000000000000000000000"


@rows("F")
def test_the_table(shared_service: Service, shared_caller: Caller, row: dict[str, Any]) -> None:
    check_row(shared_service, shared_caller, row)


def test_every_wrong_key_gets_the_same_answer(caller: Caller) -> None:
    with caller.rt.open_system("tester") as system:
        past = system.now() - dt.timedelta(seconds=1)
        expired = access.create_key(system, caller.tenant.id, "old", [Scope.ONBOARDING], past)[1].reveal()
        key, token = access.create_key(system, caller.tenant.id, "lost", [Scope.ONBOARDING])
        system.api_keys.revoke(key.id)
    right = caller.tokens[Scope.ONBOARDING]
    wrong = right[:-1] + ("A" if right[-1] != "A" else "B")
    given = [None, "Basic abc", WRONG, f"Bearer {expired}", f"Bearer {token.reveal()}", f"Bearer {wrong}"]
    answers = [caller.ask("GET", "/v1/verifications", headers={"Authorization": one}) for one in given]
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {"Bearer"}
    bodies = [{**(answer.json or {}), "request_id": None} for answer in answers]
    assert all(body == bodies[0] for body in bodies)


def test_the_scheme_is_read_without_case(caller: Caller) -> None:
    token = caller.tokens[Scope.ONBOARDING]
    for scheme in ("bearer", "BEARER", "Bearer"):
        answer = caller.ask("GET", "/v1/verifications", headers={"Authorization": f"{scheme} {token}"})
        assert answer.status_code == 200


def test_a_revoked_key_ends_at_once(caller: Caller) -> None:
    with caller.rt.open_system("tester") as system:
        key, token = access.create_key(system, caller.tenant.id, "short", [Scope.ONBOARDING])
    headers = {"Authorization": f"Bearer {token.reveal()}"}
    assert caller.ask("GET", "/v1/verifications", headers=headers).status_code == 200
    with caller.rt.open_system("tester") as system:
        system.api_keys.revoke(key.id)
    assert caller.ask("GET", "/v1/verifications", headers=headers).status_code == 401


def test_a_key_without_its_certificate_is_told_so_and_a_wrong_key_is_not(caller: Caller) -> None:
    with caller.rt.open_system("tester") as system:
        key, token = access.create_key(system, caller.tenant.id, "bound", [Scope.ONBOARDING])
    with caller.rt.open_work(caller.tenant.id, "tester") as work:
        certificates.bind(work, key.id, [certificates.thumbprint(b"mine")])
    given = [f"Bearer {token.reveal()}", WRONG, f"Bearer {caller.tokens[Scope.ONBOARDING]}"]
    answers = [caller.ask("GET", "/v1/verifications", headers={"Authorization": one}) for one in given]
    assert [(answer.status_code, (answer.json or {}).get("code")) for answer in answers] == [
        (401, "client_certificate_required"),
        (401, "unauthenticated"),
        (200, None),
    ]


def test_a_suspended_tenant_is_told_so(caller: Caller) -> None:
    with caller.rt.open_system("tester") as system:
        system.tenants.suspend(caller.tenant.id)
    answer = caller.ask("GET", "/v1/verifications")
    assert (answer.status_code, (answer.json or {})["code"]) == (403, "tenant_suspended")


def test_a_scope_opens_its_own_routes_only(caller: Caller) -> None:
    cases = {
        ("GET", "/v1/verifications"): {Scope.ONBOARDING, Scope.ANALYST},
        ("GET", "/v1/cases"): {Scope.ANALYST},
        ("GET", "/v1/subjects/shop-1"): {Scope.ANALYST},
        ("GET", "/v1/subjects/shop-1/ownership"): {Scope.ANALYST},
        ("GET", "/v1/subjects/shop-1/clearance"): {Scope.ONBOARDING, Scope.ANALYST},
        ("GET", "/v1/webhook-endpoints"): {Scope.ADMIN},
        ("GET", "/v1/lists"): {Scope.ONBOARDING, Scope.ANALYST, Scope.ADMIN},
    }
    for (method, path), allowed in cases.items():
        let_in = {scope for scope in Scope if caller.ask(method, path, scope).status_code != 403}
        assert let_in == allowed, path


def test_wrong_keys_are_slowed_down_and_right_ones_are_not(caller: Caller) -> None:
    row = {"method": "GET", "path": "/v1/verifications", "headers": {"Authorization": WRONG}}
    answers = [send(caller, row) for _ in range(101)]
    assert [answer.status_code for answer in answers[:100]] == [401] * 100
    assert answers[100].status_code == 429
    assert int(answers[100].headers["Retry-After"]) > 0
    spoofed = caller.ask("GET", "/v1/lists", headers={"Authorization": WRONG, "X-Forwarded-For": "203.0.113.9"})
    assert spoofed.status_code == 429
    assert caller.ask("GET", "/v1/verifications").status_code == 200
