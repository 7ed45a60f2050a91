"""Measure screening in bulk: names a second over all cores, on the mix of daily work, and how much memory it takes.

Prints one JSON object; a brute force of the same run is the yardstick, for one core.

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
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from setting import Query, add_options, build_index, load_lists, make_mix, read_clean, yardstick

from watchlists.index import Index
from watchlists.matching.batch import screen_stream
from watchlists.model import Kind


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


def _seconds() -> float:
    """Tell the processor time of this process and of those that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    """Build an index and print what bulk screening against it does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    parser.add_argument("--size", type=int, default=40_000, help="names to screen")
    chosen = parser.parse_args()
    lists = load_lists(chosen.lists)
    clean = read_clean({Kind.PERSON: chosen.persons, Kind.ORGANISATION: chosen.organisations})
    queries = make_mix(lists, clean, chosen.size, random.Random(chosen.seed))
    with tempfile.TemporaryDirectory() as directory:
        path, about = build_index(lists, chosen.index or Path(directory))
        cores = len(os.sched_getaffinity(0))
        runs = [run(path, queries, processes) for processes in sorted({1, cores})]
        plain = yardstick(Index.open(path), queries)
    print(json.dumps({**about, "queries": len(queries), "runs": runs, "yardstick_ms": plain}, indent=1))


if __name__ == "__main__":
    main()
