"""The judge of a run finds every way in which a promise can be broken: one that finds nothing would prove nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.chaos.journal import Acknowledged, Journal
from tests.chaos.verdict import Seen, Stands, Told, judge

PROMISED = {
    "shop-1": Acknowledged("shop-1", "ver_1", tries=1, replayed=False, listed=False),
    "shop-2": Acknowledged("shop-2", "ver_2", tries=3, replayed=True, listed=True),
}
KEPT = Seen(
    stands=[Stands("ver_1", "shop-1", "clear"), Stands("ver_2", "shop-2", "review")],
    decided={"ver_1": 1, "ver_2": 1},
    seconds={"ver_1": 0.5, "ver_2": 7.0},
    told=[Told("evt_1", "ver_1", "clear"), Told("evt_2", "ver_2", "review"), Told("evt_2", "ver_2", "review")],
)


def test_promises_that_were_kept_break_nothing() -> None:
    found = judge(PROMISED, [], KEPT)

    assert found.broken == {}
    assert (found.acknowledged, found.recovered, found.repeated, found.slowest) == (2, 1, 1, 7.0)


BROKEN = {
    "lost": replace(KEPT, stands=KEPT.stands[:1]),
    "undecided": replace(KEPT, stands=[replace(KEPT.stands[0], status="processing"), KEPT.stands[1]]),
    "duplicated": replace(KEPT, decided={"ver_1": 2, "ver_2": 1}),
    "unexpected": replace(KEPT, stands=[*KEPT.stands, Stands("ver_3", "shop-3", "clear")]),
    "wrong": replace(KEPT, stands=[replace(KEPT.stands[0], status="review"), KEPT.stands[1]]),
    "untold": replace(KEPT, told=KEPT.told[:1]),
    "told_twice": replace(KEPT, told=[*KEPT.told, Told("evt_3", "ver_1", "clear")]),
    "audit_faults": replace(KEPT, audit_faults=["a gap"]),
    "mixed": replace(KEPT, mixed=["chk_1"]),
    "leaked": replace(KEPT, leaked=["up.log"]),
    "left": replace(KEPT, left={"rings": 1}),
    "unsprung": replace(KEPT, unsprung=["relay.rung"]),
}


@pytest.mark.parametrize("promise", BROKEN)
def test_every_broken_promise_is_found_and_named(promise: str) -> None:
    assert promise in judge(PROMISED, [], BROKEN[promise]).broken


def test_what_is_covered_may_change_while_a_status_stays() -> None:
    told = [Told("evt_8", "ver_2", "review"), *KEPT.told]
    assert not judge(PROMISED, [], replace(KEPT, told=told, moved={("ver_2", "review"): 2})).broken
    assert judge(PROMISED, [], replace(KEPT, told=told, moved={("ver_2", "review"): 1})).broken


def test_a_second_verification_for_one_submission_is_found_though_nobody_has_its_id() -> None:
    seen = replace(KEPT, stands=[*KEPT.stands, Stands("ver_3", "shop-1", "clear")])

    assert set(judge(PROMISED, [], seen).broken) == {"duplicated", "unexpected"}


def test_two_decisions_that_no_audit_tells_of_are_no_decision() -> None:
    assert judge(PROMISED, [], replace(KEPT, decided={})).broken["duplicated"] == ("ver_1", "ver_2")


def test_what_killed_its_worker_too_often_is_left_to_a_person_and_told() -> None:
    stands = [Stands("ver_1", "shop-1", "failed", "needs_operator"), KEPT.stands[1]]
    seen = replace(KEPT, stands=stands, told=[*KEPT.told[1:], Told("evt_1", "ver_1", "failed")])
    found = judge(PROMISED, [], seen)

    assert (found.broken, found.given_up) == ({}, ("ver_1",))


def test_a_journal_keeps_the_first_id_and_says_when_another_came(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    first = PROMISED["shop-1"]
    journal.refuse("shop-1", "503 database_unavailable")
    journal.acknowledge(first)
    journal.acknowledge(replace(first, id="ver_9"))
    journal.close()

    assert journal.acknowledged == {"shop-1": first}
    assert journal.contradictions == ["shop-1: ver_1 and ver_9"]
    assert judge(journal.acknowledged, journal.contradictions, KEPT).broken["unexpected"]
    assert len((tmp_path / "journal").read_text().splitlines()) == 3
