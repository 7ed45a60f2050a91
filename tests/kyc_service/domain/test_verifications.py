import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.checks import FINAL, Check, CheckKind, CheckReason, CheckStatus
from kyc_service.domain.verifications import (
    STEPS,
    Coverage,
    VerificationStatus,
    conclude,
    may_step,
)

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def check(status: CheckStatus, *, required: bool = True, reason: CheckReason | None = None) -> Check:
    return Check(
        id="chk_1",
        verification_id="ver_1",
        subject_id="sub_1",
        kind=CheckKind.SCREENING,
        required=required,
        status=status,
        attempt=1,
        reason=reason,
        due_at=NOW,
    )


P, R, OK, HIT, DOWN = (
    CheckStatus.PENDING,
    CheckStatus.RUNNING,
    CheckStatus.PASSED,
    CheckStatus.ATTENTION,
    CheckStatus.UNAVAILABLE,
)


@pytest.mark.parametrize(
    ("statuses", "expected", "coverage"),
    [
        ([OK], "clear", "complete"),
        ([OK, OK], "clear", "complete"),
        ([OK, HIT], "review", "complete"),
        ([OK, P], "processing", "partial"),
        ([P], "processing", "unavailable"),
        ([HIT, R], "processing", "partial"),
        ([OK, DOWN], "failed", "partial"),
        ([HIT, DOWN], "review", "partial"),
        ([DOWN], "failed", "unavailable"),
        ([CheckStatus.INVALID_INPUT, OK], "review", "complete"),
        ([CheckStatus.NOT_SUPPORTED, OK], "clear", "complete"),
        ([], "failed", "unavailable"),
    ],
)
def test_checks_add_up(statuses: list[CheckStatus], expected: str, coverage: str) -> None:
    found = conclude([check(status) for status in statuses])
    assert (found.status, found.coverage) == (expected, coverage)


def test_the_reason_to_wait_is_told() -> None:
    found = conclude([check(OK), check(P, reason=CheckReason.LISTS_STALE)])
    assert found.reason == "lists_stale"


def test_what_is_found_does_not_wait_for_a_check_that_was_put_off() -> None:
    found = conclude([check(HIT), check(P, reason=CheckReason.LISTS_STALE)])
    assert (found.status, found.coverage) == ("review", "partial")


def test_an_optional_check_does_not_hold_up() -> None:
    waits = check(P, required=False, reason=CheckReason.PROCESSING_RESTRICTED)
    assert conclude([check(OK), waits]).status is VerificationStatus.CLEAR
    assert conclude([check(OK), check(CheckStatus.UNAVAILABLE, required=False)]).status is VerificationStatus.CLEAR


@pytest.mark.parametrize("status", [CheckStatus.PENDING, CheckStatus.RUNNING])
def test_an_optional_check_that_is_under_way_is_heard_first(status: CheckStatus) -> None:
    """What it finds is for a person to look at, so it is not cleared before."""
    assert conclude([check(OK), check(status, required=False)]).status is VerificationStatus.PROCESSING


@given(st.lists(st.sampled_from(list(CheckStatus)), max_size=6))
def test_clear_only_when_every_required_answer_is_there(statuses: list[CheckStatus]) -> None:
    found = conclude([check(status) for status in statuses])
    clean = {CheckStatus.PASSED, CheckStatus.NOT_SUPPORTED}
    assert (found.status is VerificationStatus.CLEAR) == (bool(statuses) and set(statuses) <= clean)
    if found.status is VerificationStatus.CLEAR:
        assert found.coverage is Coverage.COMPLETE
    if set(statuses) - FINAL:
        assert found.status is VerificationStatus.PROCESSING


def test_no_worker_rejects() -> None:
    reached = {conclude([check(a), check(b)]).status for a, b in itertools.product(CheckStatus, repeat=2)}
    assert VerificationStatus.REJECTED not in reached


def test_the_table_of_steps_is_whole() -> None:
    assert set(STEPS) == set(VerificationStatus)
    assert not may_step(VerificationStatus.CLEAR, VerificationStatus.CREATED)
    assert not may_step(VerificationStatus.PROCESSING, VerificationStatus.REJECTED)
    assert may_step(VerificationStatus.REVIEW, VerificationStatus.REJECTED)
