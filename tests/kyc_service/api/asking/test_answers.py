"""The loop: an analyst asks, the onboarding flow answers, and the same case goes on."""

from __future__ import annotations

from typing import Any

import pytest

from kyc_service.domain.tenants import Scope
from kyc_service.services import verifications
from tests.fixtures.service import LISTED_NAME
from tests.fixtures.talks import NUMBER, PDF, Asking


def test_what_is_asked_is_told_in_neutral_words_and_what_is_missing_stays(asking: Asking) -> None:
    asking.ask(fields=[NUMBER, "/people/0/date_of_birth"], documents=[{"document": "proof_of_address"}])
    status = asking.status()
    assert (status["status"], status["reason"]) == ("action_required", "details_asked")
    assert [(one["code"], one["field"], one["document"]) for one in status["next_actions"]] == [
        ("give_field", NUMBER, None),
        ("give_field", "/people/0/date_of_birth", None),
        ("give_document", "/business", "proof_of_address"),
    ]
    assert all(one["due_at"] for one in status["next_actions"])
    assert asking.case()["status"] == "awaiting_answer"
    answered = asking.give({NUMBER: "87654321"})
    assert answered.status_code == 202, answered.json
    assert [one["field"] for one in answered.json["next_actions"]] == ["/people/0/date_of_birth", "/business"]
    assert asking.case()["status"] == "awaiting_answer"


def test_the_whole_loop_ends_in_the_same_case_and_a_clear_verification(asking: Asking) -> None:
    before = asking.case()
    asking.take("mila")
    asking.ask(fields=["/business/name", NUMBER], documents=[{"document": "registration_extract"}])
    assert asking.decide("clear").status_code == 409
    assert asking.give({"/business/name": "Jansen Rijwielen B.V.", NUMBER: "87654321"}).status_code == 202
    verifications.run(asking.caller.rt, asking.verification_id)
    assert asking.send("registration_extract", PDF).status_code == 200
    case = asking.case()
    assert (case["id"], case["status"], case["assignee"]) == (before["id"], "in_progress", "mila")
    assert asking.status()["status"] == "review"
    [request] = asking.requests()
    assert request["status"] == "answered"
    assert [(one["was"], one["now"]) for one in request["items"]][:2] == [
        (LISTED_NAME, "Jansen Rijwielen B.V."),
        ("12345678", "87654321"),
    ]
    [kept] = asking.attachments()
    assert (kept["id"], kept["name"], kept["type"]) == (
        request["items"][2]["attachment_id"],
        "extract.pdf",
        "application/pdf",
    )
    assert {hit["status"] for hit in case["evidence"]["hits"]} == {"superseded"}
    screenings = [one for one in case["evidence"]["checks"] if one["kind"] == "screening"]
    assert len(screenings) == 4
    assert {one["source"] for one in screenings} == {None}
    assert asking.decide("clear").status_code == 200
    assert asking.status()["status"] == "clear"


def test_who_is_named_by_an_answer_is_screened_in_the_same_case(asking: Asking) -> None:
    given = {"/people/0/name": "Eric Badege", "/people/0/date_of_birth": "1971"}
    asking.ask(fields=list(given))
    asking.give(given)
    verifications.run(asking.caller.rt, asking.verification_id)
    case = asking.case()
    parties = {one["id"]: one["role"] for one in case["evidence"]["parties"]}
    assert {(parties[hit["subject_id"]], hit["status"]) for hit in case["evidence"]["hits"]} == {
        ("seller", "open"),
        ("director", "open"),
    }
    assert case["status"] == "in_progress"


def test_an_answer_that_confirms_what_is_known_changes_nothing(asking: Asking) -> None:
    checks = asking.case()["evidence"]["checks"]
    asking.ask(fields=[NUMBER])
    asking.give({NUMBER: "12345678"})
    case = asking.case()
    assert (case["status"], case["evidence"]["checks"]) == ("in_progress", checks)
    assert {hit["status"] for hit in case["evidence"]["hits"]} == {"open"}


def test_the_same_request_again_gets_the_same_answer(asking: Asking) -> None:
    asking.ask(fields=[NUMBER, "/business/website"])
    first = asking.give({NUMBER: "87654321"}, **{"Idempotency-Key": "again-1"})
    second = asking.give({NUMBER: "87654321"}, **{"Idempotency-Key": "again-1"})
    assert (first.json, second.headers["Idempotency-Replayed"]) == (second.json, "true")


def test_the_same_document_again_changes_nothing_and_another_one_is_refused(asking: Asking) -> None:
    asking.ask(documents=[{"document": "licence"}])
    assert asking.send("licence", PDF).status_code == 200
    assert asking.send("licence", PDF).status_code == 200
    assert len(asking.attachments()) == 1
    refused = asking.send("licence", PDF + b"more")
    assert (refused.status_code, refused.json["code"]) == (409, "nothing_asked")
    assert len(asking.attachments()) == 1


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (12345678, "wrong_type"),
        (None, "wrong_type"),
        ("", "invalid_identifier"),
        ("x" * 10_000, "too_long"),
        ("1234\x005678", "invalid_identifier"),
        ("1234\u202e5678", "invalid_identifier"),
        ("<b>1</b>", "invalid_identifier"),
    ],
)
def test_a_value_is_judged_by_the_rules_of_a_submission(asking: Asking, value: Any, code: str) -> None:
    asking.ask(fields=[NUMBER])
    answer = asking.give({NUMBER: value})
    assert answer.status_code == 422, answer.json
    [error] = answer.json["errors"]
    assert error["pointer"] == "/fields/0/value"
    assert error["code"] == code
    assert asking.status()["status"] == "action_required"


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ([{"field": "/business/website", "value": "https://a.example"}], 422, "not_asked"),
        ([{"field": NUMBER, "value": "87654321"}, {"field": NUMBER, "value": "87654322"}], 422, "asked_twice"),
        ([{"field": "/no/such/place", "value": 1}], 422, "not_asked"),
        ([{"field": NUMBER}], 422, "required"),
        ([{"field": NUMBER, "value": "1", "more": 1}], 422, "unknown_field"),
        ([], 422, "required"),
        ("all", 422, "wrong_type"),
        ([{"field": "x" * 10_000, "value": 1}], 422, "too_long"),
    ],
)
def test_only_what_was_asked_is_taken(asking: Asking, fields: Any, status: int, code: str) -> None:
    asking.ask(fields=[NUMBER])
    answer = asking.post_fields(fields)
    assert answer.status_code == status, answer.json
    assert code in {error["code"] for error in answer.json["errors"]}


def test_an_answer_to_nothing_is_refused(asking: Asking) -> None:
    answer = asking.give({NUMBER: "87654321"})
    assert (answer.status_code, answer.json["code"]) == (409, "nothing_asked")
    asking.decide("reject")
    assert asking.give({NUMBER: "87654321"}).json["code"] == "nothing_asked"


def test_the_same_field_twice_in_a_row_is_refused(asking: Asking) -> None:
    asking.ask(fields=[NUMBER, "/business/website"])
    asking.give({NUMBER: "87654321"})
    answer = asking.give({NUMBER: "87654322"})
    assert (answer.status_code, answer.json["code"]) == (409, "already_answered")


def test_nothing_is_taken_while_the_use_of_data_is_restricted(asking: Asking) -> None:
    asking.ask(fields=[NUMBER], documents=[{"document": "licence"}])
    asking.restrict()
    assert asking.give({NUMBER: "87654321"}).status_code == 403
    assert asking.send("licence", PDF).status_code == 403
    with asking.caller.rt.open_work(asking.caller.tenant.id, "tester", read_only=True) as work:
        assert work.verifications.get(asking.verification_id).status == "action_required"
        assert work.attachments.count(asking.case_id) == 0


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.pdf", "file_empty"),
        (b"MZ\x90\x00rest", "a.pdf", "file_type_not_taken"),
        (b"\x89PNG\r\n\x1a\nrest", "a.pdf", "file_type_differs"),
        (b"<html>\x00</html>", "a.txt", "file_type_not_taken"),
        (PDF, "x" * 10_000 + ".pdf", "too_long"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(asking: Asking, content: bytes, name: str, code: str) -> None:
    asking.ask(documents=[{"document": "licence"}])
    answer = asking.send("licence", content, name)
    assert answer.status_code == 422, answer.json
    assert code in {error["code"] for error in answer.json["errors"]}


def test_a_file_that_is_too_large_is_refused_before_it_is_read(asking: Asking) -> None:
    asking.ask(documents=[{"document": "licence"}])
    answer = asking.send("licence", b"%PDF-" + bytes(10 * 1024 * 1024))
    assert (answer.status_code, answer.json["code"]) == (413, "body_too_large")


def test_a_document_that_nobody_asked_for_is_refused(asking: Asking) -> None:
    asking.ask(documents=[{"document": "licence"}])
    assert asking.send("bank_statement", PDF).status_code == 422
    assert asking.send("licence", PDF, about="/people/0").status_code == 422


def test_a_change_of_data_meanwhile_leaves_the_request_with_its_analyst(asking: Asking) -> None:
    asking.ask(fields=[NUMBER])
    change = {"contact": {"name": "Klaas Vaak", "email": "klaas@jansen.example"}}
    assert asking.caller.ask("PATCH", f"/v1/subjects/{asking.reference}", json=change).status_code == 202
    assert asking.status()["status"] == "action_required"
    assert asking.give({NUMBER: "87654321"}).status_code == 202


def test_another_marketplace_finds_nothing(asking: Asking, shared_service: Any) -> None:
    asking.ask(fields=[NUMBER])
    other = shared_service.add_caller(f"Stranger {asking.reference}")
    path = f"/v1/verifications/{asking.verification_id}/answers"
    body = {"fields": [{"field": NUMBER, "value": "87654321"}]}
    assert other.ask("POST", path, json=body).status_code == 404
    assert other.ask("GET", f"/v1/cases/{asking.case_id}/requests", Scope.ANALYST).status_code == 404
