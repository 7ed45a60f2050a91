"""The coverage ledger: counts that add up, ages that are never too short, lines of each list version."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.monitoring.editions import Edition, ListAt
from kyc_service.domain.monitoring.ledger import Count, Standing, add_up

START = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
NOW = START + dt.timedelta(days=10)


def at(hours: float) -> dt.datetime:
    return START + dt.timedelta(hours=hours)


def listed(source: str, digest: str, hours: float = 0) -> ListAt:
    return ListAt(source, digest, "1", START.date(), at(hours))


def edition(number: int, hours: float, *lists: ListAt, done: float | None = None, threshold: float = 0.8) -> Edition:
    return Edition(
        number=number,
        lists=lists or (listed("un", "a"),),
        matcher_version="1",
        profile_id=None,
        threshold=threshold,
        made_at=at(hours),
        completed_at=at(done) if done is not None else None,
    )


def stand(
    number: int | None, subjects: int = 1, since: float = -100, *, changed: bool = False, failed: bool = False,
    restricted: bool = False,
) -> Standing:  # fmt: skip
    return Standing(number, changed, failed, restricted, subjects, at(since))


EDITIONS = (
    edition(1, 0, listed("un", "a"), listed("eu", "x"), done=1),
    edition(2, 24, listed("un", "b", 23), listed("eu", "x"), done=25),
    edition(3, 48, listed("un", "b", 23), listed("eu", "y", 47)),
)


def test_each_active_subject_is_counted_once() -> None:
    found = add_up(
        (
            stand(3, 90),
            stand(2, 5),
            stand(None, 2),
            stand(3, 1, changed=True),
            stand(0, 1, failed=True),
            stand(None, 1, restricted=True),
        ),
        EDITIONS,
        NOW,
    )
    assert found.count == Count(active=100, restricted=1, screened=90, pending=8, failed=1)
    assert (found.count.due, round(found.count.share, 3)) == (99, 0.909)
    assert found.earlier == ((2, 5),)


def test_a_list_that_did_not_change_counts_whoever_was_compared_with_it_before() -> None:
    found = add_up((stand(3, 90), stand(2, 5), stand(1, 4)), EDITIONS, NOW)
    un, eu = found.lines
    assert (un.list.digest, un.since, un.count.screened, un.count.pending) == ("b", 2, 95, 4)
    assert (eu.list.digest, eu.since, eu.count.screened, eu.count.pending) == ("y", 3, 90, 9)
    assert un.screened_at == at(25)
    assert (un.to_load, un.to_screen) == (dt.timedelta(hours=23), dt.timedelta(hours=2))
    assert (eu.screened_at, eu.to_screen) == (None, None)


def test_other_rules_make_every_list_due_again() -> None:
    found = add_up((stand(1, 4), stand(2, 1)), (edition(1, 0), edition(2, 5, threshold=0.9)), NOW)
    assert [line.count.screened for line in found.lines] == [1]
    assert found.lines[0].since == 2


def test_a_version_is_not_said_to_be_in_force_over_editions_that_are_not_known() -> None:
    found = add_up((stand(9),), (edition(1, 0), edition(8, 8), edition(9, 9)), NOW)
    assert found.lines[0].since == 8


@pytest.mark.parametrize(
    ("standing", "since"),
    [
        (stand(3), None),
        (stand(None, restricted=True), None),
        (stand(2), 48),
        (stand(1), 24),
        (stand(None), 0),
        (stand(None, since=30), 30),
        (stand(3, since=60, changed=True), 60),
        (stand(1, since=60, changed=True), 24),
        (stand(1, since=10, changed=True), 10),
        (stand(2, failed=True), 48),
        (stand(3, failed=True), 48),
        (stand(0, since=70, failed=True), 70),
    ],
)
def test_since_when_somebody_has_no_current_result(standing: Standing, since: float | None) -> None:
    found = add_up((standing,), EDITIONS, NOW)
    assert found.uncovered_since == (at(since) if since is not None else None)
    assert found.is_alarming(dt.timedelta(hours=24)) is (since is not None)
    assert not found.is_alarming(dt.timedelta(days=11))


def test_before_any_edition_everybody_waits() -> None:
    found = add_up((stand(None, 3, since=5),), (), NOW)
    assert (found.edition, found.lines, found.count) == (None, (), Count(active=3, pending=3))
    assert found.uncovered_for == dt.timedelta(days=10, hours=-5)


def test_nobody_is_covered_whole() -> None:
    found = add_up((), EDITIONS, NOW)
    assert (found.count, found.count.share, found.uncovered_since) == (Count(), 1.0, None)


STANDINGS = st.builds(
    stand,
    st.sampled_from([None, 0, 1, 2, 3]),
    st.integers(1, 50),
    st.integers(-10, 200),
    changed=st.booleans(),
    failed=st.booleans(),
    restricted=st.booleans(),
)


@given(st.lists(STANDINGS, max_size=8))
def test_the_parts_are_the_whole_and_the_oldest_is_the_oldest(standings: list[Standing]) -> None:
    found = add_up(standings, EDITIONS, NOW)
    for count in (found.count, *(line.count for line in found.lines)):
        assert count.active == sum(one.subjects for one in standings)
        assert count.active == count.restricted + count.screened + count.pending + count.failed
        assert count.screened >= found.count.screened
    alone = [add_up([one], EDITIONS, NOW).uncovered_since for one in standings]
    assert found.uncovered_since == min((one for one in alone if one), default=None)
    assert (found.uncovered_since is None) is (found.count.pending + found.count.failed == 0)
