"""Marks, days and terms, on both kinds of database."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.domain.checks import CheckKind, CheckStatus
from kyc_service.domain.feeds.reviews import DueReason
from kyc_service.domain.feeds.terms import Terms
from kyc_service.domain.verifications import Coverage, Trigger, VerificationStatus
from kyc_service.errors import StaleVersionError
from kyc_service.storage.database import Database
from kyc_service.storage.reviews import Day
from tests.fixtures.databases import add_tenant
from tests.fixtures.parties import Story, start
from tests.fixtures.standing_listeners import Hands
from tests.kyc_service.storage.test_risk_ratings import rate

DAY = dt.timedelta(days=1)


def make(database: Database, name: str, status: VerificationStatus = VerificationStatus.CLEAR) -> tuple[str, str]:
    """Make a tenant with a business that was verified; return both ids."""
    tenant = add_tenant(database, name)
    with database.open_work(tenant.id, "tester") as work:
        story = start(work)
        if status is not VerificationStatus.PROCESSING:
            work.verifications.step(story.verification, status, coverage=Coverage.COMPLETE, reason=None)
    return tenant.id, story.business.id


def test_a_mark_counts_and_stays_due_when_it_was(database: Database) -> None:
    tenant_id, subject_id = make(database, "A Marketplace")
    with database.open_system("tester") as system:
        first, now = system.now() - DAY, system.now()
        system.marks.add({(tenant_id, subject_id)}, "brreg", DueReason.REGISTER_EVENT, first)
        system.marks.add({(tenant_id, subject_id)}, "brreg", DueReason.REGISTER_EVENT, now + DAY)
        [mark] = system.marks.due(10)
        assert (mark.times, mark.due_at, mark.reason) == (2, first, DueReason.REGISTER_EVENT)
        assert mark.first_at <= mark.last_at
        assert system.marks.due(10, ["ten_other"]) == ()
        assert system.marks.waiting() == {"brreg": 1}


@pytest.mark.parametrize(
    ("status", "is_due", "kept"),
    [
        (VerificationStatus.CLEAR, True, True),
        (VerificationStatus.FAILED, True, True),
        (VerificationStatus.PROCESSING, False, True),
        (VerificationStatus.REVIEW, False, True),
        (VerificationStatus.ACTION_REQUIRED, False, True),
        (VerificationStatus.CANCELLED, False, False),
    ],
)
def test_of_whom_a_verification_is_begun(
    database: Database, status: VerificationStatus, *, is_due: bool, kept: bool
) -> None:
    tenant_id, subject_id = make(database, "A Marketplace", status)
    with database.open_system("tester") as system:
        system.marks.add({(tenant_id, subject_id)}, "brreg", DueReason.REGISTER_EVENT, system.now() - DAY)
        assert bool(system.marks.due(10)) is is_due
        assert system.marks.drop_pointless() == int(not kept)
    with database.open_work(tenant_id, "tester") as work:
        assert work.reviews.may_start(subject_id) is is_due
        assert (work.reviews.mark_of(subject_id) is not None) is kept


def test_one_that_a_person_rejected_stays_rejected(database: Database) -> None:
    tenant_id, subject_id = make(database, "A Marketplace", VerificationStatus.REVIEW)
    with database.open_work(tenant_id, "tester") as work:
        latest = work.verifications.latest_of(subject_id)
        assert latest is not None
        work.verifications.step(latest, VerificationStatus.REJECTED, coverage=Coverage.COMPLETE, reason=None)
        assert not work.reviews.may_start(subject_id)
        assert work.reviews.by_calendar(work.now().date() - DAY, 10) == ()


def test_a_calendar_day_is_due_for_whom_nothing_was_begun_since(database: Database) -> None:
    tenant_id, subject_id = make(database, "A Marketplace")
    with database.open_work(tenant_id, "tester") as work:
        today = work.now().date()
        assert work.reviews.by_calendar(today - DAY, 10) == ()
        assert work.reviews.by_calendar(today + DAY, 10) in {(), (subject_id,)}
        assert work.reviews.by_date(10) == ()
        assert work.reviews.by_age(Terms(), 10) == ()
        assert work.reviews.count_begun(work.now() - DAY) == 0
        work.verifications.add(work.subjects.get(subject_id), Trigger.MONITORING, policy_version="1")
        assert work.reviews.count_begun(work.now() - DAY) == 1


def test_a_day_lets_in_more_as_it_passes() -> None:
    midnight = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
    passed = [Day.of(midnight + dt.timedelta(hours=hours)).passed for hours in (0, 6, 12, 23)]
    assert passed == [0, 0.25, 0.5, pytest.approx(23 / 24)]


def test_terms_are_kept_with_their_version(database: Database) -> None:
    tenant_id, _ = make(database, "A Marketplace")
    with database.open_work(tenant_id, "tester") as work:
        assert work.review_terms.read() == (Terms(), 0, None)
        chosen = Terms(high_days=30, yearly_on="01-31")
        assert work.review_terms.set(chosen, 0) == 1
        assert work.review_terms.set(Terms(), 1) == 2
        with pytest.raises(StaleVersionError):
            work.review_terms.set(chosen, 1)
        terms, version, set_at = work.review_terms.read()
        assert (terms, version, set_at is not None) == (Terms(), 2, True)


def test_a_review_date_and_an_age_are_read_alike_on_both(database: Database, hands: Hands) -> None:
    tenant_id, subject_id = make(database, "A Marketplace")
    with database.open_work(tenant_id, "tester") as work:
        latest = work.verifications.latest_of(subject_id)
        assert latest is not None
        work.checks.add(latest.id, subject_id, CheckKind.REGISTER, source="kvk", status=CheckStatus.PASSED)
        business = work.subjects.get(subject_id)
        rated = rate(work, Story(business, business, latest, ()))
        until = (rated.review_at - work.now().date()).days
    for days, dated in ((until - 1, False), (2, True)):
        hands.turn(days=days)
        with database.open_work(tenant_id, "tester") as work:
            assert [one[0] for one in work.reviews.by_date(9)] == ([subject_id] if dated else [])
            assert work.reviews.by_age(Terms(high_days=until, medium_days=until, low_days=until), 9) == (
                (subject_id,) if dated else ()
            )
            assert work.reviews.by_date(9, "sub_other") == ()
    with database.open_work(tenant_id, "tester") as work:
        begun = work.verifications.add(work.subjects.get(subject_id), Trigger.REVIEW_DATE, policy_version="1")
        assert work.reviews.by_date(9) == ()
        work.verifications.step(begun, VerificationStatus.CLEAR, coverage=Coverage.COMPLETE, reason=None)
        assert work.reviews.by_date(9) == (), "begun since"
