"""The picture of hits by score: every hit has its place, the threshold stands where it belongs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kyc_service.console.profiles.histogram import HEIGHT, WIDTH, draw
from kyc_service.services.tuning.simulator import Column

counts = st.integers(0, 50)
columns = st.lists(st.tuples(counts, counts, counts), min_size=1, max_size=50).map(
    lambda found: [Column(round(0.5 + at / 100, 4), *one) for at, one in enumerate(found)]
)


@given(columns, st.integers(50, 99))
def test_parts_stay_in_the_picture_and_stand_on_each_other(made: list[Column], percent: int) -> None:
    found = draw(made, percent / 100)
    assert all(part.x >= 0 and part.x + part.width <= WIDTH + 0.1 for part in found.parts)
    assert all(part.y >= -0.1 and part.y + part.height <= HEIGHT + 0.1 for part in found.parts)
    assert len(found.parts) == sum(bool(count) for one in made for count in (one.true, one.false, one.unanswered))
    assert found.most == max(1, *(one.all for one in made), 1)


def test_the_threshold_parts_what_is_below_from_what_is_not() -> None:
    made = [Column(0.79, 1, 0, 0), Column(0.8, 1, 2, 0), Column(0.81, 0, 0, 1)]
    found = draw(made, 0.8)
    assert [(part.kind, part.below) for part in found.parts] == [
        ("true", True),
        ("true", False),
        ("false", False),
        ("unanswered", False),
    ]
    assert found.first == 0.79
    assert draw([], 0.8).parts == ()
