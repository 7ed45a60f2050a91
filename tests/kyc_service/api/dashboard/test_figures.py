"""Figures over HTTP: counts and times, nobody's name, for whoever may."""

from __future__ import annotations

from kyc_service.domain.tenants import Scope
from tests.fixtures.service import LISTED_NAME, Caller, submission

PATH = "/v1/figures"


def test_a_desk_is_told_in_numbers(caller: Caller) -> None:
    for _ in range(2):
        caller.run(caller.submit(submission(business={"name": LISTED_NAME})))
    answer = caller.ask("GET", PATH, Scope.ANALYST)
    found = answer.json or {}
    assert answer.status_code == 200
    assert (found["open"], found["hits"], found["hits_again"], found["late"]) == (2, 2, 1, 0)
    assert (found["seconds_to_close"], found["seconds_to_first_act"], found["waiting_since"]) == (None, None, None)
    assert [(one["days_from"], one["days_below"]) for one in found["ages"]][-1] == (30, None)
    assert sum(one["count"] for one in found["ages"]) == found["open"] == found["days"][-1]["opened"]
    assert not [text for text in (LISTED_NAME, "shop-1", "sub_", "cas_") if text in answer.text]


def test_only_an_analyst_or_an_administrator_reads_them(caller: Caller, stranger: Caller) -> None:
    caller.run(caller.submit(submission(business={"name": LISTED_NAME})))
    for scope in Scope:
        allowed = scope in {Scope.ANALYST, Scope.ADMIN}
        assert (caller.ask("GET", PATH, scope).status_code == 200) is allowed
    assert (stranger.ask("GET", PATH, Scope.ADMIN).json or {})["open"] == 0
