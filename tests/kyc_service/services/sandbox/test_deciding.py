"""The people of a sandbox, who decide by the name."""

import pytest

from kyc_service.domain.tenants import Scope
from kyc_service.services.sandbox import deciding
from tests.fixtures.service import LISTED_PEOPLE, Caller, Service
from tests.fixtures.trials import named, open_sandbox, run_job, work_off


def test_two_people_of_the_sandbox_reject(sandbox: Caller) -> None:
    found = work_off(sandbox, named("SANDBOX REJECTED Twice Ltd"))
    with sandbox.rt.open_work(sandbox.tenant.id, "tester", read_only=True) as work:
        case = work.cases.of_verification(found["id"])
        decided = work.decisions.of(found["id"])
    assert case is not None
    assert case.status == "closed"
    assert [(one.outcome, one.made_by, one.approved_by) for one in decided] == [
        ("reject", deciding.FIRST, deciding.SECOND)
    ]


def test_doing_it_again_changes_nothing(sandbox: Caller) -> None:
    found = work_off(sandbox, named("SANDBOX REJECTED Again Ltd"))
    run_job(sandbox, found["id"])
    again = sandbox.ask("GET", f"/v1/verifications/{found['id']}").json or {}
    assert (again["status"], again["sequence"]) == ("rejected", found["sequence"])


@pytest.mark.parametrize("word", ["REJECTED", "CLEARED"])
def test_what_was_really_found_stays_with_people(sandbox: Caller, word: str) -> None:
    found = work_off(sandbox, named(f"SANDBOX {word} Found Ltd", people=LISTED_PEOPLE))
    known = sandbox.ask("GET", f"/v1/verifications/{found['id']}", Scope.ANALYST).json or {}
    case = sandbox.ask("GET", f"/v1/cases/{known['evidence']['case_id']}", Scope.ANALYST).json or {}
    assert (found["status"], case["status"]) == ("review", "new")


def test_nobody_decides_by_a_name_outside_of_a_sandbox(shared_service: Service) -> None:
    moved = open_sandbox(shared_service, "Moved database")
    with moved.rt.open_work(moved.tenant.id, "tester") as work:
        from kyc_service.services import verifications
        from tests.fixtures.runtimes import submission

        made = verifications.submit(work, moved.rt.policy, submission("moved", "SANDBOX REJECTED LTD")).id
    run_job(moved, made)
    with moved.rt.open_work(moved.tenant.id, "tester", read_only=True) as work:
        assert work.verifications.get(made).status == "review"
