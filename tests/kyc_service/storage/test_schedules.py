from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update

from kyc_service.storage.database import Database
from kyc_service.storage.schedules import Run
from kyc_service.storage.tables import schedules
from kyc_service.tasks import Task

TABLE = {
    "sweep": (Task.SWEEP, 5.0, {}),
    "refresh-un": (Task.REFRESH_LIST, 14400.0, {"source_id": "un"}),
}


def reconcile(database: Database, table: dict[str, tuple[Task, float, dict[str, str]]]) -> None:
    with database.open_system() as system:
        system.schedules.reconcile(table)


def claim(database: Database) -> tuple[Run, ...]:
    with database.open_system() as system:
        return system.schedules.claim_due()


def pass_time(database: Database, by: dt.timedelta) -> None:
    """Make it as if every run had come so much earlier."""
    with database._engine.begin() as connection:
        for row in connection.execute(select(schedules)).all():
            mine = schedules.c.name == row.name
            connection.execute(update(schedules).where(mine).values(next_at=row.next_at - by))


def test_each_run_is_handed_out_once(database: Database) -> None:
    reconcile(database, TABLE)
    assert claim(database) == (
        Run("refresh-un", Task.REFRESH_LIST, {"source_id": "un"}),
        Run("sweep", Task.SWEEP, {}),
    )
    assert claim(database) == ()


def test_a_run_comes_round(database: Database) -> None:
    reconcile(database, TABLE)
    claim(database)
    pass_time(database, dt.timedelta(seconds=6))
    assert [run.name for run in claim(database)] == ["sweep"]
    assert claim(database) == ()


def test_missed_runs_are_caught_up_once(database: Database) -> None:
    reconcile(database, TABLE)
    pass_time(database, dt.timedelta(hours=1))
    assert [run.name for run in claim(database)] == ["refresh-un", "sweep"]
    assert claim(database) == ()


def test_a_run_that_is_on_time_keeps_the_beat(database: Database) -> None:
    reconcile(database, {"sweep": (Task.SWEEP, 60.0, {})})
    pass_time(database, dt.timedelta(seconds=10))
    with database._engine.begin() as connection:
        before = connection.execute(select(schedules.c.next_at)).scalar_one()
    claim(database)
    with database._engine.begin() as connection:
        after = connection.execute(select(schedules.c.next_at)).scalar_one()
    assert after - before == dt.timedelta(seconds=60)


def test_the_table_is_made_exactly_so_and_known_schedules_keep_their_time(database: Database) -> None:
    reconcile(database, TABLE)
    claim(database)
    reconcile(database, {"sweep": (Task.SWEEP, 7.0, {}), "tidy": (Task.TIDY, 3600.0, {})})
    assert [run.name for run in claim(database)] == ["tidy"]
    with database._engine.begin() as connection:
        rows = {row.name: row.seconds for row in connection.execute(select(schedules))}
    assert rows == {"sweep": 7.0, "tidy": 3600.0}
    reconcile(database, {})
    pass_time(database, dt.timedelta(days=1))
    assert claim(database) == ()


def test_a_heartbeat_is_remembered(database: Database) -> None:
    with database.open_system() as system:
        assert system.schedules.last_beat("scheduler") is None
        system.schedules.beat("scheduler")
        first = system.schedules.last_beat("scheduler")
        system.schedules.beat("scheduler")
        second = system.schedules.last_beat("scheduler")
        assert first is not None
        assert second is not None
        assert first < second <= system.now()


def test_one_scheduler_leads(database: Database) -> None:
    minute = dt.timedelta(minutes=1)
    with database.open_system() as system:
        assert system.schedules.lead("one", minute)
        assert not system.schedules.lead("two", minute)
        assert system.schedules.lead("one", dt.timedelta(0))
        assert system.schedules.lead("two", minute)
        system.schedules.step_down("two")
        assert system.schedules.lead("one", minute)
