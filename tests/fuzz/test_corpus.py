"""The corpus, replayed without a fuzzer: what once was a defect stays mended, what was found stays reached."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.fuzz.mutations import MUTATIONS, Mutate
from tests.fuzz.seeds import list_seeds
from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"
SMALL = 300_000
"""Bytes of the whole corpus, at most."""


def test_every_target_has_a_corpus_and_it_stays_small() -> None:
    assert {path.name for path in CORPUS.iterdir()} == set(TARGETS)
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) < SMALL


@pytest.mark.parametrize("target", TARGETS)
def test_the_corpus_is_read_without_a_defect(target: str) -> None:
    files = sorted((CORPUS / target).iterdir())
    assert files
    for path in files:
        TARGETS[target](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_right_inputs_and_neighbours_of_them_are_read_without_a_defect(target: str) -> None:
    dice = random.Random(47)
    seeds = list(list_seeds(target))
    for number in range(150):
        seed = seeds[number % len(seeds)]
        TARGETS[target](MUTATIONS[target](seed, 16384, number, _flip(dice)) if target in MUTATIONS else seed)


def _flip(dice: random.Random) -> Mutate:
    """Change a byte."""

    def flip(data: bytes, size: int) -> bytes:
        at = dice.randrange(1, max(2, min(len(data), size)))
        return data[:at] + dice.randbytes(1) + data[at + 1 :]

    return flip
