from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from itertools import pairwise

import pytest

from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import Coverage, Trigger, Verification, VerificationStatus
from kyc_service.errors import ConflictError, InvalidInputError, NotFoundError, StaleVersionError
from kyc_service.storage.database import Database
from kyc_service.storage.work import Work
from tests.fixtures.parties import add_business

S = VerificationStatus


def add(work: Work, reference: str = "shop-1") -> Verification:
    business = work.subjects.by_reference(reference) or add_business(work, reference)
    return work.verifications.add(business, Trigger.ONBOARDING, policy_version="v1", flags=("b", "a"))


def step(work: Work, verification: Verification, status: S, reason: str | None = None) -> Verification:
    return work.verifications.step(verification, status, coverage=Coverage.COMPLETE, reason=reason)


def test_a_new_verification_is_processing(work: Work) -> None:
    verification = add(work)
    assert work.verifications.get(verification.id) == verification
    assert (verification.status, verification.version, verification.sequence) == (S.PROCESSING, 1, 1)
    assert (verification.reference, verification.flags, verification.completed_at) == ("shop-1", ("b", "a"), None)


def test_a_verification_needs_a_subject(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        nobody = dataclasses.replace(add_business(work), id="sub_" + "0" * 32)
    with pytest.raises(NotFoundError), database.open_work(tenant.id, "tester") as work:
        work.verifications.add(nobody, Trigger.ONBOARDING, policy_version="v1", flags=())


def test_a_step_counts_up_and_completes(work: Work) -> None:
    clear = step(work, add(work), S.CLEAR)
    assert (clear.version, clear.sequence, clear.status, clear.coverage) == (2, 2, S.CLEAR, Coverage.COMPLETE)
    assert clear.completed_at is not None
    back = step(work, clear, S.UNDER_REMEDIATION)
    assert back.completed_at is None


def test_a_step_that_changes_nothing_to_see_keeps_the_sequence(work: Work) -> None:
    waiting = step(work, add(work), S.PROCESSING, "lists_stale")
    assert (waiting.version, waiting.sequence, waiting.reason) == (2, 2, "lists_stale")
    same = step(work, waiting, S.PROCESSING, "lists_stale")
    assert (same.version, same.sequence) == (3, 2)


@pytest.mark.parametrize(
    "hold",
    [
        lambda work, verification: work.verifications.hold(verification.id),
        lambda work, verification: work.verifications.hold_all({verification.subject_id}),
    ],
    ids=["one", "all"],
)
def test_whoever_comes_second_sees_what_the_first_who_held_it_did(
    database: Database, tenant: Tenant, hold: Callable[[Work, Verification], object]
) -> None:
    with database.open_work(tenant.id, "tester") as work:
        made = add(work)
    seen: list[str] = []

    def look() -> None:
        with database.open_work(tenant.id, "second") as second:
            seen.append(second.verifications.hold(made.id).status)

    thread = threading.Thread(target=look)
    with database.open_work(tenant.id, "first") as work:
        hold(work, made)
        thread.start()
        thread.join(0.3)
        step(work, work.verifications.get(made.id), S.CLEAR)
    thread.join()
    assert seen == [S.CLEAR]


def test_only_what_is_there_can_be_held(work: Work) -> None:
    with pytest.raises(NotFoundError):
        work.verifications.hold("ver_" + "0" * 32)
    work.verifications.hold_all(())


def test_a_step_that_the_domain_forbids_is_refused(work: Work) -> None:
    verification = add(work)
    with pytest.raises(ConflictError):
        step(work, verification, S.REJECTED)
    assert work.verifications.get(verification.id) == verification


def test_a_step_from_an_old_version_is_refused(work: Work) -> None:
    verification = add(work)
    step(work, verification, S.REVIEW)
    with pytest.raises(StaleVersionError):
        step(work, verification, S.CLEAR)


def test_the_latest_is_the_newest_of_the_subject(work: Work) -> None:
    first, second = add(work), add(work)
    add(work, "other")
    assert work.verifications.latest_of(first.subject_id) == second
    assert work.verifications.latest_of("sub_" + "0" * 32) is None


def test_pages_are_newest_first_and_do_not_shift(work: Work) -> None:
    made = [add(work).id for _ in range(7)]
    seen: list[str] = []
    cursor = None
    while True:
        page = work.verifications.page(cursor, 3)
        seen.extend(item.id for item in page.items)
        assert all(left.created_at >= right.created_at for left, right in pairwise(page.items))
        cursor = page.next
        if cursor is None:
            break
        add(work, "newcomer")
    assert seen == made[::-1]


def test_pages_can_be_narrowed(work: Work) -> None:
    mine, other = add(work), add(work, "other")
    step(work, other, S.REVIEW)
    assert [item.id for item in work.verifications.page(None, 9, status=S.REVIEW).items] == [other.id]
    assert [item.id for item in work.verifications.page(None, 9, reference="shop-1").items] == [mine.id]
    assert work.verifications.page(None, 9, reference="shop-1", status=S.CLEAR).items == ()


@pytest.mark.parametrize("cursor", ["", "x", "~", "2026-01-01~a", "2026-01-01T00:00:00+00:00~", "9999~ver_1"])
def test_a_cursor_that_is_none_is_refused(work: Work, cursor: str) -> None:
    with pytest.raises(InvalidInputError, match="invalid_cursor"):
        work.verifications.page(cursor, 3)
