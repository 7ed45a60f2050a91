"""Owners stand above, and nothing stands on anything else."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from kyc_service.services.ownership.layouts import HEIGHT, MOST_IN_ROW, WIDTH, lay_out
from tests.fixtures.ownership import graph


@pytest.mark.parametrize("seed", range(20))
def test_owners_stand_above_and_nothing_overlaps(seed: int) -> None:
    chance = random.Random(seed)
    links = [f"C{above} 10 C{below}" for below in range(25) for above in range(below + 1, 26) if chance.random() < 0.1]
    made = graph([*links, "C1 10 C0"]).above("C0")
    layout = lay_out(made, "C0", made.parties)
    for held in made.holdings:
        assert layout.places[held.owner][1] < layout.places[held.owned][1]
    for left, right in combinations(layout.places.values(), 2):
        assert abs(left[0] - right[0]) >= WIDTH or abs(left[1] - right[1]) >= HEIGHT
    for x, y in layout.places.values():
        assert WIDTH / 2 <= x <= layout.width - WIDTH / 2
        assert HEIGHT / 2 <= y <= layout.height - HEIGHT / 2


def test_a_long_row_is_broken() -> None:
    made = graph("; ".join(f"x{number} 2 T" for number in range(40)))
    places = lay_out(made, "T", made.parties).places
    rows = {}
    for x, y in places.values():
        rows.setdefault(y, []).append(x)
    assert max(map(len, rows.values())) == MOST_IN_ROW
    assert len(rows) == 4
