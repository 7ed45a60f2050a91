"""Many subjects: the same answers as one by one, as they are read; and against a few entries only."""

import random
from collections.abc import Iterator
from itertools import islice

import pytest

from tests.fixtures.listed import index_entries
from tests.watchlists.matching.search.test_candidates import VARIATIONS
from watchlists import bundled
from watchlists.dates import PartialDate
from watchlists.index import Index
from watchlists.matching import Screener
from watchlists.model import Kind, Subject

DATES = ((), (PartialDate.of(1965, 3, 1),))


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Index:
    entries = [*bundled.load("un").entries[::4], *bundled.load("ofac_sdn").entries[::60]]
    return index_entries(entries, tmp_path_factory.mktemp("many"))


def varied(index: Index, size: int, seed: int) -> list[Subject]:
    """Make subjects of listed names, varied in ten ways, under their own kind and under others."""
    chance = random.Random(seed)
    subjects = []
    for turn in range(size):
        entry = index.entry(chance.randrange(len(index)))
        name = VARIATIONS[turn % len(VARIATIONS)](chance.choice(entry.names).value, chance)
        kind = chance.choice([entry.kind, entry.kind, Kind.UNKNOWN, Kind.ORGANISATION])
        subjects.append(Subject(kind=kind, names=(name,), birth_dates=chance.choice([*DATES, entry.birth_dates])))
    return subjects


def test_many_are_answered_in_order_as_one_by_one_in_a_screener_that_remembers_nothing(listed: Index) -> None:
    subjects = varied(listed, 60, seed=3)
    found = list(Screener(listed).screen_many(subjects, threshold=0.6, per_party=True))
    alone = [Screener(listed).screen(subject, threshold=0.6, per_party=True) for subject in subjects]
    assert found == alone
    assert sum(map(bool, found)) > 30


def test_subjects_are_read_one_at_a_time(listed: Index) -> None:
    read = []

    def endless() -> Iterator[Subject]:
        while True:
            read.append(Subject(names=("Jan Jansen",)))
            yield read[-1]

    assert list(islice(Screener(listed).screen_many(endless()), 3)) == [(), (), ()]
    assert len(read) == 3


def test_against_a_few_entries_the_same_is_found_of_them_as_against_all(listed: Index) -> None:
    screener = Screener(listed)
    subjects = varied(listed, 300, seed=5)
    whole = list(screener.screen_many(subjects, threshold=0.6, limit=len(listed)))
    entries = {match.entry.id for matches in whole for match in matches}
    few = frozenset(random.Random(7).sample(sorted(entries), len(entries) // 2))
    found = list(screener.narrow(few).screen_many(subjects, threshold=0.6, limit=len(listed)))
    for mine, all_of_it in zip(found, whole, strict=True):
        expected = [match for match in all_of_it if match.entry.id in few]
        assert sorted(mine, key=lambda match: match.entry.id) == sorted(expected, key=lambda match: match.entry.id)
    assert sum(map(len, found)) > 50


def test_a_screener_of_no_entries_finds_nothing(listed: Index) -> None:
    nothing = Screener(listed).narrow([])
    assert list(nothing.screen_many(varied(listed, 10, seed=9))) == [()] * 10


def test_a_narrow_screener_keeps_threshold_weights_and_lists(listed: Index) -> None:
    screener = Screener(listed, 0.8, sources=["un"])
    few = screener.narrow([listed.entry(0).id])
    assert (few.threshold, few.weights, few.sources) == (screener.threshold, screener.weights, screener.sources)
