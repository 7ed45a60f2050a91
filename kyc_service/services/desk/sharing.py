"""Sharing out: cases of nobody go to those who have the fewest, in the order of work."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kyc_service.domain.cases import Case, Queue
from kyc_service.domain.people.accounts import STAFF, AccountStatus
from kyc_service.domain.people.roles import Permission, permissions_of
from kyc_service.errors import StaleVersionError
from kyc_service.services import cases as service
from kyc_service.storage.work import Work

MOST = 100
"""Cases that are shared out at once."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who may be given cases."""

    account_id: str
    name: str
    load: int
    """Open cases they have."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one person got."""

    worker: Worker
    case_ids: tuple[str, ...]


def list_workers(work: Work) -> tuple[Worker, ...]:
    """List the people who may work on cases and can sign in, by their names, with how much they have."""
    loads = work.queues.loads()
    active = [one for one in work.people.accounts.list() if one.status is AccountStatus.ACTIVE]
    able = [one for one in active if Permission.CASES_WORK in permissions_of(one.roles)]
    workers = [Worker(one.id, one.person.use(STAFF).name, loads.get(one.id, 0)) for one in able]
    return tuple(sorted(workers, key=lambda worker: (worker.name.casefold(), worker.account_id)))


def plan(case_ids: Sequence[str], loads: Mapping[str, int]) -> Mapping[str, str]:
    """Say who gets which case: each goes to whoever has the fewest then, of equals to the first by id."""
    heap = [(load, account_id) for account_id, load in loads.items()]
    heapq.heapify(heap)
    given = {}
    for case_id in case_ids if heap else ():
        load, account_id = heap[0]
        given[case_id] = account_id
        heapq.heapreplace(heap, (load + 1, account_id))
    return given


def share_out(work: Work, most: int = MOST) -> tuple[Share, ...]:
    """Give up to so many cases of nobody away. One that somebody takes at this moment stays theirs."""
    workers = list_workers(work)
    waiting = {case.id: case for case in work.queues.page(Queue.UNASSIGNED, None, most).items}
    planned = plan(list(waiting), {worker.account_id: worker.load for worker in workers})
    given = Counter[str]()
    got: dict[str, list[str]] = {worker.account_id: [] for worker in workers}
    for case_id, account_id in planned.items():
        if _give(work, waiting[case_id], account_id):
            got[account_id].append(case_id)
            given[account_id] += 1
    work.audit.append("cases.shared_out", "done", details={"cases": given.total(), "people": len(given)})
    return tuple(Share(worker, tuple(got[worker.account_id])) for worker in workers)


def _give(work: Work, case: Case, account_id: str) -> bool:
    try:
        service.assign(work, case.id, account_id, case.version)
    except StaleVersionError:
        return False
    return True
