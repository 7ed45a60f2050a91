import pytest
import structlog.testing

from kyc_service.domain.tenants import Period, Tenant
from kyc_service.errors import NotFoundError, QuotaExceededError
from kyc_service.services.programs import quotas
from kyc_service.services.runtime import Runtime


def take(rt: Runtime, tenant: Tenant) -> None:
    with rt.open_work(tenant.id, "api") as work:
        quotas.take(work)


def take_and_fail(rt: Runtime, tenant: Tenant) -> None:
    with rt.open_work(tenant.id, "api") as work:
        quotas.take(work)
        raise ZeroDivisionError


def test_more_than_agreed_is_refused_and_the_end_is_told_before(bare_runtime: Runtime, tenant: Tenant) -> None:
    with bare_runtime.open_work(tenant.id, "cli:ann") as work:
        (made,) = quotas.choose(work, Period.MONTH, 5)
    assert (made.most, made.taken) == (5, 0)
    for _ in range(5):
        take(bare_runtime, tenant)
    for _ in range(2):
        with pytest.raises(QuotaExceededError) as caught:
            take(bare_runtime, tenant)
        assert 0 < caught.value.retry_after <= 31 * 86400
    with bare_runtime.open_work(tenant.id, "cli:ann") as work:
        told = [(entry.op, entry.outcome, dict(entry.details)) for entry in work.audit.page(None, 9).items]
        assert work.quotas.list()[0].taken == 5
    assert [one for one in told if one[0].startswith("tenant.quota")] == [
        ("tenant.quota_near", "month", {"taken": 4, "most": 5}),
        ("tenant.quota_set", "month", {"most": 5}),
    ]


def test_a_quota_that_was_taken_away_refuses_nobody(bare_runtime: Runtime, tenant: Tenant) -> None:
    with bare_runtime.open_work(tenant.id, "cli:ann") as work:
        quotas.choose(work, Period.DAY, 1)
    take(bare_runtime, tenant)
    with bare_runtime.open_work(tenant.id, "cli:ann") as work:
        assert quotas.choose(work, Period.DAY, None) == ()
    take(bare_runtime, tenant)
    with pytest.raises(NotFoundError), bare_runtime.open_work("ten_" + "0" * 32, "cli:ann") as work:
        quotas.choose(work, Period.DAY, 1)


def test_what_another_quota_refuses_brings_no_end_near(bare_runtime: Runtime, tenant: Tenant) -> None:
    with bare_runtime.open_work(tenant.id, "cli:ann") as work:
        quotas.choose(work, Period.DAY, 5)
        quotas.choose(work, Period.MONTH, 3)
    for _ in range(3):
        take(bare_runtime, tenant)
    with structlog.testing.capture_logs() as logged, pytest.raises(QuotaExceededError):
        take(bare_runtime, tenant)
    # The fourth of the day was none: it was refused for the month, and rolled back.
    assert [line["event"] for line in logged] == []


def test_the_end_is_told_once_though_the_submission_that_brought_it_near_was_rolled_back(
    bare_runtime: Runtime, tenant: Tenant
) -> None:
    with bare_runtime.open_work(tenant.id, "cli:ann") as work:
        quotas.choose(work, Period.DAY, 5)
    for _ in range(3):
        take(bare_runtime, tenant)
    with structlog.testing.capture_logs() as logged:
        with pytest.raises(ZeroDivisionError):
            take_and_fail(bare_runtime, tenant)
        assert logged == []
        take(bare_runtime, tenant)
    assert [(line["event"], line["tenant"], line["period"], line["most"]) for line in logged] == [
        ("quota_near", tenant.id, "day", 5)
    ]
