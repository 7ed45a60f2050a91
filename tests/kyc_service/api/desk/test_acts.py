"""Acts by the API: what they answer, and what they refuse."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

from kyc_service.domain.tenants import Scope
from tests.fixtures.service import LISTED_NAME, Caller, Service, submission

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def market(shared_service: Service) -> Caller:
    return shared_service.add_caller("Marketplace")


@pytest.fixture
def case(market: Caller) -> dict[str, Any]:
    body = submission(reference=f"shop-{next(_numbers)}", business={"name": LISTED_NAME})
    made = market.run(market.submit(body))
    cases = (market.ask("GET", "/v1/cases?limit=100", Scope.ANALYST).json or {})["items"]
    found: dict[str, Any] = next(one for one in cases if one["verification_id"] == made)
    return found


def act(market: Caller, case: dict[str, Any], path: str, version: int, **body: Any) -> tuple[int, dict[str, Any]]:
    """Change a case; return the status and the body."""
    sent = {"json": body} if path != "resume" else {}
    headers = {"If-Match": f'"{version}"'}
    answer = market.ask("POST", f"/v1/cases/{case['id']}/{path}", Scope.ANALYST, headers, **sent)
    return answer.status_code, answer.json or {}


def test_a_case_is_put_aside_and_taken_up_again(market: Caller, case: dict[str, Any]) -> None:
    status, held = act(market, case, "hold", 1, until=_days(5), reason="authority_asked", note="The register.")
    assert (status, held["status"], held["held_for"]) == (200, "on_hold", "authority_asked")
    assert held["held_until"] > case["opened_at"]
    listed = (market.ask("GET", "/v1/cases?queue=held", Scope.ANALYST).json or {})["items"]
    assert [one["id"] for one in listed] == [case["id"]]
    status, resumed = act(market, case, "resume", 2)
    assert (status, resumed["status"], resumed["held_until"], resumed["version"]) == (200, "in_progress", None, 3)
    acts = (market.ask("GET", f"/v1/cases/{case['id']}/acts", Scope.ANALYST).json or {})["items"]
    assert [(one["kind"], one["reason"], one["note"], one["number"]) for one in acts] == [
        ("resumed", None, None, 3),
        ("held", "authority_asked", "The register.", 2),
    ]
    assert act(market, case, "resume", 3)[1]["code"] == "invalid_transition"


def test_a_case_is_escalated_urgent_and_tagged(market: Caller, case: dict[str, Any]) -> None:
    status, escalated = act(market, case, "escalation", 1, note="Two passports.")
    assert (status, escalated["assignee"], escalated["escalated_at"] is None) == (200, None, False)
    assert (market.ask("GET", "/v1/queues", Scope.ANALYST).json or {})["counts"]["escalated"] == 1
    assert act(market, case, "escalation-answer", 2)[1]["escalated_at"] is None
    assert act(market, case, "urgency", 3, urgency="urgent")[1]["urgent"] is True
    assert (market.ask("GET", "/v1/queues", Scope.ANALYST).json or {})["next_case_id"] == case["id"]
    status, tagged = act(market, case, "tags", 4, tags=["vip", "b2b"])
    assert (status, tagged) == (200, {"id": case["id"], "tags": ["b2b", "vip"], "version": 5})
    for query in ("tag=vip", "queue=open&tag=vip&kind=hits&source=ofac_sdn&days=0"):
        found = (market.ask("GET", f"/v1/cases?{query}", Scope.ANALYST).json or {})["items"]
        assert [(one["id"], one["tags"]) for one in found] == [(case["id"], ["b2b", "vip"])]
    assert (market.ask("GET", "/v1/cases?tag=none-such", Scope.ANALYST).json or {})["items"] == []


@pytest.mark.parametrize(
    ("path", "body", "pointer", "code"),
    [
        ("hold", {"until": "2020-01-01T00:00:00Z", "reason": "documents_awaited"}, "/until", "hold_out_of_range"),
        ("hold", {"until": "tomorrow", "reason": "documents_awaited"}, "/until", "invalid_moment"),
        ("hold", {"reason": "because"}, "/reason", "unknown_value"),
        ("escalation", {"note": "x"}, "/note", "reason_required"),
        ("urgency", {"urgency": "now"}, "/urgency", "unknown_value"),
        ("tags", {"tags": ["Jan"]}, "/tags", "invalid_tag"),
        ("tags", {"tags": ["a1"] * 11}, "/tags", "too_many_items"),
        ("reopening", {"reason": "complaint"}, "/note", "required"),
    ],
)
def test_what_is_wrong_is_named(
    market: Caller, case: dict[str, Any], path: str, body: dict[str, Any], pointer: str, code: str
) -> None:
    status, answer = act(market, case, path, 1, **body)
    assert status == 422
    assert (pointer, code) in [(one["pointer"], one["code"]) for one in answer["errors"]]


def test_a_case_that_is_open_is_not_opened_again(market: Caller, case: dict[str, Any]) -> None:
    status, answer = act(market, case, "reopening", 1, reason="complaint", note="They wrote.")
    assert (status, answer["code"]) == (409, "invalid_transition")
    assert act(market, case, "urgency", 9, urgency="urgent")[0] == 412


def _days(many: int) -> str:
    return (dt.datetime.now(dt.UTC) + dt.timedelta(days=many)).isoformat()


def test_changes_since_a_version_are_listed(market: Caller, case: dict[str, Any]) -> None:
    act(market, case, "urgency", 1, urgency="urgent")
    act(market, case, "tags", 2, tags=["vip"])
    path = f"/v1/cases/{case['id']}/changes"
    every = (market.ask("GET", path, Scope.ANALYST).json or {})["items"]
    assert [(one["version"], one["fields_changed"]) for one in every] == [(3, ["beside"]), (2, ["urgent"])]
    since = (market.ask("GET", f"{path}?since=2", Scope.ANALYST).json or {})["items"]
    assert since == every[:1]
    assert market.ask("GET", f"{path}?since=x", Scope.ANALYST).status_code == 400
