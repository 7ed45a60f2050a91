"""Sharing out: who gets what, the same every time, and nobody's case twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.cases import Queue
from kyc_service.domain.people.roles import Role
from kyc_service.services.desk import sharing
from kyc_service.services.people import accounts
from tests.fixtures.people import add_staff
from tests.fixtures.service import LISTED_NAME, Caller, Service, submission

loads = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9))


@given(st.integers(0, 30), loads)
def test_each_case_goes_to_whoever_has_the_fewest(many: int, given_loads: dict[str, int]) -> None:
    cases = [f"case-{number}" for number in range(many)]
    planned = sharing.plan(cases, given_loads)
    assert list(planned) == (cases if given_loads else [])
    now = dict(given_loads)
    for account in planned.values():
        assert (now[account], account) == min((load, one) for one, load in now.items())
        now[account] += 1
    assert planned == sharing.plan(cases, dict(reversed(given_loads.items())))


@pytest.fixture
def market(service: Service) -> Caller:
    caller = service.add_caller("Marketplace")
    for number in range(5):
        caller.run(caller.submit(submission(reference=f"shop-{number}", business={"name": LISTED_NAME})))
    return caller


@pytest.mark.usefixtures("cheap_hashes")
def test_cases_of_nobody_go_to_those_who_may_work_and_can_sign_in(market: Caller) -> None:
    rt, tenant = market.rt, market.tenant
    ann = add_staff(rt, tenant.id, Role.ANALYST, name="Ann").opened.person.account_id
    bob = add_staff(rt, tenant.id, Role.SENIOR_ANALYST, name="Bob").opened.person.account_id
    add_staff(rt, tenant.id, Role.VIEWER, name="Vic")
    with rt.open_work(tenant.id, "cli:test") as work:
        accounts.invite(work, "Ivy", "ivy@desk.example", [Role.ANALYST])
        first = work.queues.page(Queue.UNASSIGNED, None, 1).items[0]
        work.cases.assign(first, ann)
    with rt.open_work(tenant.id, bob) as work:
        order = [case.id for case in work.queues.page(Queue.UNASSIGNED, None, 9).items]
        shares = sharing.share_out(work, 3)
        assert [(one.worker.name, one.worker.load, len(one.case_ids)) for one in shares] == [
            ("Ann", 1, 1),
            ("Bob", 0, 2),
        ]
        assert {case for one in shares for case in one.case_ids} == set(order[:3])
        assert work.queues.loads() == {ann: 2, bob: 2}
        assert sum(len(one.case_ids) for one in sharing.share_out(work)) == 1
        assert work.queues.count()[Queue.UNASSIGNED] == 0


@pytest.mark.usefixtures("cheap_hashes")
def test_without_anybody_nothing_is_shared_out(market: Caller) -> None:
    with market.rt.open_work(market.tenant.id, "cli:test") as work:
        assert sharing.share_out(work) == ()
        assert work.queues.count()[Queue.UNASSIGNED] == 5
