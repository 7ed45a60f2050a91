from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event

from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import Trigger
from kyc_service.errors import ConflictError, DatabaseUnavailableError, NotFoundError
from kyc_service.storage import engines
from kyc_service.storage.database import Database
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.work import SystemWork, Work
from kyc_service.tasks import Task
from tests.fixtures.databases import add_tenant
from tests.fixtures.parties import add_business


def test_answers_and_is_migrated(database: Database) -> None:
    database.ping()
    assert database.is_migrated()


def test_an_empty_database_is_not_migrated_and_says_so(empty_postgres_url: str, keys: KeyStore, tmp_path: Path) -> None:
    for url in (empty_postgres_url, f"sqlite:///{tmp_path}/empty.db"):
        database = Database.connect(url, keys)
        database.ping()
        assert not database.is_migrated()
        with pytest.raises(DatabaseUnavailableError), database.open_system() as system:
            system.tenants.list()
        database.dispose()


def test_time_is_aware_utc_and_never_goes_back(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        times = [work.now() for _ in range(100)]
    assert times == sorted(times)
    assert times[0].tzinfo is dt.UTC
    assert abs(times[0] - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


def test_time_goes_on_from_one_short_work_to_the_next(database: Database) -> None:
    moments = []
    for _ in range(100):
        with database.open_system(read_only=True) as system:
            moments.append(system.now())
    assert moments == sorted(set(moments))


def test_instants_keep_their_microseconds(database: Database, tenant: Tenant) -> None:
    at = dt.datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=dt.timezone(dt.timedelta(hours=5)))
    with database.open_system() as system:
        made, _ = system.api_keys.add(tenant.id, "key", [], at)
        (found,) = system.api_keys.list(tenant.id)
    assert found == made
    assert found.expires_at == at
    assert found.expires_at is not None
    assert found.expires_at.tzinfo is dt.UTC


def test_a_clean_exit_commits_and_an_exception_rolls_back(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        add_business(work, "kept")
    with pytest.raises(ZeroDivisionError):
        do_and_fail(database, tenant, lambda work: add_business(work, "lost"))
    with database.open_work(tenant.id, "tester") as work:
        assert work.subjects.by_reference("kept")
        assert work.subjects.by_reference("lost") is None


def test_listeners_hear_of_rings_after_the_commit_only(database: Database, tenant: Tenant) -> None:
    heard: list[int] = []

    def listen() -> None:
        with database.open_system() as system:
            heard.append(len(system.outbox.claim(10)))
        raise ZeroDivisionError

    database.on_commit.append(listen)
    with database.open_work(tenant.id, "tester") as work:
        add_business(work)
    assert heard == []
    with pytest.raises(ZeroDivisionError):
        do_and_fail(database, tenant, lambda work: work.outbox.ask(Task.SWEEP, "lost"))
    assert heard == []
    with database.open_work(tenant.id, "tester") as work:
        work.outbox.ask(Task.SWEEP, "kept")
        assert heard == []
    assert heard == [1]


def test_what_is_to_come_afterwards_comes_after_the_commit_only(database: Database, tenant: Tenant) -> None:
    heard: list[str] = []
    with pytest.raises(ZeroDivisionError):
        do_and_fail(database, tenant, lambda work: work.afterwards(lambda: heard.append("lost")))
    with database.open_work(tenant.id, "tester") as work:
        work.afterwards(lambda: 1 / 0)
        work.afterwards(lambda: heard.append("kept"))
        assert heard == []
    assert heard == ["kept"]


def test_a_work_needs_a_tenant_that_exists(database: Database) -> None:
    with pytest.raises(ValueError, match="tenant"), database.open_work("", "tester"):
        pass
    with pytest.raises(NotFoundError), database.open_work("ten_" + "0" * 32, "tester") as work:
        add_business(work)


def test_a_reader_reads_and_does_not_write(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        add_business(work)
    with (
        pytest.raises(RuntimeError, match="only reads"),
        database.open_work(tenant.id, "tester", read_only=True) as work,
    ):
        add_business(work, "shop-2")
    with database.open_work(tenant.id, "tester", read_only=True) as work:
        assert work.subjects.by_reference("shop-1")
        assert work.subjects.by_reference("shop-2") is None
    with database.open_work(tenant.id, "tester") as work:
        assert add_business(work, "shop-2").version == 1


def test_an_error_that_was_caught_still_keeps_a_work_from_committing(database: Database, tenant: Tenant) -> None:
    def catch(work: Work) -> None:
        nobody = dataclasses.replace(add_business(work), id="sub_" + "0" * 32)
        with suppress(NotFoundError):
            work.verifications.add(nobody, Trigger.ONBOARDING, policy_version="v1", flags=())

    with pytest.raises(NotFoundError), database.open_work(tenant.id, "tester") as work:
        catch(work)
    with database.open_work(tenant.id, "tester") as work:
        assert work.subjects.by_reference("shop-1") is None


def test_a_reader_waits_for_no_writer(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "writer") as writer:
        add_business(writer)
        seen: list[object] = []

        def read() -> None:
            with database.open_work(tenant.id, "reader", read_only=True) as reader:
                seen.append(reader.subjects.by_reference("shop-1"))

        thread = threading.Thread(target=read)
        thread.start()
        thread.join(timeout=5)
        assert seen == [None]


def test_a_work_inside_another_only_reads_instead_of_waiting_for_itself(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "outer") as outer:
        add_business(outer)
        with database.open_system() as inner:
            assert inner.tenants.get(tenant.id) == tenant
        with pytest.raises(RuntimeError, match="inside another"), database.open_system() as inner:
            inner.schedules.beat("inner")
        assert outer.subjects.by_reference("shop-1")
    with database.open_system() as system:
        system.schedules.beat("after")


def test_the_same_at_the_same_moment_is_a_conflict(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        add_business(work)
    with pytest.raises(ConflictError) as caught, database.open_work(tenant.id, "tester") as work:
        add_business(work)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_a_lost_connection_is_unavailable_and_the_next_work_is_not(postgres_url: str, keys: KeyStore) -> None:
    database = Database.connect(postgres_url, keys, most=2)

    def lose(system: SystemWork) -> None:
        system.schedules.beat("before")
        _kill_others(postgres_url)
        with suppress(DatabaseUnavailableError):
            system.schedules.beat("meanwhile")

    def lose_at_the_commit(system: SystemWork) -> None:
        system.schedules.beat("lost at the commit")
        _kill_others(postgres_url)

    with pytest.raises(DatabaseUnavailableError) as caught, database.open_system() as system:
        lose(system)
    assert "host" not in str(caught.value)
    with pytest.raises(DatabaseUnavailableError) as caught, database.open_system() as system:
        lose_at_the_commit(system)
    assert caught.value.__cause__ is None
    with database.open_system() as system:
        assert system.schedules.last_beat("before") is None
        assert system.schedules.last_beat("lost at the commit") is None
        system.schedules.beat("after")
    database.dispose()


@pytest.mark.parametrize("plans_seconds", [0.0, 1000.0])
def test_a_connection_that_was_lost_while_nobody_used_it_is_replaced(
    postgres_url: str, keys: KeyStore, monkeypatch: pytest.MonkeyPatch, plans_seconds: float
) -> None:
    # Once it is the question about plans that finds it out, once whoever uses it.
    monkeypatch.setattr(engines, "PLANS_SECONDS", plans_seconds)
    database = Database.connect(postgres_url, keys)
    with database.open_system() as system:
        system.schedules.beat("before")
    for read_only in (True, False):
        _kill_others(postgres_url)
        with database.open_system(read_only=read_only) as system:
            assert system.schedules.last_beat("before") is not None
    assert database.connections()[0] == 0
    database.dispose()


def test_a_question_looks_over_all_tenants_and_changes_nothing(database: Database) -> None:
    tenants = {add_tenant(database, name).id for name in ("A", "B")}
    assert {tenant.id for tenant in database.ask(lambda system: system.tenants.list())} >= tenants
    with pytest.raises(RuntimeError, match="only reads"):
        database.ask(lambda system: system.tenants.suspend(min(tenants)))
    assert not any(tenant.suspended for tenant in database.ask(lambda system: system.tenants.list()))


def test_a_question_is_one_exchange_with_a_server(postgres_url: str, keys: KeyStore) -> None:
    database = Database.connect(postgres_url, keys)
    tenant = add_tenant(database, "A")
    database.ask(lambda system: system.now())
    assert database._asking is not None
    heard: list[str] = []
    event.listen(database._asking, "before_cursor_execute", lambda *given: heard.append(given[2]))
    database.ask(lambda system: system.tenants.get(tenant.id))
    assert [text.split()[0] for text in heard] == ["SELECT"]
    with database._asking.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        assert driver.autocommit
    database.dispose()


def test_a_question_is_put_again_when_its_connection_was_lost(postgres_url: str, keys: KeyStore) -> None:
    database = Database.connect(postgres_url, keys)
    tenant = add_tenant(database, "A")
    for _ in range(2):
        assert database.ask(lambda system: system.tenants.get(tenant.id)) == tenant
        _kill_others(postgres_url)
    database.dispose()


def test_a_question_to_a_server_that_is_away_is_unavailable(keys: KeyStore) -> None:
    database = Database.connect("postgresql://user:hunter2@127.0.0.1:1/kyc", keys)
    with pytest.raises(DatabaseUnavailableError) as caught:
        database.ask(lambda system: system.tenants.list())
    assert caught.value.__cause__ is None
    database.dispose()


def test_a_server_that_is_away_is_unavailable_without_its_address(keys: KeyStore) -> None:
    database = Database.connect("postgresql://user:hunter2@127.0.0.1:1/kyc", keys)
    with pytest.raises(DatabaseUnavailableError) as caught:
        database.ping()
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert caught.value.transient
    database.dispose()


def test_a_pool_without_a_free_connection_is_unavailable(
    database_url: str, keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kyc_service.storage.engines._POOL_WAIT", 0.01)
    database = Database.connect(database_url, keys, most=2)
    with (
        database.open_system(read_only=True),
        database.open_system(read_only=True),
        pytest.raises(DatabaseUnavailableError),
        database.open_system(read_only=True),
    ):
        pass
    database.dispose()


def do_and_fail(database: Database, tenant: Tenant, step: Callable[[Work], object]) -> None:
    with database.open_work(tenant.id, "tester") as work:
        step(work)
        raise ZeroDivisionError


def _kill_others(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
