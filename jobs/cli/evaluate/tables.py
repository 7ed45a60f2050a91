"""Evaluations as tables for people."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobs.cli.output import print_json, print_table, say

if TYPE_CHECKING:
    from watchlists.evaluation.thresholds import Row

_JUDGED = ("cases", "matches", "precision", "recall", "f1", "best_f1", "best_threshold")
_RATES = ("variations", "missed", "detected", "wrong_top", "not_made")


def print_judged(title: str, result: Mapping[str, Any], more: Sequence[str] = ()) -> None:
    """Print precision, recall and F1 of all cases and of each group."""
    columns = (*_JUDGED, *more)
    rows = [("all", *_pick(result, columns))]
    rows += [(group, *_pick(found, columns)) for group, found in result["by_group"].items()]
    crossed = result["cross_validated"]
    rows.append(("cross-validated", *_pick(crossed, columns)))
    print_table(f"{title} at threshold {result['threshold']}", ("group", *columns), rows)


def print_detected(result: Mapping[str, Any], levels: Iterable[str]) -> None:
    """Print detection and wrong tops of each level, variation, list and script."""
    rows: list[tuple[object, ...]] = []
    for level in levels:
        found = result.get(level)
        if found is None:
            continue
        rows.append((level, "all", *_pick(found, _RATES)))
        for part in ("by_list", "by_script", "by_variation"):
            rows += [("", f"{part[3:]}: {key}", *_pick(rates, _RATES)) for key, rates in found[part].items()]
    say(f"definitions {result['definitions']['definitions']['sha256'][:12]}, {result['names']} names")
    print_table(f"Variations at threshold {result['threshold']}", ("kind", "of", *_RATES), rows)


def print_thresholds(rows: Sequence[Row], production: float) -> None:
    """Print one line for each threshold; the one in use is marked."""
    columns = [field.name for field in dataclasses.fields(rows[0])]
    shown = [[*dataclasses.astuple(row), "in use" if row.threshold == production else ""] for row in rows]
    print_table("Thresholds", (*columns, ""), shown)


def print_built(path: Path, *, as_json: bool) -> None:
    """Say what a file of pairs holds, by reading it as an evaluation would."""
    from watchlists.evaluation.formats import read_pairs

    groups: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    for pair in read_pairs(path):
        groups[pair.group][pair.match] += 1
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    counted = {group: {"matches": found[True], "others": found[False]} for group, found in sorted(groups.items())}
    if as_json:
        print_json({"file": path.name, "sha256": digest, "groups": counted})
        return
    rows = [(group, found["matches"], found["others"]) for group, found in counted.items()]
    print_table(path.name, ("group", "matches", "others"), rows)
    say(f"sha256 {digest}")


def _pick(found: Mapping[str, Any], columns: Iterable[str]) -> tuple[object, ...]:
    return tuple(found.get(column) for column in columns)
