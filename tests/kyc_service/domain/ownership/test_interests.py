"""Large circles: what was summed is a lower bound, and the slack covers the rest."""

from __future__ import annotations

import pytest

from kyc_service.domain.ownership import interests
from kyc_service.domain.ownership.beneficial import find_beneficial_owners, find_bounds
from kyc_service.domain.ownership.verdicts import Verdict
from tests.fixtures.ownership import graph

SIZE = 40
RING = "; ".join(f"C{(number + 1) % SIZE} 99 C{number}" for number in range(SIZE))


@pytest.mark.parametrize("steps", [10, 100, 400])
def test_a_circle_that_is_walked_holds_the_exact_answer(monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    made = graph(f"{RING}; X 1 C20; C0 50 T; Y 1 C5")
    exact = find_bounds(made, "T")
    monkeypatch.setattr(interests, "LARGEST_SOLVED", 5)
    monkeypatch.setattr(interests, "STEPS", steps)
    walked = find_bounds(made, "T")
    assert exact["X"].low == pytest.approx(exact["X"].high)
    for key in ("X", "Y"):
        assert walked[key].low <= exact[key].low + 1e-9
        assert walked[key].high >= exact[key].high - 1e-9


def test_a_circle_that_settles_is_walked_to_the_exact_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    made = graph("X 40 A; A 50 T; B 20 A; A 50 B; W 50 T")
    exact = find_bounds(made, "T")
    monkeypatch.setattr(interests, "LARGEST_SOLVED", 1)
    assert find_bounds(made, "T")["X"].low == pytest.approx(exact["X"].low, abs=1e-12)


@pytest.mark.parametrize("largest", [1, 300])
def test_bands_without_a_limit_are_only_capped(monkeypatch: pytest.MonkeyPatch, largest: int) -> None:
    monkeypatch.setattr(interests, "LARGEST_SOLVED", largest)
    found = find_beneficial_owners(graph("X 0-30 A; B 0-100 A; A 0-100 B; A 100 T"), "T")
    assert [(owner.interest.low, owner.interest.high, owner.verdict) for owner in found.owners] == [
        (0.0, 1.0, Verdict.POSSIBLE)
    ]


def test_a_chain_of_thousands_needs_no_depth() -> None:
    chain = "; ".join(f"C{number + 1} 100 C{number}" for number in range(3000))
    (found,) = find_beneficial_owners(graph(f"{chain}; X 30 C3000"), "C0").owners
    assert (found.interest.low, found.verdict) == (pytest.approx(0.3), Verdict.SURE)
    assert len(found.paths[0].holdings) == 3001


def test_what_has_no_limit_has_none_further_up() -> None:
    lines = "B 0-100 A; A 0-100 B; A 0-100 T; D 0-90 A; E 0-100 D; D 0-100 E; X 0-10 D"
    found = find_beneficial_owners(graph(lines), "T")
    assert [(owner.interest.low, owner.interest.high) for owner in found.owners] == [(0.0, 1.0)]
