"""Data collected under an earlier version keep its limits until a basis for the later one is recorded."""

from __future__ import annotations

import pytest

from kyc_service.domain.tenants import Tenant
from kyc_service.errors import ConflictError, InvalidInputError, NotFoundError, PolicyDeniedError
from kyc_service.policy.rules import Basis
from kyc_service.services import subjects, verifications
from kyc_service.services.policies import collected, publications
from kyc_service.services.runtime import Runtime
from kyc_service.storage.database import Database
from tests.fixtures.databases import add_tenant
from tests.fixtures.policies import WIDER, publish, version
from tests.fixtures.runtimes import person, submission

NARROWER = (
    'platform_backend  = { kind = "controller",  categories = ["technical", "decision"]',
    'platform_backend  = { kind = "controller",  categories = ["technical"]',
)
"""The platform gets no outcome."""
NARROW_EXCEPT = (
    'fields_except = ["decision.reason_code", "decision.by"], purposes = ["onboarding_kyc", "eligibility"',
    'purposes = ["onboarding_kyc", "eligibility"',
)
ASKED = ["check.id", "decision.outcome", "decision.reason_code"]


@pytest.fixture
def tenant(database: Database) -> Tenant:
    return add_tenant(database, "Test Marketplace")


def submit(rt: Runtime, tenant: Tenant, reference: str) -> str:
    with rt.open_work(tenant.id, "tester") as work:
        verifications.submit(work, rt.policy, submission(reference, "Jansen B.V.", person("Anna de Wit", "1980-02-03")))
        found = work.subjects.by_reference(reference)
        assert found is not None
        return found.id


def granted(rt: Runtime, tenant: Tenant, subject_id: str) -> tuple[str, ...]:
    with rt.open_work(tenant.id, "tester", read_only=True) as work:
        policy = collected.bind(work, rt.policy, subject_id)
        return policy.may_disclose("platform_backend", "onboarding_kyc", ASKED, {}).granted


def test_the_limits_of_both_versions_hold_until_a_basis_is_recorded(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    publications.adopt(rt)
    old = submit(rt, tenant, "old-shop")
    assert granted(rt, tenant, old) == ("check.id", "decision.outcome")
    publish(rt, version("2.0", WIDER))
    new = submit(rt, tenant, "new-shop")
    assert granted(rt, tenant, new) == ("check.id", "decision.outcome", "decision.reason_code")
    assert granted(rt, tenant, old) == ("check.id", "decision.outcome")
    with rt.open_work(tenant.id, "officer") as work:
        assert collected.accept(work, rt.policy, "old-shop", Basis.CONSENT, "consent-17") == 2
        assert collected.accept(work, rt.policy, "old-shop", Basis.CONSENT, "consent-17") == 0
        (entry, *_) = work.audit.page(None, 1).items
    assert (entry.op, entry.details["evidence"], entry.subject_id) == ("policy.basis_recorded", "consent-17", old)
    assert granted(rt, tenant, old) == ("check.id", "decision.outcome", "decision.reason_code")


def test_what_the_later_version_takes_away_is_gone_at_once(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    publications.adopt(rt)
    old = submit(rt, tenant, "old-shop")
    publish(rt, version("2.0", NARROWER, NARROW_EXCEPT))
    assert granted(rt, tenant, old) == ("check.id",)


def test_a_basis_for_one_version_says_nothing_about_the_next(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    publications.adopt(rt)
    old = submit(rt, tenant, "old-shop")
    publish(rt, version("2.0"))
    with rt.open_work(tenant.id, "officer") as work:
        collected.accept(work, rt.policy, "old-shop", Basis.CONTRACT, "terms-2")
    publish(rt, version("3.0", WIDER))
    assert granted(rt, tenant, old) == ("check.id", "decision.outcome")


def test_details_given_again_are_collected_again(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    publications.adopt(rt)
    old = submit(rt, tenant, "old-shop")
    publish(rt, version("2.0", WIDER))
    assert submit(rt, tenant, "old-shop") == old
    assert "decision.reason_code" in granted(rt, tenant, old)


def test_a_change_of_a_part_does_not_bring_the_rest_under_the_later_version(
    bare_runtime: Runtime, tenant: Tenant
) -> None:
    rt = bare_runtime
    publications.adopt(rt)
    old = submit(rt, tenant, "old-shop")
    publish(rt, version("2.0", WIDER))
    with rt.open_work(tenant.id, "tester") as work:
        whole = submission("old-shop", "Jansen B.V.", person("Anna de Wit", "1980-02-03"), website="https://a.example")
        subjects.register(work, rt.policy, type(whole)(**{**fields(whole), "amends": True}))
    assert granted(rt, tenant, old) == ("check.id", "decision.outcome")


def fields(value: object) -> dict[str, object]:
    return {name: getattr(value, name) for name in type(value).__slots__}  # type: ignore[attr-defined]


def test_the_gate_itself_refuses_an_exit_that_the_older_version_does_not_let(
    bare_runtime: Runtime, tenant: Tenant
) -> None:
    """Through the exits that the API and the webhooks use."""
    rt = bare_runtime
    publish(rt, version("1.9", NARROWER, NARROW_EXCEPT))
    submit(rt, tenant, "old-shop")
    publish(rt, version("2.0"))
    submit(rt, tenant, "new-shop")
    with rt.open_work(tenant.id, "tester") as work:
        assert not subjects.clearance(work, rt.policy, "new-shop").clear
    with rt.open_work(tenant.id, "tester") as work, pytest.raises(PolicyDeniedError, match="collected_under"):
        subjects.clearance(work, rt.policy, "old-shop")


def test_bases_that_mean_nothing_are_refused(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    submit(rt, tenant, "shop")
    with rt.open_work(tenant.id, "officer") as work:
        with pytest.raises(NotFoundError):
            collected.accept(work, rt.policy, "nobody", Basis.CONSENT, "x")
        with pytest.raises(InvalidInputError):
            collected.accept(work, rt.policy, "shop", Basis.CONSENT, "Anna de Wit said yes")
    publish(
        rt,
        version("2.0", ('by_consent        = { basis = ["consent"] }', 'by_consent        = { basis = ["contract"] }')),
    )
    with rt.open_work(tenant.id, "officer") as work, pytest.raises(ConflictError):
        collected.accept(work, rt.policy, "shop", Basis.CONSENT, "x")


def test_every_record_keeps_its_policy_its_source_and_its_bases(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    submit(rt, tenant, "shop")
    with rt.database._engine.begin() as connection:
        query = "SELECT category, policy_version, policy_sha256, source, bases FROM personal_records ORDER BY category"
        rows = connection.exec_driver_sql(query).mappings().all()
    assert {row["category"] for row in rows} == {"company", "identity_birth", "identity_name"}
    for row in rows:
        assert (row["policy_version"], row["policy_sha256"]) == (rt.policy.version, rt.policy.sha256)
        assert row["source"] == "submission"
        assert "legitimate_interest" in str(row["bases"]), "this tenant is not obliged"
        assert "contract" in str(row["bases"])
