"""Charts: every bar stands inside the picture, and as high as its number."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from kyc_service.console.dashboard.charts import HEIGHT, WIDTH, draw
from kyc_service.services.desk.figures import Day

COUNTS = st.integers(min_value=0, max_value=10_000)
DAYS = st.lists(st.builds(Day, st.just(dt.date(2026, 3, 1)), COUNTS, COUNTS, COUNTS), min_size=1, max_size=30)


@given(DAYS)
def test_bars_stay_inside_and_none_is_drawn_for_nothing(days: list[Day]) -> None:
    chart = draw(days)
    assert len(chart.opened) == sum(day.opened > 0 for day in days)
    assert len(chart.closed) == sum(day.closed > 0 for day in days)
    for bar in (*chart.opened, *chart.closed):
        assert -0.1 <= bar.x <= bar.x + bar.width <= WIDTH + 0.2
        assert 0 <= bar.y <= HEIGHT
        assert abs(bar.y + bar.height - HEIGHT) < 0.11
    assert len(chart.line.split()) == len(days)


def test_heights_are_in_proportion() -> None:
    day = dt.date(2026, 3, 1)
    chart = draw([Day(day, 10, 5, 0), Day(day, 0, 0, 20)])
    assert (chart.opened[0].height, chart.closed[0].height, chart.most) == (HEIGHT / 2, HEIGHT / 4, 20)


def test_a_month_without_anything_has_a_scale() -> None:
    assert draw([Day(dt.date(2026, 3, 1), 0, 0, 0)]).most == 1
