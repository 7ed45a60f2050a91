from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import text, update

from kyc_service.domain.profiles import Profile, ProfileStatus, Purpose
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import ConflictError, FourEyesError, NotFoundError, StaleVersionError
from kyc_service.storage.database import Database
from kyc_service.storage.tables import profiles
from kyc_service.storage.work import Work

REPORT = {"f1": 0.9, "matcher": "1"}


def draft(work: Work, name: str = "marketplace", purpose: Purpose = Purpose.ONBOARDING) -> Profile:
    return work.profiles.draft(purpose, name, sources=("un", "eu"), threshold=0.75, weights={"country": 0.2})


def evaluated(database: Database, tenant: Tenant) -> Profile:
    with database.open_work(tenant.id, "maker") as work:
        return work.profiles.evaluate(draft(work), REPORT)


def live(database: Database, tenant: Tenant) -> Profile:
    made = evaluated(database, tenant)
    with database.open_work(tenant.id, "checker") as work:
        return work.profiles.approve(made)


def test_versions_of_a_name_are_numbered(work: Work) -> None:
    made = [draft(work), draft(work), draft(work, "other")]
    assert [profile.number for profile in made] == [1, 2, 1]
    assert (made[0].sources, made[0].weights, made[0].threshold) == (("un", "eu"), {"country": 0.2}, 0.75)
    assert work.profiles.find("marketplace", 2) == made[1]
    first = work.profiles.page(None, 2)
    assert (*first.items, *work.profiles.page(first.next, 2).items) == tuple(reversed(made))
    assert work.profiles.page(None, 5, purpose=Purpose.MONITORING).items == ()


def test_the_lists_may_be_all_that_are_in_use(work: Work) -> None:
    made = work.profiles.draft(Purpose.AD_HOC, "wide", sources=None, threshold=0.5, weights={})
    assert made.sources is None


def test_a_profile_is_live_after_an_evaluation_and_a_second_person(database: Database, tenant: Tenant) -> None:
    first = live(database, tenant)
    with database.open_work(tenant.id, "checker") as work:
        assert work.profiles.live(Purpose.ONBOARDING) == first
        assert work.profiles.live(Purpose.MONITORING) is None
    second = live(database, tenant)
    with database.open_work(tenant.id, "checker") as work:
        assert work.profiles.live(Purpose.ONBOARDING) == second
        before = work.profiles.get(first.id)
        assert (before.status, before.retired_by) == (ProfileStatus.RETIRED, "checker")
        with pytest.raises(ConflictError):
            work.profiles.retire(before)
        work.profiles.retire(second)
        assert work.profiles.live(Purpose.ONBOARDING) is None


def test_steps_are_taken_in_order(work: Work) -> None:
    made = draft(work)
    with pytest.raises(ConflictError):
        work.profiles.approve(made)
    after = work.profiles.evaluate(made, REPORT)
    with pytest.raises(ConflictError):
        work.profiles.evaluate(after, REPORT)
    with pytest.raises(StaleVersionError):
        work.profiles.retire(made)
    with pytest.raises(FourEyesError):
        work.profiles.approve(after)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"status": "live", "approved_by": "maker", "approved_at": dt.datetime.now(dt.UTC)}, FourEyesError),
        ({"status": "live"}, RuntimeError),
        ({"status": "perhaps"}, RuntimeError),
    ],
)
def test_the_tables_refuse_what_the_code_would_never_write(
    database: Database, tenant: Tenant, values: dict[str, Any], error: type[Exception]
) -> None:
    made = evaluated(database, tenant)
    with pytest.raises(error), database.open_work(tenant.id, "maker") as work:
        work.profiles._tx.run(update(profiles).where(profiles.c.id == made.id).values(**values))


@pytest.mark.parametrize(
    "change",
    ["threshold = 0.6", "sources = NULL", "weights = '{}'", "name = 'x'", "made_by = 'x'", "report = '{}'"],
)
def test_the_database_itself_keeps_what_was_measured(database: Database, tenant: Tenant, change: str) -> None:
    made = evaluated(database, tenant)
    with pytest.raises(Exception, match=r"does not change|refused a row"), database._engine.begin() as connection:
        connection.execute(text(f"UPDATE profiles SET {change}"))  # noqa: S608 - words of this test
    with database.open_work(tenant.id, "maker") as work:
        assert work.profiles.get(made.id) == made


def test_a_threshold_out_of_range_is_refused(database: Database, tenant: Tenant) -> None:
    with pytest.raises(RuntimeError), database.open_work(tenant.id, "maker") as work:
        work.profiles.draft(Purpose.AD_HOC, "x", sources=None, threshold=0.4, weights={})


def test_another_tenant_finds_no_profile(database: Database, tenant: Tenant, other_tenant: Tenant) -> None:
    made = live(database, tenant)
    with database.open_work(other_tenant.id, "maker") as work:
        assert work.profiles.live(Purpose.ONBOARDING) is None
        assert draft(work).number == 1
        with pytest.raises(NotFoundError):
            work.profiles.get(made.id)
        with pytest.raises(NotFoundError):
            work.profiles.find("marketplace", 2)
    with database.open_system() as system:
        assert system.sweeper.tenant_of_profile(made.id) == tenant.id
        assert system.sweeper.tenant_of_profile("prf_" + "0" * 32) is None
