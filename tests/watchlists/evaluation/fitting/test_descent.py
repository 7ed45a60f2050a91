"""Fitting: weights follow the data as far as the rules allow."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.fixtures.listed import BOUT
from watchlists.dates import PartialDate
from watchlists.evaluation.fitting.cases import Cases
from watchlists.evaluation.fitting.descent import HELD, LEAST_CASES, Fitter
from watchlists.evaluation.formats import LabelledPair
from watchlists.matching.score import WEIGHTS, tune
from watchlists.model import Kind, Subject

SAME = Subject(kind=Kind.PERSON, names=("Viktor Anatolijevitch BOUT",))
START = tune({"birth_date_near": -0.05, "birth_date_apart": -0.1, "birth_date_conflict": -0.1})


def pairs(year: int, *, match: bool, number: int = 40) -> list[LabelledPair]:
    subject = replace(SAME, birth_dates=(PartialDate.of(year),))
    return [LabelledPair(f"p{year}-{place}", subject, BOUT, match, "g") for place in range(number)]


def fit(*labelled: LabelledPair) -> dict[str, float]:
    weights = Fitter(0.7, START).fit(Cases.of(labelled))
    return {key: value for key, value in weights.items() if value != START[key]}


def test_namesakes_teach_what_a_birth_date_is_worth() -> None:
    found = fit(*pairs(1985, match=False), *pairs(1967, match=True))
    assert set(found) >= {"birth_date_conflict"}
    assert found["birth_date_conflict"] < START["birth_date_conflict"]


def test_fitting_is_the_same_every_time() -> None:
    labelled = (*pairs(1985, match=False), *pairs(1967, match=True))
    assert fit(*labelled) == fit(*labelled)


@pytest.mark.parametrize("year", [1968, 1977, 1990])
def test_no_contradiction_takes_more_than_people_allow_and_tiers_keep_their_order(year: int) -> None:
    weights = {**START, **fit(*pairs(year, match=False, number=500), *pairs(1967, match=True))}
    assert weights["birth_date_near"] >= -0.15
    assert weights["birth_date_conflict"] >= -0.4
    assert weights["birth_date_conflict"] <= weights["birth_date_apart"] <= weights["birth_date_near"]


def test_what_hardly_occurs_stays_as_it_is() -> None:
    assert fit(*pairs(1985, match=False, number=LEAST_CASES - 1), *pairs(1967, match=True, number=1)) == {}


def test_policy_is_not_fitted() -> None:
    nameless = [LabelledPair(f"n{place}", SAME, BOUT, match=False, group="g") for place in range(40)]
    assert not set(fit(*nameless)) & set(HELD)
    assert all(weight in WEIGHTS for weight in HELD)
