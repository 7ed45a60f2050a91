"""Bad inputs, section H: what comes out again, in answers and in logs."""

import json
from typing import Any

import pytest
import structlog
from flask import Flask

from kyc_service import api
from kyc_service.domain.tenants import Scope
from kyc_service.services import verifications
from kyc_service.services.runtime import Runtime
from tests.fixtures.service import LISTED_NAME, Caller, Service, submission
from tests.fixtures.tables import check_row, rows

CANARY = {
    "business": "Kanariepiet Handel",
    "contact": "Wilhelmina Kanarievogel",
    "email": "wilhelmina@kanarie.example",
    "metadata": "kanarie-geheim",
}


@rows("H")
def test_the_table(shared_service: Service, shared_caller: Caller, row: dict[str, Any]) -> None:
    answer = check_row(shared_service, shared_caller, row)
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_what_is_odd_comes_back_as_it_was_given(caller: Caller) -> None:
    for number, name in enumerate(('=HYPERLINK("http://x","a")', "<script>alert(1)</script>", "Robert'); DROP --")):
        caller.submit(submission(reference=f"odd-{number}", business={"name": name}))
        view = caller.ask("GET", f"/v1/subjects/odd-{number}", Scope.ANALYST)
        assert view.content_type == "application/json"
        assert (view.json or {})["business"]["details"]["business.name"] == name


def test_every_answer_is_hardened(caller: Caller) -> None:
    answers = [
        caller.submit(),
        caller.ask("GET", "/v1/verifications"),
        caller.ask("GET", "/nowhere"),
        caller.ask("GET", "/v1/verifications", headers={"Authorization": None}),
        caller.client.get("/healthz"),
        caller.client.get("/docs"),
    ]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Vary"] == "Authorization"


def test_a_fault_of_ours_says_nothing_of_itself(
    service: Service,
    caller: Caller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(CANARY["contact"])

    monkeypatch.setattr(verifications, "submit", fail)
    with structlog.testing.capture_logs() as lines:
        answer = caller.submit()
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert (answer.json or {})["code"] == "internal_error"
    assert CANARY["contact"] not in answer.get_data(as_text=True) + json.dumps(lines)
    assert "RuntimeError" not in answer.get_data(as_text=True)
    assert lines[0]["exception"] == "RuntimeError"
    assert lines[0]["at"].startswith("kyc_service/api/verifications.py:")
    assert service.count_rows()["verifications"] == 0


def test_logs_hold_no_value(caller: Caller) -> None:
    body = submission(
        business={"name": CANARY["business"]},
        contact={"name": CANARY["contact"], "email": CANARY["email"]},
        metadata={"note": CANARY["metadata"]},
    )
    with structlog.testing.capture_logs() as lines:
        caller.submit(body)
        caller.submit(body | {"contact": {"name": CANARY["contact"] + "\u202e"}})
        caller.submit(body | {"business": {"name": CANARY["business"], CANARY["metadata"]: 1}})
        caller.ask("GET", f"/v1/verifications?reference={CANARY['metadata']}")
        caller.ask("GET", f"/v1/subjects/{CANARY['metadata']}", Scope.ANALYST)
        caller.ask("GET", f"/v1/{CANARY['metadata']}")
        caller.ask("GET", "/v1/subjects/shop-1", Scope.ANALYST)
    assert len(lines) == 7
    text = json.dumps(lines)
    secrets = [*CANARY.values(), *(token for token in caller.tokens.values())]
    assert [secret for secret in secrets if secret in text] == []


def test_a_log_line_says_what_was_asked_and_by_whom(caller: Caller) -> None:
    with structlog.testing.capture_logs() as lines:
        made = caller.submit(X_Request_Id="our-request-1")
        caller.ask("GET", f"/v1/verifications/{(made.json or {})['id']}", headers={"X-Request-Id": "a\tb"})
    assert made.headers["X-Request-Id"] == "our-request-1"
    assert lines[0]["request_id"] == "our-request-1"
    assert (lines[0]["method"], lines[0]["route"], lines[0]["status"]) == ("POST", "/v1/verifications", 202)
    assert lines[0]["tenant"] == caller.tenant.id
    assert lines[1]["route"] == "/v1/verifications/<verification_id>"
    assert lines[1]["request_id"] != "a\tb"


def test_evidence_stays_with_analysts(caller: Caller) -> None:
    verification_id = caller.run(caller.submit(submission(business={"name": LISTED_NAME})))
    plain = caller.ask("GET", f"/v1/verifications/{verification_id}")
    assert (plain.json or {})["status"] == "review"
    assert LISTED_NAME.lower() not in plain.get_data(as_text=True).lower()
    assert "evidence" not in (plain.json or {})
    full = caller.ask("GET", f"/v1/verifications/{verification_id}", Scope.ANALYST).json or {}
    assert full["evidence"]["hits"][0]["entry_id"] == "ofac:36"


def test_metrics_name_routes_and_not_addresses(runtime: Runtime) -> None:
    app = Flask("other", static_folder=None)
    api.register(app, runtime)
    client = app.test_client()
    client.get("/v1/subjects/kanarie-1/clearance")
    client.open("/kanarie-2", method="KANARIE")
    text = client.get("/metrics").get_data(as_text=True)
    assert 'route="/v1/subjects/<reference>/clearance",status="401"' in text
    assert 'method="OTHER",route="(none)"' in text
    assert "kanarie" not in text.lower()
