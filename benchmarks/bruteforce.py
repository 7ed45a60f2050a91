"""Prove candidate search against brute force: score queries against every entry, and tell what screening loses.

Queries are listed names, varied in ten ways. An entry is lost when its full comparison reaches the threshold and
screening does not return it with the same score. Prints one JSON object; exit status 1 when anything is lost.

    python benchmarks/bruteforce.py --queries 1000 --processes 2
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from setting import add_options, build_index, listed_name, load_lists, slip

from watchlists.index import Index
from watchlists.matching import DEFAULT_THRESHOLD, Screener
from watchlists.matching.names import FLOOR, compare_names
from watchlists.matching.score import WEAK_ALIAS_EXACT, bare_score, prepare_subject
from watchlists.matching.screener import compared_with
from watchlists.model import Subject


def vary(name: str, turn: int, chance: random.Random) -> str:
    """Vary a name in one of ten ways."""
    words = name.split()
    place = chance.randrange(len(words)) if words else 0
    return (
        lambda: name,
        lambda: slip(name, chance),
        lambda: slip(slip(name, chance), chance),
        lambda: " ".join(chance.sample(words, len(words))),
        lambda: " ".join([*words[:place], "".join(words[place : place + 2]), *words[place + 2 :]]),
        lambda: f"{name[: len(name) // 2]} {name[len(name) // 2 :]}",
        lambda: " ".join(words[:place] + words[place + 1 :]) or name,
        lambda: " ".join(
            [*words[:place], chance.choice(("Ali", "Ivan", "Trading", "2", "Zarathustra")), *words[place:]]
        ),
        lambda: name.lower().replace(*chance.choice((("o", "u"), ("i", "y"), ("kh", "h"), ("v", "w"), ("q", "k")))),
        lambda: " ".join(word[:1] if here == place else word for here, word in enumerate(words)),
    )[turn % 10]()


def full(subject: Subject, index: Index) -> dict[str, float]:
    """Score a subject against every entry by names, with no search before and nothing left out."""
    names = prepare_subject(subject)
    kinds = compared_with(subject.kind)
    likeness: dict[tuple[int, int], float] = {}
    found: dict[str, float] = {}
    for number in range(len(index)):
        kind = index.kind_of(number)
        best: dict[bool, float] = {}
        for name in index.names_of(number) if kind in kinds else ():
            form, weak = int(index.name_form[name]), bool(index.name_weak[name])
            for place, ours in enumerate(names):
                if (place, form) not in likeness:
                    listed = index.form(form)
                    likeness[place, form] = compare_names(ours.shaped(listed.shape), listed)
                if likeness[place, form] >= (WEAK_ALIAS_EXACT if weak else FLOOR):
                    best[weak] = max(best.get(weak, 0.0), likeness[place, form])
        score = bare_score(subject.kind, kind, [(value, weak) for weak, value in best.items()])
        if score >= DEFAULT_THRESHOLD:
            found["|".join(index.rank_of(number))] = score
    return found


def check(path: Path, subjects: Sequence[Subject]) -> tuple[int, int, list[str]]:
    """Compare screening with brute force; tell how many entries each query has together, and what differs."""
    index = Index.open(path)
    screener = Screener(index)
    pairs = found = 0
    wrong: list[str] = []
    for subject in subjects:
        expected = full(subject, index)
        (ranked,) = screener.rank_all((subject,), limit=len(index) + 1)
        screened = {f"{hit.entry_id}|{hit.source}": hit.score for hit in ranked}
        pairs, found = pairs + index.names, found + len(expected)
        wrong += [f"{subject.names[0]}: {entry}" for entry, score in expected.items() if screened.get(entry) != score]
        wrong += [f"{subject.names[0]}: {entry} too many" for entry in screened.keys() - expected.keys()]
    return pairs, found, wrong


def main() -> None:
    """Build an index, ask, and print what is lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    lists = load_lists(chosen.lists)
    entries = chance.choices([entry for version in lists for entry in version.entries], k=chosen.queries)
    subjects = [
        Subject(kind=entry.kind, names=(vary(listed_name(entry, chance), turn, chance),))
        for turn, entry in enumerate(entries)
    ]
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as directory, ProcessPoolExecutor(chosen.processes) as pool:
        path, about = build_index(lists, chosen.index or Path(directory))
        shares = [subjects[place :: chosen.processes * 4] for place in range(chosen.processes * 4)]
        results = list(pool.map(check, [path] * len(shares), shares))
    wrong = [text for _, _, texts in results for text in texts]
    print(
        json.dumps(
            {
                **about,
                "queries": len(subjects),
                "names_compared": sum(pairs for pairs, _, _ in results),
                "entries_expected": sum(found for _, found, _ in results),
                "lost_or_other": len(wrong),
                "examples": wrong[:20],
                "took_s": round(time.perf_counter() - start),
            },
            indent=1,
            ensure_ascii=False,
        )
    )
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
