"""How registers do, and going on without an answer, as clients see both."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from werkzeug.test import TestResponse

from jobs.standins import registers_file
from jobs.standins.base import Call, Said, Scenario, say
from jobs.standins.server import Standing
from kyc_service.domain.checks import CheckKind
from kyc_service.domain.tenants import Scope
from kyc_service.services import verifications
from kyc_service.services.registers import rounds
from tests.fixtures.service import Caller, Service, start_service, submission
from tests.fixtures.standing_desks import BY_ID, number_of
from watchlists.versions import ListVersion

A, F = Scope.ANALYST, Scope.ONBOARDING
REASON = {"reason": "document_seen"}


def down(_: Call) -> Said:
    return say({"error": "out of service"}, 503)


@pytest.fixture
def standing_service(
    sqlite_template: Path,
    tmp_path: Path,
    small_versions: tuple[ListVersion, ...],
    redis_url: str,
    quiet_standing: Standing,
) -> Iterator[Service]:
    """A service that requires an answer of two registers, each a stand-in."""
    path = registers_file.write(tmp_path, quiet_standing, [BY_ID["kvk"], BY_ID["vies"]], "required")
    env = {"REDIS_URL": redis_url, "KYC_REGISTERS_FILE": str(path)}
    yield from start_service(sqlite_template, tmp_path, small_versions, **env)


@pytest.fixture
def asking(standing_service: Service) -> Caller:
    return standing_service.add_caller("Asking Marketplace")


def dutch(scenario: Scenario = Scenario.FOUND) -> dict[str, Any]:
    number = number_of("kvk", scenario)
    registration = {"number": number, "authority": "KVK", "country": "NL", "date": "2011-04-01"}
    return submission(business={"name": "Voorbeeld Handel B.V.", "registration": registration})


def submit(caller: Caller, body: dict[str, Any] | None = None) -> str:
    """Submit a business and let the workers look at it."""
    verification_id = caller.run(caller.submit(body or dutch()))
    for _ in range(2):
        rounds.run(caller.rt)
        verifications.run(caller.rt, verification_id)
    return verification_id


def check_of(caller: Caller, verification_id: str, kind: CheckKind = CheckKind.REGISTER) -> str:
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        return next(one.id for one in work.checks.of(verification_id) if one.kind is kind)


def override(
    caller: Caller, verification_id: str, check_id: str, scope: Scope = A, body: dict[str, str] | None = None
) -> TestResponse:
    path = f"/v1/verifications/{verification_id}/checks/{check_id}/override"
    return caller.ask("POST", path, scope, json=body or REASON)


def status_of(caller: Caller, verification_id: str) -> str:
    return str((caller.ask("GET", f"/v1/verifications/{verification_id}").json or {})["status"])


def register_rows(caller: Caller, scope: Scope = F) -> dict[str, dict[str, Any]]:
    answer = caller.ask("GET", "/v1/verifiers", scope)
    assert answer.status_code == 200, answer.json
    return {row["id"]: row for row in (answer.json or {})["items"]}


@pytest.mark.parametrize(
    ("scope", "status"),
    [(scope, 200 if scope in {F, A, Scope.ADMIN} else 403) for scope in Scope],
)
def test_who_may_see_how_registers_do(asking: Caller, scope: Scope, status: int) -> None:
    assert asking.ask("GET", "/v1/verifiers", scope).status_code == status


def test_a_register_is_unknown_up_and_down(asking: Caller, quiet_standing: Standing) -> None:
    before = register_rows(asking)
    assert set(before) == {"kvk", "vies"}
    assert (before["kvk"]["state"], before["kvk"]["waiting"], before["kvk"]["alarm"]) == ("unknown", 0, False)
    assert before["kvk"]["limit_left"] == before["kvk"]["limit"]

    submit(asking)
    up = register_rows(asking)["kvk"]
    assert (up["state"], up["down_since"], up["parts"][0]["code"]) == ("up", None, None)
    assert up["parts"][0]["last_answer_at"] is not None

    quiet_standing.behaviours["kvk"] = down
    waiting = submit(asking, dutch(Scenario.OTHER_NAME) | {"reference": "shop-2"})
    found = register_rows(asking)["kvk"]
    assert (found["state"], found["waiting"], found["alarm"]) == ("down", 1, False)
    assert found["down_since"] is not None
    assert found["parts"][0]["code"] == "server_error"
    made = asking.ask("GET", f"/v1/verifications/{waiting}").json or {}
    assert found["oldest"] == made["created_at"]


def test_what_registers_do_is_told_as_the_document_says(asking: Caller) -> None:
    submit(asking)
    spec = asking.client.get("/openapi.json").json or {}
    schema = spec["paths"]["/v1/verifiers"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    told = asking.ask("GET", "/v1/verifiers", F).json
    assert list(OAS31Validator(schema | {"components": spec["components"]}).iter_errors(told)) == []
    assert list(OAS31Validator(schema | {"components": spec["components"]}).iter_errors({"items": 1})) != []


def test_nothing_of_a_submission_or_an_address_is_told(asking: Caller, quiet_standing: Standing) -> None:
    submit(asking)
    told = json.dumps(register_rows(asking))
    for hidden in (number_of("kvk", Scenario.FOUND), "Voorbeeld", "Jansen", str(quiet_standing.port), "stand-in"):
        assert hidden not in told


def test_an_analyst_goes_on_without_an_answer(asking: Caller, quiet_standing: Standing) -> None:
    quiet_standing.behaviours["kvk"] = down
    made = submit(asking)
    assert status_of(asking, made) == "processing"
    answer = override(asking, made, check_of(asking, made))
    assert (answer.status_code, (answer.json or {})["status"]) == (200, "clear")
    assert (answer.json or {})["coverage"] == "partial"
    again = override(asking, made, check_of(asking, made))
    assert again.status_code == 409


def test_an_answer_that_was_given_is_not_gone_without(asking: Caller) -> None:
    made = submit(asking)
    answer = override(asking, made, check_of(asking, made))
    assert (answer.status_code, (answer.json or {})["code"]) == (409, "invalid_transition")


def test_only_a_check_of_this_verification_that_asks_a_register(asking: Caller, quiet_standing: Standing) -> None:
    quiet_standing.behaviours["kvk"] = down
    made = submit(asking)
    other = submit(asking, dutch(Scenario.OTHER_NAME) | {"reference": "shop-2"})
    assert override(asking, made, check_of(asking, other)).status_code == 404
    assert override(asking, made, check_of(asking, made, CheckKind.SCREENING)).status_code == 404
    assert override(asking, made, "chk_" + "0" * 32).status_code == 404


def test_anothers_check_is_not_found(asking: Caller, standing_service: Service, quiet_standing: Standing) -> None:
    quiet_standing.behaviours["kvk"] = down
    made = submit(asking)
    stranger = standing_service.add_caller("Other Marketplace")
    assert override(stranger, made, check_of(asking, made)).status_code == 404
    assert status_of(asking, made) == "processing"


@pytest.mark.parametrize("scope", [scope for scope in Scope if scope is not A])
def test_only_an_analyst_goes_on_without_an_answer(asking: Caller, quiet_standing: Standing, scope: Scope) -> None:
    quiet_standing.behaviours["kvk"] = down
    made = submit(asking)
    assert override(asking, made, check_of(asking, made), scope).status_code == 403
    assert status_of(asking, made) == "processing"


@pytest.mark.parametrize(
    "body", [{"reason": "because"}, {"reason": ""}, {"reason": "document_seen", "note": "x"}, {"x": "y"}]
)
def test_a_reason_is_one_of_the_list(asking: Caller, quiet_standing: Standing, body: dict[str, str]) -> None:
    quiet_standing.behaviours["kvk"] = down
    made = submit(asking)
    assert override(asking, made, check_of(asking, made), body=body).status_code == 422
    assert status_of(asking, made) == "processing"


def test_an_analyst_reads_both_sides(asking: Caller) -> None:
    made = submit(asking, dutch(Scenario.OTHER_NAME))
    assert status_of(asking, made) == "review"
    case_id = (asking.ask("GET", "/v1/cases", A).json or {})["items"][0]["id"]
    shown = asking.ask("GET", f"/v1/cases/{case_id}", A).json or {}
    check = next(one for one in shown["evidence"]["checks"] if one["source"] == "kvk")
    answer = check["register"]
    rows = {row["matter"]: row for row in answer["compared"]}
    assert rows["name"]["result"] == "mismatch"
    assert (rows["name"]["ours"], rows["name"]["theirs"].casefold()) == (
        "Voorbeeld Handel B.V.",
        "zuidwijk bakkerijmachines n.v.",
    )
    assert answer["url"].endswith(number_of("kvk", Scenario.OTHER_NAME))
    assert all(reply["status"] == 200 and len(reply["sha256"]) == 64 for reply in answer["answers"])
    assert answer["extract"]["register.number"] == number_of("kvk", Scenario.OTHER_NAME)
    # The onboarding flow reads none of it.
    told = json.dumps(asking.ask("GET", f"/v1/verifications/{made}").json)
    assert "Zuidwijk" not in told
    assert "kvk" not in told
