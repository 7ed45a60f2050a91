"""Saved filters and terms by the API."""

from __future__ import annotations

from typing import Any

import pytest

from kyc_service.domain.tenants import Scope
from tests.fixtures.service import Caller, Service


@pytest.fixture(scope="module")
def market(shared_service: Service) -> Caller:
    return shared_service.add_caller("Marketplace")


def test_a_filter_is_kept_listed_and_dropped(market: Caller) -> None:
    body = {"name": "High and late", "queue": "late", "level": "high", "days": 3}
    kept = market.ask("POST", "/v1/case-filters", Scope.ANALYST, json=body)
    assert (kept.status_code, (kept.json or {})["filter"]) == (201, {"queue": "late", "level": "high", "days": "3"})
    ident = (kept.json or {})["id"]
    listed = (market.ask("GET", "/v1/case-filters", Scope.ANALYST).json or {})["items"]
    assert [(one["id"], one["name"]) for one in listed] == [(ident, "High and late")]
    assert market.ask("DELETE", f"/v1/case-filters/{ident}", Scope.ANALYST).status_code == 204
    assert market.ask("DELETE", f"/v1/case-filters/{ident}", Scope.ANALYST).status_code == 404


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"name": "x", "queue": "theirs"}, "/queue", "unknown_value"),
        ({"name": "x", "tag": "Jan Jansen"}, "/tag", "unknown_value"),
        ({"name": "jan@jansen.example"}, "/name", "invalid_filter_name"),
        ({"queue": "late"}, "/name", "required"),
        ({"name": "x", "days": 1000}, "/days", "number_out_of_range"),
    ],
)
def test_a_filter_that_cannot_be_is_refused(market: Caller, body: dict[str, Any], pointer: str, code: str) -> None:
    answer = market.ask("POST", "/v1/case-filters", Scope.ANALYST, json=body)
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in (answer.json or {})["errors"]] == [(pointer, code)]


def test_terms_are_read_by_analysts_and_set_by_administrators(market: Caller) -> None:
    read = market.ask("GET", "/v1/desk/terms", Scope.ANALYST)
    assert read.headers["ETag"] == '"0"'
    assert (read.json or {}) == {
        "country": "NL",
        "zone": "Europe/Amsterdam",
        "opens": "09:00",
        "closes": "17:00",
        "high_hours": 8,
        "medium_hours": 24,
        "low_hours": 40,
        "version": 0,
    }
    change = {"country": "AE", "zone": "Asia/Dubai", "opens": "08:00"}
    headers = {"If-Match": '"0"'}
    assert market.ask("POST", "/v1/desk/terms", Scope.ANALYST, headers, json=change).status_code == 403
    answer = market.ask("POST", "/v1/desk/terms", Scope.ADMIN, headers, json=change)
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"1"')
    assert (answer.json or {})["opens"] == "08:00"
    assert (answer.json or {})["low_hours"] == 40
    assert market.ask("POST", "/v1/desk/terms", Scope.ADMIN, headers, json=change).status_code == 412


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"opens": "9"}, "/opens", "invalid_time"),
        ({"opens": "18:00", "closes": "09:00"}, "/closes", "ends_before_it_begins"),
        ({"country": "XX"}, "/country", "unknown_country"),
        ({"zone": "Europe/Atlantis"}, "/zone", "unknown_zone"),
        ({"high_hours": 0}, "/high_hours", "number_out_of_range"),
    ],
)
def test_terms_that_cannot_be_are_refused(market: Caller, body: dict[str, Any], pointer: str, code: str) -> None:
    answer = market.ask("POST", "/v1/desk/terms", Scope.ADMIN, {"If-Match": '"1"'}, json=body)
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in (answer.json or {})["errors"]] == [(pointer, code)]
