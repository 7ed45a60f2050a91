"""Publishing takes two people, names what changes, and never changes what was published."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import text

from kyc_service.errors import ConflictError, FourEyesError, PolicyError, StaleVersionError
from kyc_service.policy import file
from kyc_service.services.policies import publications
from kyc_service.services.runtime import Runtime
from tests.fixtures.policies import WIDER, propose, publish, version


def audited(rt: Runtime) -> list[tuple[str, str, Any]]:
    with rt.open_system("auditor", read_only=True) as system:
        return [(entry.op, entry.actor, entry.details.get("version")) for entry in system.audit.page(None, 50).items]


def test_one_proposes_another_publishes_and_both_are_in_the_audit(bare_runtime: Runtime) -> None:
    rt = bare_runtime
    assert publications.adopt(rt) is not None
    made = propose(rt, version("2.0", WIDER))
    assert (made.status, made.material, made.approved_by) == ("proposed", True, None)
    assert made.compared_with == file.load().sha256
    assert {"where", "what", "material"} == set(made.changes[0])
    assert rt.policies.refresh().version != "2.0", "a proposal is not in force"
    with rt.open_system("checker") as system:
        done = publications.approve(rt, system, made.id, made.revision)
    assert (done.status, done.proposed_by, done.approved_by, done.revision) == ("published", "maker", "checker", 2)
    assert rt.policies.refresh().version == "2.0"
    assert audited(rt) == [
        ("policy.published", "checker", "2.0"),
        ("policy.proposed", "maker", "2.0"),
        ("policy.adopted", "prepare", file.load().version),
    ]


def test_the_proposer_cannot_publish(bare_runtime: Runtime) -> None:
    made = propose(bare_runtime, version("2.0"))
    with bare_runtime.open_system("maker") as system, pytest.raises(FourEyesError):
        publications.approve(bare_runtime, system, made.id, made.revision)
    own = text("UPDATE policy_versions SET status = 'published', published_at = proposed_at, approved_by = proposed_by")
    with pytest.raises(FourEyesError), bare_runtime.database._engine.begin() as connection:
        connection.execute(own)


@pytest.mark.parametrize(
    "change",
    ["content = 'x'", "version = 'x'", "effective_from = '2020-01-01'", "status = 'withdrawn'", "approved_by = 'x'"],
)
def test_what_was_published_never_changes(bare_runtime: Runtime, change: str) -> None:
    publish(bare_runtime, version("2.0"))
    with pytest.raises(Exception, match=r"does not change|refused a row|no operator"):  # noqa: SIM117 - one statement
        with bare_runtime.database._engine.begin() as connection:
            connection.execute(text(f"UPDATE policy_versions SET {change}"))  # noqa: S608 - words of this test
    with pytest.raises(Exception, match=r"does not change|refused a row"), bare_runtime.database._engine.begin() as own:
        own.execute(text("DELETE FROM policy_versions"))


def test_a_version_that_cannot_follow_is_refused(bare_runtime: Runtime) -> None:
    rt = bare_runtime
    publish(rt, version("2.0"))
    yesterday = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    refused = {
        "policy_version_taken": version("2.0", WIDER),
        "policy_retroactive": version("3.0", day=yesterday),
        "policy_of_another_id": version("3.0", ('id = "alibaba-com-privacy"', 'id = "another"')),
    }
    for code, content in refused.items():
        with pytest.raises(ConflictError) as caught:
            propose(rt, content)
        assert caught.value.code == code
    with pytest.raises(PolicyError, match="is forbidden"):
        propose(rt, version("3.0", ('"account_setup", "withdrawal_review"], when', '"account_setup", "sale"], when')))
    propose(rt, version("3.0"))
    with pytest.raises(ConflictError):
        propose(rt, version("3.0"))


def test_what_was_compared_with_another_version_cannot_be_published(bare_runtime: Runtime) -> None:
    rt = bare_runtime
    publications.adopt(rt)
    stale = propose(rt, version("2.0"))
    publish(rt, version("3.0"))
    with rt.open_system("checker") as system, pytest.raises(ConflictError) as caught:
        publications.approve(rt, system, stale.id, stale.revision)
    assert caught.value.code == "policy_outdated"
    with rt.open_system("maker") as system, pytest.raises(StaleVersionError):
        publications.withdraw(system, stale.id, 7)
    with rt.open_system("maker") as system:
        assert publications.withdraw(system, stale.id, stale.revision).status == "withdrawn"
    with rt.open_system("maker") as system, pytest.raises(ConflictError):
        publications.withdraw(system, stale.id, 2)
    assert propose(rt, version("2.0")).status == "proposed", "what was taken back can be proposed again"


def test_the_first_version_is_adopted_and_a_later_one_is_not(bare_runtime: Runtime) -> None:
    rt = bare_runtime
    first = publications.adopt(rt)
    assert first is not None
    assert (first.status, first.adopted, first.approved_by, first.changes) == ("published", True, None, ())
    assert publications.adopt(rt) is None
    assert rt.policies.refresh().sha256 == first.sha256
    assert set(first.balancing_tests) == set(file.read_balancing_tests(file.load()))


def test_a_version_is_judged_before_anybody_proposes_it(bare_runtime: Runtime) -> None:
    policy = bare_runtime.policy
    content = version("2.0", WIDER)
    found = publications.judge(policy, content, publications.complete(content, {}))
    assert (found.faults, found.material) == ((), True)
    assert [change.what for change in found.changes if change.material] == ["field decision.reason_code is new"] * 4
    broken = publications.judge(policy, content.replace(b'basis = ["contract"]', b'basis = ["hope"]'), {})
    assert broken.sha256 is None
    assert all("hope" in fault for fault in broken.faults[:1])
    unweighed = publications.judge(policy, content.replace(b"lia/aml.md", b"../lia/aml.md"), {})
    assert any("not on file" in fault for fault in unweighed.faults)
