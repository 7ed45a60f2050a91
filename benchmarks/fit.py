"""Fit the weights of the score: on pairs that the lists themselves give, and on files of labelled pairs.

Prints one JSON object: precision, recall and F1 before, after, and cross-validated with no party on both sides; each
weight with the pairs in which it applies; how reliable the scores are. Changes nothing: a weight is taken over by hand.

    python benchmarks/fit.py --lists un=consolidated.xml --lists eu=eu.xml --pairs labelled.jsonl
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import tempfile
from pathlib import Path

from setting import load_lists

from watchlists.evaluation.building import build_pairs
from watchlists.evaluation.fitting.cases import Cases
from watchlists.evaluation.fitting.validation import fit_and_validate
from watchlists.evaluation.formats import read_pairs
from watchlists.matching import DEFAULT_THRESHOLD, MATCHER_VERSION

GROUPS = ("record", "namesake")
"""Groups of built pairs that hold more than names."""


def main() -> None:
    """Build pairs, fit weights, print what they are worth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lists", action="append", default=[], metavar="SOURCE=PATH", help="else the bundled lists")
    parser.add_argument("--pairs", type=Path, action="append", default=[], help="file of labelled pairs, all groups")
    parser.add_argument("--most", type=int, default=2000, help="positives of each group that are built")
    parser.add_argument("--threshold", type=float, default=DEFAULT_THRESHOLD)
    chosen = parser.parse_args()
    entries = [entry for version in load_lists(chosen.lists) for entry in version.entries]
    with tempfile.TemporaryDirectory() as directory:
        built = Path(directory) / "built.jsonl"
        built.write_text("".join(f"{line}\n" for line in build_pairs(entries, chosen.most)), encoding="utf-8")
        pairs = [pair for pair in read_pairs(built) if pair.group.startswith(GROUPS)]
    for path in chosen.pairs:
        pairs += read_pairs(path)
    result = fit_and_validate(Cases.of(pairs), chosen.threshold)
    print(json.dumps({"matcher": MATCHER_VERSION, **result}, indent=1, default=dataclasses.asdict))


if __name__ == "__main__":
    main()
