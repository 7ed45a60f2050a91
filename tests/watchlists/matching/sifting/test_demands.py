"""What names have to reach is the same for many at once as for each alone, and never more than the full score needs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fixtures.known_facts import ENTRIES, SUBJECTS
from tests.fixtures.listed import index_entries
from watchlists.index import Index
from watchlists.matching.names import FLOOR
from watchlists.matching.score import WEIGHTS, tune
from watchlists.matching.search.needs import Evaluator
from watchlists.matching.sifting.demands import Demands
from watchlists.matching.sifting.laid import Sketches
from watchlists.matching.sifting.sketches import sketch
from watchlists.model import Subject

TUNED = tune({"birth_date_near": -0.5, "birth_date_apart": 0.0, "country_conflict": -0.6, "identifier": 0.4})


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return index_entries(ENTRIES, tmp_path_factory.mktemp("index"))


@given(
    subjects=st.lists(SUBJECTS, min_size=1, max_size=4),
    threshold=st.sampled_from((0.5, 0.7, 0.85)),
    weights=st.sampled_from((WEIGHTS, TUNED)),
)
@settings(max_examples=60)
def test_many_at_once_are_asked_for_what_each_alone_is(
    index: Index, subjects: list[Subject], threshold: float, weights: dict[str, float]
) -> None:
    laid = Sketches([sketch(one) for one in subjects])
    every = np.arange(len(ENTRIES))
    owners = np.arange(len(subjects)).repeat(len(every))
    found = Demands(index, threshold, weights).of_entries(laid, owners, np.tile(every, len(subjects)))
    for place, subject in enumerate(subjects):
        needs = Evaluator(index, weights).ask(subject, threshold)
        alone = needs.of(every.astype(np.int32))
        mine = found[owners == place]
        # Who has an identifier of an entry is let through by it; of whom nothing is known, names alone decide.
        same = (alone == FLOOR) | np.isclose(mine, alone)
        assert same.all() or not needs.asks


def test_a_form_is_asked_for_what_its_easiest_entry_is(index: Index) -> None:
    subject = Subject(kind=ENTRIES[0].kind, names=(ENTRIES[0].names[0].value,), countries=("NL",))
    demands, laid = Demands(index, 0.7, WEIGHTS), Sketches([sketch(subject)])
    forms = np.arange(index.forms)
    found = demands.of_forms(laid, np.zeros(len(forms), dtype=np.int64), forms)
    for form, least in zip(forms.tolist(), found.tolist(), strict=True):
        names = index.form_names[index.form_name_starts[form] : index.form_name_starts[form + 1]]
        entries = index.name_entry[names].astype(np.int64)
        assert least == demands.of_entries(laid, np.zeros(len(entries), dtype=np.int64), entries).min()
    assert len(demands.of_forms(laid, forms[:0], forms[:0])) == 0
