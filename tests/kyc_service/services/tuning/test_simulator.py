"""The simulator: what any threshold would have meant for hits whose answers are known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.cases import HitStatus
from kyc_service.domain.tenants import Tenant
from kyc_service.services.runtime import Runtime
from kyc_service.services.tuning import simulator
from kyc_service.storage.scores import CELLS, Cell

CELLS_MADE = (
    Cell(760, HitStatus.FALSE_POSITIVE, 20),
    Cell(800, HitStatus.TRUE_MATCH, 1),
    Cell(805, HitStatus.OPEN, 2),
    Cell(950, HitStatus.BLOCKED, 3),
    Cell(1000, HitStatus.INCONCLUSIVE, 1),
)
ALERTS = ((760, 15), (800, 1), (950, 4))


@pytest.mark.parametrize(
    ("threshold", "alerts", "true", "missed", "false", "spared", "unanswered"),
    [
        (0.75, 20, 4, 0, 20, 0, 3),
        (0.76, 20, 4, 0, 20, 0, 3),
        (0.761, 5, 4, 0, 0, 20, 3),
        (0.8, 5, 4, 0, 0, 20, 3),
        (0.801, 4, 3, 1, 0, 20, 3),
        (0.99, 0, 0, 4, 0, 20, 1),
    ],
)
def test_a_threshold_is_reached_by_the_very_score(
    threshold: float, alerts: int, true: int, missed: int, false: int, spared: int, unanswered: int
) -> None:
    found = simulator._judge(CELLS_MADE, ALERTS, 1000, threshold)
    assert (found.alerts, found.alerts_per_1000) == (alerts, float(alerts))
    assert (found.true, found.true_missed, found.false, found.false_spared) == (true, missed, false, spared)
    assert found.unanswered == unanswered
    assert found.hits == true + false + unanswered


def test_without_a_screening_nothing_is_divided() -> None:
    found = simulator._judge((), (), 0, 0.8)
    assert (found.alerts_per_1000, found.judged.as_shares()) == (0.0, {"precision": 0.0, "recall": 0.0, "f1": 0.0})


cells = st.builds(Cell, st.integers(500, CELLS), st.sampled_from(list(HitStatus)), st.integers(1, 9))


@given(st.lists(cells), st.integers(500, 990), st.integers(500, 990))
def test_a_higher_threshold_never_shows_more(made: list[Cell], one: int, other: int) -> None:
    low, high = (simulator._judge(made, (), 1, at / CELLS) for at in sorted((one, other)))
    assert (low.hits, low.true, low.false) >= (high.hits, high.true, high.false)
    assert low.true + low.true_missed == high.true + high.true_missed
    assert sum(column.all for column in simulator._columns(made)) == sum(cell.count for cell in made)


def test_it_says_from_where_on_it_knows_every_hit(loaded_runtime: Runtime, tenant: Tenant) -> None:
    with loaded_runtime.open_work(tenant.id, "tester", read_only=True) as work:
        low, high = (
            simulator.simulate(loaded_runtime, work, work.scores.read(), threshold) for threshold in (0.6, 0.9)
        )
    assert (low.reliable, high.reliable) == (False, True)
    assert low.usual.threshold == low.known_from
    assert len(low.columns) == 50
