"""How alike names have to be for each entry: never more than what the full score needs."""

from collections.abc import Mapping
from math import inf
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fixtures.known_facts import ENTRIES, SUBJECTS
from tests.fixtures.listed import index_entries
from watchlists.dates import PartialDate
from watchlists.index import Index
from watchlists.matching.names import FLOOR
from watchlists.matching.score import WEIGHTS, NameMatch, compare, tune, weigh
from watchlists.matching.screener import Screener, compared_with
from watchlists.matching.search.needs import Evaluator
from watchlists.model import Entry, Kind, Name, Subject
from watchlists.normalize.names import prepare_person

LIKENESSES = [FLOOR + step * 0.01 for step in range(46)]
LEAST = 0.7
NAME = prepare_person("Igor Kastyukevich")
TUNED = tune({"birth_date_near": -0.5, "birth_date_apart": 0.0, "country_conflict": -0.6, "identifier": 0.4})


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return index_entries(ENTRIES, tmp_path_factory.mktemp("index"))


def reach(subject: Subject, entry: Entry, threshold: float, weights: Mapping[str, float]) -> float:
    """Tell the least likeness of names with which the full score reaches a threshold; without end where none does."""
    return next(
        (
            likeness
            for likeness in LIKENESSES
            if weigh(subject, entry, [NameMatch(likeness, NAME, NAME, weak=False)], weights).score >= threshold
        ),
        inf,
    )


@given(subject=SUBJECTS, threshold=st.sampled_from((0.5, 0.7, 0.85)), weights=st.sampled_from((WEIGHTS, TUNED)))
@settings(max_examples=60)
def test_nothing_that_reaches_the_threshold_is_asked_for_more(
    index: Index, subject: Subject, threshold: float, weights: Mapping[str, float]
) -> None:
    needs = Evaluator(index, weights).ask(subject, threshold).of(np.arange(len(ENTRIES), dtype=np.int32))
    for need, entry in zip(needs.tolist(), ENTRIES, strict=True):
        assert need <= reach(subject, entry, threshold, weights)


@given(subject=SUBJECTS)
@settings(max_examples=60)
def test_a_form_needs_what_its_easiest_entry_does(index: Index, subject: Subject) -> None:
    needs = Evaluator(index, WEIGHTS).ask(subject, 0.7)
    forms = np.arange(index.forms, dtype=np.int32)
    for form, found in zip(forms.tolist(), needs.of_forms(forms, 0.6).tolist(), strict=True):
        names = index.form_names[index.form_name_starts[form] : index.form_name_starts[form + 1]]
        assert found == max(0.6, min(needs.of(index.name_entry[names]).tolist()) if needs.asks else 0.6)


@pytest.mark.parametrize(
    ("theirs", "lowest", "highest"),
    [
        ({"birth_dates": (PartialDate.of(1970, 2, 1),)}, FLOOR, FLOOR),
        ({"birth_dates": (PartialDate.of(1970, 5),)}, FLOOR, 0.7),
        ({}, 0.76, 0.77),
        ({"birth_dates": (PartialDate.of(1972),)}, 0.89, 0.9),
        ({"birth_dates": (PartialDate.of(1979),)}, 1.01, 2.0),
        ({"birth_dates": (PartialDate.of(1990),)}, 1.01, 2.0),
        ({"birth_dates": (PartialDate.of(1990), PartialDate.of(1970, 2, 1))}, FLOOR, FLOOR),
    ],
)
def test_dates_decide_how_much_of_a_name_is_enough(
    tmp_path: Path, theirs: dict[str, tuple[PartialDate, ...]], lowest: float, highest: float
) -> None:
    entry = Entry(id="un:1", source="un", kind=Kind.PERSON, names=(Name("Igor Kastyukevich"),), **theirs)  # type: ignore[arg-type] # dates only
    subject = Subject(kind=Kind.PERSON, names=("Igor",), birth_dates=(PartialDate.of(1970, 2, 1),))
    needs = Evaluator(index_entries((entry,), tmp_path), WEIGHTS).ask(subject, 0.7)
    assert lowest <= float(needs.of(np.zeros(1, dtype=np.int32))[0]) <= highest


@given(subject=SUBJECTS)
@settings(max_examples=40)
def test_a_screening_finds_what_comparing_everybody_does(index: Index, subject: Subject) -> None:
    found = Screener(index).screen(subject, limit=1000)
    kinds = compared_with(subject.kind)
    naive = [compare(subject, entry) for entry in ENTRIES if entry.kind in kinds]
    screened = {(match.entry.id, match.score, match.evidence) for match in found if match.entry.kind in kinds}
    assert screened == {(match.entry.id, match.score, match.evidence) for match in naive if match.score >= LEAST}
