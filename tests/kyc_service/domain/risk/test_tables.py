"""Terms of ownership, and the age of sources."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.domain.ownership.beneficial import LEAST_THRESHOLD as LEAST_OF_OWNERS
from kyc_service.domain.ownership.beneficial import USUAL_THRESHOLD
from kyc_service.domain.risk.tables import LEAST_THRESHOLD, MOST_THRESHOLD, OwnershipTerms, is_old
from tests.fixtures.risk import LISTED


@pytest.mark.parametrize(
    ("industry", "threshold"),
    [
        (None, 25.0),
        ("47.77", 25.0),
        ("46.72", 15.0),
        ("G4672", 15.0),
        ("46.71", 20.0),
        ("46.9", 25.0),
        ("92.00", 18.0),
        ("R92", 18.0),
        ("9", 25.0),
    ],
)
def test_the_longest_beginning_that_has_a_threshold_says_it(industry: str | None, threshold: float) -> None:
    terms = OwnershipTerms(sectors={"46.7": 20.0, "46.72": 15.0, "R92": 18.0})
    assert terms.threshold_of(industry) == threshold


def test_thresholds_are_those_of_beneficial_owners() -> None:
    assert (LEAST_THRESHOLD, MOST_THRESHOLD) == (LEAST_OF_OWNERS, USUAL_THRESHOLD)


def test_a_source_is_old_after_a_year() -> None:
    day = LISTED.as_of
    assert not is_old(LISTED, day)
    assert not is_old(LISTED, day + dt.timedelta(days=365))
    assert is_old(LISTED, day + dt.timedelta(days=366))
