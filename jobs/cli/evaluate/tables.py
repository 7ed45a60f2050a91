"""Evaluations as tables for people."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobs.cli.output import print_json, print_table, say

if TYPE_CHECKING:
    from watchlists.evaluation.thresholds import Row

_JUDGED = ("cases", "matches", "precision", "recall", "f1", "best_f1", "best_threshold")
_THRESHOLD_COLUMNS = {
    "alerts_per_1000": "alerts of 1,000",
    "hits_per_1000": "hits of 1,000",
    "precision": "right",
    "recall": "found",
    "missed": "missed",
    "false_alarms": "false alarms",
    "f1": "f1",
}
_RATES = ("variations", "missed", "detected", "wrong_top", "other_first", "not_made")


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


def print_thresholds(rows: Sequence[Row], production: float, known_from: float) -> None:
    """Print one line for each threshold in a compliance officer's words; the one in use is marked."""
    used = next(row for row in rows if row.threshold == production)
    print_table(
        "What a threshold would have meant",
        ("score from", *_THRESHOLD_COLUMNS.values(), "against the one in use"),
        [
            (row.threshold, *(getattr(row, name) for name in _THRESHOLD_COLUMNS), _against(row, used, known_from))
            for row in rows
        ],
    )
    say("missed: matches that nobody would have seen; right: share of what is shown that is a match")
    if known_from:
        say(f"hits below {known_from} were never shown, so this history cannot say what a lower threshold would find")


def _against(row: Row, used: Row, known_from: float) -> str:
    if row.threshold == used.threshold:
        return "in use"
    if row.threshold < known_from:
        return "not known"
    alerts = row.alerts_per_1000 - used.alerts_per_1000
    return (
        f"{row.missed - used.missed:+d} missed, {row.false_alarms - used.false_alarms:+d} false alarms, "
        f"{alerts:+.1f} alerts of 1,000"
    )


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
