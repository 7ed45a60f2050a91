from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from kyc_service.domain.checks import CheckKind, CheckReason, CheckStatus, ListUsed, ScreeningResult
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import AttemptLostError, ConflictError, NotFoundError
from kyc_service.storage.database import Database
from kyc_service.storage.work import Work
from tests.fixtures.parties import LEASE, RESULT, add_person, start

OVER = dt.timedelta(0)
"""A lease that is over when it begins."""


def test_checks_are_listed_as_they_were_added(work: Work) -> None:
    story = start(work)
    assert set(work.checks.of(story.verification.id)) == set(story.checks)
    assert all((check.status, check.attempt) == (CheckStatus.PENDING, 0) for check in story.checks)


def test_a_question_is_asked_once_of_each_subject(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        story = start(work)
    with pytest.raises(ConflictError), database.open_work(tenant.id, "tester") as work:
        work.checks.add(story.verification.id, story.business.id, CheckKind.SCREENING)
    with pytest.raises(NotFoundError), database.open_work(tenant.id, "tester") as work:
        work.checks.add("ver_" + "0" * 32, story.business.id, CheckKind.SCREENING)


def test_a_claim_takes_what_is_due_and_no_more(work: Work) -> None:
    story = start(work)
    later = work.now() + dt.timedelta(hours=1)
    work.checks.add(story.verification.id, story.person.id, CheckKind.PLAUSIBILITY, due_at=later)
    claimed = work.checks.claim(story.verification.id, LEASE)
    assert {check.id for check in claimed} == {check.id for check in story.checks}
    for check in claimed:
        assert (check.status, check.attempt) == (CheckStatus.RUNNING, 1)
        assert check.lease_until is not None
        assert abs(check.lease_until - work.now() - LEASE) < dt.timedelta(seconds=10)
    assert work.checks.claim(story.verification.id, LEASE) == ()


def test_a_lease_that_ran_out_is_taken_over_and_the_first_worker_is_refused(work: Work) -> None:
    story = start(work)
    mine = work.checks.claim(story.verification.id, OVER)
    theirs = work.checks.claim(story.verification.id, LEASE)
    assert [check.attempt for check in theirs] == [2, 2]
    with pytest.raises(AttemptLostError):
        work.checks.finish(mine[0], CheckStatus.PASSED, RESULT)
    with pytest.raises(AttemptLostError):
        work.checks.put_off(mine[0], CheckReason.LISTS_STALE, work.now())
    with pytest.raises(AttemptLostError):
        work.checks.give_up(mine[0], CheckReason.NEEDS_OPERATOR)
    assert work.checks.finish(theirs[0], CheckStatus.PASSED, RESULT).status is CheckStatus.PASSED


def test_a_sleeper_is_refused_even_when_the_attempts_began_again(work: Work) -> None:
    story = start(work)
    sleeper = work.checks.claim(story.verification.id, OVER)[0]
    taken = next(check for check in work.checks.claim(story.verification.id, LEASE) if check.id == sleeper.id)
    work.checks.put_off(taken, CheckReason.LISTS_STALE, work.now() - LEASE)
    again = next(check for check in work.checks.claim(story.verification.id, LEASE) if check.id == sleeper.id)
    assert again.attempt == sleeper.attempt == 1
    with pytest.raises(AttemptLostError):
        work.checks.finish(sleeper, CheckStatus.PASSED, RESULT)
    work.checks.finish(again, CheckStatus.ATTENTION, RESULT)


def test_a_check_is_finished_once(work: Work) -> None:
    story = start(work)
    check = work.checks.claim(story.verification.id, LEASE)[0]
    done = work.checks.finish(check, CheckStatus.PASSED, RESULT)
    assert done in work.checks.of(story.verification.id)
    assert done.lease_until is None
    with pytest.raises(AttemptLostError):
        work.checks.finish(check, CheckStatus.ATTENTION, RESULT)
    assert work.checks.result_of(check.id) == RESULT


def test_only_an_end_finishes_a_check(work: Work) -> None:
    check = work.checks.claim(start(work).verification.id, LEASE)[0]
    with pytest.raises(ValueError, match="no end"):
        work.checks.finish(check, CheckStatus.PENDING, RESULT)


def test_a_result_comes_back_as_it_was(work: Work) -> None:
    result = ScreeningResult(
        lists=(
            ListUsed(
                "un", "aa", dt.date(2026, 2, 27), dt.datetime(2026, 2, 28, 1, 2, 3, 4, tzinfo=dt.UTC), fresh=False
            ),
            ListUsed("ofac_sdn", "bb", None, None, fresh=True),
        ),
        matcher_version="7",
        threshold=0.8125,
        code_version="1.2",
    )
    checks = work.checks.claim(start(work).verification.id, LEASE)
    assert work.checks.result_of(checks[0].id) is None
    work.checks.finish(checks[0], CheckStatus.PASSED, result)
    work.checks.finish(checks[1], CheckStatus.NOT_SUPPORTED, None)
    assert work.checks.result_of(checks[0].id) == result
    assert work.checks.result_of(checks[1].id) is None


def test_a_check_that_waits_is_not_due_before_its_time(work: Work) -> None:
    story = start(work)
    for check in work.checks.claim(story.verification.id, LEASE):
        waiting = work.checks.put_off(check, CheckReason.LISTS_STALE, work.now() + LEASE)
        assert (waiting.status, waiting.attempt, waiting.reason) == (CheckStatus.PENDING, 0, CheckReason.LISTS_STALE)
        assert waiting in work.checks.of(story.verification.id)
    assert work.checks.claim(story.verification.id, LEASE) == ()


def test_attempts_rise_with_each_worker_that_died(work: Work) -> None:
    story = start(work)
    attempts = [work.checks.claim(story.verification.id, OVER)[0].attempt for _ in range(4)]
    assert attempts == [1, 2, 3, 4]


def test_a_check_that_is_given_up_has_no_answer(work: Work) -> None:
    story = start(work)
    check = work.checks.claim(story.verification.id, LEASE)[0]
    given_up = work.checks.give_up(check, CheckReason.NEEDS_OPERATOR)
    assert (given_up.status, given_up.reason) == (CheckStatus.UNAVAILABLE, CheckReason.NEEDS_OPERATOR)
    assert given_up in work.checks.of(story.verification.id)
    assert work.checks.claim(story.verification.id, LEASE) == ()


def test_a_question_that_is_answered_at_once_is_no_work(work: Work) -> None:
    story = start(work)
    verification, person = story.verification.id, story.person.id
    done = work.checks.add(verification, person, CheckKind.PLAUSIBILITY, required=False, status=CheckStatus.PASSED)
    assert done in work.checks.of(verification)
    assert done.id not in {check.id for check in work.checks.claim(verification, LEASE)}


def test_a_check_nobody_holds_cannot_be_finished(work: Work) -> None:
    check = start(work).checks[0]
    with pytest.raises(AttemptLostError):
        work.checks.finish(check, CheckStatus.PASSED, RESULT)
    pretended = dataclasses.replace(check, status=CheckStatus.RUNNING, attempt=1, lease_until=work.now() + LEASE)
    with pytest.raises(AttemptLostError):
        work.checks.finish(pretended, CheckStatus.PASSED, RESULT)


def test_what_is_known_already_is_written_beside_what_is_asked(work: Work) -> None:
    story = start(work)
    known = work.checks.answer(
        story.verification.id, story.business.id, CheckKind.PLAUSIBILITY, CheckStatus.ATTENTION, None
    )
    people = [add_person(work, story.business, role).id for role in ("owner", "contact")]
    work.checks.ask(story.verification.id, people, CheckKind.SCREENING, beside=[known])
    found = {check.subject_id: check for check in work.checks.of(story.verification.id) if check not in story.checks}
    assert found.pop(story.business.id) == known
    assert {check.status for check in found.values()} == {CheckStatus.PENDING}
    assert found.keys() == set(people)
    with pytest.raises(ConflictError):
        work.checks.override(known, "x")
    with pytest.raises(ValueError, match="no end"):
        work.checks.answer(story.verification.id, story.business.id, CheckKind.PLAUSIBILITY, CheckStatus.PENDING, None)
