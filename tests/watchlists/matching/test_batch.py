"""Screening a stream: the same answers as one by one, in order, whatever one subject does."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from tests.fixtures.listed import BOUT, DIN, LISTED, SPIRIT, TECHNOLOGY, index_entries, make_version
from watchlists.index import Index
from watchlists.index.build import build
from watchlists.matching import Screener
from watchlists.matching.batch import CHUNK, Outcome, screen_stream
from watchlists.model import Kind, Subject

NAMES = ("Viktor Bout", "Jan Jansen", "Huawei Technology Co., Ltd.", "", "Hellenic Spirit", "سيف الدين الراوي")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build([make_version("un", LISTED)], tmp_path_factory.mktemp("batch"))


def stream(count: int) -> Iterator[tuple[int, Subject]]:
    for number in range(count):
        yield number, Subject(names=(NAMES[number % len(NAMES)],))


@pytest.mark.parametrize("processes", [1, 2])
def test_a_stream_is_answered_in_order_as_one_by_one(built: Path, processes: int) -> None:
    screener = Screener(Index.open(built))
    expected = [[match.entry.id for match in screener.screen(subject)] for _, subject in stream(len(NAMES))]
    answered = list(screen_stream(built, stream(2 * CHUNK + 7), processes=processes))
    assert [key for key, _ in answered] == list(range(2 * CHUNK + 7))
    for key, outcome in answered:
        assert [hit.entry_id for hit in outcome.hits] == expected[key % len(NAMES)]
    assert expected == [[BOUT.id], [], [TECHNOLOGY.id], [], [SPIRIT.id], [DIN.id]]


def test_a_stream_without_end_is_read_a_little_ahead_only(built: Path) -> None:
    read = 0

    def endless() -> Iterator[tuple[int, Subject]]:
        nonlocal read
        for key, subject in stream(10**9):
            read += 1
            yield key, subject

    assert [key for key, _ in islice(screen_stream(built, endless(), processes=1), 3)] == [0, 1, 2]
    assert read == CHUNK


@pytest.mark.parametrize("processes", [1, 2])
def test_a_subject_that_fails_is_told_apart(built: Path, processes: int) -> None:
    broken = Subject(kind=Kind.PERSON, names=(7,))  # type: ignore[arg-type]
    subjects = [
        ("a", Subject(names=("Huawei Technology Co., Ltd.",))),
        ("b", broken),
        ("c", Subject(names=("Huawei Technology Co., Ltd.",))),
    ]
    answered = dict(screen_stream(built, subjects, processes=processes))
    assert answered["a"] == answered["c"] != Outcome()
    assert answered["b"].error == "AttributeError"
    assert not answered["b"].hits


def test_an_empty_stream_has_no_answers(built: Path) -> None:
    assert list(screen_stream(built, [], processes=1)) == []


def test_threshold_limit_and_party_are_those_of_the_screener(tmp_path: Path) -> None:
    index = index_entries([BOUT, DIN], tmp_path)
    screener = Screener(index)
    subject = Subject(names=("Viktor Bout", "Saif al-Din al-Rawi"))
    (every,) = screener.rank_all([subject], threshold=0.0)
    (limited,) = screener.rank_all([subject], threshold=0.0, limit=1)
    assert len(every) == 2
    assert limited == every[:1]
    assert [(hit.entry_id, hit.score) for hit in every] == [
        (match.entry.id, match.score) for match in screener.screen(subject, threshold=0.0)
    ]
