"""Deliveries over HTTP: the log without a secret, once more, and only by whoever may."""

from __future__ import annotations

from kyc_service.domain.tenants import Scope
from tests.fixtures.service import Caller

PATH = "/v1/webhook-deliveries"


def test_what_is_on_its_way_is_listed_and_not_sent_twice(caller: Caller) -> None:
    made = caller.ask("POST", "/v1/webhook-endpoints", Scope.ADMIN, json={"url": "https://93.184.215.14/kyc"})
    caller.run(caller.submit())
    found = (caller.ask("GET", f"{PATH}?status=pending&limit=1", Scope.ADMIN).json or {})["items"]
    assert [(one["endpoint_id"], one["attempt"]) for one in found] == [((made.json or {})["id"], 0)]
    assert "whsec_" not in str(found)
    again = caller.ask("POST", f"{PATH}/{found[0]['id']}/replay", Scope.ADMIN)
    assert (again.status_code, (again.json or {})["code"]) == (409, "delivery_pending")
    caller.ask("DELETE", f"/v1/webhook-endpoints/{(made.json or {})['id']}", Scope.ADMIN)
    for path in (f"{PATH}/{found[0]['id']}/replay", f"/v1/webhook-endpoints/{(made.json or {})['id']}/test"):
        answer = caller.ask("POST", path, Scope.ADMIN)
        assert (answer.status_code, (answer.json or {})["code"]) == (409, "endpoint_disabled")
    assert (caller.ask("GET", f"{PATH}?status=dead", Scope.ADMIN).json or {})["items"] == []
    assert caller.ask("GET", PATH, Scope.ANALYST).status_code == 403
