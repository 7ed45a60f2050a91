"""The level of a business over HTTP: from a submission to a reading, and levels that people set."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from kyc_service.domain.tenants import Scope
from tests.fixtures.house_tables import risk_table
from tests.fixtures.service import LISTED_NAME, Caller, Service, submission

PATH = "/v1/subjects/shop-1/risk"
NOTE = "Their bank looks at the same owners every month."


def second(caller: Caller, service: Service) -> Caller:
    return Caller(caller.client, caller.tenant, service.add_keys(caller.tenant), caller.rt)


def publish(caller: Caller, service: Service, **changes: Any) -> str:
    """Make a table the live one."""
    made = caller.ask("POST", "/v1/risk/tables", Scope.ADMIN, json={"content": risk_table(**changes)}).json or {}
    path = f"/v1/risk/tables/{made['id']}"
    tried = caller.ask("POST", f"{path}/dry-run", Scope.ADMIN, {"If-Match": '"1"'})
    assert tried.status_code == 200, tried.json
    live = second(caller, service).ask("POST", f"{path}/approval", Scope.ADMIN, {"If-Match": '"2"'})
    assert live.status_code == 200, live.json
    return str(made["id"])


def read(caller: Caller, query: str = "") -> dict[str, Any]:
    answer = caller.ask("GET", f"{PATH}{query}", Scope.ANALYST)
    assert answer.status_code == 200, answer.json
    return dict(answer.json or {})


def override(caller: Caller, level: str, **more: Any) -> TestResponse:
    body = {"level": level, "reason_code": "mitigating_controls", "note": NOTE, **more}
    return caller.ask("POST", f"{PATH}/overrides", Scope.ANALYST, json=body)


def act(caller: Caller, action: str, version: int) -> TestResponse:
    return caller.ask("POST", f"{PATH}/overrides/{action}", Scope.ANALYST, {"If-Match": f'"{version}"'})


def test_from_a_submission_to_a_reading(caller: Caller, service: Service) -> None:
    table_id = publish(caller, service)
    early = caller.submit()
    assert read(caller)["not_rated"] == "not_rated_yet"
    verification_id = caller.run(early)
    found = read(caller, "?picture=svg")
    assert (found["level"], found["computed_level"], found["points"], found["not_rated"]) == (
        "medium",
        "medium",
        10.0,
        None,
    )
    assert [(one["factor"], one["points"]) for one in found["contributions"]] == [("country", 5.0), ("role", 5.0)]
    assert found["contributions"][0]["applied"][0]["values"] == ["NL"]
    assert (found["unknown"], found["verification_id"]) == (["industry"], verification_id)
    assert (found["table"]["id"], found["table"]["name"], found["table"]["number"]) == (table_id, "House", 1)
    assert found["picture"].startswith("<svg")
    assert [one["level"] for one in found["history"]] == ["medium"]
    status = caller.ask("GET", f"/v1/verifications/{verification_id}").json or {}
    assert status["status"] == "clear"
    assert "medium" not in str(status)


def test_without_a_table_of_its_own_the_one_of_the_service_rates(caller: Caller) -> None:
    caller.run(caller.submit())
    found = read(caller)
    assert (found["table"]["id"], found["table"]["number"]) == (None, 0)
    assert found["level"] in {"low", "medium"}


@pytest.mark.parametrize("scope", [scope for scope in Scope if scope is not Scope.ANALYST])
def test_nobody_but_an_analyst_sees_a_level(caller: Caller, scope: Scope) -> None:
    caller.run(caller.submit())
    assert caller.ask("GET", PATH, scope).status_code == 403


def test_nothing_new_is_kept_where_nothing_changed(caller: Caller, service: Service) -> None:
    publish(caller, service)
    caller.run(caller.submit())
    caller.run(caller.submit())
    assert len(read(caller)["history"]) == 1
    body = submission(reference="shop-2")
    body["business"]["industry"] = "92.00"
    caller.run(caller.submit(body))
    other = caller.ask("GET", "/v1/subjects/shop-2/risk", Scope.ANALYST).json or {}
    assert (other["points"], other["level"]) == (30.0, "high")


def test_a_level_that_a_person_has_to_look_at_opens_a_case_and_rejects_nobody(caller: Caller, service: Service) -> None:
    publish(caller, service)
    body = submission()
    body["business"]["industry"] = "92.00"
    verification_id = caller.run(caller.submit(body))
    status = caller.ask("GET", f"/v1/verifications/{verification_id}").json or {}
    assert (status["status"], status["reason"]) == ("review", None)
    assert "high" not in str(status)
    case = (caller.ask("GET", "/v1/cases", Scope.ANALYST).json or {})["items"][0]
    evidence = (caller.ask("GET", f"/v1/cases/{case['id']}", Scope.ANALYST).json or {})["evidence"]
    assert [(one["kind"], one["status"]) for one in evidence["checks"] if one["kind"] == "risk"] == [
        ("risk", "attention")
    ]
    ruling = {"outcome": "clear", "reason_code": "other", "note": "Licensed, looked up."}
    path = f"/v1/cases/{case['id']}/decision"
    cleared = caller.ask("POST", path, Scope.ANALYST, {"If-Match": f'"{case["version"]}"'}, json=ruling)
    assert (cleared.json or {})["status"] == "closed"
    again = caller.run(caller.submit(body))
    assert (caller.ask("GET", f"/v1/verifications/{again}").json or {})["status"] == "clear"
    body["business"]["registration"]["country"] = "KP"
    worse = caller.submit(submission(**body) | {"reference": "shop-3"})
    assert (caller.ask("GET", f"/v1/verifications/{caller.run(worse)}").json or {})["status"] == "review"


def test_a_high_level_is_enough_to_reject_for_and_a_person_does(caller: Caller, service: Service) -> None:
    publish(caller, service)
    body = submission()
    body["business"]["industry"] = "92.00"
    caller.run(caller.submit(body))
    case = (caller.ask("GET", "/v1/cases", Scope.ANALYST).json or {})["items"][0]
    ruling = {"outcome": "reject", "reason_code": "other", "note": "No licence."}
    path = f"/v1/cases/{case['id']}/decision"
    asked = caller.ask("POST", path, Scope.ANALYST, {"If-Match": f'"{case["version"]}"'}, json=ruling)
    assert (asked.json or {})["status"] == "pending_approval"


def test_a_confirmed_hit_prohibits_and_clearing_takes_two(caller: Caller, service: Service) -> None:
    publish(caller, service)
    caller.run(caller.submit(submission(business={"name": LISTED_NAME})))
    listed = (caller.ask("GET", "/v1/cases", Scope.ANALYST).json or {})["items"][0]
    path = f"/v1/cases/{listed['id']}"
    case = caller.ask("GET", path, Scope.ANALYST).json or {}
    for hit in case["evidence"]["hits"]:
        body = {"disposition": "true_match", "reason_code": "same_identifier"}
        headers = {"If-Match": f'"{hit["version"]}"'}
        caller.ask("POST", f"{path}/hits/{hit['id']}/disposition", Scope.ANALYST, headers, json=body)
    assert read(caller)["level"] == "prohibited"
    lowered = override(caller, "low")
    assert (lowered.status_code, (lowered.json or {})["code"]) == (409, "risk_confirmed_block")
    version = (caller.ask("GET", path, Scope.ANALYST).json or {})["version"]
    ruling = {"outcome": "clear", "reason_code": "other", "note": "A licence of the authority."}
    asked = caller.ask("POST", f"{path}/decision", Scope.ANALYST, {"If-Match": f'"{version}"'}, json=ruling)
    assert (asked.json or {})["status"] == "pending_approval"


def test_a_higher_level_holds_at_once(caller: Caller, service: Service) -> None:
    publish(caller, service)
    caller.run(caller.submit())
    made = override(caller, "high", reason_code="adverse_information")
    assert (made.status_code, (made.json or {})["status"], made.headers["ETag"]) == (201, "active", '"1"')
    found = read(caller)
    assert (found["level"], found["computed_level"]) == ("high", "medium")
    assert found["review_at"] < (found["history"][0]["review_at"])
    again = override(caller, "prohibited")
    assert (again.status_code, (again.json or {})["code"]) == (409, "risk_overridden")
    ended = act(caller, "end", 1).json or {}
    assert (ended["status"], ended["end_reason"]) == ("ended", "by_hand")
    assert (read(caller)["level"], read(caller)["override"]) == ("medium", None)
    assert [one["note"] for one in read(caller)["overrides"]] == [NOTE]


def test_a_lower_level_waits_for_a_second_person(caller: Caller, service: Service) -> None:
    publish(caller, service)
    caller.run(caller.submit())
    made = override(caller, "low").json or {}
    assert (made["status"], read(caller)["level"]) == ("proposed", "medium")
    own = act(caller, "approval", 1)
    assert (own.status_code, (own.json or {})["code"]) == (403, "four_eyes")
    assert act(second(caller, service), "approval", 9).status_code == 412
    assert (act(second(caller, service), "approval", 1).json or {})["status"] == "active"
    assert (read(caller)["level"], read(caller)["computed_level"]) == ("low", "medium")


def test_a_lower_level_ends_when_new_facts_say_more(caller: Caller, service: Service) -> None:
    publish(caller, service)
    caller.run(caller.submit())
    override(caller, "low")
    act(second(caller, service), "approval", 1)
    body = submission()
    body["business"]["industry"] = "92.00"
    caller.run(caller.submit(body))
    found = read(caller)
    assert (found["level"], found["override"]) == ("high", None)
    assert found["overrides"][0]["end_reason"] == "level_rose"


def test_the_term_of_a_level_ends_within_a_year_and_before_the_review(caller: Caller, service: Service) -> None:
    publish(caller, service)
    caller.run(caller.submit())
    for moment in ("2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"):
        answer = override(caller, "high", expires_at=moment)
        assert (answer.json or {})["errors"][0]["code"] == "override_out_of_range"


@pytest.mark.parametrize(
    ("parts", "pointer", "code"),
    [
        ({"level": "medium"}, "/level", "same_level"),
        ({"level": "extreme"}, "/level", "unknown_value"),
        ({"reason_code": "felt_like_it"}, "/reason_code", "unknown_value"),
        ({"note": " a "}, "/note", "reason_required"),
        ({"note": 5}, "/note", "wrong_type"),
        ({"expires_at": "soon"}, "/expires_at", "invalid_moment"),
        ({"expires_at": "2027-01-01T00:00:00"}, "/expires_at", "invalid_moment"),
        ({"why": "x"}, "/why", "unknown_field"),
    ],
)
def test_a_level_that_cannot_be_set_is_refused(
    caller: Caller, service: Service, parts: dict[str, Any], pointer: str, code: str
) -> None:
    publish(caller, service)
    caller.run(caller.submit())
    answer = override(caller, **{"level": "high", **parts})
    assert answer.status_code == 422, answer.json
    assert [(fault["pointer"], fault["code"]) for fault in (answer.json or {})["errors"]] == [(pointer, code)]


def test_what_is_not_there_is_said(caller: Caller) -> None:
    assert caller.ask("GET", "/v1/subjects/nobody/risk", Scope.ANALYST).status_code == 404
    caller.submit()
    assert (override(caller, "high").json or {})["code"] == "not_rated"
    caller.run(caller.submit())
    assert act(caller, "end", 1).status_code == 409


def test_the_history_has_pages(caller: Caller, service: Service) -> None:
    publish(caller, service)
    for industry in ("92.00", "46.90", "01.10"):
        body = submission()
        body["business"]["industry"] = industry
        caller.run(caller.submit(body))
    first = read(caller, "?limit=2")
    rest = read(caller, f"?limit=2&cursor={first['next']}")
    assert [one["points"] for one in (*first["history"], *rest["history"])] == [10.0, 10.0, 30.0]
    assert rest["next"] is None
