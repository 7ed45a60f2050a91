"""What the gate is handed of a level, on both kinds of database."""

from __future__ import annotations

from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import OverrideReason
from kyc_service.domain.tenants import Tenant
from kyc_service.services.exits import records
from kyc_service.services.exits.asked import Asked
from kyc_service.services.risk import overrides
from kyc_service.services.runtime import Runtime
from tests.kyc_service.services.risk.test_facts import owner, run

PATHS = ("risk.level", "risk.review_at", "risk.facts", "risk.factors", "risk.override", "risk.note")


def test_a_business_has_its_level_and_reasons_without_points(loaded_runtime: Runtime, tenant: Tenant) -> None:
    made = run(loaded_runtime, tenant, owner("Anna Musterfrau"))
    with loaded_runtime.open_work(tenant.id, "anna") as work:
        overrides.propose(work, "shop-1", Level.HIGH, OverrideReason.OTHER, "Seen in the news.")
        business = work.subjects.get(work.verifications.get(made).subject_id)
        person = work.subjects.people_of(business.id)[0]
        asked, other = (
            Asked(subject=one, recipient="subject", purpose="subject_rights", fields=PATHS, verified=True)
            for one in (business, person)
        )
        found = records.gather(work, asked).use("subject_rights")
        assert records.gather(work, other).use("subject_rights") == {}
    assert found.keys() == set(PATHS)
    assert (found["risk.level"], found["risk.note"]) == ("high", "Seen in the news.")
    factors = found["risk.factors"]
    assert isinstance(factors, list)
    assert {tuple(one) for one in factors} == {("title", "reasons", "basis")}
    assert "points" not in str(found)


def test_a_business_that_was_never_rated_has_none(loaded_runtime: Runtime, tenant: Tenant) -> None:
    from tests.fixtures.parties import start

    with loaded_runtime.open_work(tenant.id, "anna") as work:
        business = start(work).business
        asked = Asked(subject=business, recipient="subject", purpose="subject_rights", fields=PATHS, verified=True)
        assert records.gather(work, asked).use("subject_rights") == {}
