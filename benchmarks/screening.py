"""Measure one screening after the other: latency on the mix of daily work, hostile names, detection, false alarms.

Prints one JSON object. Times are those of the processor, not of the clock, so that other work on the machine counts
less, and stand beside a brute force of the same run: compare the ratio, not the milliseconds.

    python benchmarks/screening.py --lists un=consolidated.xml --persons persons.csv --organisations companies.csv
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from setting import (
    Query,
    add_options,
    build_index,
    listed_name,
    load_lists,
    make_mix,
    multiply,
    percentiles,
    read_clean,
    slip,
    yardstick,
)

from watchlists.evaluation.parties import Parties
from watchlists.evaluation.queries import listed_entries
from watchlists.index import Index
from watchlists.matching import DEFAULT_THRESHOLD, MATCHER_VERSION, Screener
from watchlists.model import Entry, Kind, Match, Subject

HOSTILE = {
    "10,000 letters": "a" * 10_000,
    "one letter": "a",
    "10,000 words": "a " * 10_000,
    "one common word": "mohammed",
    "60 common words": "mohammed ali " * 30,
    "60 words": " ".join(f"w{letter}{other}" for letter in "abcdefgh" for other in "ijklmnop")[:300],
    "10,000 letters of a right-to-left script": "\u0627" * 10_000,
    "only punctuation": "." * 10_000,
}
WARM = 1000


def time_queries(screener: Screener, queries: Sequence[Query]) -> tuple[list[float], list[tuple[Match, ...]]]:
    """Screen one after the other; milliseconds of this thread, and matches, of each."""
    times, found = [], []
    for query in queries:
        start = time.thread_time()
        found.append(screener.screen(query.subject))
        times.append((time.thread_time() - start) * 1000)
    return times, found


@lru_cache(maxsize=1)
def parties_of(index: Index) -> Parties:
    """Tell which entries of an index are one party."""
    return Parties(listed_entries(index))


def detection(screener: Screener, queries: Sequence[Query]) -> dict[str, float]:
    """Tell how often the expected party is found, on whatever list, and how often another one stands above it.

    `wrong_top` counts another party with a higher score, found or not; `other_first` one that stands first, also at
    the same score; `wrong_top_linked` counts as the former does, but takes only what the index links for one party.
    """
    parties = parties_of(screener.index)
    chosen = [query for query in queries if query.expected is not None]
    hits = wrong = first = wrong_linked = 0
    for query, matches in zip(chosen, screener.rank_all([query.subject for query in chosen]), strict=True):
        wanted = parties.of(query.expected or "")
        right = [match for match in matches if parties.of(match.entry_id) == wanted]
        best = max((match.score for match in right), default=0.0)
        hits += bool(right)
        wrong += any(match.score > best for match in matches)
        first += bool(matches) and parties.of(matches[0].entry_id) != wanted
        linked = {screener.index.party_of(match.entry) for match in matches if match.entry_id == query.expected}
        ours = [match.score for match in matches if screener.index.party_of(match.entry) in linked]
        wrong_linked += any(match.score > max(ours, default=0.0) for match in matches)
    size = len(chosen) or 1
    return {
        "queries": len(chosen),
        "found": round(hits / size, 5),
        "wrong_top": round(wrong / size, 5),
        "wrong_top_linked": round(wrong_linked / size, 5),
        "other_first": round(first / size, 5),
    }


def false_alarms(screener: Screener, clean: dict[Kind, list[str]], size: int, chance: random.Random) -> dict[str, Any]:
    """Tell how many clean names are flagged."""
    alarms = {}
    for kind, names in clean.items():
        chosen = chance.sample(names, min(size, len(names)))
        _, found = time_queries(screener, [Query(Subject(kind=kind, names=(name,))) for name in chosen])
        alarms[kind.value] = {"names": len(chosen), "flagged": round(sum(map(bool, found)) / len(chosen), 5)}
    return alarms


def measure(index: Index, queries: Sequence[Query]) -> dict[str, Any]:
    """Time a mix: the first thousand with nothing remembered, all others as in a process that has worked a while."""
    screener = Screener(index)
    cold, _ = time_queries(screener, queries[:WARM])
    times, _ = time_queries(screener, queries[WARM:] or queries)
    plain = yardstick(index, queries)
    return {
        "latency_ms": percentiles(times),
        "first_thousand_ms": percentiles(cold),
        "yardstick_ms": plain,
        "ratio_p50": round(percentiles(times)["p50"] / plain["p50"], 3),
    }


def hostile(screener: Screener) -> dict[str, float]:
    """Time names that are made to take long, in milliseconds."""
    return {
        about: round(time_queries(screener, [Query(Subject(names=(name,)))])[0][0], 1)
        for about, name in HOSTILE.items()
    }


def main() -> None:
    """Build an index and print what screening against it does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    parser.add_argument("--size", type=int, default=3000, help="queries of each sort")
    parser.add_argument("--times", type=int, default=1, help="measure a list so many times as long beside it")
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    lists = load_lists(chosen.lists)
    clean = read_clean({Kind.PERSON: chosen.persons, Kind.ORGANISATION: chosen.organisations})
    queries = make_mix(lists, clean, chosen.size + WARM, chance)
    with tempfile.TemporaryDirectory() as directory:
        path, about = build_index(lists, chosen.index or Path(directory))
        index = Index.open(path)
        screener = Screener(index)
        entries: list[Entry] = chance.choices([entry for version in lists for entry in version.entries], k=chosen.size)
        exact = [Query(Subject(kind=entry.kind, names=(listed_name(entry, chance),)), entry.id) for entry in entries]
        slips = [
            Query(Subject(kind=query.subject.kind, names=(slip(query.subject.names[0], chance),)), query.expected)
            for query in exact
        ]
        result = {
            "matcher": MATCHER_VERSION,
            "threshold": DEFAULT_THRESHOLD,
            **about,
            **measure(index, queries),
            "hostile_ms": hostile(screener),
            "exact": detection(screener, exact),
            "one_typo": detection(screener, slips),
            "false_alarms": false_alarms(screener, clean, chosen.size, chance),
        }
        if chosen.times > 1:
            longer, about = build_index(multiply(lists, chosen.times, chance), Path(directory) / "longer")
            result["longer"] = {"times": chosen.times, **about, **measure(Index.open(longer), queries)}
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
