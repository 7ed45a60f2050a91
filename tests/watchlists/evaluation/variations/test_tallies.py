"""Tallies of a run: parts add up, and can be kept."""

from __future__ import annotations

import json

import pytest

from watchlists.evaluation.variations.tallies import LevelTally, Tally


def tally(*found: Tally) -> LevelTally:
    made = LevelTally(not_made=1, failed=1, seconds=2.0)
    for one in found:
        made.count(("un", "Latn", "typo"), one)
    return made


FOUND = Tally(1, 1, 0, 0)
MISSED = Tally(1, 0, 1, 1)


def test_parts_of_a_run_add_up_to_the_whole() -> None:
    whole, first = tally(FOUND, MISSED, FOUND), tally(FOUND)
    first.add(tally(MISSED, FOUND))

    assert first.total == whole.total
    assert first.parts == whole.parts
    assert (first.not_made, first.failed, first.seconds) == (2, 2, 4.0)


def test_what_is_kept_is_read_again() -> None:
    made = tally(FOUND, MISSED)
    again = LevelTally.from_json(json.loads(json.dumps(made.to_json())))

    assert again == made
    assert again.as_report() == made.as_report()


def test_the_report_tells_shares_and_speed() -> None:
    found = tally(FOUND, MISSED).as_report()

    assert (found["variations"], found["missed"], found["detected"]) == (2, 1, 0.5)
    assert (found["wrong_top"], found["other_first"], found["per_second"]) == (0.5, 0.5, 1)
    assert found["by_list"] == {"un": found["by_script"]["Latn"]}


@pytest.mark.parametrize("broken", [{}, {"total": [1], "not_made": 0, "failed": 0, "seconds": 0}])
def test_what_is_no_tally_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises((KeyError, ValueError)):
        LevelTally.from_json(broken)
