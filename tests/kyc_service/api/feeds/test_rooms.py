"""Feeds, what is due and the terms, over the API."""

from __future__ import annotations

import pytest

from kyc_service.domain.feeds.reviews import DueReason
from kyc_service.domain.tenants import Scope
from tests.fixtures.service import Caller, Service

USUAL = {"high_days": 90, "medium_days": 180, "low_days": 365, "yearly_on": None}


def test_without_a_feed_none_is_listed(shared_caller: Caller) -> None:
    for scope in (Scope.ANALYST, Scope.ADMIN):
        assert shared_caller.ask("GET", "/v1/register-feeds", scope).json == {"items": []}
    assert shared_caller.ask("GET", "/v1/register-feeds").status_code == 403


def test_who_is_due_is_listed_to_its_tenant_and_to_no_other(service: Service) -> None:
    caller, stranger = service.add_caller("A Marketplace"), service.add_caller("Another Marketplace")
    made = caller.run(caller.submit())
    with service.rt.open_work(caller.tenant.id, "tester") as work:
        subject_id = work.verifications.get(made).subject_id
        now = work.now()
    with service.rt.open_system("tester") as system:
        system.marks.add({(caller.tenant.id, subject_id)}, "kvk", DueReason.REGISTER_EVENT, now)
    answer = caller.ask("GET", "/v1/due-reviews", Scope.ANALYST).json
    assert answer is not None
    [found] = answer["items"]
    assert (found["subject_id"], found["reason"]) == (subject_id, "register_event")
    assert stranger.ask("GET", "/v1/due-reviews", Scope.ANALYST).json == {"items": []}
    assert caller.ask("GET", "/v1/due-reviews").status_code == 403


def test_terms_are_read_and_set(shared_service: Service) -> None:
    caller = shared_service.add_caller("Terms Marketplace")
    read = caller.ask("GET", "/v1/review-terms", Scope.ANALYST)
    assert read.json == {**USUAL, "version": 0}

    def change(version: str, **body: object) -> tuple[int, object]:
        found = caller.ask("POST", "/v1/review-terms", Scope.ADMIN, {"If-Match": version}, json=body)
        return found.status_code, found.json

    assert change(read.headers["ETag"], high_days=30, yearly_on="01-31") == (
        200, {**USUAL, "high_days": 30, "yearly_on": "01-31", "version": 1},
    )  # fmt: skip
    assert change('"1"', yearly_on="never")[1] == {**USUAL, "high_days": 30, "version": 2}
    assert change('"1"', low_days=10)[0] == 412
    assert caller.ask("POST", "/v1/review-terms", Scope.ANALYST, {"If-Match": '"2"'}, json={}).status_code == 403
    with shared_service.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        assert work.review_terms.read()[0].high_days == 30


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"high_days": 0}, "number_out_of_range"),
        ({"low_days": 1826}, "number_out_of_range"),
        ({"yearly_on": "02-30"}, "invalid_day_of_year"),
        ({"weekly_on": "monday"}, "unknown_field"),
    ],
)
def test_terms_that_are_none_are_refused(shared_caller: Caller, body: dict[str, object], code: str) -> None:
    answer = shared_caller.ask("POST", "/v1/review-terms", Scope.ADMIN, {"If-Match": '"0"'}, json=body)
    assert answer.status_code == 422
    assert (answer.json or {})["errors"][0]["code"] == code
