"""Rating again: everybody is rated by the table in force, once, whatever was interrupted."""

from __future__ import annotations

import pytest

from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import Coverage, VerificationStatus
from kyc_service.services.risk import ratings, tables
from kyc_service.services.risk.runs import again
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import Work
from kyc_service.tasks import Task
from tests.fixtures.house_tables import risk_table
from tests.fixtures.parties import start
from tests.kyc_service.services.risk.runs.test_dry_run import fill


def put_in_force(rt: Runtime, tenant: Tenant) -> None:
    with rt.open_work(tenant.id, "maker") as work:
        made = tables.draft(work, risk_table())
        report = {"compared_with": {"digest": tables.current(work).digest}}
        tried = work.risk.tables.simulate(made, report, ())
    with rt.open_work(tenant.id, "checker") as work:
        tables.approve(work, tried.id, tried.version)


def waiting(rt: Runtime, tenant: Tenant) -> int:
    with rt.open_work(tenant.id, "officer", read_only=True) as work:
        return again.waiting(work)


def test_everybody_is_rated_by_the_table_that_went_live(bare_runtime: Runtime, tenant: Tenant) -> None:
    ids = fill(bare_runtime, tenant)
    assert waiting(bare_runtime, tenant) == 0
    put_in_force(bare_runtime, tenant)
    with bare_runtime.open_system() as system:
        assert [ring.task for ring in system.outbox.claim(9)] == [Task.RATE_AGAIN]
    assert waiting(bare_runtime, tenant) == 3
    heard: list[int] = []
    assert again.rate_tenant(bare_runtime, tenant.id, progress=heard.append) == 3
    assert (waiting(bare_runtime, tenant), heard) == (0, [3])
    assert again.rate_all(bare_runtime) == 0
    with bare_runtime.open_work(tenant.id, "officer") as work:
        kept = work.risk.ratings.page(ids[0], None, 9).items
        assert [(one.table_name, one.sequence, one.verification_id is None) for one in kept] == [
            ("House", 2, True),
            (tables.built_in().name, 1, False),
        ]


def test_what_is_left_of_many_is_rung_for(
    bare_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(again, "STEP", 2)
    fill(bare_runtime, tenant, 5)
    put_in_force(bare_runtime, tenant)
    with bare_runtime.open_system() as system:
        system.outbox.claim(9)
    assert again.rate_all(bare_runtime, 3) == 3
    with bare_runtime.open_system() as system:
        assert [ring.task for ring in system.outbox.claim(9)] == [Task.RATE_AGAIN]
    assert again.rate_all(bare_runtime, 3) == 2
    assert waiting(bare_runtime, tenant) == 0


def _settle(work: Work, verification_id: str) -> None:
    work.verifications.step(
        work.verifications.get(verification_id), VerificationStatus.CLEAR, coverage=Coverage.COMPLETE, reason=None
    )


def test_a_business_of_before_there_were_ratings_is_rated_by_what_is_on_file(
    bare_runtime: Runtime, tenant: Tenant
) -> None:
    with bare_runtime.open_work(tenant.id, "worker") as work:
        story = start(work)
        _settle(work, story.verification.id)
    assert waiting(bare_runtime, tenant) == 1
    assert again.rate_all(bare_runtime) == 1
    with bare_runtime.open_work(tenant.id, "worker") as work:
        standing = ratings.stand(work, story.business.id)
    assert standing is not None
    assert standing.rating.verification_id == story.verification.id


def test_a_business_that_is_being_erased_stops_nobody(bare_runtime: Runtime, tenant: Tenant) -> None:
    ids = sorted(fill(bare_runtime, tenant))
    put_in_force(bare_runtime, tenant)
    with bare_runtime.open_work(tenant.id, "worker") as work:
        bare_runtime.keys.destroy(work.subjects.get(ids[0]).key_id)
    assert again.rate_all(bare_runtime) == 3
    assert waiting(bare_runtime, tenant) == 1
