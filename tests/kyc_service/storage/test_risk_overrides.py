from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import text, update

from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import Override, OverrideEnd, OverrideReason, OverrideStatus, StoredRating
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import ConflictError, FourEyesError, NotFoundError, StaleVersionError
from kyc_service.storage.database import Database
from kyc_service.storage.tables import risk_overrides
from kyc_service.storage.work import Work
from tests.fixtures.parties import start
from tests.kyc_service.storage.test_risk_ratings import rate

NOTE = "Looked at by hand"


def override(work: Work, rating: StoredRating | None = None, level: Level = Level.LOW) -> Override:
    rating = rating or rate(work, start(work))
    return work.risk.overrides.add(
        rating,
        level,
        lowers=level is Level.LOW,
        reason=OverrideReason.MITIGATING_CONTROLS,
        note=NOTE,
        expires_at=work.now() + dt.timedelta(days=30),
    )


def proposed(database: Database, tenant: Tenant) -> Override:
    with database.open_work(tenant.id, "maker") as work:
        return override(work)


def test_a_lower_level_waits_and_a_higher_one_holds(work: Work) -> None:
    rating = rate(work, start(work))
    lower = override(work, rating)
    assert (lower.status, lower.lowers, lower.holds(work.now())) == (OverrideStatus.PROPOSED, True, False)
    assert lower.note.use("aml_check") == NOTE
    with pytest.raises(ConflictError):
        override(work, rating, Level.HIGH)
    work.risk.overrides.end(lower, OverrideEnd.NOT_APPROVED)
    higher = override(work, rating, Level.HIGH)
    assert (higher.status, higher.holds(work.now())) == (OverrideStatus.ACTIVE, True)
    assert not higher.holds(higher.expires_at)
    assert work.risk.overrides.live_of(rating.subject_id) == higher
    assert [one.level for one in work.risk.overrides.of_subject(rating.subject_id)] == [Level.HIGH, Level.LOW]


def test_a_second_person_agrees(database: Database, tenant: Tenant) -> None:
    made = proposed(database, tenant)
    with database.open_work(tenant.id, "maker") as work, pytest.raises(FourEyesError):
        work.risk.overrides.approve(made)
    with database.open_work(tenant.id, "checker") as work:
        active = work.risk.overrides.approve(made)
        assert (active.status, active.approved_by) == (OverrideStatus.ACTIVE, "checker")
        with pytest.raises(ConflictError):
            work.risk.overrides.approve(active)
        with pytest.raises(StaleVersionError):
            work.risk.overrides.end(made, OverrideEnd.BY_HAND)
        ended = work.risk.overrides.end(active, OverrideEnd.BY_HAND)
        with pytest.raises(ConflictError):
            work.risk.overrides.end(ended, OverrideEnd.BY_HAND)
        assert work.risk.overrides.live_of(made.subject_id) is None


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"status": "active"}, RuntimeError),
        ({"status": "active", "approved_by": "maker", "approved_at": dt.datetime.now(dt.UTC)}, FourEyesError),
        ({"status": "ended"}, RuntimeError),
        ({"level": "medium"}, RuntimeError),
        ({"level": "extreme"}, RuntimeError),
        ({"reason_code": "mood"}, RuntimeError),
        ({"expires_at": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)}, RuntimeError),
    ],
)
def test_the_tables_refuse_what_the_code_would_never_write(
    database: Database, tenant: Tenant, values: dict[str, Any], error: type[Exception]
) -> None:
    made = proposed(database, tenant)
    with pytest.raises(error), database.open_work(tenant.id, "maker") as work:
        work.risk.overrides._tx.run(update(risk_overrides).where(risk_overrides.c.id == made.id).values(**values))


def test_the_words_are_encrypted(database: Database, tenant: Tenant) -> None:
    proposed(database, tenant)
    with database._engine.begin() as connection:
        assert NOTE.encode() not in bytes(connection.execute(text("SELECT note FROM risk_overrides")).scalar_one())


def test_an_override_goes_with_its_business(work: Work) -> None:
    story = start(work)
    override(work, rate(work, story))
    work.disposals.wipe(story.person)
    wiped = work.disposals.wipe(story.business)
    assert (wiped.tables["risk_overrides"], work.disposals.residue(story.business.id, wiped.ids)) == (1, 0)


def test_another_tenant_finds_no_override(database: Database, tenant: Tenant, other_tenant: Tenant) -> None:
    made = proposed(database, tenant)
    with database.open_work(other_tenant.id, "maker") as work:
        assert work.risk.overrides.live_of(made.subject_id) is None
        with pytest.raises(NotFoundError):
            work.risk.overrides.get(made.id)
