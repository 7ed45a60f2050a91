"""Validation: nothing is judged by weights that have seen its party; scores stand beside what they came to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.fixtures.listed import BOUT
from watchlists.dates import PartialDate
from watchlists.evaluation.fitting import validation
from watchlists.evaluation.fitting.cases import Cases, parties_of
from watchlists.evaluation.fitting.descent import Fitter
from watchlists.evaluation.formats import LabelledPair
from watchlists.evaluation.metrics import fold_of
from watchlists.matching.score import WEIGHTS
from watchlists.model import Kind, Subject

SAME = Subject(kind=Kind.PERSON, names=("Viktor Anatolijevitch BOUT",))


def labelled(case_id: str, year: int, *, match: bool) -> LabelledPair:
    return LabelledPair(case_id, replace(SAME, birth_dates=(PartialDate.of(year),)), BOUT, match, "g")


PAIRS = [
    *(labelled(f"un:{number}#record-0", 1967, match=True) for number in range(40)),
    *(labelled(f"un:{number}#record-0-not-un:{number + 7}", 1990, match=False) for number in range(40)),
]


def test_no_party_is_on_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[frozenset[str]] = []

    def fit(_: Fitter, cases: Cases) -> object:
        seen.append(frozenset().union(*map(parties_of, cases.ids)))
        return WEIGHTS

    monkeypatch.setattr(Fitter, "fit", fit)
    validation.cross_score(Cases.of(PAIRS), Fitter(0.7, WEIGHTS))

    folds = sorted({fold_of(pair.id) for pair in PAIRS})
    assert len(seen) == len(folds) > 5
    for fold, parties in zip(folds, seen, strict=True):
        assert parties
        assert all(parties.isdisjoint(parties_of(pair.id)) for pair in PAIRS if fold_of(pair.id) == fold)


def test_fitting_is_reported_before_after_and_cross_validated() -> None:
    start = {**WEIGHTS, "birth_date_conflict": -0.1, "birth_date_apart": -0.1, "birth_date_near": -0.05}
    found = validation.fit_and_validate(Cases.of(PAIRS), 0.7, start)

    assert (found["cases"], found["matches"]) == (80, 40)
    assert found["before"]["f1"] < found["after_cross_validated"]["f1"] == found["after_on_the_same"]["f1"] == 1.0
    assert "birth_date_conflict" in found["changed"]
    assert found["weights"]["birth_date_conflict"]["others"] == 40


def test_reliability_counts_every_case_once_from_low_to_high() -> None:
    scores = np.array([0.0, 0.3, 0.72, 0.74, 0.95, 1.0])
    match = np.array([False, False, False, True, True, True])
    buckets = validation.reliability(scores, match)

    assert sum(bucket.cases for bucket in buckets) == len(scores)
    assert [(bucket.least, bucket.cases, bucket.matches) for bucket in buckets if bucket.cases] == [
        (0.0, 2, 0.0),
        (0.7, 2, 0.5),
        (0.95, 2, 1.0),
    ]
