"""Sealed records: under a scope of their own, and nowhere else."""

from __future__ import annotations

import pytest

from kyc_service.domain.tenants import Scope
from tests.fixtures.service import Caller
from tests.kyc_service.api.privacy.test_handovers import get, post

S = Scope.SEALED
WORDS = "Two accounts share one director"


def begin(caller: Caller) -> str:
    caller.run(caller.submit())
    return str(post(caller, S, "privacy/suspicions", {"subject": "shop-1", "report": WORDS}, 201)["id"])


def test_an_assessment_is_opened_written_and_closed(caller: Caller) -> None:
    suspicion = begin(caller)
    body = {"assessment": "Reported.", "fiu_reference": "2026-4711", "status": "closed"}
    closed = post(caller, S, f"privacy/suspicions/{suspicion}/assessment", body, 200, version=1)
    assert (closed["status"], closed["report"], closed["fiu_reference"]) == ("closed", WORDS, "2026-4711")
    assert closed["closed_at"]
    post(caller, S, f"privacy/suspicions/{suspicion}/assessment", body, 409, version=2)
    assert [one["id"] for one in get(caller, S, "privacy/suspicions")["items"]] == [suspicion]
    assert get(caller, S, f"privacy/suspicions/{suspicion}")["assessment"] == "Reported."


@pytest.mark.parametrize("scope", [Scope.ONBOARDING, Scope.ANALYST, Scope.PRIVACY, Scope.ADMIN])
def test_no_other_scope_opens_them(caller: Caller, scope: Scope) -> None:
    suspicion = begin(caller)
    get(caller, scope, f"privacy/suspicions/{suspicion}", 403)
    get(caller, scope, "privacy/suspicions", 403)
    post(caller, scope, "privacy/suspicions", {"subject": "shop-1", "report": WORDS}, 403)


def test_no_answer_to_anybody_else_mentions_them(caller: Caller) -> None:
    begin(caller)
    case_free = ("verifications", "subjects/shop-1", "cases", "events", "privacy/disclosures", "privacy/requests")
    for path in case_free:
        for scope in Scope:
            if scope is not S:
                shown = caller.ask("GET", f"/v1/{path}", scope).get_data(as_text=True)
                assert "suspicion" not in shown
                assert WORDS not in shown


def test_the_row_names_nobody_and_the_subjects_key_does_not_open_it(caller: Caller) -> None:
    begin(caller)
    with caller.rt.open_work(caller.tenant.id, "tester") as work:
        subject = work.subjects.by_reference("shop-1")
        assert subject is not None
        (row,) = work._tx.connection.exec_driver_sql("SELECT * FROM suspicions").all()
        assert subject.id not in str(row)
        assert subject.key_id not in str(row)
    caller.rt.keys.destroy(subject.key_id)
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        (kept,) = work.suspicions.of_subject(subject.id)
        assert kept.content.use("legal_duty")["suspicion.report"] == WORDS


def test_its_key_is_no_orphan(caller: Caller) -> None:
    begin(caller)
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        (row,) = work._tx.connection.exec_driver_sql("SELECT key_id FROM suspicions").all()
    with caller.rt.open_system() as system:
        assert system.keys_in_use([row.key_id, "other"]) == {row.key_id}


def test_the_audit_says_that_one_was_read_and_not_about_whom(caller: Caller) -> None:
    suspicion = begin(caller)
    get(caller, S, f"privacy/suspicions/{suspicion}")
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        entries = [one for one in work.audit.page(None, 50).items if one.op.startswith("suspicion")]
    assert [one.op for one in entries] == ["suspicion.read", "suspicion.opened"]
    assert {(one.subject_id, one.verification_id, one.case_id) for one in entries} == {(None, None, None)}
