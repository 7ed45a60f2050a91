"""Many cases at once: each by itself, and none twice."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.domain.cases import Case, CaseStatus, HitStatus, HoldReason, Outcome, Queue
from kyc_service.errors import IdempotencyKeyReusedError, InvalidInputError
from kyc_service.services import cases as service
from kyc_service.services.desk import bulk
from kyc_service.services.desk.bulk import Bulk, BulkAction, Item, Once
from tests.fixtures.service import LISTED_NAME, Caller, Service, submission

NOBODY = "cas_" + "0" * 32


@pytest.fixture(scope="module")
def market(shared_service: Service) -> Caller:
    return shared_service.add_caller("Marketplace")


@pytest.fixture
def three(market: Caller) -> list[Case]:
    before = set(_open(market))
    for _ in range(3):
        reference = f"shop-{len(before)}-{_}"
        market.run(market.submit(submission(reference=reference, business={"name": LISTED_NAME})))
    return [case for case_id, case in _open(market).items() if case_id not in before]


def _open(market: Caller) -> dict[str, Case]:
    with market.rt.open_work(market.tenant.id, "mila", read_only=True) as work:
        return {case.id: case for case in work.queues.page(Queue.OPEN, None, 99).items}


def _run(market: Caller, wanted: Bulk, items: list[Item], once: Once | None = None) -> list[str | None]:
    return [one.code for one in bulk.run(market.rt, market.tenant.id, "mila", wanted, items, once)]


def _read(market: Caller, case: Case) -> Case:
    with market.rt.open_work(market.tenant.id, "mila", read_only=True) as work:
        return work.cases.get(case.id)


def test_one_that_is_refused_costs_the_others_nothing(market: Caller, three: list[Case]) -> None:
    first, second, third = three
    items = [Item(first.id, 1), Item(second.id, 7), Item(NOBODY, 1), Item(third.id, 1)]
    found = _run(market, Bulk(action=BulkAction.ASSIGN, assignee="mila"), items)
    assert found == [None, "precondition_failed", "not_found", None]
    assert [_read(market, case).assignee for case in three] == ["mila", None, "mila"]


def test_the_same_key_does_again_only_what_was_not_done(market: Caller, three: list[Case]) -> None:
    first, second, _ = three
    wanted, once = Bulk(action=BulkAction.TAG, tags=("vip",)), Once("key-1", "tag both")
    items = [Item(first.id, 1), Item(second.id, 2)]
    assert _run(market, wanted, items, once) == [None, "precondition_failed"]
    with market.rt.open_work(market.tenant.id, "bob") as work:
        service.assign(work, second.id, "bob", 1)
    assert _run(market, wanted, items, once) == [None, None]
    assert _run(market, wanted, items, once) == [None, None]
    assert [_read(market, case).version for case in (first, second)] == [2, 3]
    with pytest.raises(IdempotencyKeyReusedError):
        _run(market, wanted, items, Once("key-1", "something else"))


def test_tags_come_to_those_there_are(market: Caller, three: list[Case]) -> None:
    case = three[0]
    _run(market, Bulk(action=BulkAction.TAG, tags=("vip",)), [Item(case.id, 1)])
    assert _run(market, Bulk(action=BulkAction.TAG, tags=("b2b", "Nope")), [Item(case.id, 2)]) == ["invalid_tag"]
    _run(market, Bulk(action=BulkAction.TAG, tags=("b2b",)), [Item(case.id, 2)])
    with market.rt.open_work(market.tenant.id, "mila", read_only=True) as work:
        assert work.desk.tags.of([case.id])[case.id] == ("b2b", "vip")


def test_many_are_put_aside(market: Caller, three: list[Case]) -> None:
    until = three[0].opened_at + dt.timedelta(days=3)
    wanted = Bulk(action=BulkAction.HOLD, until=until, reason=HoldReason.AUTHORITY_ASKED)
    assert _run(market, wanted, [Item(case.id, 1) for case in three]) == [None] * 3
    assert {_read(market, case).status for case in three} == {CaseStatus.ON_HOLD}


def test_false_positives_are_answered_and_cleared_by_the_rules_of_one(market: Caller, three: list[Case]) -> None:
    first, second, _ = three
    with market.rt.open_work(market.tenant.id, "mila") as work:
        hit = work.hits.of_verification(second.verification_id)[0]
        work.hits.dispose(hit.id, HitStatus.INCONCLUSIVE, "too_little_data", None, hit.version)
    wanted = Bulk(action=BulkAction.CLEAR, note="A travel agency, no airline.")
    found = _run(market, wanted, [Item(first.id, 1, "different_country"), Item(second.id, 1)])
    assert found == [None, "hits_inconclusive"]
    closed, other = _read(market, first), _read(market, second)
    assert (closed.status, closed.outcome) == (CaseStatus.CLOSED, Outcome.CLEAR)
    assert other.status is CaseStatus.NEW
    with market.rt.open_work(market.tenant.id, "mila", read_only=True) as work:
        answers = {(hit.status, hit.reason_code) for hit in work.hits.of_verification(first.verification_id)}
    assert answers == {(HitStatus.FALSE_POSITIVE, "different_country")}


@pytest.mark.parametrize(
    ("action", "pointers"),
    [
        (BulkAction.TAG, ["/tags"]),
        (BulkAction.HOLD, ["/until", "/reason"]),
        (BulkAction.CLEAR, ["/note"]),
    ],
)
def test_what_an_action_lacks_is_said_before_anything_is_done(
    market: Caller, action: BulkAction, pointers: list[str]
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        _run(market, Bulk(action=action), [Item(NOBODY, 1)])
    assert [fault.pointer for fault in refused.value.faults] == pointers
