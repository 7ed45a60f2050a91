"""Every exit passes the gate, is in the ledger, and writes nothing when it is known."""

import dataclasses

import pytest

from kyc_service.domain.personal import Fields
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import PolicyDeniedError
from kyc_service.policy.model import Policy
from kyc_service.services import disclosures, subjects, verifications
from kyc_service.services.runtime import Runtime
from kyc_service.services.views import statuses
from tests.fixtures.runtimes import submission


@pytest.fixture
def made(loaded_runtime: Runtime, tenant: Tenant) -> str:
    with loaded_runtime.open_work(tenant.id, "key:flow") as work:
        return verifications.submit(work, loaded_runtime.policy, submission()).id


def prepare(rt: Runtime, tenant: Tenant, payload: Fields) -> disclosures.Exit:
    with rt.open_work(tenant.id, "key:flow", read_only=True) as work:
        return disclosures.prepare(
            work,
            rt.policy,
            disclosures.ONBOARDING,
            payload,
            subject_id="sub_1",
            verification_id=None,
            channel="api:status",
        )


@pytest.mark.parametrize("field", ["business.name", "person.name", "screen.scores", "decision.by", "no.such_field"])
def test_the_platform_gets_no_such_field(loaded_runtime: Runtime, tenant: Tenant, field: str) -> None:
    leaving = prepare(loaded_runtime, tenant, {"check.status": "clear", field: "Canary"})
    assert not disclosures.is_whole(leaving)
    assert "Canary" not in str(leaving.leaving)
    with pytest.raises(PolicyDeniedError), loaded_runtime.open_work(tenant.id, "key:flow") as work:
        disclosures.pass_whole(work, leaving)


def test_what_is_known_is_read_without_writing(loaded_runtime: Runtime, tenant: Tenant, made: str) -> None:
    rt = loaded_runtime
    with rt.open_work(tenant.id, "key:flow", read_only=True) as work:
        assert statuses.glance(work, rt.policy, made) is None
        assert subjects.glance(work, rt.policy, "shop-1") is None
    with rt.open_work(tenant.id, "key:flow") as work:
        told = statuses.describe(work, rt.policy, made)
        subjects.clearance(work, rt.policy, "shop-1")
    with rt.open_work(tenant.id, "key:flow", read_only=True) as work:
        assert statuses.glance(work, rt.policy, made) == told
        again = subjects.glance(work, rt.policy, "shop-1")
        lines = work.ledger.of_subject(work.verifications.get(made).subject_id)
    assert again is not None
    assert {(line.channel, line.purpose, line.times) for line in lines} == {
        ("api:status", "onboarding_kyc", 1),
        ("api:clearance", "eligibility", 1),
    }


def test_a_policy_that_no_longer_allows_it_is_obeyed_at_once(
    loaded_runtime: Runtime,
    tenant: Tenant,
    made: str,
) -> None:
    rt = loaded_runtime
    with rt.open_work(tenant.id, "key:flow") as work:
        statuses.describe(work, rt.policy, made)
        subjects.clearance(work, rt.policy, "shop-1")
    silent = Policy(dataclasses.replace(rt.policy.rules, recipients={}))
    with rt.open_work(tenant.id, "key:flow", read_only=True) as work:
        assert statuses.glance(work, silent, made) is None
        assert subjects.glance(work, silent, "shop-1") is None
    with pytest.raises(PolicyDeniedError), rt.open_work(tenant.id, "key:flow") as work:
        subjects.clearance(work, silent, "shop-1")
