from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from kyc_service.domain.cases import CaseStatus, HitStatus, HoldReason, Outcome
from kyc_service.domain.desk.calendars import Calendar
from kyc_service.domain.desk.filters import CaseFilter
from kyc_service.domain.desk.terms import Terms
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


def test_the_clock_of_a_term_stands_still_while_a_case_is_put_aside(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = open_case(work, start(work))
    assert case.due_at == Terms().due(None, case.opened_at)
    monday = dt.datetime(2027, 3, 1, 8, tzinfo=dt.UTC)
    monkeypatch.setattr(work._tx.clock, "now", lambda: monday)
    held = work.cases.hold(case, monday + dt.timedelta(days=9), HoldReason.OTHER)
    assert (held.stopped_at, held.due_at) == (monday, case.due_at)
    monkeypatch.setattr(work._tx.clock, "now", lambda: monday + dt.timedelta(days=1, hours=2))
    resumed = work.cases.resume(held)
    assert (resumed.stopped_at, resumed.held_until, resumed.held_for) == (None, None, None)
    # A day of eight hours, and two more.
    assert case.due_at is not None
    assert resumed.due_at == Calendar().add(case.due_at, dt.timedelta(hours=10))


STEPS = {
    "closed from put aside": ("on_hold", {"status": "closed", "outcome": "clear"}),
    "closed while it waits for an answer": ("awaiting_answer", {"status": "closed", "outcome": "clear"}),
    "proposed from put aside": ("on_hold", {"status": "pending_approval", "proposed": "clear", "maker": "anna"}),
    "back to new": ("in_progress", {"status": "new"}),
    "without a term": ("in_progress", {"due_at": None}),
    "clock that runs on": ("on_hold", {"stopped_at": None}),
    "open again without saying who": ("closed", {"status": "in_progress", "outcome": None, "closed_at": None}),
}


@pytest.mark.parametrize("name", STEPS)
def test_the_tables_themselves_refuse_a_way_that_there_is_not(database: Database, tenant: Tenant, name: str) -> None:
    before, after = STEPS[name]
    with database.open_work(tenant.id, "tester") as work:
        case = open_case(work, start(work))
    at = case.opened_at
    extra: dict[str, dict[str, object]] = {
        "on_hold": {"held_until": at, "held_for": "other", "stopped_at": at},
        "awaiting_answer": {"stopped_at": at},
        "closed": {"outcome": "clear", "closed_at": at},
    }
    freed = {"held_until": None, "held_for": None, "stopped_at": None} if after.get("status") else {}
    closes = {"closed_at": at} if after.get("status") == "closed" else {}
    with database._engine.begin() as connection:
        connection.execute(update(cases).values(status=before, **extra.get(before, {})))
    with pytest.raises(ConflictError), database._engine.begin() as connection:
        connection.execute(update(cases).values(**{**freed, **closes, **after}))


def test_a_case_says_who_changed_what_since_a_version(work: Work) -> None:
    case = open_case(work, start(work))
    assert work.cases.changes_since(case.id, 0) == ()
    work.cases.assign(case, "anna")
    work.cases.note(work.cases.get(case.id))
    second, first = work.cases.changes_since(case.id, case.version)
    assert (first.version, first.by, set(first.fields)) == (case.version + 1, work.actor, {"assignee", "status"})
    assert (second.version, second.fields) == (case.version + 2, ("beside",))
    assert first.at <= second.at
    assert work.cases.changes_since(case.id, case.version + 1) == (second,)
    assert work.cases.changes_since(case.id, case.version + 2) == ()
    with pytest.raises(NotFoundError):
        work.cases.changes_since("cas_" + "0" * 32, 0)


def test_the_newest_changes_of_a_case_are_kept(work: Work) -> None:
    case = open_case(work, start(work))
    for _ in range(33):
        case = work.cases.note(case)
    kept = work.cases.changes_since(case.id, 0)
    assert [one.version for one in kept] == list(range(case.version, case.version - 30, -1))


def test_a_case_that_was_changed_before_changes_were_kept_tells_the_last(work: Work) -> None:
    case = work.cases.assign(open_case(work, start(work)), "anna")
    work._tx.run(update(cases).values(changes=None))
    (change,) = work.cases.changes_since(case.id, 1)
    assert (change.version, change.by) == (case.version, work.actor)
    assert work.cases.changes_since(case.id, case.version) == ()
