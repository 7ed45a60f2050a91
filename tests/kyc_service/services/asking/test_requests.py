"""Requests: one at a time, ended once, and by themselves when the term passes."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import update

from kyc_service.domain.asking.requests import MOST_ITEMS, RequestStatus, Wanted
from kyc_service.domain.cases import CaseStatus
from kyc_service.domain.tenants import Scope
from kyc_service.errors import ConflictError, InvalidInputError, StaleVersionError
from kyc_service.services import upkeep
from kyc_service.services.asking import requests
from kyc_service.storage.tables import case_requests
from tests.fixtures.talks import NUMBER, PDF, Asking


def _let_pass(talk: Asking) -> None:
    """Move the term of what was asked into the past."""
    days = dt.timedelta(days=20)
    now = dt.datetime.now(dt.UTC)
    with talk.caller.rt.database._engine.begin() as connection:
        mine = update(case_requests).where(case_requests.c.case_id == talk.case_id)
        connection.execute(mine.values(asked_at=now - days, due_at=now - days / 2))


def _ask(talk: Asking, *wanted: Wanted, version: int | None = None) -> None:
    with talk.caller.rt.open_work(talk.caller.tenant.id, "mila") as work:
        seen = work.cases.get(talk.case_id).version if version is None else version
        requests.ask(work, talk.case_id, wanted, 14, seen)


def test_when_the_term_passes_the_case_comes_back_by_itself_and_says_so(asking: Asking) -> None:
    asking.take("mila")
    asking.ask(fields=[NUMBER], documents=[{"document": "licence"}])
    upkeep.sweep(asking.caller.rt)
    assert asking.case()["status"] == "awaiting_answer"
    asking.give({NUMBER: "87654321"})
    _let_pass(asking)
    upkeep.sweep(asking.caller.rt)
    assert (asking.case()["status"], asking.case()["assignee"]) == ("in_progress", "mila")
    assert asking.status()["status"] == "review"
    [request] = asking.requests()
    assert (request["status"], request["ended_by"]) == ("lapsed", "sweeper")
    assert [bool(item["answered_at"]) for item in request["items"]] == [True, False]
    assert asking.send("licence", PDF).status_code == 409
    assert asking.act("requests", {"fields": [NUMBER]}).status_code == 200


def test_several_processes_end_a_late_request_once(asking: Asking) -> None:
    asking.ask(fields=[NUMBER])
    _let_pass(asking)
    ended: list[int] = []
    threads = [threading.Thread(target=lambda: ended.append(requests.lapse(asking.caller.rt))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(ended) == 1
    with asking.caller.rt.open_work(asking.caller.tenant.id, "tester", read_only=True) as work:
        ops = [entry.op for entry in work.audit.page(None, 50).items if entry.case_id == asking.case_id]
    assert ops.count("case.request_ended") == 1


def test_two_answers_at_once_to_one_thing_leave_one(asking: Asking) -> None:
    asking.ask(fields=[NUMBER, "/business/website"])
    answers: list[int] = []

    def give(number: str) -> None:
        answers.append(asking.give({NUMBER: number}).status_code)

    threads = [threading.Thread(target=give, args=[number]) for number in ("87654321", "87654322")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [202, 409]


def test_two_answers_at_once_to_two_things_end_the_request(asking: Asking) -> None:
    given = {NUMBER: "87654321", "/business/website": "https://jansen.example"}
    asking.ask(fields=list(given))
    threads = [threading.Thread(target=asking.give, args=[{field: value}]) for field, value in given.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asking.requests()[-1]["status"] == "answered"
    assert asking.case()["status"] == "in_progress"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ([], "required"),
        ([Wanted("/business/none")], "unknown_pointer"),
        ([Wanted("/people/7/name")], "unknown_pointer"),
        ([Wanted(NUMBER), Wanted(NUMBER)], "asked_twice"),
        ([Wanted(NUMBER)] * (MOST_ITEMS + 1), "too_many_items"),
    ],
)
def test_what_cannot_be_asked_is_refused(asking: Asking, wanted: list[Wanted], code: str) -> None:
    with pytest.raises(InvalidInputError, match=code):
        _ask(asking, *wanted)
    assert asking.case()["status"] == "new"


def test_a_case_waits_for_one_request_and_is_not_decided_meanwhile(asking: Asking) -> None:
    _ask(asking, Wanted(NUMBER))
    with pytest.raises(ConflictError):
        _ask(asking, Wanted("/business/name"))
    for outcome in ("clear", "reject"):
        assert asking.decide(outcome).status_code == 409
    hit = asking.case()["evidence"]["hits"][0]
    body = {"disposition": "false_positive", "reason_code": "different_name"}
    assert asking.act(f"hits/{hit['id']}/disposition", body).status_code == 409


def test_somebody_who_saw_an_older_case_asks_nothing(asking: Asking) -> None:
    asking.take("mila")
    with pytest.raises(StaleVersionError):
        _ask(asking, Wanted(NUMBER), version=1)


def test_a_closed_case_and_one_that_waits_for_a_second_person_ask_nothing(asking: Asking) -> None:
    hit = asking.case()["evidence"]["hits"][0]
    with asking.caller.rt.open_work(asking.caller.tenant.id, "tester", read_only=True) as work:
        assert work.hits.get(hit["id"]).version == 1
    path = f"/v1/cases/{asking.case_id}/hits/{hit['id']}/disposition"
    body = {"disposition": "true_match", "reason_code": "same_name_and_facts"}
    asking.caller.ask("POST", path, Scope.ANALYST, {"If-Match": '"1"'}, json=body)
    assert asking.decide("reject").status_code == 200
    with pytest.raises(ConflictError):
        _ask(asking, Wanted(NUMBER))
    with asking.caller.rt.open_work(asking.caller.tenant.id, "tester", read_only=True) as work:
        assert work.cases.get(asking.case_id).status is CaseStatus.PENDING_APPROVAL
        assert work.case_requests.of_case(asking.case_id) == ()


def test_a_withdrawn_request_brings_the_case_back(asking: Asking) -> None:
    asking.ask(fields=[NUMBER])
    assert asking.act("requests:withdraw").status_code == 200
    assert asking.case()["status"] == "in_progress"
    assert asking.requests()[0]["status"] == RequestStatus.WITHDRAWN
    assert asking.act("requests:withdraw").status_code == 409


def test_every_move_is_an_event(asking: Asking) -> None:
    asking.ask(fields=[NUMBER])
    asking.give({NUMBER: "87654321"})
    with asking.caller.rt.open_work(asking.caller.tenant.id, "tester", read_only=True) as work:
        entries = [one for one in work.audit.page(None, 50).items if one.verification_id == asking.verification_id]
        moves = [entry.outcome for entry in entries if entry.op == "verification.moved"]
    assert sorted(moves[:3]) == sorted(["review", "action_required", "review"])
    texts = " ".join(str(entry.details) for entry in entries)
    assert "87654321" not in texts
