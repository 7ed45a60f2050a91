"""Faults and their places."""

from __future__ import annotations

from kyc_service.services.risk.faults import MOST_TOLD, Faults


def test_a_place_is_touched_by_what_is_wrong_below_it() -> None:
    faults = Faults()
    faults.add("factors[2].rules[0].points", "is wrong")
    touched = ["factors", "factors[2]", "factors[2].rules", "factors[2].rules[0]", "factors[2].rules[0].points"]
    assert all(faults.touched(place) for place in touched)
    assert not any(faults.touched(place) for place in ("factors[1]", "factors[2].rules[1]", "bands", "fact"))


def test_what_nobody_is_told_is_not_kept() -> None:
    faults = Faults()
    for number in range(MOST_TOLD + 50):
        faults.add(f"factors[{number}]", "is wrong")
    assert len(faults.found) == MOST_TOLD
