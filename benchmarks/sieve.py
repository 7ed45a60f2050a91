"""What a sieve over all lists, and one over a hundred entries, takes; whom it lets through; whether it loses anybody.

Two populations: clean names put together anew (`population.py`), of whom nearly all should be stopped; and listed names
with a slip, another order, words left out, parted, glued or added, of whom none may be lost that the full comparison
finds. Prints one JSON object, with the processor time of a plain loop beside it. Ends with 1 when somebody is lost.

    PYTHONPATH=. .venv/bin/python benchmarks/sieve.py
        --persons CUSTOMERS/persons.csv.gz --organisations CUSTOMERS/companies.csv
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import random
import string
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import population

from kyc_service.services.screening import to_subject
from watchlists import bundled
from watchlists.dates import PartialDate
from watchlists.index.build import build
from watchlists.index.snapshot_file import Index
from watchlists.matching.screener import Screener
from watchlists.matching.sifting.laid import Sketches
from watchlists.matching.sifting.sieve import Sieve, sketch
from watchlists.model import Entry, Kind, Subject

TOGETHER = 500
CHANGED = 100
"""Entries of a delta."""
ADDED = ("Haji", "Dr", "Mullah", "Sheikh", "Mohammed", "Ltd", "Co", "Trading", "Bank", "International")
KINDS = (Kind.PERSON, Kind.ORGANISATION, Kind.UNKNOWN)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    population.add_options(parser)
    parser.add_argument("--subjects", type=int, default=20_000, help="of each population")
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    lists = [bundled.load(source) for source in bundled.SOURCE_IDS]
    clean = population.make(population.read(chosen.persons, chosen.organisations), [], chosen.subjects, chance)
    every = [entry for one in lists for entry in one.entries]
    subjects = [to_subject(one.kind, one.fields) for one in clean]
    disguised = [disguise(chance.choice(every), chance) for _ in range(chosen.subjects)]
    changed = dataclasses.replace(lists[0], entries=tuple(chance.sample(every, CHANGED)))
    with tempfile.TemporaryDirectory() as folder:
        whole = Screener(Index.open(build(lists, Path(folder))))
        delta = Screener(Index.open(build([changed], Path(folder))))
        measured = {
            "clean": measure(whole, subjects),
            "listed": measure(whole, disguised),
            "clean_by_delta": measure(delta, subjects),
            "listed_by_delta": measure(delta, disguised),
        }
    about = {"benchmark": "sieve", "subjects": chosen.subjects, "yardstick_ms": round(yardstick() * 1000, 1)}
    print(json.dumps(about | measured))
    sys.exit(1 if any(one["lost"] for one in measured.values()) else 0)


def measure(screener: Screener, subjects: Sequence[Subject]) -> dict[str, float]:
    """Sift some subjects twice, as the first time words are met, and compare them in full."""
    sieve = Sieve(screener.index, screener.threshold)
    began = time.process_time()
    sketches = [sketch(subject) for subject in subjects]
    sketched = time.process_time()
    sift(sieve, sketches)
    met = time.process_time()
    through = sift(sieve, sketches)
    sifted = time.process_time()
    ranked = screener.rank_all(subjects)
    compared = time.process_time()
    hits = {place for place, one in enumerate(ranked) if one}
    each = 1e6 / len(subjects)
    return {
        "sketch_us": round((sketched - began) * each, 1),
        "sketch_bytes": round(sum(map(len, sketches)) / len(subjects), 1),
        "sift_unmet_us": round((met - sketched) * each, 1),
        "words_met": len(set(Sketches(sketches).lines)),
        "sift_us": round((sifted - met) * each, 1),
        "compare_us": round((compared - sifted) * each, 1),
        "through": round(len(through) / len(subjects), 4),
        "hits": len(hits),
        "lost": len(hits - through),
    }


def sift(sieve: Sieve, sketches: Sequence[bytes]) -> set[int]:
    """Give the places of those let through."""
    starts = range(0, len(sketches), TOGETHER)
    return {start + place for start in starts for place in sieve.sift(sketches[start : start + TOGETHER])}


def disguise(entry: Entry, chance: random.Random) -> Subject:
    """Make a subject of a listed name, written as somebody might, with facts that agree or do not."""
    name = chance.choice(entry.names).value
    for _ in range(chance.choice((0, 1, 1, 2))):
        name = _alter(name, chance) or name
    dates: tuple[PartialDate, ...] = ()
    countries: tuple[str, ...] = ()
    if chance.random() < 0.5:
        other = PartialDate.of(chance.randrange(1930, 2005), chance.randrange(1, 13), chance.randrange(1, 28))
        dates = (chance.choice([*entry.birth_dates, other]),)
    if chance.random() < 0.5:
        countries = (chance.choice([*entry.countries, "NL"]),)
    kind = entry.kind if chance.random() < 0.7 else chance.choice(KINDS)
    return Subject(kind=kind, names=(name,), birth_dates=dates, countries=countries)


def _alter(name: str, chance: random.Random) -> str:
    words, place = name.split(), chance.randrange(len(name))
    if not words:
        return name
    word = chance.randrange(len(words))
    half = len(words[word]) // 2
    return chance.choice(
        (
            " ".join(chance.sample(words, len(words))),
            name[:place] + chance.choice(string.ascii_lowercase) + name[place + 1 :],
            name[:place] + name[place + 1 :],
            " ".join(words[:word] + words[word + 1 :]),
            "".join(words),
            " ".join([*words[:word], words[word][:1], *words[word + 1 :]]),
            " ".join([*words[:word], "".join(words[word : word + 2]), *words[word + 2 :]]),
            " ".join([*words[:word], chance.choice(ADDED), *words[word:]]),
            " ".join([*words[:word], words[word][:half], words[word][half:], *words[word + 1 :]]),
        )
    ).strip()


def yardstick() -> float:
    """Time a plain loop over a million numbers, in seconds of processor time."""
    began, total = time.process_time(), 0
    for number in range(1_000_000):
        total += number
    return time.process_time() - began


if __name__ == "__main__":
    main()
