"""Where a relationship stands, read off what happened."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.domain.retention.histories import Attempt, Life, life_of_business, life_of_person
from kyc_service.domain.subjects import SubjectStatus
from kyc_service.domain.verifications import VerificationStatus as S

START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
A, B = START + DAY, START + 2 * DAY


def attempt(status: S, at: dt.datetime) -> Attempt:
    settled = {S.CLEAR, S.REJECTED, S.CANCELLED, S.EXPIRED}
    return Attempt(status, at, at if status in settled else None)


# verifications, oldest first | what lives, or the moments that start a clock
TABLE: list[tuple[str, list[S], Life]] = [
    ("nothing yet", [], Life(lives=True)),
    ("at work", [S.PROCESSING], Life(lives=True)),
    ("under review", [S.REVIEW], Life(lives=True)),
    ("approved", [S.CLEAR], Life(lives=True, decided_at=A)),
    ("approved, a change left lying", [S.CLEAR, S.ACTION_REQUIRED], Life(lives=True, decided_at=A)),
    ("its review date passed", [S.EXPIRED], Life(lives=True, decided_at=A)),
    ("a new hit", [S.UNDER_REMEDIATION], Life(lives=True)),
    ("rejected", [S.REJECTED], Life(lives=False, rejected_at=A, decided_at=A)),
    ("approved, then rejected", [S.CLEAR, S.REJECTED], Life(lives=False, rejected_at=B, decided_at=B)),
    ("rejected, tries again", [S.REJECTED, S.PROCESSING], Life(lives=True, rejected_at=A, decided_at=A)),
    ("rejected, then approved", [S.REJECTED, S.CLEAR], Life(lives=True, rejected_at=A, decided_at=B)),
    ("left lying", [S.ACTION_REQUIRED], Life(lives=False, abandoned_at=A)),
    ("failed", [S.FAILED], Life(lives=False, abandoned_at=A)),
    ("cancelled", [S.CANCELLED], Life(lives=False, abandoned_at=A, decided_at=A)),
    (
        "rejected, tries again and gives up",
        [S.REJECTED, S.ACTION_REQUIRED],
        Life(lives=False, rejected_at=A, abandoned_at=B, decided_at=A),
    ),
]


@pytest.mark.parametrize(("what", "statuses", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_a_business_stands_where_its_verifications_put_it(what: str, statuses: list[S], expected: Life) -> None:
    attempts = [attempt(status, START + number * DAY) for number, status in enumerate(statuses, start=1)]
    assert life_of_business(SubjectStatus.ACTIVE, None, attempts) == expected, what


@pytest.mark.parametrize("statuses", [[S.CLEAR], [S.REVIEW], []])
def test_a_relationship_that_ended_has_ended_whatever_is_under_way(statuses: list[S]) -> None:
    attempts = [attempt(status, A) for status in statuses]
    found = life_of_business(SubjectStatus.RELATIONSHIP_ENDED, B, attempts)
    assert (found.lives, found.relationship_ended_at) == (False, B)


def test_a_person_stands_where_the_business_does_until_they_leave() -> None:
    business = Life(lives=True, rejected_at=START, decided_at=A)
    assert life_of_person(SubjectStatus.ACTIVE, None, business) is business
    left = life_of_person(SubjectStatus.REMOVED, B, business)
    assert left == Life(lives=False, relationship_ended_at=B, rejected_at=START, decided_at=A)
