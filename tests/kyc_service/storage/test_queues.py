"""Queues of cases, on both databases."""

from __future__ import annotations

import pytest

from kyc_service.domain.cases import Outcome, Queue
from kyc_service.errors import InvalidInputError
from kyc_service.services import verifications
from kyc_service.services.runtime import Runtime
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
    assert shown["ann"] == {
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
