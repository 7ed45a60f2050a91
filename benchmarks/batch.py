"""Measure screening in bulk: names a second of one core, and over all cores, of clean names and the mix of daily work.

Prints one JSON object. `per_core` counts processor time, not the clock, of names that were not asked before, and says
how many such names take as long as one brute force of the same run: compare that where the machine does other work too.
`narrow` is the same for a screener of a few entries only, as a change of the lists is followed up with.

    python benchmarks/batch.py --lists un=consolidated.xml --persons persons.csv --organisations companies.csv
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from setting import Query, add_options, build_index, load_lists, make_mix, read_clean, yardstick

from watchlists.index import Index
from watchlists.matching import Screener
from watchlists.matching.batch import screen_stream
from watchlists.model import Kind, Subject

NARROWED = 100
"""Entries of a change of the lists."""


def run(path: Path, queries: Sequence[Query], processes: int) -> dict[str, Any]:
    """Screen all queries; the second half counts, when every process has started and knows the common words."""
    half = len(queries) // 2
    before = _seconds()
    start = middle = time.perf_counter()
    hits = flagged = 0
    stream = screen_stream(path, ((place, query.subject) for place, query in enumerate(queries)), processes=processes)
    for place, outcome in stream:
        hits += len(outcome.hits)
        flagged += bool(outcome.hits)
        if place == half:
            middle = time.perf_counter()
    end = time.perf_counter()
    return {
        "processes": processes,
        "per_second": round((len(queries) - half) / (end - middle)),
        "all_s": round(end - start, 2),
        "processor_us_a_name": round((_seconds() - before) / len(queries) * 1e6),
        "hits": hits,
        "flagged": flagged,
    }


def per_core(screen: Screener, subjects: Sequence[Subject], scan_ms: float) -> dict[str, Any]:
    """Screen in this process; the second half counts, when the common words are known."""
    half = len(subjects) // 2
    flagged = sum(1 for found in screen.screen_many(subjects[:half]) if found)
    start = time.process_time()
    flagged += sum(1 for found in screen.screen_many(subjects[half:]) if found)
    took = (time.process_time() - start) / (len(subjects) - half)
    return {
        "names": len(subjects),
        "flagged": flagged,
        "us_a_name": round(took * 1e6, 1),
        "per_second": round(1 / took),
        "names_in_one_scan": round(scan_ms / 1000 / took, 2),
    }


def time_scan(index: Index, queries: Sequence[Query]) -> float:
    """Tell the milliseconds of one brute force: see `setting.yardstick`."""
    return yardstick(index, queries)["p50"]


def all_per_core(
    path: Path, clean: Mapping[Kind, Sequence[str]], queries: Sequence[Query], size: int, chance: random.Random
) -> dict[str, Any]:
    """Measure clean names of each kind, the mix, and all of them against a hundred entries."""
    index = Index.open(path)
    screener = Screener(index)
    few = screener.narrow([index.rank_of(chance.randrange(len(index)))[0] for _ in range(NARROWED)])
    asked = {
        f"clean {kind.value}s": [
            Subject(kind=kind, names=(name,)) for name in chance.sample(names, min(size, len(names)))
        ]
        for kind, names in clean.items()
    }
    asked["mix"] = [query.subject for query in queries[:size]]
    measured: dict[str, Any] = {}
    for about, subjects in asked.items():
        measured[about] = per_core(screener, subjects, time_scan(index, queries))
        measured[f"{about}, {NARROWED} entries"] = per_core(few, subjects, time_scan(index, queries))
    return measured


def _seconds() -> float:
    """Tell the processor time of this process and of those that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    """Build an index and print what bulk screening against it does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    parser.add_argument("--size", type=int, default=40_000, help="names to screen")
    parser.add_argument("--per-core", type=int, default=10_000, help="names of each sort to screen in one process")
    chosen = parser.parse_args()
    lists = load_lists(chosen.lists)
    clean = read_clean({Kind.PERSON: chosen.persons, Kind.ORGANISATION: chosen.organisations})
    queries = make_mix(lists, clean, chosen.size, random.Random(chosen.seed))
    with tempfile.TemporaryDirectory() as directory:
        path, about = build_index(lists, chosen.index or Path(directory))
        cores = len(os.sched_getaffinity(0))
        runs = [run(path, queries, processes) for processes in sorted({1, cores})] if queries else []
        plain = yardstick(Index.open(path), queries)
        alone = all_per_core(path, clean, queries, chosen.per_core, random.Random(chosen.seed))
    result = {**about, "queries": len(queries), "runs": runs, "yardstick_ms": plain, "per_core": alone}
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
