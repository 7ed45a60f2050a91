"""The simulator over HTTP, and a draft measured on what people answered."""

from __future__ import annotations

import pytest

from kyc_service.domain.tenants import Scope
from tests.fixtures.service import LISTED_NAME, Caller, submission

PATH = "/v1/profile-simulation"


def test_a_threshold_is_simulated(caller: Caller) -> None:
    caller.run(caller.submit(submission(business={"name": LISTED_NAME})))
    found = caller.ask("GET", f"{PATH}?threshold=0.8", Scope.ADMIN).json or {}
    assert found["asked"]["threshold"] == 0.8
    assert (found["asked"]["screened"], found["asked"]["alerts"], found["asked"]["unanswered"]) == (3, 1, 1)
    assert found["asked"]["alerts_per_1000"] == 333.3
    assert sum(column["unanswered"] for column in found["columns"]) == 1
    assert LISTED_NAME not in str(found)


@pytest.mark.parametrize("query", ["", "?threshold=0.4", "?threshold=1", "?threshold=0.995", "?threshold=abc"])
def test_a_threshold_outside_the_bounds_is_refused(caller: Caller, query: str) -> None:
    answer = caller.ask("GET", f"{PATH}{query}", Scope.ADMIN)
    assert answer.status_code in {400, 422}
    assert (answer.json or {})["code"] in {"invalid_parameter", "required", "invalid_input"}


def test_a_draft_is_measured_on_answers_by_whoever_may(caller: Caller) -> None:
    made = caller.ask("POST", "/v1/profiles", Scope.ADMIN, json={"purpose": "ad_hoc", "name": "desk"}).json or {}
    path = f"/v1/profiles/{made['id']}/evaluation-on-answers"
    assert caller.ask("POST", path, Scope.ANALYST, {"If-Match": '"1"'}).status_code == 403
    answer = caller.ask("POST", path, Scope.ADMIN, {"If-Match": '"1"'})
    assert (answer.status_code, (answer.json or {})["code"]) == (409, "evaluation_needs_both")
