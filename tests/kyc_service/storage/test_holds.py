"""Holds: the tables refuse what one person alone did."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from sqlalchemy import update

from kyc_service.domain.retention.holds import UNANSWERED, Hold, HoldStatus
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import ConflictError, FourEyesError, NotFoundError, StaleVersionError
from kyc_service.storage.database import Database
from kyc_service.storage.tables import holds
from kyc_service.storage.work import Work
from tests.fixtures.parties import add_business

DAY = dt.timedelta(days=1)


@pytest.fixture
def held(database: Database, tenant: Tenant) -> Hold:
    with database.open_work(tenant.id, "anna") as work:
        business = add_business(work)
        return work.holds.request(business.id, "litigation", "matter", review_at=work.now() + 90 * DAY)


def test_what_it_is_about_is_sealed(database: Database, tenant: Tenant, held: Hold) -> None:
    with database.open_work(tenant.id, "anna") as work:
        reference = work.holds.reference_of(held)
    assert reference is not None
    assert reference.use("legal_duty") == "matter"
    with database._engine.begin() as connection:
        assert b"matter" not in connection.execute(holds.select()).one().reference


# what one person would like to have stood in the table
ALONE: list[dict[str, Any]] = [
    {"status": "active"},
    {"status": "active", "approved_by": "anna"},
    {"status": "released", "approved_by": "bert", "release_by": "carla", "released_by": "carla", "ended_at": "now"},
    {"status": "released"},
    {"status": "gone"},
]


@pytest.mark.parametrize("values", ALONE)
def test_the_table_refuses_what_one_person_did_alone(database: Database, held: Hold, values: dict[str, Any]) -> None:
    values = {name: held.review_at if value == "now" else value for name, value in values.items()}
    with pytest.raises((FourEyesError, RuntimeError)), database._engine.begin() as connection:
        connection.execute(update(holds).values(**values))


def test_nobody_agrees_with_themselves(database: Database, tenant: Tenant, held: Hold) -> None:
    review = held.review_at
    with pytest.raises(FourEyesError), database.open_work(tenant.id, "anna") as work:
        work.holds.approve(held, review_at=review)
    with database.open_work(tenant.id, "bert") as work:
        active = work.holds.approve(held, review_at=review)
        with pytest.raises(StaleVersionError):
            work.holds.request_release(_stale(active))
    with database.open_work(tenant.id, "bert") as work:
        asked = work.holds.request_release(work.holds.get(held.id))
    with pytest.raises(FourEyesError), database.open_work(tenant.id, "bert") as work:
        work.holds.release(asked)
    with database.open_work(tenant.id, "anna") as work:
        assert work.holds.release(asked).status is HoldStatus.RELEASED
        with pytest.raises(ConflictError):
            work.holds.review(work.holds.get(held.id), review_at=review)
        assert work.holds.live() == ()


def _stale(hold: Hold) -> Hold:
    return dataclasses.replace(hold, version=hold.version - 1)


def test_there_is_one_live_hold_for_a_reason_and_none_without_a_subject(work: Work) -> None:
    business = add_business(work)
    first = work.holds.request(business.id, "litigation", None, review_at=work.now())
    work.holds.request(business.id, "open_dispute", None, review_at=work.now())
    with pytest.raises(ConflictError):
        work.holds.request(business.id, "litigation", None, review_at=work.now())
    work.holds.refuse(first)
    again = work.holds.request(business.id, "litigation", None, review_at=work.now())
    assert [one.status.value for one in work.holds.of_subject(business.id)] == ["refused", "requested", "requested"]
    assert work.holds.reference_of(again) is None


def test_a_hold_needs_a_subject_of_the_tenant(database: Database, tenant: Tenant) -> None:
    with pytest.raises(NotFoundError), database.open_work(tenant.id, "anna") as work:
        work.holds.request("sub_" + "0" * 32, "litigation", None, review_at=work.now())


def test_a_request_lapses_by_itself_and_a_hold_does_not(held: Hold) -> None:
    asked = held.requested_at
    assert held.holds_at(asked)
    assert held.holds_at(asked + UNANSWERED - DAY)
    assert not held.holds_at(asked + UNANSWERED)
    assert (held.needs_person(asked), held.needs_person(asked + 2 * DAY)) == (False, True)
    active = _with(held, HoldStatus.ACTIVE)
    assert active.holds_at(asked + 9999 * DAY)
    assert (active.needs_person(asked + 89 * DAY), active.needs_person(asked + 91 * DAY)) == (False, True)
    assert _with(held, HoldStatus.RELEASE_REQUESTED).holds_at(asked + 9999 * DAY)
    assert not _with(held, HoldStatus.RELEASED).holds_at(asked)
    assert not _with(held, HoldStatus.RELEASED).needs_person(asked + 9999 * DAY)


def _with(hold: Hold, status: HoldStatus) -> Hold:
    return dataclasses.replace(hold, status=status)
