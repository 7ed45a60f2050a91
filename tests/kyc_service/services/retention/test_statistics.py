"""Counts of a month."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.domain.subjects import SubjectKind
from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import Coverage, Trigger, VerificationStatus
from kyc_service.errors import InvalidInputError
from kyc_service.policy.disposal.grouping import Group
from kyc_service.services.retention.statistics import count_month
from kyc_service.services.runtime import Runtime
from kyc_service.storage.tables import verifications

THEN = dt.datetime(2026, 9, 30, 23, 59, tzinfo=dt.UTC)


def fill(rt: Runtime, tenant: Tenant, countries: dict[str, int]) -> None:
    number = 0
    with rt.open_work(tenant.id, "tester") as work:
        for country, count in countries.items():
            for _ in range(count):
                number += 1
                business = work.subjects.add(
                    SubjectKind.BUSINESS,
                    "seller",
                    reference=f"s{number}",
                    business_id=None,
                    records={"company": {"business.registration.country": country}},
                    identity={},
                )
                for status in (VerificationStatus.REVIEW, VerificationStatus.CLEAR):
                    made = work.verifications.add(business, Trigger.ONBOARDING, policy_version="v")
                    work.verifications.step(made, status, coverage=Coverage.COMPLETE, reason=None)
    with rt.database._engine.begin() as connection:
        connection.execute(verifications.update().values(created_at=THEN))
        connection.execute(
            verifications.update().where(verifications.c.status == "review").values(created_at=THEN.replace(hour=1))
        )


def test_each_business_counts_once_by_its_last_outcome(bare_runtime: Runtime, tenant: Tenant) -> None:
    fill(bare_runtime, tenant, {"NL": 26, "BE": 21, "TV": 2})
    found = count_month(bare_runtime, tenant.id, "2026-09", "tester")
    assert (found.least, found.groups) == (20, (Group("clear", "NL", 25), Group("clear", "other", 20)))
    assert count_month(bare_runtime, tenant.id, "2026-08", "tester").groups == ()
    with bare_runtime.open_work(tenant.id, "tester") as work:
        assert work.audit.page(None, 1).items[0].op == "statistics.counted"


@pytest.mark.parametrize("month", ["2026-13", "26-1", "x", "2999-01"])
def test_a_month_that_is_none_or_not_over_is_refused(bare_runtime: Runtime, tenant: Tenant, month: str) -> None:
    with pytest.raises(InvalidInputError):
        count_month(bare_runtime, tenant.id, month, "tester")
