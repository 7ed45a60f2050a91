"""Due dates and receipts over HTTP."""

from __future__ import annotations

from typing import Any

from kyc_service.domain.retention import receipts
from kyc_service.domain.tenants import Scope
from kyc_service.services.retention.runs import dispose_due
from tests.fixtures.service import Caller

PATH = "/v1/retention"


def get(caller: Caller, path: str) -> Any:
    return caller.ask("GET", f"{PATH}{path}", Scope.PRIVACY).json or {}


def end(caller: Caller, when: str) -> None:
    caller.run(caller.submit())
    answer = caller.ask("POST", "/v1/subjects/shop-1/relationship-end", json={"ended_at": when})
    assert answer.status_code == 200


def test_when_and_why_data_end_is_told(caller: Caller) -> None:
    caller.run(caller.submit())
    living = get(caller, "/subjects/shop-1")["items"]
    assert [(one["kind"], one["due_at"], one["kept_by"]) for one in living] == [
        (kind, None, ["relationship"]) for kind in ("business", "person", "person")
    ]
    end(caller, "2026-03-01T00:00:00Z")
    for one in get(caller, "/subjects/shop-1")["items"]:
        assert (one["due_at"][:10], one["due"], one["kept_by"]) == ("2028-03-01", False, [])
        assert one["reasons"] == [
            "rule `approved` (privacy policy, section D.1): 2 years after the relationship ended on 2026-03-01"
        ]
        assert {ending["at"][:10] for ending in one["endings"] if ending["at"]} == {"2028-03-01"}
    assert get(caller, "/due") == {"items": [], "more": False}
    assert len(get(caller, "/due?before=2028-03-01")["items"]) == 3
    some = get(caller, "/due?before=2028-03-01&limit=2")
    assert (len(some["items"]), some["more"]) == (2, True)


def test_receipts_are_listed_read_and_verified_with_the_key_that_is_given(caller: Caller, stranger: Caller) -> None:
    end(caller, "2015-03-01T00:00:00Z")
    assert dispose_due(caller.rt).disposed == 3
    first = get(caller, "/receipts?limit=2")
    rest = get(caller, f"/receipts?limit=2&cursor={first['next']}")
    listed = [*first["items"], *rest["items"]]
    assert (len(listed), rest["next"]) == (3, None)
    key = get(caller, "/receipt-key")
    for receipt in listed:
        content = receipts.verify(receipt, key["pem"].encode())
        assert get(caller, f"/receipts/{content['disposal']}") == receipt
        assert receipt["key"] == key["key"]
        assert get(stranger, f"/receipts/{content['disposal']}")["status"] == 404
    assert get(stranger, "/receipts")["items"] == []
    assert get(caller, "/subjects/shop-1")["status"] == 404
    assert caller.ask("GET", "/v1/subjects/shop-1", Scope.ANALYST).status_code == 404


def test_a_business_that_was_disposed_of_may_come_anew_and_is_nobody_s_successor(caller: Caller) -> None:
    end(caller, "2015-03-01T00:00:00Z")
    before = get(caller, "/subjects/shop-1")["items"][0]["subject_id"]
    dispose_due(caller.rt)
    caller.run(caller.submit())
    assert get(caller, "/subjects/shop-1")["items"][0]["subject_id"] != before


def test_only_the_privacy_officer_sees_them(caller: Caller) -> None:
    for path in ("/due", "/receipts", "/receipt-key", "/subjects/shop-1"):
        assert caller.ask("GET", f"{PATH}{path}", Scope.ANALYST).status_code == 403
    wrong = caller.ask("GET", f"{PATH}/due?before=2026-02-31", Scope.PRIVACY)
    assert wrong.status_code == 400
