"""Queues of cases, on both databases."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import event, update

from kyc_service.domain.cases import Outcome, Queue
from kyc_service.domain.desk.filters import CaseFilter, CaseKind
from kyc_service.domain.risk.levels import Level
from kyc_service.errors import InvalidInputError
from kyc_service.services import verifications
from kyc_service.services.runtime import Runtime
from kyc_service.storage.tables import cases
from kyc_service.storage.work import Work
from tests.fixtures.databases import add_tenant
from tests.fixtures.runtimes import submission

LISTED = "Aero-Caribbean"


@pytest.fixture
def tenant_id(loaded_runtime: Runtime) -> str:
    tenant = add_tenant(loaded_runtime.database, "Test Marketplace")
    for place in range(4):
        with loaded_runtime.open_work(tenant.id, "tester") as work:
            started = verifications.submit(work, loaded_runtime.policy, submission(f"shop-{place}", LISTED))
        verifications.run(loaded_runtime, started.id)
    return tenant.id


def test_each_case_is_in_the_queues_that_its_state_and_the_reader_say(loaded_runtime: Runtime, tenant_id: str) -> None:
    rt = loaded_runtime
    with rt.open_work(tenant_id, "ann") as work:
        first, second, third, fourth = work.queues.page(Queue.UNASSIGNED, None, 10).items
        work.cases.assign(first, "ann")
        work.cases.assign(second, "bob")
        work.cases.propose(third, Outcome.REJECT, "ann")
        work.cases.close(work.cases.propose(fourth, Outcome.CLEAR, "ann"), Outcome.CLEAR, "bob")
    shown = {}
    for reader in ("ann", "bob"):
        with rt.open_work(tenant_id, reader, read_only=True) as work:
            pages = {queue: [case.id for case in work.queues.page(queue, None, 10).items] for queue in Queue}
            counts = work.queues.count()
            assert counts == {queue: len(pages[queue]) for queue in Queue if queue is not Queue.CLOSED}
            shown[reader] = pages
    nothing = {queue: [] for queue in (Queue.LATE, Queue.HELD, Queue.AWAITING, Queue.ESCALATED)}
    assert shown["ann"] == nothing | {
        Queue.MINE: [first.id],
        Queue.UNASSIGNED: [],
        Queue.APPROVALS: [],
        Queue.OPEN: [first.id, second.id, third.id],
        Queue.CLOSED: [fourth.id],
    }
    assert shown["bob"][Queue.MINE] == [second.id]
    assert shown["bob"][Queue.APPROVALS] == [third.id]


def test_pages_join_without_a_gap(loaded_runtime: Runtime, tenant_id: str) -> None:
    with loaded_runtime.open_work(tenant_id, "ann", read_only=True) as work:
        whole = work.queues.page(Queue.OPEN, None, 10).items
        joined, after = [], None
        for _ in whole:
            page = work.queues.page(Queue.OPEN, after, 1)
            joined += page.items
            after = page.next
        assert (tuple(joined), after) == (whole, None)
        with pytest.raises(InvalidInputError):
            work.queues.page(Queue.OPEN, "no place", 1)


def test_the_next_case_stays_within_the_tenant(loaded_runtime: Runtime, tenant_id: str) -> None:
    other = add_tenant(loaded_runtime.database, "Other Marketplace")
    with loaded_runtime.open_work(tenant_id, "ann", read_only=True) as work:
        theirs = work.queues.find_next(None)
        assert theirs is not None
    with loaded_runtime.open_work(other.id, "ann", read_only=True) as work:
        assert work.queues.find_next(None) is None
        assert work.queues.find_next(theirs.id) is None
        assert work.queues.count() == dict.fromkeys(set(Queue) - {Queue.CLOSED}, 0)


def test_a_line_knows_its_lists_and_flags(loaded_runtime: Runtime, tenant_id: str) -> None:
    with loaded_runtime.open_work(tenant_id, "ann", read_only=True) as work:
        case = work.queues.page(Queue.OPEN, None, 1).items[0]
        assert work.queues.summarise([case.verification_id]) == {case.verification_id: (("ofac_sdn",), ())}
        assert work.queues.summarise([]) == {}


def test_urgent_ones_come_first_then_those_due_then_the_oldest(loaded_runtime: Runtime, tenant_id: str) -> None:
    rt = loaded_runtime
    with rt.open_work(tenant_id, "ann") as work:
        first, second, third, fourth = work.queues.page(Queue.OPEN, None, 10).items
        work.cases.set_urgent(third, urgent=True)
        set_due(work, fourth.id, first.opened_at)
    with rt.open_work(tenant_id, "ann", read_only=True) as work:
        wanted = [third.id, fourth.id, first.id, second.id]
        assert [case.id for case in work.queues.page(Queue.OPEN, None, 10).items] == wanted
        assert [case.id for case in work.queues.page(Queue.LATE, None, 10).items] == [fourth.id]
        joined, after = [], None
        for _ in wanted:
            page = work.queues.page(Queue.UNASSIGNED, after, 1)
            joined += [case.id for case in page.items]
            after = page.next
        assert (joined, after) == (wanted, None)
        went = [work.queues.find_next(None)]
        for _ in wanted:
            went.append(work.queues.find_next(went[-1].id if went[-1] else None))
        assert [case.id if case else None for case in went] == [*wanted, third.id]


def set_due(work: Work, case_id: str, moment: dt.datetime) -> None:
    work._tx.run(update(cases).where(cases.c.id == case_id).values(due_at=moment))


def test_a_filter_narrows_any_queue(loaded_runtime: Runtime, tenant_id: str) -> None:
    with loaded_runtime.open_work(tenant_id, "ann") as work:
        first, second, *_ = work.queues.page(Queue.OPEN, None, 10).items
        work.desk.tags.replace(first.id, ("vip", "slow"))
        work.desk.tags.replace(second.id, ("slow",))

        def find(**wanted: Any) -> list[str]:
            return [case.id for case in work.queues.page(Queue.OPEN, None, 10, CaseFilter(**wanted)).items]

        assert find(tag="vip") == [first.id]
        assert find(tag="slow") == [first.id, second.id]
        assert len(find(source="ofac_sdn")) == len(find(kind=CaseKind.HITS)) == 4
        assert find(source="un") == find(kind=CaseKind.REGISTERS) == find(level=Level.PROHIBITED) == find(days=1) == []
        rating = work.risk.ratings.latest_of(first.subject_id)
        assert rating is not None
        assert first.id in find(level=rating.level)
        assert find(tag="vip", kind=CaseKind.OWNERSHIP) == []
        assert len(find(days=0)) == 4
        assert work.desk.tags.in_use(9) == ("slow", "vip")
        assert work.cases.page(None, 10, CaseFilter(tag="vip")).items[0].id == first.id


def test_the_next_case_is_read_from_its_index_and_nothing_is_sorted(loaded_runtime: Runtime, tenant_id: str) -> None:
    """Asked of the database: on PostgreSQL without walking the whole table, which it prefers while that is small."""
    asked: list[tuple[str, Any]] = []

    def note(conn: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:  # noqa: ARG001 - SQLAlchemy's
        asked.append((statement, parameters))

    engine = loaded_runtime.database._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        with loaded_runtime.open_work(tenant_id, "ann", read_only=True) as work:
            case = work.queues.find_next(None)
            assert case is not None
            work.queues.find_next(case.id)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    questions = [one for one in asked if "ORDER BY cases.assignee" in one[0]]
    assert len(questions) >= 4
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if not sqlite:
            for way in ("seqscan", "bitmapscan", "sort"):
                connection.exec_driver_sql(f"SET enable_{way} = off")
            # Beside so few cases it costs the same. It is back when the connection is closed.
            connection.exec_driver_sql("DROP INDEX ix_cases_open")
        for statement, parameters in questions:
            explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
            plan = "\n".join(str(row) for row in connection.exec_driver_sql(explain + statement, parameters))
            assert "ix_cases_next" in plan
            assert "TEMP B-TREE" not in plan
            assert "Sort" not in plan
