from __future__ import annotations

import datetime as dt

from kyc_service.storage.leases import drop_lease, take_lease
from kyc_service.storage.work import Work

HOUR = dt.timedelta(hours=1)


def test_a_lease_has_one_owner_who_may_renew_it(work: Work) -> None:
    assert take_lease(work._tx, "x", "one", HOUR)
    assert take_lease(work._tx, "x", "one", HOUR)
    assert not take_lease(work._tx, "x", "two", HOUR)
    assert take_lease(work._tx, "y", "two", HOUR)


def test_a_lease_that_ran_out_is_free(work: Work) -> None:
    assert take_lease(work._tx, "x", "one", dt.timedelta(0))
    assert take_lease(work._tx, "x", "two", HOUR)
    assert not take_lease(work._tx, "x", "one", HOUR)


def test_only_the_owner_gives_a_lease_back(work: Work) -> None:
    take_lease(work._tx, "x", "one", HOUR)
    drop_lease(work._tx, "x", "two")
    assert not take_lease(work._tx, "x", "two", HOUR)
    drop_lease(work._tx, "x", "one")
    assert take_lease(work._tx, "x", "two", HOUR)
