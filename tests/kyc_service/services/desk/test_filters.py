"""Saved filters, on both databases."""

from __future__ import annotations

import pytest

from kyc_service.domain.cases import Queue
from kyc_service.domain.desk.filters import MOST_SAVED, CaseFilter
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import ConflictError, NotFoundError
from kyc_service.services.desk import filters
from kyc_service.storage.database import Database
from kyc_service.storage.work import Work


def test_a_filter_is_kept_replaced_and_dropped(work: Work) -> None:
    late = filters.keep(work, " late  ones ", CaseFilter(queue=Queue.LATE, days=3))
    vip = filters.keep(work, "a vip", CaseFilter(tag="vip"))
    assert [(one.name, one.filter) for one in filters.list_own(work)] == [
        ("a vip", CaseFilter(tag="vip")),
        ("late ones", CaseFilter(queue=Queue.LATE, days=3)),
    ]
    assert filters.keep(work, "late ones", CaseFilter(queue=Queue.LATE)).id == late.id
    filters.drop(work, vip.id)
    assert [one.filter for one in filters.list_own(work)] == [CaseFilter(queue=Queue.LATE)]
    with pytest.raises(NotFoundError):
        filters.drop(work, vip.id)


def test_a_filter_is_nobody_elses(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "anna") as work:
        kept = filters.keep(work, "mine", CaseFilter(tag="vip"))
    with database.open_work(tenant.id, "bert") as work:
        assert filters.list_own(work) == ()
        with pytest.raises(NotFoundError):
            filters.drop(work, kept.id)


def test_there_are_twenty_at_most(work: Work) -> None:
    for number in range(MOST_SAVED):
        filters.keep(work, f"filter {number}", CaseFilter(days=number))
    with pytest.raises(ConflictError) as refused:
        filters.keep(work, "one more", CaseFilter())
    assert refused.value.code == "too_many_filters"
    filters.keep(work, "filter 3", CaseFilter(tag="vip"))
