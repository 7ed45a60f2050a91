"""Judge weights on pairs that they were not fitted to, and tell how reliable the scores are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from watchlists.evaluation.fitting.cases import Bools, Cases, Floats, as_array, parties_of
from watchlists.evaluation.fitting.descent import Fitter
from watchlists.evaluation.metrics import FOLDS, Counts, Scored, best_threshold, count, fold_of, share
from watchlists.matching.score import WEIGHTS

_EDGES = (0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Cases of about one score."""

    least: float
    below: float
    """The last bucket holds its upper end too."""
    cases: int
    mean_score: float
    matches: float
    """Share of them that are matches."""


def fit_and_validate(cases: Cases, threshold: float, start: Mapping[str, float] = WEIGHTS) -> dict[str, Any]:
    """Fit weights to all cases, and judge the way of fitting by cross-validation.

    Each tenth is judged by weights that were fitted to pairs of other parties only.
    """
    fitter = Fitter(threshold, start)
    weights = fitter.fit(cases)
    ours, theirs = as_array(start), as_array(weights)
    borne = cases.borne()
    return {
        "threshold": threshold,
        "cases": len(cases),
        "matches": int(cases.match.sum()),
        "before": judge(cases, cases.scores(ours), threshold),
        "after_on_the_same": judge(cases, cases.scores(theirs), threshold),
        "after_cross_validated": judge(cases, cross_score(cases, fitter), threshold),
        "changed": {key: [start[key], value] for key, value in weights.items() if value != start[key]},
        "weights": {
            key: {"before": start[key], "after": weights[key], "matches": borne[key][0], "others": borne[key][1]}
            for key in weights
        },
        "reliability_before": reliability(cases.scores(ours), cases.match),
        "reliability_after": reliability(cases.scores(theirs), cases.match),
    }


def cross_score(cases: Cases, fitter: Fitter) -> Floats:
    """Score each case by weights fitted to cases that share no party with its tenth."""
    folds = np.array([fold_of(case_id) for case_id in cases.ids], dtype=np.int64)
    parties = [parties_of(case_id) for case_id in cases.ids]
    scores = np.zeros(len(cases))
    for fold in range(FOLDS):
        tested = folds == fold
        if tested.any():
            weights = fitter.fit(cases.take(_apart(parties, tested)))
            scores[tested] = cases.take(tested).scores(as_array(weights))
    return scores


def _apart(parties: Sequence[frozenset[str]], tested: Bools) -> Bools:
    """Mark the cases that have no party of a tested one."""
    held = frozenset().union(*(found for found, out in zip(parties, tested.tolist(), strict=True) if out))
    return np.array([found.isdisjoint(held) for found in parties], dtype=bool)


def judge(cases: Cases, scores: Floats, threshold: float) -> dict[str, Any]:
    """Judge scores at a threshold: all cases, each group, and the threshold that would suit them best."""
    scored = _as_scored(cases, scores)
    best = best_threshold(scored)
    groups = sorted({case.group for case in scored})
    return {
        **_figures(count(scored, threshold)),
        "best_threshold": round(best, 4),
        "best_f1": count(scored, best).f1,
        "by_group": {
            group: _figures(count((case for case in scored if case.group == group), threshold)) for group in groups
        },
    }


def reliability(scores: Floats, match: Bools) -> list[Bucket]:
    """Set the scores of cases against the share of them that are matches, from low to high."""
    buckets = []
    for least, below in pairwise(_EDGES):
        inside = (scores >= least) & ((scores < below) | (below == _EDGES[-1]))
        size = int(inside.sum())
        mean = round(float(scores[inside].mean()), 3) if size else 0.0
        buckets.append(Bucket(least, below, size, mean, share(int(match[inside].sum()), size)))
    return buckets


def _as_scored(cases: Cases, scores: Floats) -> list[Scored]:
    rows: Iterable[tuple[str, float, bool, str]] = zip(
        cases.ids, scores.round(4).tolist(), cases.match.tolist(), cases.groups, strict=True
    )
    return [Scored(case_id, score, match, group) for case_id, score, match, group in rows]


def _figures(counts: Counts) -> dict[str, float]:
    return {**counts.as_shares(), "missed": counts.missed, "false_alarms": counts.false_alarms}
