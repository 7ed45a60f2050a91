"""Pairs taken apart: the same scores as the matcher's, by any weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.listed import BOUT, IRISL, LISTED, SPIRIT
from watchlists.dates import PartialDate
from watchlists.evaluation.fitting.cases import KEYS, Cases, as_array, parties_of
from watchlists.evaluation.formats import LabelledPair
from watchlists.matching import compare
from watchlists.matching.score import WEIGHTS, tune
from watchlists.model import Gender, Identifier, Kind, Subject

NAMED = Subject(kind=Kind.PERSON, names=("Viktor Anatolijevitch BOUT",))
SUBJECTS = (
    NAMED,
    replace(NAMED, birth_dates=(PartialDate.of(1999),), countries=("RU",), genders=(Gender.MALE,)),
    replace(NAMED, birth_dates=(PartialDate.of(1967, 1, 13),), countries=("NL",)),
    replace(NAMED, kind=Kind.ORGANISATION),
    replace(NAMED, kind=Kind.VESSEL),
    replace(NAMED, names=("The Merchant",)),
    replace(NAMED, names=("The Merchant",), countries=("RU",)),
    replace(NAMED, names=("Somebody Else",), identifiers=BOUT.identifiers, birth_dates=(PartialDate.of(1999),)),
    replace(NAMED, names=("Somebody Else",), birth_dates=(PartialDate.of(1967, 1, 13),)),
    Subject(kind=Kind.VESSEL, names=(SPIRIT.caption,), identifiers=(Identifier("imo", "9405423"),)),
    Subject(kind=Kind.ORGANISATION, names=(IRISL.caption,), addresses=IRISL.addresses),
)
PAIRS = tuple(
    LabelledPair(f"{entry.id}#{place}", subject, entry, match=entry is BOUT, group="g")
    for place, subject in enumerate(SUBJECTS)
    for entry in LISTED
)
CASES = Cases.of(PAIRS)


@given(st.dictionaries(st.sampled_from(sorted(set(WEIGHTS) - {"name"})), st.floats(0.05, 0.9), max_size=6))
def test_cases_score_as_the_matcher_does(changes: dict[str, float]) -> None:
    try:
        weights = tune({key: value if WEIGHTS[key] > 0 else -value for key, value in changes.items()})
    except ValueError:
        weights = WEIGHTS
    expected = [compare(pair.subject, pair.entry, weights).score for pair in PAIRS]
    assert CASES.scores(as_array(weights)) == pytest.approx(np.array(expected), abs=1e-4)


def test_it_is_counted_where_a_weight_applies() -> None:
    borne = CASES.borne()
    assert borne["birth_date_day"] == (2, 0)
    assert borne["identifier_conflict_permanent"] == (0, 1)
    assert set(borne) == set(KEYS)


def test_some_of_the_cases_can_be_taken() -> None:
    taken = CASES.take(CASES.match)
    assert len(taken) == CASES.match.sum() > 0
    assert taken.match.all()


@pytest.mark.parametrize(
    ("case_id", "parties"),
    [
        ("un:1#record-un:1-0", {"un:1"}),
        ("un:1#record-un:1-0-not-eu:2", {"un:1", "eu:2"}),
        ("dev-0001", {"dev-0001"}),
    ],
)
def test_the_parties_of_a_case_are_read_from_its_id(case_id: str, parties: set[str]) -> None:
    assert parties_of(case_id) == parties
