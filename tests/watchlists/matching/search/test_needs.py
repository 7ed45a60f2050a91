"""How alike names have to be for each entry: never more than what the full score needs."""

import random
from collections.abc import Mapping
from math import inf
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fixtures.listed import index_entries
from watchlists.dates import PartialDate
from watchlists.index import Index
from watchlists.matching.names import FLOOR
from watchlists.matching.score import WEIGHTS, NameMatch, compare, tune, weigh
from watchlists.matching.screener import Screener, compared_with
from watchlists.matching.search.needs import Evaluator
from watchlists.model import Address, Entry, Gender, Identifier, Kind, Name, Place, Subject
from watchlists.normalize.names import prepare_person

DATE_TEXTS = (
    *("1970", "1970-02", "1970-02-01", "1970-01-02", "1971-02-01", "1960-02-01", "1980-02-01"),
    *("1958/1960", "1970~", "1997-12-03", "2997-11-03"),
)
DATES = tuple(map(PartialDate.parse, DATE_TEXTS))
COUNTRIES = ("NL", "RU", "IR")
PLACES = (Place("Tehran, Iran", "IR"), Place("Moscow"))
ADDRESSES = (Address("1 Main Street, Tehran", "IR", city="Tehran"), Address("Kalverstraat 1, Amsterdam", "NL"))
IDENTIFIERS = (
    Identifier("passport", "A1234567", "NL"),
    Identifier("passport", "A1234568", "NL"),
    Identifier("other", "77-88-99"),
    Identifier("lei", "5493001KJTIIGC8Y1R12"),
)
LIKENESSES = [FLOOR + step * 0.01 for step in range(46)]
LEAST = 0.7
NAME = prepare_person("Igor Kastyukevich")
TUNED = tune({"birth_date_near": -0.5, "birth_date_apart": 0.0, "country_conflict": -0.6, "identifier": 0.4})


def some(chance: random.Random, values: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(chance.sample(values, chance.choice((0, 0, 1, 1, 2))))


def make_entry(number: int, chance: random.Random) -> Entry:
    return Entry(
        id=f"un:{number}",
        source="un",
        kind=chance.choice([*Kind]),
        names=(Name("Igor Kastyukevich"),),
        birth_dates=some(chance, DATES),  # type: ignore[arg-type] # of the field's own type
        incorporation_dates=some(chance, DATES),  # type: ignore[arg-type] # of the field's own type
        birth_places=some(chance, PLACES),  # type: ignore[arg-type] # of the field's own type
        nationalities=some(chance, COUNTRIES),  # type: ignore[arg-type] # of the field's own type
        addresses=some(chance, ADDRESSES),  # type: ignore[arg-type] # of the field's own type
        identifiers=some(chance, IDENTIFIERS),  # type: ignore[arg-type] # of the field's own type
        genders=some(chance, (Gender.MALE, Gender.FEMALE)),  # type: ignore[arg-type] # of the field's own type
    )


ENTRIES = tuple(make_entry(number, random.Random(number)) for number in range(150))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return index_entries(ENTRIES, tmp_path_factory.mktemp("index"))


def lists(values: tuple[object, ...]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


SUBJECTS = st.builds(
    Subject,
    kind=st.sampled_from(Kind),
    names=st.just(("Igor Kastyukevich",)),
    birth_dates=lists(DATES),
    incorporation_dates=lists(DATES),
    birth_places=lists(PLACES),
    countries=lists((*COUNTRIES, "nl")),
    addresses=lists(ADDRESSES),
    identifiers=lists(IDENTIFIERS),
    genders=lists((Gender.MALE, Gender.FEMALE, Gender.OTHER)),
)


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
