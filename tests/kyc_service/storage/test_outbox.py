from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from kyc_service.storage.database import Database
from kyc_service.storage.outbox import Ring
from kyc_service.storage.tables import outbox
from kyc_service.tasks import Task

HOUR = dt.timedelta(hours=1)


def ask(database: Database, key: str = "v1", not_before: dt.datetime | None = None) -> None:
    with database.open_system() as system:
        system.outbox.ask(Task.RUN_VERIFICATION, key, not_before=not_before, verification_id=key)


def claim(database: Database, limit: int = 10) -> tuple[Ring, ...]:
    with database.open_system() as system:
        return system.outbox.claim(limit)


def test_what_is_asked_is_handed_out_once(database: Database) -> None:
    ask(database)
    (ring,) = claim(database)
    assert (ring.task, ring.ids) == (Task.RUN_VERIFICATION, {"verification_id": "v1"})
    assert claim(database) == ()


def test_what_still_waits_is_not_asked_twice(database: Database) -> None:
    for key in ("v1", "v1", "v2"):
        ask(database, key)
    with database.open_system() as system:
        system.outbox.ask(Task.SWEEP, "v1")
    assert len(claim(database)) == 3


def test_what_is_on_its_way_is_asked_again(database: Database) -> None:
    ask(database)
    (first,) = claim(database)
    ask(database)
    (second,) = claim(database)
    assert first.id != second.id


def test_a_ring_that_waits_for_its_time_rings_at_the_earlier_one(database: Database) -> None:
    with database.open_system() as system:
        now = system.now()
    ask(database, "later", now + HOUR)
    ask(database, "sooner", now + HOUR)
    ask(database, "sooner")
    ask(database, "sooner", now + 2 * HOUR)
    assert [ring.ids["verification_id"] for ring in claim(database)] == ["sooner"]


def test_a_claimed_ring_that_was_not_sent_comes_back(database: Database) -> None:
    ask(database)
    (ring,) = claim(database)
    _turn_back_time(database, claimed_until=dt.timedelta(seconds=11))
    assert claim(database) == (ring,)
    with database.open_system() as system:
        system.outbox.sent([ring.id])
    _turn_back_time(database, claimed_until=HOUR)
    assert claim(database) == ()


def test_a_ring_that_is_released_comes_back_at_once(database: Database) -> None:
    ask(database)
    (ring,) = claim(database)
    with database.open_system() as system:
        system.outbox.release([ring.id])
    assert claim(database) == (ring,)


def test_no_plan_of_the_database_takes_more_than_was_asked_for(database: Database) -> None:
    for number in range(5):
        ask(database, f"v{number}")
    with database.open_system() as system:
        if system._tx.is_postgres:
            for plan in ("hashjoin", "mergejoin", "hashagg", "material", "sort"):
                system._tx.connection.exec_driver_sql(f"SET LOCAL enable_{plan} = off")
        assert len(system.outbox.claim(2)) == 2


def test_the_oldest_ring_goes_first(database: Database) -> None:
    with database.open_system() as system:
        now = system.now()
    for minutes in (2, 3, 1):
        ask(database, f"v{minutes}", now - dt.timedelta(minutes=minutes))
    assert [ring.ids["verification_id"] for ring in claim(database, 2)] == ["v3", "v2"]
    assert [ring.ids["verification_id"] for ring in claim(database, 2)] == ["v1"]


@pytest.mark.parametrize(("age", "dropped"), [(-HOUR, 1), (HOUR, 0)])
def test_only_rings_that_were_sent_are_tidied(database: Database, age: dt.timedelta, dropped: int) -> None:
    ask(database, "sent")
    (ring,) = claim(database)
    ask(database, "waiting")
    with database.open_system() as system:
        system.outbox.sent([ring.id])
    with database.open_system() as system:
        assert system.outbox.tidy(age) == dropped
    with database._engine.begin() as connection:
        assert len(connection.execute(select(outbox)).all()) == 2 - dropped


def _turn_back_time(database: Database, **columns: dt.timedelta) -> None:
    """Make it as if a ring's times had come so much earlier."""
    with database._engine.begin() as connection:
        for row in connection.execute(select(outbox)).all():
            values = {name: getattr(row, name) - by for name, by in columns.items()}
            connection.execute(update(outbox).where(outbox.c.id == row.id).values(**values))
