"""Measure screening: latency on the mix of daily work, detection of varied names, false alarms on clean ones.

Prints one JSON object. Latencies stand beside a brute-force yardstick (rapidfuzz over all names) of the same run:
compare the ratio, not the milliseconds.

    python benchmarks/screening.py --persons clean_persons.csv --organisations clean_companies.csv
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import string
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from watchlists import bundled
from watchlists.index import Index
from watchlists.index.build import build
from watchlists.matching import DEFAULT_THRESHOLD, MATCHER_VERSION, Screener
from watchlists.model import Entry, Kind, Match, Subject
from watchlists.normalize.text import fold_text

NAME_COLUMNS = ("full_name", "name", "Security Name", "Security")
SHORTEST_SLIP = 4
YARDSTICK_QUERIES = 100


@dataclass(frozen=True, slots=True)
class Query:
    """A name to screen, and the entry that has to be found."""

    name: str
    kind: Kind
    expected: str | None = None


def read_names(path: Path) -> list[str]:
    """Read the name column of a CSV file, gzipped or not; share classes behind ` - ` are cut off."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    rows = list(csv.DictReader(text.splitlines()))
    column = next(name for name in NAME_COLUMNS if name in rows[0])
    return sorted({row[column].split(" - ")[0].strip() for row in rows if row[column]})


def slip(name: str, chance: random.Random) -> str | None:
    """Make one typing error in one word of four letters and more; None where there is no such word."""
    words = name.split()
    places = [place for place, word in enumerate(words) if len(word) >= SHORTEST_SLIP and word.isalpha()]
    if not places:
        return None
    chosen = chance.choice(places)
    word, letter = words[chosen], chance.choice(string.ascii_lowercase)
    at = chance.randrange(len(word) - 1)
    words[chosen] = chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
    return " ".join(words)


def time_queries(screener: Screener, queries: Sequence[Query]) -> tuple[list[float], list[tuple[Match, ...]]]:
    """Screen one after the other; milliseconds and matches of each."""
    times, found = [], []
    for query in queries:
        start = time.perf_counter()
        found.append(screener.screen(Subject(kind=query.kind, names=(query.name,))))
        times.append((time.perf_counter() - start) * 1000)
    return times, found


def percentiles(times: Sequence[float]) -> dict[str, float]:
    """Summarise milliseconds."""
    ordered = sorted(times)
    return {
        name: round(ordered[int(len(ordered) * share)], 3)
        for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
    }


def detection(screener: Screener, queries: Sequence[Query]) -> dict[str, float]:
    """Tell how many expected entries are found, and how often another party's name stands above."""
    _, found = time_queries(screener, queries)
    hits = wrong = 0
    for query, matches in zip(queries, found, strict=True):
        scores = {match.entry.id: match.score for match in matches}
        if query.expected in scores:
            hits += 1
            wrong += matches[0].score > scores[query.expected]
    return {
        "queries": len(queries),
        "found": round(hits / len(queries), 5),
        "wrong_top": round(wrong / len(queries), 5),
    }


def yardstick(index: Index, queries: Sequence[Query]) -> dict[str, float]:
    """Time the plainest thing that could work: token_sort_ratio against every folded name."""
    names = [fold_text(index.prepared(number).value) for number in range(index.names)]
    times = []
    for query in queries[:YARDSTICK_QUERIES]:
        start = time.perf_counter()
        process.extract(fold_text(query.name), names, scorer=fuzz.token_sort_ratio, score_cutoff=85, limit=50)
        times.append((time.perf_counter() - start) * 1000)
    return percentiles(times)


def vary(entries: Sequence[Entry], change: Callable[[str], str | None]) -> list[Query]:
    """Make queries of changed primary names."""
    changed = [(entry, change(entry.caption)) for entry in entries]
    return [Query(name, entry.kind, entry.id) for entry, name in changed if name]


def measure(index: Index, clean: dict[Kind, list[str]], size: int, seed: int) -> dict[str, Any]:
    """Run everything on one index."""
    chance = random.Random(seed)
    screener = Screener(index)
    entries = [index.entry(number) for number in chance.sample(range(len(index)), min(size, len(index)))]
    exact, slips = vary(entries, str), vary(entries, lambda name: slip(name, chance))
    alarms, clean_queries = {}, []
    for kind, names in clean.items():
        queries = [Query(name, kind) for name in chance.sample(names, min(size, len(names)))]
        _, found = time_queries(screener, queries)
        alarms[kind.value] = {"names": len(queries), "flagged": round(sum(map(bool, found)) / len(queries), 5)}
        clean_queries += queries
    mix = chance.choices(clean_queries or exact, k=size * 7 // 10) + slips[: size // 5] + exact[-size // 10 :]
    chance.shuffle(mix)
    times, _ = time_queries(screener, mix)
    return {
        "latency_ms": percentiles(times),
        "per_second": round(1000 * len(times) / sum(times)),
        "yardstick_ms": yardstick(index, mix),
        "exact": detection(screener, exact),
        "one_typo": detection(screener, slips),
        "false_alarms": alarms,
    }


def main() -> None:
    """Build an index of the bundled lists and print what it does."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--persons", type=Path, action="append", default=[], help="CSV file of clean persons")
    options.add_argument("--organisations", type=Path, action="append", default=[], help="CSV file of clean companies")
    options.add_argument("--size", type=int, default=2000, help="queries of each sort")
    options.add_argument("--seed", type=int, default=7)
    chosen = options.parse_args()
    clean = {
        kind: [name for path in paths for name in read_names(path)]
        for kind, paths in ((Kind.PERSON, chosen.persons), (Kind.ORGANISATION, chosen.organisations))
        if paths
    }
    with tempfile.TemporaryDirectory() as directory:
        versions = [bundled.load(source) for source in bundled.SOURCE_IDS]
        start = time.perf_counter()
        path = build(versions, Path(directory))
        built = time.perf_counter()
        index = Index.open(path)
        opened = time.perf_counter()
        result = {
            "matcher": MATCHER_VERSION,
            "threshold": DEFAULT_THRESHOLD,
            "entries": len(index),
            "names": index.names,
            "build_s": round(built - start, 2),
            "open_ms": round((opened - built) * 1000, 1),
            "index_mb": round(sum(file.stat().st_size for file in path.iterdir()) / 1e6, 1),
            **measure(index, clean, chosen.size, chosen.seed),
        }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
