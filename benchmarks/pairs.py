"""Measure name matching on labelled pairs: precision, recall and F1 at the default threshold, and cross-validated.

Each line of the file: `{"kind", "query": {"names": [...]}, "entry": {"names": [...]}, "match": true|false}`.

    python benchmarks/pairs.py pairs.jsonl
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from watchlists.matching import DEFAULT_THRESHOLD, compare
from watchlists.model import Entry, Kind, Name, Subject

Scored = tuple[float, bool, str]
FOLDS = 10
STEPS = [step / 200 for step in range(80, 200)]


def read(path: Path) -> list[Scored]:
    """Score every pair of a file."""
    scored = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            pair = json.loads(line)
            kind = Kind(pair.get("kind", Kind.UNKNOWN))
            names = tuple(Name(name) for name in pair["entry"]["names"])
            entry = Entry(id="pair:1", source="pair", kind=kind, names=names)
            subject = Subject(kind=kind, names=tuple(pair["query"]["names"]))
            scored.append((compare(subject, entry).score, bool(pair["match"]), kind.value))
    return scored


def judge(scored: Iterable[Scored], threshold: float) -> dict[str, float]:
    """Count at one threshold."""
    counts = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    for score, match, _ in scored:
        counts[score >= threshold, match] += 1
    hit, false, missed = counts[True, True], counts[True, False], counts[False, True]
    return {
        "precision": round(hit / max(1, hit + false), 4),
        "recall": round(hit / max(1, hit + missed), 4),
        "f1": round(2 * hit / max(1, 2 * hit + false + missed), 4),
    }


def best_threshold(scored: Sequence[Scored]) -> float:
    """Find the threshold with the best F1."""
    return max(STEPS, key=lambda threshold: judge(scored, threshold)["f1"])


def cross_validate(scored: Sequence[Scored], seed: int) -> dict[str, float]:
    """Judge each tenth at the threshold that is best on the other nine."""
    mixed = random.Random(seed).sample(scored, len(scored))
    shifted: list[Scored] = []
    for fold in range(FOLDS):
        rest = [pair for place, pair in enumerate(mixed) if place % FOLDS != fold]
        threshold = best_threshold(rest)
        shifted += [(score - threshold, match, kind) for score, match, kind in mixed[fold::FOLDS]]
    return judge(shifted, 0.0)


def main() -> None:
    """Print one JSON object."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("file", type=Path)
    options.add_argument("--seed", type=int, default=7)
    chosen = options.parse_args()
    start = time.perf_counter()
    scored = read(chosen.file)
    seconds = time.perf_counter() - start
    best = best_threshold(scored)
    result = {
        "pairs": len(scored),
        "threshold": DEFAULT_THRESHOLD,
        **judge(scored, DEFAULT_THRESHOLD),
        "best_f1": judge(scored, best)["f1"],
        "best_threshold": best,
        "cross_validated": cross_validate(scored, chosen.seed),
        "by_kind": {
            kind: judge([pair for pair in scored if pair[2] == kind], DEFAULT_THRESHOLD)
            for kind in sorted({pair[2] for pair in scored})
        },
        "pairs_per_second": round(len(scored) / seconds),
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
