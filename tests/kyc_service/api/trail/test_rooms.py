"""The audit over HTTP: searched, exported, followed; one's own tenant's alone, and nothing that is sealed."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from kyc_service.domain.tenants import Scope
from kyc_service.services.exits import suspicions
from tests.fixtures.service import Caller, submission


def ask(caller: Caller, query: str = "", scope: Scope = Scope.PRIVACY) -> list[dict[str, Any]]:
    answer = caller.ask("GET", f"/v1/audit{query}", scope)
    assert answer.status_code == 200, answer.json
    return list((answer.json or {})["items"])


@pytest.fixture
def filled(caller: Caller) -> Caller:
    for number in range(2):
        caller.run(caller.submit(submission(reference=f"shop-{number}")))
    return caller


def test_a_search_finds_by_each_part(filled: Caller) -> None:
    everything = ask(filled, "?limit=100")
    assert len(everything) > 4
    assert everything[-1]["in_words"] == "A business was submitted"
    one = next(entry for entry in everything if entry["verification_id"])
    verification = one["verification_id"]
    for query, holds in (
        (f"?limit=100&about={verification}", lambda entry: entry["verification_id"] == verification),
        (f"?limit=100&actor={everything[-1]['actor']}", lambda entry: entry["actor"] == everything[-1]["actor"]),
        ("?limit=100&op=verification.submitted", lambda entry: entry["op"] == "verification.submitted"),
        ("?limit=100&op=verification.", lambda entry: entry["op"].startswith("verification.")),
        ("?limit=100&outcome=clear", lambda entry: entry["outcome"] == "clear"),
    ):
        found = ask(filled, query)
        assert found == [entry for entry in everything if holds(entry)], query
        assert 0 < len(found) < len(everything), query
    assert ask(filled, "?limit=100&since=2020-01-01T00:00:00Z") == everything
    assert ask(filled, "?until=2020-01-01T00:00:00Z") == []


def test_pages_follow_one_another(filled: Caller) -> None:
    everything, found, cursor = ask(filled, "?limit=100"), [], ""
    while True:
        answer = filled.ask("GET", f"/v1/audit?limit=3{cursor}", Scope.PRIVACY).json or {}
        found += answer["items"]
        if not answer["next"]:
            break
        cursor = f"&cursor={answer['next']}"
    assert found == everything


def test_nobody_reads_another_tenants(filled: Caller, stranger: Caller) -> None:
    assert ask(stranger) == []
    verification = next(entry["verification_id"] for entry in ask(filled) if entry["verification_id"])
    assert ask(stranger, f"?about={verification}") == []
    lines = stranger.ask("GET", "/v1/audit/export?format=jsonl", Scope.PRIVACY).data.splitlines()
    assert [json.loads(line)["op"] for line in lines] == ["audit.exported"]


@pytest.mark.parametrize("scope", [Scope.ONBOARDING, Scope.ANALYST, Scope.ADMIN])
def test_other_keys_read_nothing(shared_caller: Caller, scope: Scope) -> None:
    assert shared_caller.ask("GET", "/v1/audit", scope).status_code == 403
    assert shared_caller.ask("GET", "/v1/audit/export", scope).status_code == 403
    assert shared_caller.ask("POST", "/v1/audit:verify", scope).status_code == 403


def test_what_is_sealed_is_there_for_its_scope_alone(filled: Caller) -> None:
    with filled.rt.open_work(filled.tenant.id, "tester") as work:
        business = work.subjects.by_reference("shop-0")
        assert business is not None
        suspicions.open_one(work, business.id, "Money comes and goes at once.")
    assert ask(filled, "?op=suspicion.") == []
    assert b"suspicion" not in filled.ask("GET", "/v1/audit/export", Scope.PRIVACY).data
    assert [entry["op"] for entry in ask(filled, "?op=suspicion.", Scope.SEALED)] == ["suspicion.opened"]
    assert b"suspicion.opened" in filled.ask("GET", "/v1/audit/export", Scope.SEALED).data


def test_an_export_has_every_entry_of_the_search_and_is_one_itself(filled: Caller) -> None:
    before = ask(filled, "?limit=100&op=verification.")
    answer = filled.ask("GET", "/v1/audit/export?op=verification.", Scope.PRIVACY, {"Accept": "text/csv"})
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=audit.csv"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [int(row["seq"]) for row in rows] == [entry["seq"] for entry in before]
    assert rows[-1]["in_words"] == "A business was submitted"
    lines = filled.ask("GET", "/v1/audit/export?format=jsonl&op=verification.", Scope.PRIVACY).data.splitlines()
    assert [json.loads(line)["mac"] for line in lines] == [entry["mac"] for entry in before]
    assert [entry["outcome"] for entry in ask(filled, "?op=audit.exported")] == ["jsonl", "csv"]


def test_the_chain_is_followed_and_that_is_written_down(filled: Caller) -> None:
    with filled.rt.database._engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_no_update")
    answer = filled.ask("POST", "/v1/audit:verify", Scope.PRIVACY).json or {}
    assert (answer["whole"], answer["sealed"], answer["fault"]) == (True, 0, None)
    assert answer["waiting"] > 0
    with filled.rt.database._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit SET actor = 'nobody' WHERE op = 'verification.submitted'")
    broken = filled.ask("POST", "/v1/audit:verify", Scope.PRIVACY).json or {}
    assert (broken["whole"], broken["fault"], broken["position"]) == (False, "inserted", 1)
    assert "did not write" in broken["in_words"]
    assert [entry["outcome"] for entry in ask(filled, "?op=audit.verified")] == ["inserted", "whole"]


@pytest.mark.parametrize(
    "query", ["op=DROP", "since=yesterday", "since=2026-13-45T00:00:00Z", "about=nobody", "format=xml", "actor=%27%22"]
)
def test_a_search_that_cannot_be_read_is_refused(shared_caller: Caller, query: str) -> None:
    assert shared_caller.ask("GET", f"/v1/audit/export?{query}", Scope.PRIVACY).status_code in {400, 422}
