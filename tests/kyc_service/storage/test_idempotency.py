from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from kyc_service.domain.tenants import Tenant
from kyc_service.errors import IdempotencyInProgressError, IdempotencyKeyReusedError, NotFoundError
from kyc_service.storage.database import Database
from kyc_service.storage.idempotency import Replay
from kyc_service.storage.tables import idempotency
from kyc_service.storage.work import Work
from tests.fixtures.parties import add_business

BODY = {"id": "ver_1", "status": "processing"}


def test_the_first_request_works_and_the_second_is_answered(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        assert work.idempotency.begin("key", "POST /x a") is None
        work.idempotency.finish("key", 202, BODY, "/v1/x", add_business(work).id)
    with database.open_work(tenant.id, "tester") as work:
        assert work.idempotency.begin("key", "POST /x a") == Replay(202, BODY, "/v1/x")
        with pytest.raises(IdempotencyKeyReusedError):
            work.idempotency.begin("key", "POST /x b")


def test_work_that_failed_leaves_the_key_free(database: Database, tenant: Tenant) -> None:
    def fail(work: Work) -> None:
        work.idempotency.begin("key", "POST /x a")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), database.open_work(tenant.id, "tester") as work:
        fail(work)
    with database.open_work(tenant.id, "tester") as work:
        assert work.idempotency.begin("key", "POST /x b") is None


def test_a_key_belongs_to_its_tenant(database: Database, tenant: Tenant, other_tenant: Tenant) -> None:
    for owner in (tenant, other_tenant):
        with database.open_work(owner.id, "tester") as work:
            assert work.idempotency.begin("key", "POST /x a") is None
            work.idempotency.finish("key", 200, {}, None, None)


def test_a_key_whose_work_is_not_finished_is_in_progress(work: Work) -> None:
    work.idempotency.begin("key", "POST /x a")
    with pytest.raises(IdempotencyInProgressError):
        work.idempotency.begin("key", "POST /x a")


def test_an_answer_is_kept_once(work: Work) -> None:
    with pytest.raises(NotFoundError):
        work.idempotency.finish("key", 200, {}, None, None)
    work.idempotency.begin("key", "POST /x a")
    work.idempotency.finish("key", 200, {}, None, None)
    with pytest.raises(NotFoundError):
        work.idempotency.finish("key", 500, {}, None, None)


def test_the_fingerprint_is_not_kept_in_clear(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        work.idempotency.begin("key", "POST /x Voorbeeld Handel")
    with database._engine.begin() as connection:
        (row,) = connection.execute(select(idempotency)).all()
    assert "Voorbeeld" not in repr(row)


@pytest.mark.parametrize(("age", "dropped"), [(-dt.timedelta(seconds=1), 1), (dt.timedelta(days=7), 0)])
def test_old_records_are_dropped(database: Database, tenant: Tenant, age: dt.timedelta, dropped: int) -> None:
    with database.open_work(tenant.id, "tester") as work:
        work.idempotency.begin("one", "a")
    with database.open_work(tenant.id, "tester") as work:
        assert work.idempotency.expire(age) == dropped
        work.idempotency.begin("two", "a")
    with database.open_system() as system:
        assert system.expire_idempotency(age) == (1 if dropped else 0)
