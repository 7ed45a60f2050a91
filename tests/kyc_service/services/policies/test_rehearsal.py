"""What a version would have said to the disclosures that the ledger remembers."""

from __future__ import annotations

from kyc_service.policy import file
from kyc_service.policy.model import Policy
from kyc_service.services.policies.rehearsal import Rehearsal, rehearse
from kyc_service.services.runtime import Runtime
from tests.fixtures.databases import add_tenant
from tests.fixtures.parties import add_business
from tests.fixtures.policies import version

NARROWER = (
    'platform_backend  = { kind = "controller",  categories = ["technical", "decision"]',
    'platform_backend  = { kind = "controller",  categories = ["technical"]',
)
KEEP_EXCEPT = (
    'fields_except = ["decision.reason_code", "decision.by"], purposes = ["onboarding_kyc", "eligibility"',
    'purposes = ["onboarding_kyc", "eligibility"',
)
CONDITION = (
    'purposes = ["withdrawal_review", "aml_check"], when = ["contract_on_file"]',
    'purposes = ["withdrawal_review", "aml_check"], when = ["contract_on_file", "open_case"]',
)
ASKED = (
    ("platform_backend", "onboarding_kyc", ["check.id", "decision.outcome", "decision.reason_code"], {}),
    ("payment_provider", "aml_check", ["person.name"], {"contract_on_file": True}),
    ("credit_assessor", "withdrawal_review", ["person.name"], {"contract_on_file": True}),
)


def remember(rt: Runtime, policy: Policy) -> None:
    tenant = add_tenant(rt.database, "Test Marketplace")
    with rt.open_work(tenant.id, "tester") as work:
        business = add_business(work)
        for number, (recipient, purpose, fields, facts) in enumerate(ASKED):
            decision = policy.may_disclose(recipient, purpose, fields, facts)
            work.ledger.record(
                decision,
                subject_id=business.id,
                verification_id=None,
                payload_digest=str(number),
                channel="test",
                sent_at=None,
            )


def found(rt: Runtime, content: bytes) -> Rehearsal:
    with rt.open_system("tester", read_only=True) as system:
        return rehearse(system, file.parse(content))


def test_what_would_have_gone_otherwise_is_counted(bare_runtime: Runtime) -> None:
    rt = bare_runtime
    remember(rt, file.load())
    assert found(rt, version("2.0")) == Rehearsal(3, 0, 0, 0)
    assert found(rt, version("2.0", NARROWER, KEEP_EXCEPT)) == Rehearsal(3, refused=0, narrower=1, wider=0)
    assert found(rt, version("2.0", KEEP_EXCEPT)) == Rehearsal(3, refused=0, narrower=0, wider=1)
    assert found(rt, version("2.0", CONDITION)) == Rehearsal(3, refused=1, narrower=0, wider=0)
