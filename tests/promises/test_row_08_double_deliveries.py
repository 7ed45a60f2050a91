"""Row 8: each job is delivered to two workers at once. Each verification is decided once, whoever was first."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import partial

from kyc_service.errors import AttemptLostError, KycError
from kyc_service.services import verifications
from kyc_service.services.runtime import Runtime
from tests.fixtures.promised import Promised
from tests.fixtures.runtimes import person, submission
from tests.fixtures.service import LISTED_NAME
from tests.fixtures.tracks import Racers, Track

TOGETHER = 200
"""Submissions that are made in one transaction."""
DECIDED = (
    "SELECT count(*) FROM verifications WHERE status IN ('clear', 'review')",
    "SELECT count(*) FROM audit WHERE op = 'verification.moved'",
    "SELECT count(DISTINCT verification_id) FROM audit WHERE op = 'verification.moved'",
    "SELECT count(*) FROM webhook_events WHERE kind = 'verification.updated'",
)
"""What there is one of for each verification."""
LISTED = (
    "SELECT count(*) FROM verifications WHERE status = 'review'",
    "SELECT count(*) FROM cases",
    "SELECT count(*) FROM audit WHERE op = 'case.opened'",
    "SELECT count(*) FROM hits",
)
"""What there is one of for each that is listed."""


def submit(track: Track, first: int, many: int) -> list[str]:
    """Submit businesses with a director, of which every tenth is listed."""
    made = []
    with track.rt.open_work(track.tenant.id, "flow") as work:
        for number in range(first, first + many):
            name = LISTED_NAME if number % 10 == 0 else f"Jansen Fietsen {number} B.V."
            sent = submission(f"shop-{number}", name, person("Pieter Jansen", "1980-02-03"))
            made.append(verifications.submit(work, track.rt.policy, sent).id)
    return made


def with_lease(rt: Runtime, lease: dt.timedelta) -> Runtime:
    return dataclasses.replace(rt, settings=dataclasses.replace(rt.settings, lease=lease))


def test_a_job_delivered_twice_is_decided_once(track: Track, racers: Racers, promised: Promised) -> None:
    # Half of the 10,000 on each kind of database.
    many, lost, unsettled = promised.of(5_000), 0, 0
    # Of every other job the lease is over at once: both workers screen, and the fencing token alone keeps one out.
    hasty = with_lease(track.rt, dt.timedelta())
    for first in range(0, many, TOGETHER):
        for number, verification_id in enumerate(submit(track, first, min(TOGETHER, many - first))):
            rt = hasty if number % 2 else track.rt
            answers = racers.race([partial(verifications.run, rt, verification_id)] * 2)
            refused = [answer for answer in answers if isinstance(answer, KycError)]
            assert all(isinstance(answer, AttemptLostError) for answer in refused), refused
            lost += len(refused)
            unsettled += settle(hasty, track, verification_id)
    listed = len(range(0, many, 10))
    assert {question: track.count(question) for question in DECIDED} == dict.fromkeys(DECIDED, many)
    assert {question: track.count(question) for question in LISTED} == dict.fromkeys(LISTED, listed)
    assert track.count("SELECT count(*) FROM check_results") == track.count("SELECT count(*) FROM checks") == 3 * many
    assert lost > 0
    promised.tell(
        8,
        f"{many} jobs delivered twice at once on {track.kind}: {many} decisions, {lost} workers refused by the token,"
        f" {unsettled} left to the sweep",
    )


def settle(rt: Runtime, track: Track, verification_id: str) -> bool:
    """Ring once more, as the sweep does, for what its two workers left to each other; say whether they did."""
    with rt.open_work(track.tenant.id, "tester", read_only=True) as work:
        done = work.verifications.get(verification_id).status not in {"created", "processing"}
    if not done:
        verifications.run(rt, verification_id)
    return not done
