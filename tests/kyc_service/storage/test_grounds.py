from __future__ import annotations

from kyc_service.domain.privacy.grounds import GroundKind, NewGround
from kyc_service.domain.tenants import Tenant
from kyc_service.storage.database import Database
from tests.fixtures.parties import add_business

KINDS = (GroundKind.RESTRICTION, GroundKind.OBJECTION)


def test_a_ground_about_somebody_who_is_new_counts_at_once(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        business = add_business(work)
        assert work.grounds.live_kinds(business.id, KINDS) == frozenset()
        work.grounds.add(NewGround(kind=GroundKind.RESTRICTION, reference="letter", subject_id=business.id))
        assert work.grounds.live_kinds(business.id, KINDS) == {GroundKind.RESTRICTION}
    with database.open_work(tenant.id, "tester") as work:
        assert work.grounds.live_kinds(business.id, KINDS) == {GroundKind.RESTRICTION}
