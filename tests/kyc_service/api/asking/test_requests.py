"""Asking over HTTP: what is refused, and that nothing is stored then."""

from __future__ import annotations

from typing import Any

import pytest

from kyc_service.domain.tenants import Scope
from tests.fixtures.talks import NUMBER, Asking


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/fields", "required"),
        ({"fields": []}, "/fields", "required"),
        ({"fields": ["/business/none"]}, "/fields/0", "unknown_pointer"),
        ({"fields": [NUMBER, "/people/9/name"]}, "/fields/1", "unknown_pointer"),
        ({"fields": [NUMBER, NUMBER]}, "/fields/1", "asked_twice"),
        ({"fields": [NUMBER] * 21}, "/fields", "too_many_items"),
        ({"fields": ["x" * 10_000]}, "/fields/0", "too_long"),
        ({"fields": [7]}, "/fields/0", "wrong_type"),
        ({"fields": ["/people/\u202e0/name"]}, "/fields/0", "unknown_pointer"),
        ({"documents": [{"document": "poem"}]}, "/documents/0/document", "unknown_value"),
        ({"documents": [{"document": "licence", "about": "/people/9"}]}, "/documents/0", "unknown_pointer"),
        ({"documents": [{"document": "licence", "about": NUMBER}]}, "/documents/0", "unknown_pointer"),
        ({"documents": [{"document": "licence"}, {"document": "licence"}]}, "/documents/1", "asked_twice"),
        ({"fields": [NUMBER], "days": 0}, "/days", "number_out_of_range"),
        ({"fields": [NUMBER], "days": 91}, "/days", "number_out_of_range"),
        ({"fields": [NUMBER], "note": "We found you on a list."}, "/note", "unknown_field"),
    ],
)
def test_what_cannot_be_asked_is_refused(asking: Asking, body: Any, pointer: str, code: str) -> None:
    answer = asking.act("requests", body)
    assert answer.status_code == 422, answer.json
    assert (pointer, code) in {(error["pointer"], error["code"]) for error in (answer.json or {})["errors"]}
    assert asking.requests() == []
    assert asking.status()["status"] == "review"


def test_only_analysts_ask_and_only_the_onboarding_flow_answers(asking: Asking) -> None:
    path = f"/v1/cases/{asking.case_id}/requests"
    body = {"fields": [NUMBER]}
    assert asking.caller.ask("POST", path, Scope.ONBOARDING, {"If-Match": '"1"'}, json=body).status_code == 403
    assert asking.caller.ask("GET", path, Scope.ONBOARDING).status_code == 403
    assert asking.caller.ask("POST", path, Scope.ANALYST, {"If-Match": '"9"'}, json=body).status_code == 412
    asking.ask(**body)
    given = {"fields": [{"field": NUMBER, "value": "87654321"}]}
    answers = f"/v1/verifications/{asking.verification_id}/answers"
    assert asking.caller.ask("POST", answers, Scope.ANALYST, json=given).status_code == 403
