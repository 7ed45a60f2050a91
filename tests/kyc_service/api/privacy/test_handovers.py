"""Exits by API: put on file, ask, agree, release, and read in the ledger what left."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kyc_service.domain.tenants import Scope
from tests.fixtures.service import Caller, submission

P, S, F = Scope.PRIVACY, Scope.SEALED, Scope.ONBOARDING
NEXT_YEAR = (dt.datetime.now(dt.UTC) + dt.timedelta(days=365)).isoformat()


def post(caller: Caller, scope: Scope, path: str, body: dict[str, Any], status: int, version: int | None = None) -> Any:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    answer = caller.ask("POST", f"/v1/{path}", scope, headers, json=body)
    assert answer.status_code == status, answer.json
    return answer.json


def get(caller: Caller, scope: Scope, path: str, status: int = 200) -> Any:
    answer = caller.ask("GET", f"/v1/{path}", scope)
    assert answer.status_code == status, answer.json
    return answer.json


def add(caller: Caller, recipient: str, scope: Scope = P, **more: str) -> str:
    body = {"recipient": recipient, "country": "NL", "name": "Example N.V.", **more}
    return str(post(caller, scope, "privacy/addressees", body, 201)["id"])


def file(caller: Caller, kind: str, scope: Scope = P, **more: Any) -> str:
    return str(post(caller, scope, "privacy/grounds", {"kind": kind, "reference": "cabinet 7", **more}, 201)["id"])


@pytest.fixture
def shop(caller: Caller) -> str:
    caller.run(caller.submit())
    return "shop-1"


def test_a_withdrawal_opens_the_assessor_and_closes_it_again(caller: Caller, shop: str) -> None:
    assessor = add(caller, "credit_assessor")
    file(caller, "contract", addressee_id=assessor, valid_until=NEXT_YEAR)
    wanted = {
        "subject": shop,
        "addressee_id": assessor,
        "purpose": "withdrawal_review",
        "paths": ["business.name", "business.website"],
    }
    refused = post(caller, P, "privacy/handovers", wanted, 403)
    assert [fault["pointer"] for fault in refused["errors"]] == ["condition.withdrawal_requested"]
    withdrawal = file(caller, "withdrawal", F, subject=shop)
    asked = post(caller, P, "privacy/handovers", wanted, 201)
    assert asked["status"] == "ready"
    released = post(caller, P, f"privacy/handovers/{asked['id']}/release", {}, 200, version=1)
    assert released["payload"] == {"business.name": "Jansen Fietsen B.V."}
    assert released["basis"] == "contract"
    post(caller, F, f"privacy/grounds/{withdrawal}/end", {}, 200)
    post(caller, P, f"privacy/handovers/{asked['id']}/release", {}, 403, version=2)
    lines = [line for line in get(caller, P, "privacy/disclosures")["items"] if line["addressee_id"] == assessor]
    assert {(line["allowed"], line["times"]) for line in lines} == {(False, 2), (True, 1)}


def test_a_consent_given_and_withdrawn_by_the_flow_counts_at_once(caller: Caller, shop: str) -> None:
    friend = add(caller, "named_by_subject", F, subject=shop)
    details = {"categories": "company", "wording_version": "3", "wording_sha256": "ab" * 32}
    consent = file(caller, "consent", F, subject=shop, addressee_id=friend, purpose="by_consent", details=details)
    wanted = {"subject": shop, "addressee_id": friend, "purpose": "by_consent", "paths": ["business.name"]}
    asked = post(caller, P, "privacy/handovers", wanted, 201)
    post(caller, P, f"privacy/handovers/{asked['id']}/release", {}, 200, version=1)
    post(caller, F, f"privacy/grounds/{consent}/end", {}, 200)
    post(caller, P, f"privacy/handovers/{asked['id']}/release", {}, 403, version=2)


def test_the_flow_may_bring_consents_and_withdrawals_only(caller: Caller, shop: str) -> None:
    assert shop
    post(caller, F, "privacy/addressees", {"recipient": "adviser", "country": "NL", "name": "X"}, 403)
    adviser = add(caller, "adviser")
    body = {"kind": "contract", "reference": "x", "addressee_id": adviser, "valid_until": NEXT_YEAR}
    post(caller, F, "privacy/grounds", body, 403)
    contract = file(caller, "contract", addressee_id=adviser, valid_until=NEXT_YEAR)
    post(caller, F, f"privacy/grounds/{contract}/end", {}, 404)
    get(caller, F, "privacy/grounds", 403)


def test_an_order_of_an_authority_exists_for_the_sealed_scope_only(caller: Caller, shop: str) -> None:
    authority = add(caller, "authority", S)
    order = {
        "kind": "legal_reference",
        "reference": "order 5",
        "subject": shop,
        "addressee_id": authority,
        "valid_until": NEXT_YEAR,
        "details": {"law": "required"},
    }
    post(caller, P, "privacy/grounds", order, 403)
    post(caller, S, "privacy/grounds", order, 201)
    wanted = {"subject": shop, "addressee_id": authority, "purpose": "legal_duty", "paths": ["business.name"]}
    post(caller, P, "privacy/handovers", wanted, 403)
    asked = post(caller, S, "privacy/handovers", wanted, 201)
    assert (asked["status"], asked["secret"]) == ("waiting", True)
    get(caller, P, f"privacy/handovers/{asked['id']}", 404)
    assert get(caller, P, "privacy/handovers")["items"] == []
    assert get(caller, P, "privacy/addressees")["items"] == []
    assert get(caller, P, "privacy/grounds")["items"] == []
    assert [one["id"] for one in get(caller, S, "privacy/handovers")["items"]] == [asked["id"]]
    verdict = {"verdict": "approve"}
    post(caller, S, f"privacy/handovers/{asked['id']}/approval", verdict, 403, version=1)


def test_a_second_person_agrees_or_drops_it(caller: Caller, shop: str, service: Any) -> None:
    adviser = add(caller, "adviser")
    file(caller, "matter", subject=shop, addressee_id=adviser)
    wanted = {"subject": shop, "addressee_id": adviser, "purpose": "legal_claims", "paths": ["business.name"]}
    first, second = (post(caller, P, "privacy/handovers", wanted, 201)["id"] for _ in range(2))
    other = Caller(caller.client, caller.tenant, service.add_keys(caller.tenant), caller.rt)
    post(other, P, f"privacy/handovers/{first}/approval", {"verdict": "approve"}, 200, version=1)
    post(other, P, f"privacy/handovers/{second}/approval", {"verdict": "decline"}, 200, version=1)
    post(caller, P, f"privacy/handovers/{first}/release", {}, 200, version=2)
    post(caller, P, f"privacy/handovers/{second}/release", {}, 409, version=2)


def test_a_badge_is_shown_or_refused_in_one_way(caller: Caller, shop: str) -> None:
    assert get(caller, F, f"subjects/{shop}/badge") == {"badge": "verified"}
    caller.run(caller.submit(submission(reference="shop-2", business={"name": "Aero-Caribbean"})))
    answers = [get(caller, F, f"subjects/{name}/badge", 403) for name in ("shop-2", "never-seen")]
    for answer in answers:
        del answer["request_id"]
    assert answers[0] == answers[1]


def test_a_retired_addressee_is_refused(caller: Caller, shop: str) -> None:
    provider = add(caller, "payment_provider")
    file(caller, "contract", addressee_id=provider, valid_until=NEXT_YEAR)
    post(caller, P, f"privacy/addressees/{provider}/retirement", {}, 200)
    wanted = {"subject": shop, "addressee_id": provider, "purpose": "withdrawal_review", "paths": ["business.name"]}
    refused = post(caller, P, "privacy/handovers", wanted, 403)
    assert [fault["pointer"] for fault in refused["errors"]] == ["addressee.retired"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"subject": "nobody"}, "unknown_subject"),
        ({"addressee_id": "adr_1"}, "invalid_id"),
        ({"valid_until": "tomorrow"}, "invalid_moment"),
        ({"valid_until": "0001-01-01T00:00:00+23:59"}, "invalid_moment"),
        ({"country": "XX"}, "unknown_country"),
        ({"kind": "restriction"}, "unknown_value"),
    ],
)
def test_what_cannot_be_read_is_named(caller: Caller, change: dict[str, str], code: str) -> None:
    body = {"kind": "contract", "reference": "x", "valid_until": NEXT_YEAR, **change}
    refused = post(caller, P, "privacy/grounds", body, 422)
    assert code in {fault["code"] for fault in refused["errors"]}


def test_another_tenant_sees_and_uses_none_of_it(caller: Caller, stranger: Caller, shop: str) -> None:
    provider = add(caller, "payment_provider")
    contract = file(caller, "contract", addressee_id=provider, valid_until=NEXT_YEAR)
    wanted = {"subject": shop, "addressee_id": provider, "purpose": "withdrawal_review", "paths": ["business.name"]}
    asked = post(caller, P, "privacy/handovers", wanted, 201)
    post(stranger, P, f"privacy/grounds/{contract}/end", {}, 404)
    post(stranger, P, f"privacy/handovers/{asked['id']}/release", {}, 404, version=1)
    post(stranger, P, "privacy/handovers", {**wanted, "subject": "shop-1"}, 422)
    assert get(stranger, P, "privacy/disclosures")["items"] == []
