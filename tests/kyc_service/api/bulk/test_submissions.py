"""Batches: all or nothing where something is wrong, each item for itself otherwise, and a second try goes on."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from kyc_service.api.bulk import submissions
from kyc_service.domain.tenants import Scope
from kyc_service.services import verifications
from tests.fixtures.service import Caller, Service, submission

PATH = "/v1/verifications:batch"
_numbers = itertools.count()


def batch(many: int, **more: Any) -> dict[str, Any]:
    return {"items": [submission(reference=f"batch-{next(_numbers)}") for _ in range(many)], **more}


@pytest.fixture
def caller(shared_service: Service) -> Caller:
    return shared_service.add_caller(f"Batches {next(_numbers)}")


def listed(caller: Caller) -> list[dict[str, Any]]:
    return list(caller.ask("GET", "/v1/verifications?limit=100").json["items"])


def test_every_item_becomes_a_verification(caller: Caller) -> None:
    body = batch(3)
    answer = caller.ask("POST", PATH, json=body)
    assert (answer.status_code, answer.json["accepted"], answer.json["refused"], answer.json["left"]) == (202, 3, 0, 0)
    assert [item["reference"] for item in answer.json["items"]] == [one["reference"] for one in body["items"]]
    ids = {item["verification_id"] for item in answer.json["items"]}
    assert ids == {one["id"] for one in listed(caller)}
    for one in ids:
        verifications.run(caller.rt, one)
        assert caller.ask("GET", f"/v1/verifications/{one}").json["status"] == "clear"


def test_one_fault_refuses_the_whole_batch(caller: Caller) -> None:
    body = batch(3)
    body["items"][1]["business"]["name"] = ""
    answer = caller.ask("POST", PATH, json=body)
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json["errors"]] == ["/items/1/business/name"]
    assert listed(caller) == []


def test_faulty_items_are_left_out_where_that_is_asked(caller: Caller) -> None:
    body = batch(3, on_fault="skip")
    body["items"][1]["business"]["name"] = ""
    body["items"][2]["reference"] = "not a reference"
    answer = caller.ask("POST", PATH, json=body)
    assert (answer.status_code, answer.json["accepted"], answer.json["refused"]) == (202, 1, 2)
    _, nameless, unnamed = answer.json["items"]
    assert (nameless["reference"], nameless["code"]) == (body["items"][1]["reference"], "invalid_input")
    assert [fault["pointer"] for fault in nameless["errors"]] == ["/business/name"]
    assert unnamed["reference"] is None
    assert "not a reference" not in answer.text


def test_a_reference_stands_once_in_a_batch(caller: Caller) -> None:
    body = batch(1)
    body["items"].append(submission(reference=body["items"][0]["reference"]))
    answer = caller.ask("POST", PATH, json=body)
    assert [(fault["pointer"], fault["code"]) for fault in answer.json["errors"]] == [
        ("/items/1/reference", "reference_repeated")
    ]


def test_what_an_item_meets_in_the_store_stops_no_other(caller: Caller) -> None:
    known = submission(reference=f"known-{next(_numbers)}")
    assert caller.submit(known).status_code == 202
    body = batch(1)
    registration = {**known["business"]["registration"], "number": "87654321"}
    body["items"].insert(0, {**known, "business": {**known["business"], "registration": registration}})
    answer = caller.ask("POST", PATH, json=body)
    assert [(item["code"], item["verification_id"] is None) for item in answer.json["items"]] == [
        ("subject_mismatch", True),
        (None, False),
    ]


def test_a_second_try_does_nothing_twice(caller: Caller) -> None:
    body, key = batch(3), {"Idempotency-Key": f"batch-{next(_numbers)}"}
    first = caller.ask("POST", PATH, json=body, headers=key).json
    again = caller.ask("POST", PATH, json=body, headers=key).json
    assert [item["verification_id"] for item in again["items"]] == [item["verification_id"] for item in first["items"]]
    assert [item["before"] for item in again["items"]] == [True] * 3
    assert len(listed(caller)) == 3


def test_a_key_belongs_to_one_batch(caller: Caller) -> None:
    key = {"Idempotency-Key": f"batch-{next(_numbers)}"}
    body = batch(1)
    assert caller.ask("POST", PATH, json=body, headers=key).status_code == 202
    longer = {"items": [*body["items"], *batch(1)["items"]]}
    answer = caller.ask("POST", PATH, json=longer, headers=key)
    assert (answer.status_code, answer.json["code"]) == (422, "idempotency_key_reused")
    assert len(listed(caller)) == 1


def test_what_is_left_in_time_is_taken_in_by_the_next_try(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    body, key = batch(3), {"Idempotency-Key": f"batch-{next(_numbers)}"}
    ticks = itertools.count()
    with monkeypatch.context() as patch:
        patch.setattr(submissions, "LONGEST", 1.5)
        patch.setattr(submissions.time, "monotonic", lambda: float(next(ticks)))
        first = caller.ask("POST", PATH, json=body, headers=key).json
    assert (first["accepted"], first["left"]) == (1, 2)
    assert [item["code"] for item in first["items"]] == [None, "batch_time_over", "batch_time_over"]
    second = caller.ask("POST", PATH, json=body, headers=key).json
    assert (second["accepted"], [item["before"] for item in second["items"]]) == (3, [True, False, False])


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/items", "required"),
        ({"items": []}, "/items", "required"),
        ({"items": {}}, "/items", "wrong_type"),
        ({"items": "x"}, "/items", "wrong_type"),
        ({"items": [1]}, "/items/0", "wrong_type"),
        ({"items": [None]}, "/items/0", "wrong_type"),
        ({"items": [{}], "more": 1}, "/more", "unknown_field"),
        ({"items": [{}], "on_fault": "maybe"}, "/on_fault", "unknown_value"),
        ({"items": [{}], "on_fault": None}, "/on_fault", "wrong_type"),
        ({"items": [{}], "on_fault": {"$ne": None}}, "/on_fault", "wrong_type"),
        ({"items": [{}], "on_fault": ["skip"]}, "/on_fault", "wrong_type"),
    ],
)
def test_what_is_no_batch_is_refused(caller: Caller, body: Any, pointer: str, code: str) -> None:
    answer = caller.ask("POST", PATH, json=body)
    assert answer.status_code == 422
    assert {"pointer": pointer, "code": code} in [
        {name: fault[name] for name in ("pointer", "code")} for fault in answer.json["errors"]
    ]


def test_more_items_than_a_batch_may_have_are_refused_before_any_is_read(caller: Caller) -> None:
    answer = caller.ask("POST", PATH, json={"items": [{}] * 1001})
    assert (answer.status_code, answer.json["code"]) == (413, "batch_too_large")
    assert listed(caller) == []


def test_a_batch_can_be_checked_without_storing_it(caller: Caller) -> None:
    body = batch(3)
    body["items"][2]["contact"]["email"] = "nobody"
    answer = caller.ask("POST", "/v1/verifications:validate-batch", json=body)
    assert (answer.status_code, answer.json["valid"], answer.json["refused"]) == (200, 2, 1)
    assert [(item["number"], item["errors"][0]["pointer"]) for item in answer.json["items"]] == [(2, "/contact/email")]
    assert listed(caller) == []


def test_only_the_onboarding_flow_submits(caller: Caller) -> None:
    assert caller.ask("POST", PATH, Scope.ANALYST, json=batch(1)).status_code == 403
