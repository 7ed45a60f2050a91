"""Figures of a desk, put together: days counted back from what is open now, shares of answers."""

from __future__ import annotations

from kyc_service.domain.cases import Disposition, Outcome
from kyc_service.services import cases
from kyc_service.services.cases import Ruling
from kyc_service.services.desk import figures
from kyc_service.services.desk.figures import AGES, DAYS
from tests.fixtures.service import LISTED_NAME, Caller, submission


def test_a_desk_without_a_case_has_figures_too(caller: Caller) -> None:
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        found = figures.read(work)
    assert (found.open, found.opened, found.closed, found.median, found.lists, found.reasons) == (0, 0, 0, None, (), ())
    assert len(found.days) == DAYS
    assert found.days[-1].day == found.now.date()
    assert len(found.ages) == len(AGES) + 1


def test_what_is_open_is_counted_back_day_by_day(caller: Caller) -> None:
    for at in range(3):
        made = caller.run(caller.submit(submission(reference=f"shop-{at}", business={"name": LISTED_NAME})))
    with caller.rt.open_work(caller.tenant.id, "acc_maker") as work:
        for hit in work.hits.of_verification(made):
            cases.dispose(work, hit.id, Disposition.FALSE_POSITIVE, "different_name", "a note", hit.version)
        case = work.cases.of_verification(made)
        assert case is not None
        cases.decide(work, caller.rt.policy, case.id, Ruling(Outcome.CLEAR, "no_match", "a note"), case.version)
        found = figures.read(work)
    closed = 1 if found.waiting.count == 0 else 0
    assert (found.open, found.days[-1].opened, found.days[-1].open) == (3 - closed, 3, 3 - closed)
    assert found.days[-2].open == 0
    assert sum(share.all for share in found.lists) == sum(count for _, count in found.reasons)
