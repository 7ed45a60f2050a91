"""What a name sets going in a sandbox, and that it sets nothing going anywhere else."""

import datetime as dt

import pytest

from kyc_service.domain.sandbox.names import FLAG
from kyc_service.domain.tenants import Scope
from tests.fixtures.service import LISTED_NAME, LISTED_PEOPLE, Caller, Service
from tests.fixtures.trials import named, open_sandbox, run_job, work_off

OWNER = {"role": "owner", "name": "Anna de Vries", "date_of_birth": "1975-01-01", "ownership": {"percent": 100}}


@pytest.mark.parametrize(
    ("name", "status", "reason", "coverage", "action"),
    [
        ("SANDBOX CLEAR LTD", "clear", None, "complete", None),
        ("SANDBOX REVIEW LTD", "review", None, "complete", "wait"),
        ("SANDBOX ACTION REQUIRED LTD", "action_required", "owners_missing", "complete", "name_owners"),
        ("SANDBOX FAILED LTD", "failed", "needs_operator", "complete", "contact_support"),
        ("SANDBOX UNAVAILABLE LTD", "processing", "screening_unavailable", "unavailable", "wait"),
        ("SANDBOX SLOW LTD", "processing", None, "unavailable", "wait"),
        ("SANDBOX REJECTED LTD", "rejected", None, "complete", None),
        ("SANDBOX CLEARED LTD", "clear", None, "complete", None),
        ("Jansen Fietsen B.V.", "clear", None, "complete", None),
        ("SANDBOX SOMETHING LTD", "clear", None, "complete", None),
    ],
)
def test_a_name_gives_its_outcome(
    sandbox: Caller, name: str, status: str, reason: str | None, coverage: str, action: str | None
) -> None:
    found = work_off(sandbox, named(name))
    assert (found["status"], found["reason"], found["coverage"]) == (status, reason, coverage)
    assert [one["code"] for one in found["next_actions"]] == ([action] if action else [])
    assert found["sandbox"] is True


@pytest.mark.parametrize("word", ["CLEAR", "REVIEW", "ACTION REQUIRED", "FAILED", "REJECTED", "CLEARED"])
def test_who_is_listed_is_found_under_every_name(sandbox: Caller, word: str) -> None:
    found = work_off(sandbox, named(f"SANDBOX {word} Listed Ltd", people=LISTED_PEOPLE))
    assert found["status"] == "review"
    known = sandbox.ask("GET", f"/v1/verifications/{found['id']}", Scope.ANALYST).json or {}
    assert len(known["evidence"]["hits"]) == 3


def test_a_listed_business_is_found(sandbox: Caller) -> None:
    assert work_off(sandbox, named(LISTED_NAME))["status"] == "review"


def test_naming_an_owner_answers_what_was_asked(sandbox: Caller) -> None:
    first = work_off(sandbox, named("SANDBOX ACTION REQUIRED Answered Ltd"))
    change = {"people": [OWNER]}
    answer = sandbox.ask("PATCH", f"/v1/subjects/{first['reference']}", json=change)
    run_job(sandbox, (answer.json or {})["id"])
    assert (sandbox.ask("GET", f"/v1/verifications/{answer.json['id']}").json or {})["status"] == "clear"
    assert (sandbox.ask("GET", f"/v1/verifications/{first['id']}").json or {})["status"] == "cancelled"


@pytest.mark.parametrize(("word", "seconds"), [("UNAVAILABLE", 60), ("SLOW", 15)])
def test_what_was_out_of_order_or_slow_is_done_when_its_time_has_come(sandbox: Caller, word: str, seconds: int) -> None:
    found = work_off(sandbox, named(f"SANDBOX {word} Later Ltd"))
    with sandbox.rt.open_work(sandbox.tenant.id, "tester", read_only=True) as work:
        waiting = [check for check in work.checks.of(found["id"]) if check.status == "pending"]
        began = work.verifications.get(found["id"]).created_at
    due = {check.due_at - began for check in waiting}
    assert waiting
    assert all(dt.timedelta(seconds=seconds - 1) < one <= dt.timedelta(seconds=seconds + 1) for one in due)


def test_an_analyst_sees_that_the_name_alone_opened_the_case(sandbox: Caller) -> None:
    found = work_off(sandbox, named("SANDBOX REVIEW Seen Ltd"))
    known = sandbox.ask("GET", f"/v1/verifications/{found['id']}", Scope.ANALYST).json or {}
    assert known["evidence"]["flags"] == [FLAG]
    assert known["evidence"]["hits"] == []


def test_clearance_says_that_it_is_of_a_sandbox(sandbox: Caller) -> None:
    found = work_off(sandbox, named("SANDBOX CLEAR Cleared Ltd"))
    clearance = sandbox.ask("GET", f"/v1/subjects/{found['reference']}/clearance").json or {}
    assert (clearance["clear"], clearance["sandbox"]) == (True, True)


NAMES = [
    f"SANDBOX {word} Real Ltd"
    for word in (
        "CLEAR",
        "REVIEW",
        "ACTION REQUIRED",
        "FAILED",
        "UNAVAILABLE",
        "SLOW",
        "REJECTED",
        "CLEARED",
    )
]


@pytest.mark.parametrize("name", NAMES)
def test_for_any_other_tenant_the_names_are_names_like_any_other(shared_caller: Caller, name: str) -> None:
    found = work_off(shared_caller, named(name))
    assert (found["status"], found["reason"], found["coverage"]) == ("clear", None, "complete")
    assert found["sandbox"] is False
    known = shared_caller.ask("GET", f"/v1/verifications/{found['id']}", Scope.ANALYST).json or {}
    assert known["evidence"]["flags"] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_real_tenant_gets_no_fixed_outcome_from_a_worker_of_a_sandbox(sandbox_service: Service, name: str) -> None:
    with sandbox_service.rt.open_system("tester", read_only=True) as system:
        known = {tenant.name for tenant in system.tenants.list()}
    real = sandbox_service.add_caller(f"Real {len(known)}")
    with real.rt.open_work(real.tenant.id, "tester") as work:
        made = _submit(real, work, name)
    run_job(real, made)
    with real.rt.open_work(real.tenant.id, "tester", read_only=True) as work:
        assert work.verifications.get(made).status == "clear"


def _submit(real: Caller, work: object, name: str) -> str:
    from kyc_service.services import verifications
    from tests.fixtures.runtimes import submission

    made = submission(f"ref-{abs(hash(name))}", name)
    return verifications.submit(work, real.rt.policy, made).id  # type: ignore[arg-type]


def test_a_key_of_a_real_tenant_opens_no_sandbox(sandbox_service: Service) -> None:
    answer = sandbox_service.add_caller("Strayed").ask("GET", "/v1/verifications")
    assert (answer.status_code, (answer.json or {})["code"]) == (403, "key_of_other_mode")


def test_a_key_of_a_sandbox_opens_no_other_service(shared_service: Service) -> None:
    answer = open_sandbox(shared_service, "Moved").submit(named("SANDBOX CLEAR LTD"))
    assert (answer.status_code, (answer.json or {})["code"]) == (403, "key_of_other_mode")
