"""Evaluate labelled pairs: each subject compared with its entry in full."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from watchlists.evaluation.formats import LabelledPair
from watchlists.evaluation.metrics import Scored, judge_groups, report
from watchlists.matching import MATCHER_VERSION, compare
from watchlists.matching.score import WEIGHTS


def score_pairs(pairs: Iterable[LabelledPair], weights: Mapping[str, float] = WEIGHTS) -> list[Scored]:
    """Score every pair, in order."""
    return [Scored(pair.id, compare(pair.subject, pair.entry, weights).score, pair.match, pair.group) for pair in pairs]


def evaluate_pairs(pairs: Sequence[LabelledPair], threshold: float, passing: Iterable[LabelledPair]) -> dict[str, Any]:
    """Evaluate pairs at a threshold. `passing` yields the same pairs, and may show progress while it does."""
    start = time.perf_counter()
    scored = score_pairs(passing)
    seconds = time.perf_counter() - start
    kinds = (
        Scored(case.id, case.score, case.match, pair.subject.kind.value)
        for case, pair in zip(scored, pairs, strict=True)
    )
    return {
        "matcher": MATCHER_VERSION,
        **report(scored, threshold),
        "by_kind": judge_groups(kinds, threshold),
        "pairs_per_second": round(len(scored) / seconds),
        "wrong": [case.id for case in scored if (case.score > 0 and case.score >= threshold) is not case.match],
    }
