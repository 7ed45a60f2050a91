"""Paths come strongest first, and their number is bounded."""

from __future__ import annotations

import pytest

from kyc_service.domain.ownership import paths
from kyc_service.domain.ownership.interests import most
from kyc_service.domain.ownership.paths import find_several, find_strongest, trace
from tests.fixtures.ownership import graph

DIAMONDS = "; ".join(f"A{n + 1} 40 A{n}; B{n + 1} 40 A{n}; A{n + 1} 50 B{n}; B{n + 1} 45 B{n}" for n in range(14))


def test_the_strongest_path_goes_by_the_product() -> None:
    made = graph("X 10 T; X 90 A; A 60 T; X 100 B; B 30 T")
    best = trace(find_strongest(made, "T", most), "X")
    assert best is not None
    assert [held.owner for held in best.holdings] == ["X", "A"]
    assert best.interest.low == pytest.approx(0.54)


def test_there_is_no_path_from_who_has_nothing() -> None:
    assert trace(find_strongest(graph("X 50 T; W 50 A"), "T", most), "W") is None


def test_paths_run_in_no_circle() -> None:
    found = find_several(graph("X 50 A; A 50 B; B 50 A; B 50 T; T 10 A"), "T", ["X"], 5, most)["X"]
    assert [[held.owner for held in path.holdings] for path in found] == [["X", "A", "B"]]


def test_sixteen_thousand_paths_are_not_all_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    made = graph(f"{DIAMONDS}; X 100 A14; X 100 B14; A0 100 T")
    monkeypatch.setattr(paths, "MOST_TRIED", 300)
    found = find_several(made, "T", ["X"], 3, most)["X"]
    assert len(found) <= 3
    assert trace(find_strongest(made, "T", most), "X") is not None
