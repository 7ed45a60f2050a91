"""Other weights than the usual ones: what may be changed, and that the search loses nothing by it."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tests.fixtures.runtimes import small_version
from watchlists.dates import PartialDate
from watchlists.index.build import build
from watchlists.index.snapshot_file import Index
from watchlists.matching import compare
from watchlists.matching.score import WEIGHTS, tune
from watchlists.matching.screener import Screener
from watchlists.model import Entry, Kind, Name, Subject

ENTRY = Entry(
    id="un:X.1",
    source="un",
    kind=Kind.PERSON,
    names=(Name("Wilhelmina Stonecroft"),),
    birth_dates=(PartialDate.parse("1960-02-03"),),
)
SUBJECT = Subject(kind=Kind.PERSON, names=("Wilhelmina Stonecroft",), birth_dates=(PartialDate.parse("1960-02-03"),))


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"luck": 0.5}, "luck"),
        ({"country": -0.1}, "country"),
        ({"country": 1.0}, "country"),
        ({"country": math.nan}, "country"),
        ({"country_conflict": 0.1}, "country_conflict"),
        ({"country_conflict": -1.0}, "country_conflict"),
        ({"name": 0.4}, "name"),
        ({"weak_alias": 0.95}, "weak_alias"),
        ({"birth_date_year": 0.6}, "birth_date_year"),
        ({"identifier": 0.1}, "identifier_weak"),
    ],
)
def test_a_weight_that_cannot_be_is_named(changes: dict[str, float], name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name}$"):
        tune(changes)


def test_what_is_not_changed_stays() -> None:
    assert tune({}) == WEIGHTS
    assert {name for name, value in tune({"country": 0.2}).items() if value != WEIGHTS[name]} == {"country"}


def test_other_weights_give_other_scores_and_the_evidence_says_so() -> None:
    usual, tuned = compare(SUBJECT, ENTRY), compare(SUBJECT, ENTRY, tune({"birth_date_day": 0.9}))
    assert tuned.score > usual.score
    assert [piece.effect for piece in tuned.evidence][1] > [piece.effect for piece in usual.evidence][1]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    versions = [small_version(source) for source in ("un", "ofac_sdn", "ofac_cons")]
    folder: Path = tmp_path_factory.mktemp("index")
    return Index.open(build(versions, folder))


def entries_of(index: Index) -> list[Entry]:
    return [entry for used in index.versions for entry in small_version(used.source).entries]


@pytest.mark.parametrize("threshold", [0.5, 0.7, 0.9])
@pytest.mark.parametrize(
    "changes",
    [{}, {"name": 0.6, "weak_alias": 0.6, "weak_alias_alone": 0.4, "country": 0.6, "birth_date_day": 0.95}],
)
def test_a_search_by_other_weights_finds_what_comparing_with_every_entry_finds(
    index: Index, threshold: float, changes: dict[str, float]
) -> None:
    weights = tune(changes)
    screener = Screener(index, threshold, weights)
    entries = entries_of(index)
    for entry in entries:
        subject = Subject(
            kind=entry.kind,
            names=(f"{entry.caption[:-1]}x",),
            birth_dates=entry.birth_dates[:1],
            countries=entry.countries[:1],
        )
        every = {other.id for other in entries if compare(subject, other, weights).score >= threshold}
        assert {match.entry.id for match in screener.screen(subject, limit=1000)} == every, entry.id


def test_only_the_lists_that_are_asked_answer(index: Index) -> None:
    everywhere = {entry.source: entry for entry in entries_of(index)}
    for source, entry in everywhere.items():
        subject = Subject(kind=entry.kind, names=(entry.caption,))
        for asked in everywhere:
            found = {match.entry.source for match in Screener(index, sources=(asked,)).screen(subject)}
            assert found <= {asked}
            assert (source in found) is (source == asked)
