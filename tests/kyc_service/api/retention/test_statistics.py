"""Statistics over HTTP."""

from __future__ import annotations

from kyc_service.domain.tenants import Scope
from tests.fixtures.service import Caller
from tests.kyc_service.services.retention.test_statistics import fill


def test_groups_of_twenty_or_more_are_told_to_the_privacy_officer(caller: Caller) -> None:
    fill(caller.rt, caller.tenant, {"NL": 21, "TV": 1})
    answer = caller.ask("GET", "/v1/statistics?month=2026-09", Scope.PRIVACY)
    assert answer.json == {
        "month": "2026-09",
        "least": 20,
        "groups": [{"outcome": "clear", "country": "other", "count": 20}],
    }
    assert caller.ask("GET", "/v1/statistics?month=2026-09", Scope.ANALYST).status_code == 403
    refused = caller.ask("GET", "/v1/statistics?month=2099-09", Scope.ADMIN)
    assert (refused.status_code, (refused.json or {})["errors"][0]["code"]) == (422, "month_not_over")
