from __future__ import annotations

import pytest
from sqlalchemy import update

from kyc_service.domain.cases import CaseStatus, HitStatus, Outcome
from kyc_service.domain.desk.filters import CaseFilter
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import ConflictError, FourEyesError, NotFoundError, StaleVersionError
from kyc_service.storage.database import Database
from kyc_service.storage.tables import cases
from kyc_service.storage.work import Work
from tests.fixtures.parties import open_case, start


def test_a_case_is_opened_once(work: Work) -> None:
    story = start(work)
    case = open_case(work, story)
    assert work.cases.open(work.verifications.get(story.verification.id)) == case
    assert work.cases.get(case.id) == work.cases.of_verification(story.verification.id) == case
    assert (case.status, case.version, case.reference) == (CaseStatus.NEW, 1, "shop-1")
    assert (case.open_hits, case.top_score) == (1, 0.9)
    assert work.cases.count_open(story.business.id) == 1
    with pytest.raises(NotFoundError):
        work.cases.get("cas_" + "0" * 32)


def test_a_case_counts_the_hits_that_are_open(work: Work) -> None:
    story = start(work)
    case = open_case(work, story)
    (hit,) = work.hits.of_verification(story.verification.id)
    work.hits.dispose(hit.id, HitStatus.FALSE_POSITIVE, "different_name", None, 1)
    assert work.cases.get(case.id).open_hits == 0
    work.hits.settle(hit.id, HitStatus.SUPERSEDED)
    assert work.cases.get(case.id).top_score is None


def test_a_case_goes_from_hand_to_hand(work: Work) -> None:
    case = work.cases.assign(open_case(work, start(work)), "anna")
    assert (case.assignee, case.status, case.version) == ("anna", CaseStatus.IN_PROGRESS, 2)
    case = work.cases.assign(case, None)
    assert (case.assignee, case.status) == (None, CaseStatus.IN_PROGRESS)
    assert work.cases.touch(case).version == 4
    with pytest.raises(StaleVersionError):
        work.cases.assign(case, "bert")


def test_a_decision_of_two_people(work: Work) -> None:
    story = start(work)
    case = work.cases.propose(open_case(work, story), Outcome.REJECT, "anna")
    assert (case.status, case.proposed, case.maker) == (CaseStatus.PENDING_APPROVAL, Outcome.REJECT, "anna")
    for nobody in ("anna", None):
        with pytest.raises(FourEyesError):
            work.cases.close(case, Outcome.REJECT, nobody)
    closed = work.cases.close(case, Outcome.REJECT, "bert")
    assert (closed.status, closed.outcome) == (CaseStatus.CLOSED, Outcome.REJECT)
    assert closed.closed_at is not None
    assert work.cases.count_open(story.business.id) == 0
    with pytest.raises(ConflictError):
        work.cases.assign(closed, "carl")


def test_a_decision_that_is_sent_back_leaves_no_maker(work: Work) -> None:
    proposed = work.cases.propose(open_case(work, start(work)), Outcome.CLEAR, "anna")
    back = work.cases.send_back(proposed)
    assert (back.status, back.proposed, back.maker) == (CaseStatus.IN_PROGRESS, None, None)
    assert work.cases.close(back, Outcome.CLEAR, None).status is CaseStatus.CLOSED


@pytest.mark.parametrize("checker", ["anna", None])
def test_the_tables_themselves_refuse_a_maker_as_checker(
    database: Database, tenant: Tenant, checker: str | None
) -> None:
    with database.open_work(tenant.id, "tester") as work:
        case = work.cases.propose(open_case(work, start(work)), Outcome.REJECT, "anna")
    closed = {"status": "closed", "outcome": "reject", "checker": checker, "closed_at": case.opened_at}
    with pytest.raises(FourEyesError), database._engine.begin() as connection:
        connection.execute(update(cases).values(**closed))


def test_pages_are_newest_first_and_can_be_narrowed(work: Work) -> None:
    made = [open_case(work, start(work, f"shop-{number}")) for number in range(5)]
    first = work.cases.page(None, 2)
    second = work.cases.page(first.next, 2)
    third = work.cases.page(second.next, 2)
    assert third.next is None
    assert [case.id for page in (first, second, third) for case in page.items] == [case.id for case in made[::-1]]
    work.cases.assign(made[2], "anna")
    assert [case.id for case in work.cases.page(None, 9, CaseFilter(assignee="anna")).items] == [made[2].id]
    assert len(work.cases.page(None, 9, CaseFilter(status=CaseStatus.NEW)).items) == 4
