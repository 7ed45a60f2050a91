"""When a run has to stop for a person."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.policy.disposal.guards import FLOOR, Clocks, Stop, check_clocks, check_size

NOW = dt.datetime(2028, 2, 29, 12, tzinfo=dt.UTC)
MINUTE, HOUR, YEAR = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=365)

# due | all subjects | stop
SIZES = [
    (0, 0, None),
    (100, 100, None),
    (101, 101, Stop.TOO_MANY),
    (101, 2019, Stop.TOO_MANY),
    (101, 2020, None),
    (5_000, 100_000, None),
    (5_001, 100_000, Stop.TOO_MANY),
]


@pytest.mark.parametrize(("due", "subjects", "stop"), SIZES)
def test_a_run_is_too_large_above_a_floor_and_a_share(due: int, subjects: int, stop: Stop | None) -> None:
    assert FLOOR == 100
    assert check_size(due, subjects) is stop


# machine | newest audit entry | last run | jump | stop
CLOCKS = [
    (NOW, None, None, None, None),
    (NOW + 4 * MINUTE, NOW, NOW - 4 * HOUR, None, None),
    (NOW + 6 * MINUTE, NOW, NOW - 4 * HOUR, None, Stop.CLOCKS_DISAGREE),
    (NOW - 6 * MINUTE, NOW, NOW - 4 * HOUR, None, Stop.CLOCKS_DISAGREE),
    (NOW, NOW + 4 * MINUTE, NOW - 4 * HOUR, None, None),
    (NOW, NOW + HOUR, NOW - 4 * HOUR, None, Stop.CLOCK_WENT_BACK),
    (NOW, NOW - 10 * YEAR, NOW + 10 * YEAR, None, Stop.CLOCK_WENT_BACK),
    (NOW, NOW, NOW - 10 * YEAR, None, Stop.LONG_SILENCE),
    (NOW, NOW, NOW - 49 * HOUR, None, Stop.LONG_SILENCE),
    (NOW, NOW, NOW - 47 * HOUR, None, None),
    (NOW, NOW, NOW - 4 * HOUR, NOW - HOUR, Stop.CLOCK_JUMPED),
]


@pytest.mark.parametrize(("machine", "audit", "run", "jump", "stop"), CLOCKS)
def test_a_clock_is_trusted_only_if_nothing_speaks_against_it(
    machine: dt.datetime,
    audit: dt.datetime | None,
    run: dt.datetime | None,
    jump: dt.datetime | None,
    stop: Stop | None,
) -> None:
    clocks = Clocks(database=NOW, machine=machine, newest_audit=audit, last_run=run, jumped_at=jump)
    assert check_clocks(clocks) is stop
