"""Scores counted on both databases: in the cell that they reach, by answer, of one tenant alone."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from kyc_service.domain.cases import Disposition, HitStatus
from kyc_service.domain.tenants import Tenant
from kyc_service.services import cases, verifications
from kyc_service.services.runtime import Runtime
from kyc_service.storage.scores import Cell
from kyc_service.storage.tables import hits
from tests.fixtures.databases import add_tenant
from tests.fixtures.runtimes import submission


def find(rt: Runtime, tenant: Tenant, reference: str, score: float, status: HitStatus = HitStatus.OPEN) -> str:
    """Submit a business that is on a list, and let its hit have a score."""
    with rt.open_work(tenant.id, "tester") as work:
        made = verifications.submit(work, rt.policy, submission(reference, "Aero-Caribbean"))
    verifications.run(rt, made.id)
    with rt.open_work(tenant.id, "tester") as work:
        mine = (hits.c.tenant_id == tenant.id, hits.c.verification_id == made.id)
        work._tx.run(update(hits).where(*mine).values(score=score, status=status))
    return made.id


@pytest.mark.parametrize("score", [0.83, 0.8301, 0.8309, 0.29 + 0.54])
def test_a_score_is_counted_in_the_cell_that_it_reaches(loaded_runtime: Runtime, tenant: Tenant, score: float) -> None:
    find(loaded_runtime, tenant, "shop-1", score)
    with loaded_runtime.open_work(tenant.id, "tester") as work:
        assert (work.scores.cells(), work.scores.alerts(), work.scores.screened()) == (
            (Cell(830, HitStatus.OPEN, 1),),
            ((830, 1),),
            1,
        )


def test_what_a_newer_list_replaced_and_others_have_is_not_counted(loaded_runtime: Runtime, tenant: Tenant) -> None:
    find(loaded_runtime, tenant, "shop-1", 0.9, HitStatus.SUPERSEDED)
    find(loaded_runtime, add_tenant(loaded_runtime.database, "Other Marketplace"), "shop-1", 0.9)
    with loaded_runtime.open_work(tenant.id, "tester") as work:
        assert (work.scores.cells(), work.scores.alerts(), work.scores.screened()) == ((), (), 1)


def test_answered_hits_are_listed_newest_first(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    made = [find(rt, tenant, f"shop-{number}", 0.9) for number in range(3)]
    with rt.open_work(tenant.id, "acc_maker") as work:
        for verification_id, answer in zip(made, (*Disposition,), strict=True):
            (hit,) = work.hits.of_verification(verification_id)
            cases.dispose(work, hit.id, answer, "other", "a note", hit.version)
    with rt.open_work(tenant.id, "tester") as work:
        found = [one.status for one in work.scores.answered(10)]
        assert found == [one for one in reversed(list(map(_status, Disposition))) if one is not HitStatus.INCONCLUSIVE]
        assert len(work.scores.answered(1)) == 1


def _status(answer: Disposition) -> HitStatus:
    return HitStatus(answer.value)
