"""Jobs that keep the house do what their schedule says."""

from __future__ import annotations

import datetime as dt

from jobs import housekeeping
from kyc_service.services import subjects, verifications
from tests.jobs.conftest import House


def test_what_is_due_goes_and_what_is_not_stays(house: House) -> None:
    for reference in ("shop-1", "shop-2"):
        verifications.run(house.rt, house.submit(reference))
    with house.rt.open_work(house.tenant_id, "test") as work:
        subjects.end_relationship(work, "shop-1", dt.datetime(2015, 5, 1, tzinfo=dt.UTC))
    housekeeping.dispose()
    with house.rt.open_work(house.tenant_id, "test") as work:
        assert work.subjects.by_reference("shop-1") is None
        assert work.subjects.by_reference("shop-2") is not None
        assert len(work.disposals.page(None, 9).items) == 2


def test_the_index_has_a_key_of_its_own_and_nothing_waits(house: House) -> None:
    house.submit("shop-1")
    housekeeping.rotate_index()
    assert [key.version for key in house.rt.keys.index_keys.list()] == [1]
    with house.rt.open_system("test", read_only=True) as system:
        assert system.index.count_older(1) == 0
