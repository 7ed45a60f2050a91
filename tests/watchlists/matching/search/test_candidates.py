"""Candidate search against brute force: whatever full comparison flags, the search finds.

Over a fixed part of the bundled UN list here; the long test asks the same of every bundled entry.
"""

import random
import string
from collections.abc import Callable

import pytest

from tests.fixtures.listed import index_entries
from watchlists import bundled
from watchlists.index import Index
from watchlists.index.build import build
from watchlists.matching.alignment import LikenessMemory
from watchlists.matching.names import FLOOR, compare_names
from watchlists.matching.score import prepare_subject
from watchlists.matching.search.candidates import Question, Search
from watchlists.model import Entry, Subject
from watchlists.normalize.scripts import romanise, word_script
from watchlists.normalize.tokens import Shape

ALL_KINDS = 0xFF


def one_slip(name: str, chance: random.Random) -> str:
    place, letter = chance.randrange(len(name)), chance.choice(string.ascii_lowercase)
    return chance.choice([name[:place] + name[place + 1 :], name[:place] + letter + name[place:]]) or name


def two_slips(name: str, chance: random.Random) -> str:
    return one_slip(one_slip(name, chance), chance)


def reordered(name: str, chance: random.Random) -> str:
    words = name.split()
    return " ".join(chance.sample(words, len(words)))


def glued(name: str, chance: random.Random) -> str:
    words = name.split()
    place = chance.randrange(len(words))
    return " ".join([*words[:place], "".join(words[place : place + 2]), *words[place + 2 :]])


def parted(name: str, chance: random.Random) -> str:
    place = chance.randrange(len(name))
    return f"{name[:place]} {name[place:]}"


def shortened(name: str, chance: random.Random) -> str:
    words = name.split()
    dropped = chance.randrange(len(words))
    return " ".join(word for place, word in enumerate(words) if place != dropped) or name


def lengthened(name: str, chance: random.Random) -> str:
    words = name.split()
    words.insert(chance.randrange(len(words) + 1), chance.choice(["Ali", "Ivan", "Trading", "J", "2", "Zarathustra"]))
    return " ".join(words)


def romanised(name: str, chance: random.Random) -> str:
    del chance
    return " ".join(part for word in name.split() for part in romanise(word, word_script(word), alone=False))


def respelt(name: str, chance: random.Random) -> str:
    old, new = chance.choice([("o", "u"), ("i", "y"), ("kh", "h"), ("a", "e"), ("v", "w"), ("q", "k"), ("ss", "s")])
    return name.lower().replace(old, new)


def initials(name: str, chance: random.Random) -> str:
    words = name.split()
    place = chance.randrange(len(words))
    return " ".join(word[:1] if here == place else word for here, word in enumerate(words))


VARIATIONS: tuple[Callable[[str, random.Random], str], ...] = (
    *(one_slip, two_slips, reordered, glued, parted, shortened, lengthened, romanised, respelt, initials),
)


def find_lost(index: Index, queries: int, seed: int) -> tuple[list[tuple[str, str]], int]:
    """Compare every listed name with varied ones; tell which alike pairs the search has not offered, and how many."""
    chance = random.Random(seed)
    lost: list[tuple[str, str]] = []
    alike = 0
    search = Search(index)
    for turn in range(queries):
        entry: Entry = index.entry(chance.randrange(len(index)))
        query = VARIATIONS[turn % len(VARIATIONS)](chance.choice(entry.names).value, chance)
        memory: LikenessMemory = {}
        least = chance.choice([FLOOR, 0.76])
        names = prepare_subject(Subject(names=(query,)))
        questions = [Question(name.shaped(shape), ALL_KINDS, least) for name in names for shape in Shape]
        found = {candidate.form for question in questions for candidate in search.find(question)}
        for number in range(index.forms):
            listed = index.form(number)
            if any(compare_names(name.shaped(listed.shape), listed, memory) >= least for name in names):
                alike += 1
                if number not in found:
                    lost.append((query, listed.plain))
    return lost, alike


def test_nothing_is_lost_against_brute_force(tmp_path_factory: pytest.TempPathFactory) -> None:
    entries = bundled.load("un").entries[::4]
    lost, alike = find_lost(index_entries(entries, tmp_path_factory.mktemp("un")), queries=200, seed=11)
    assert lost == []
    assert alike > 200


@pytest.mark.long
def test_nothing_is_lost_among_all_bundled_entries(tmp_path_factory: pytest.TempPathFactory) -> None:
    versions = [bundled.load(source) for source in bundled.SOURCE_IDS]
    index = Index.open(build(versions, tmp_path_factory.mktemp("all")))
    lost, alike = find_lost(index, queries=100, seed=12)
    assert lost == []
    assert alike > 100
