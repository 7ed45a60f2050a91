"""Sieves lose nobody that the search finds, and stop most of those whom it does not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists import bundled
from watchlists.dates import PartialDate
from watchlists.index.build import build
from watchlists.index.snapshot_file import Index
from watchlists.matching.screener import Screener
from watchlists.matching.sifting.sieve import Sieve, sketch
from watchlists.model import Entry, Identifier, Kind, Subject
from watchlists.versions import ListVersion

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(scope="module")
def entries() -> tuple[Entry, ...]:
    """Some entries of a list, as if only these had changed."""
    return tuple(random.Random(5).sample(bundled.load("un").entries, 120))


@pytest.fixture(scope="module")
def screener(entries: tuple[Entry, ...], tmp_path_factory: pytest.TempPathFactory) -> Screener:
    folder = tmp_path_factory.mktemp("delta")
    version = ListVersion(source="un", digest="delta", published=None, parser="delta", entries=entries)
    return Screener(Index.open(build((version,), folder)))


@pytest.fixture(scope="module")
def sieve(screener: Screener) -> Sieve:
    return Sieve(screener.index, screener.threshold)


def vary(name: str, seed: int) -> str:
    """Write a name as somebody might: a slip, another order, a word left out, all in one."""
    chosen = random.Random(seed)
    words = name.split()
    kind = seed % 5
    if kind == 1:
        chosen.shuffle(words)
    elif kind == 2:
        place = chosen.randrange(len(name))
        return name[:place] + chosen.choice(LETTERS) + name[place + 1 :]
    elif kind == 3 and len(words) > 2:
        del words[1]
    elif kind == 4:
        return "".join(words)
    return " ".join(words)


@pytest.mark.parametrize("seed", range(5))
def test_nobody_whom_the_search_finds_is_lost(
    screener: Screener, sieve: Sieve, entries: tuple[Entry, ...], seed: int
) -> None:
    found = 0
    for entry in entries:
        for name in entry.names:
            facts = {"countries": ("IR",)} if seed % 2 else {}
            subject = Subject(kind=entry.kind, names=(vary(name.value, seed),), **facts)
            if screener.rank_all((subject,))[0]:
                found += 1
                assert sieve.may_be(sketch(subject)), entry.id
    assert found > 200


@pytest.fixture(scope="module")
def varied(entries: tuple[Entry, ...]) -> list[Subject]:
    """Every name of the entries, varied in each way, by people and by organisations."""
    return [
        Subject(kind=kind, names=(vary(name.value, seed),), **facts)
        for entry in entries
        for name in entry.names
        for seed, kind in ((0, Kind.PERSON), (1, entry.kind), (2, entry.kind), (3, Kind.ORGANISATION), (4, entry.kind))
        for facts in ({}, {"countries": ("IR",), "birth_dates": (PartialDate.parse("1970"),)})
    ]


@pytest.mark.parametrize("size", [1, 7, 500])
def test_many_at_once_are_sifted_as_each_alone(sieve: Sieve, varied: list[Subject], size: int) -> None:
    sketches = [sketch(subject) for subject in varied[:: 1 if size > 1 else 40]]
    found = [
        start + place for start in range(0, len(sketches), size) for place in sieve.sift(sketches[start : start + size])
    ]
    assert found == [place for place, one in enumerate(sketches) if sieve.may_be(one)]
    assert sieve.sift([]) == []


def test_nobody_is_lost_among_many(screener: Screener, sieve: Sieve, varied: list[Subject]) -> None:
    through = set(sieve.sift([sketch(subject) for subject in varied]))
    found = {place for place, ranked in enumerate(screener.rank_all(varied)) if ranked}
    assert len(found) > 1000
    assert not found - through


@given(st.data())
def test_nothing_that_can_be_typed_is_lost(
    screener: Screener, sieve: Sieve, entries: tuple[Entry, ...], data: st.DataObject
) -> None:
    words = sorted({word for entry in entries[:40] for word in entry.names[0].value.split()})
    name = data.draw(st.lists(st.one_of(st.sampled_from(words), st.text(max_size=8)), min_size=1, max_size=4))
    kind = data.draw(st.sampled_from([Kind.PERSON, Kind.ORGANISATION, Kind.UNKNOWN]))
    subject = Subject(kind=kind, names=(" ".join(name),))
    assert sieve.may_be(sketch(subject)) >= bool(screener.rank_all((subject,))[0])


def test_a_strong_identifier_leads_through_without_a_name(sieve: Sieve, entries: tuple[Entry, ...]) -> None:
    holder = next(entry for entry in entries if any(one.type == "passport" for one in entry.identifiers))
    number = next(one for one in holder.identifiers if one.type == "passport")
    subject = Subject(kind=Kind.PERSON, names=("Quirijn Zwaluw",), identifiers=(Identifier("passport", number.value),))
    assert sieve.may_be(sketch(subject))


def test_most_others_are_stopped(sieve: Sieve) -> None:
    names = ("Jansen Fietsen", "Bakkerij De Vries", "Quirijn Zwaluw", "Grietje Hoekstra", "Wijnhandel Peelen")
    known = {"countries": ("NL",), "birth_dates": (PartialDate.parse("1980"),)}
    subjects = [Subject(kind=kind, names=(name,), **known) for name in names for kind in (Kind.PERSON, Kind.UNKNOWN)]
    assert sum(sieve.may_be(sketch(subject)) for subject in subjects) <= 2


def test_a_sketch_of_another_matcher_stops_nobody(sieve: Sieve) -> None:
    sketched = bytearray(sketch(Subject(kind=Kind.PERSON, names=("Quirijn Zwaluw",))))
    assert not sieve.may_be(bytes(sketched))
    sketched[0] ^= 1
    assert sieve.may_be(bytes(sketched))
