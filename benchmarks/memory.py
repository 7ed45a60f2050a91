"""Measure what one more worker process costs: time to open the index, and memory that it shares with no other.

Private memory is what the kernel calls unique: given back if this process alone ended. Measured in processes of their
own, after opening and again after screening the mix of daily work. Prints one JSON object.

    python benchmarks/memory.py --lists un=consolidated.xml --persons persons.csv --organisations companies.csv
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import psutil
from setting import Query, add_options, build_index, load_lists, make_mix, read_clean

from watchlists.index import Index
from watchlists.matching import Screener
from watchlists.model import Kind

WORKERS = 2


def work(path: Path, queries: list[Query]) -> dict[str, float]:
    """Open an index and screen; tell megabytes and milliseconds."""
    process = psutil.Process()
    imported = process.memory_full_info().uss
    start, used = time.perf_counter(), time.process_time()
    screener = Screener(Index.open(path))
    screener.screen(queries[0].subject)
    opened, spent = time.perf_counter(), time.process_time()
    after = process.memory_full_info().uss
    for query in queries:
        screener.screen(query.subject)
    return {
        "first_answer_ms": round((opened - start) * 1000, 1),
        "first_answer_processor_ms": round((spent - used) * 1000, 1),
        "private_imported_mb": round(imported / 1e6, 1),
        "private_opened_mb": round(after / 1e6, 1),
        "private_after_mb": round(process.memory_full_info().uss / 1e6, 1),
    }


def main() -> None:
    """Build an index and let some workers screen against it at once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    parser.add_argument("--size", type=int, default=3000, help="names that each worker screens")
    chosen = parser.parse_args()
    lists = load_lists(chosen.lists)
    clean = read_clean({Kind.PERSON: chosen.persons, Kind.ORGANISATION: chosen.organisations})
    mixes = [make_mix(lists, clean, chosen.size, random.Random(chosen.seed + worker)) for worker in range(WORKERS)]
    with tempfile.TemporaryDirectory() as directory:
        path, about = build_index(lists, chosen.index or Path(directory))
        with ProcessPoolExecutor(WORKERS, get_context("spawn")) as pool:
            workers = list(pool.map(work, [path] * WORKERS, mixes))
    print(json.dumps({**about, "names_screened": chosen.size, "workers": workers}, indent=1))


if __name__ == "__main__":
    main()
