"""What is written in one statement is what SQLAlchemy would have written row by row."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, event, insert, select

from kyc_service.domain.ids import new_id
from kyc_service.domain.tenants import Tenant
from kyc_service.storage import inserts
from kyc_service.storage.database import Database
from kyc_service.storage.rows import insert_into
from kyc_service.storage.tables import audit, outbox
from kyc_service.tasks import Task

AT = dt.datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=dt.timezone(dt.timedelta(hours=5)))


def rings(tenant: Tenant, count: int) -> list[dict[str, object]]:
    ids = [new_id("verification") for _ in range(count)]
    return [
        {"id": one, "tenant_id": tenant.id, "task": "t", "key": one, "ids": {"a": "%s ? %(b)s"}, "asked_at": AT}
        | {"due_at": AT}
        for one in ids
    ]


@pytest.fixture
def heard(database: Database) -> list[str]:
    """Give the statements that the database is sent, without what begins and ends transactions."""
    seen: list[str] = []
    event.listen(database._engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    return seen


@pytest.mark.parametrize("count", [1, 2, inserts.MOST, inserts.MOST * 2 + 1])
def test_rows_are_those_that_were_given(database: Database, tenant: Tenant, count: int) -> None:
    rows = rings(tenant, count)
    with database.open_work(tenant.id, "tester") as work:
        work._tx.add_all(outbox, rows)
    with database.open_work(tenant.id, "tester") as work:
        found = {row.id: row for row in work._tx.run(select(outbox))}
    assert found.keys() == {row["id"] for row in rows}
    for row in rows:
        kept = found[str(row["id"])]
        assert {name: getattr(kept, name) for name in row} == row
        assert (kept.sent_at, kept.claimed_until) == (None, None)


def entry(tenant: Tenant, op: str) -> dict[str, object]:
    named = {"tenant_id": tenant.id, "at": AT, "actor": "a", "op": op, "outcome": "x", "mac": "m", "case_id": None}
    return named | {"rule_ids": ["r", "q"], "details": {"n": 1, "t": True}}


def test_every_type_is_bound_as_elsewhere(database: Database, tenant: Tenant) -> None:
    row = entry(tenant, "o")
    with database.open_work(tenant.id, "tester") as work:
        work._tx.add_all(audit, [row])
        work._tx.run(insert(audit).values(**row))
    with database.open_work(tenant.id, "tester") as work:
        ours, theirs = work._tx.run(select(audit).order_by(audit.c.seq.desc()).limit(2)).all()
    assert ours._asdict() | {"seq": 0} == theirs._asdict() | {"seq": 0}


def test_several_rows_are_one_statement(database: Database, tenant: Tenant, heard: list[str]) -> None:
    with database.open_work(tenant.id, "tester") as work:
        work._tx.add_all(outbox, rings(tenant, inserts.MOST + 1))
    assert sum(text.startswith("INSERT INTO outbox") for text in heard) == 2


def test_a_server_hears_of_several_tables_once(database: Database, tenant: Tenant, heard: list[str]) -> None:
    ring, line = rings(tenant, 1), entry(tenant, "first")
    with database.open_work(tenant.id, "tester") as work:
        heard.clear()
        work._tx.add_all(outbox, ring)
        work._tx.add_all(audit, [line])
        work._tx.add_all(audit, [line | {"op": "second"}])
    assert len(heard) == (1 if work._tx.is_postgres else 3)
    with database.open_work(tenant.id, "tester") as work:
        assert work._tx.run(select(outbox.c.id)).scalars().all() == [ring[0]["id"]]
        assert [row.op for row in work._tx.run(select(audit.c.op).order_by(audit.c.seq))][-2:] == ["first", "second"]


def test_whoever_asks_sees_what_was_added_before(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        work._tx.add_all(outbox, rings(tenant, 3))
        assert len(work._tx.run(select(outbox)).all()) == 3


def test_rows_of_one_table_with_other_columns_keep_their_order(database: Database, tenant: Tenant) -> None:
    line = entry(tenant, "first")
    with database.open_work(tenant.id, "tester") as work:
        work._tx.add_all(audit, [line])
        work._tx.add_all(audit, [{name: line[name] for name in line if name != "case_id"} | {"op": "second"}])
        work._tx.add_all(audit, [line | {"op": "third"}])
    with database.open_work(tenant.id, "tester") as work:
        told = [row.op for row in work._tx.run(select(audit.c.op).order_by(audit.c.seq))]
    assert told[-3:] == ["first", "second", "third"]


def test_one_row_may_be_asked_for_twice(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        for _ in range(3):
            work.outbox.ask(Task.RUN_VERIFICATION, "the same", verification_id="ver_1")
    with database.open_work(tenant.id, "tester") as work:
        assert len(work._tx.run(select(outbox)).all()) == 1


def test_a_value_of_its_own_cannot_follow_a_conflict(database: Database, tenant: Tenant) -> None:
    made = insert_into(outbox, postgres=database._engine.dialect.name == "postgresql")
    statement = made.on_conflict_do_update(index_elements=["id"], set_={"key": "a"})
    with pytest.raises(ValueError, match="a value of its own"), database.open_work(tenant.id, "tester") as work:
        work._tx.put(statement, rings(tenant, 1))


def test_a_refused_row_refuses_all_and_the_transaction(database: Database, tenant: Tenant) -> None:
    rows = rings(tenant, 2)
    with pytest.raises(RuntimeError, match="refused"), database.open_work(tenant.id, "tester") as work:
        work._tx.add_all(outbox, [rows[0], rows[1] | {"task": None}])
    with database.open_work(tenant.id, "tester") as work:
        assert not work._tx.run(select(outbox)).all()


def test_rows_have_the_same_columns(database: Database, tenant: Tenant) -> None:
    rows = rings(tenant, 2)
    with pytest.raises(ValueError, match="same columns"), database.open_work(tenant.id, "tester") as work:
        work._tx.add_all(outbox, [rows[0], rows[1] | {"sent_at": None}])


def test_what_would_have_to_be_filled_in_is_refused(database: Database, tenant: Tenant) -> None:
    table = Table("made_up", MetaData(), Column("a", String), Column("b", Integer, default=1))
    for row in ({"a": "x"}, {"a": "x", "b": 1, "c": 2}):
        with pytest.raises(ValueError, match="made_up"), database.open_work(tenant.id, "tester") as work:
            work._tx.add_all(table, [row])
