"""Evaluate labelled queries: each subject screened against an index, as in daily work.

A query is detected when an entry that it expects, or the same party on another list (`parties`), is among the matches.
Its top is wrong when a match of another party stands above every match of the right one, whether that was found or not;
at the same score an analyst sees both, and it is not wrong. A clean query with any match is a false alarm.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from watchlists.evaluation.formats import LabelledQuery
from watchlists.evaluation.metrics import Scored, percentiles, report, share
from watchlists.evaluation.parties import Parties
from watchlists.index import Index
from watchlists.matching import MATCHER_VERSION, Screener
from watchlists.model import Entry, Match, Subject

LOWEST = 0.4
"""Score down to which the simulator looks."""

_MOST = 1000
"""Matches of one query that the simulator counts."""
_WARM_UP = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What screening said to one query, as scores."""

    right: float
    """Best score of the party that was expected; 0 where it was not found, or none was expected."""
    other: float
    """Best score of any other party; 0 without one."""
    scores: tuple[float, ...]
    """Scores of all matches, best first."""
    milliseconds: float

    @property
    def wrong_top(self) -> bool:
        """Whether another party stands above the right one."""
        return self.other > self.right


def listed_entries(index: Index) -> Iterator[Entry]:
    """Yield every entry of an index."""
    for number in range(len(index)):
        yield index.entry(number)


def ask(
    screener: Screener, parties: Parties, subject: Subject, expect: Iterable[str], least: float | None = None
) -> Answer:
    """Screen one subject as in daily work, or down to a lower score; compare what is found with what was expected."""
    start = time.perf_counter()
    matches = screener.screen(subject) if least is None else screener.screen(subject, threshold=least, limit=_MOST)
    milliseconds = (time.perf_counter() - start) * 1000
    wanted = {parties.of(entry_id) for entry_id in expect}
    right = max((match.score for match in matches if parties.of(match.entry.id) in wanted), default=0.0)
    other = max((match.score for match in matches if parties.of(match.entry.id) not in wanted), default=0.0)
    return Answer(right, other, _scores(matches), milliseconds)


def _scores(matches: Sequence[Match]) -> tuple[float, ...]:
    return tuple(match.score for match in matches)


def ask_all(
    screener: Screener, parties: Parties, queries: Iterable[LabelledQuery], least: float
) -> list[tuple[LabelledQuery, Answer]]:
    """Screen every query, in order."""
    return [(query, ask(screener, parties, query.subject, query.expect, least)) for query in queries]


def to_scored(query: LabelledQuery, answer: Answer) -> Scored:
    """See a query as one case: for a clean name, its best match is what may be a false alarm."""
    score = answer.right if query.expect else max(answer.scores, default=0.0)
    return Scored(query.id, score, bool(query.expect), query.group)


def evaluate_queries(
    screener: Screener, parties: Parties, queries: Sequence[LabelledQuery], passing: Iterable[LabelledQuery]
) -> dict[str, Any]:
    """Evaluate queries at the screener's threshold. `passing` yields the same queries and may show progress.

    Times are those of screening at that threshold, one query after the other; the figures for other thresholds come
    from a second pass.
    """
    threshold = screener.threshold
    for query in queries[:_WARM_UP]:
        ask(screener, parties, query.subject, ())
    answers: list[tuple[LabelledQuery, Answer]] = []
    wide: list[Scored] = []
    for query in passing:
        answers.append((query, ask(screener, parties, query.subject, query.expect)))
        low = ask(screener, parties, query.subject, query.expect, min(LOWEST, threshold))
        wide.append(to_scored(query, low))
    known = {entry_id.casefold() for entry_id in parties.entry_ids}
    times = [answer.milliseconds for _, answer in answers]
    return {
        "matcher": MATCHER_VERSION,
        **report(wide, threshold),
        **rates(answers),
        "by_group": _by_group(wide, answers, threshold),
        "expected_not_listed": sum(found.casefold() not in known for query in queries for found in query.expect),
        "latency_ms": percentiles(times),
        "per_second": round(1000 * len(times) / sum(times)),
    }


def rates(answers: Sequence[tuple[LabelledQuery, Answer]]) -> dict[str, float]:
    """Return detection, wrong tops and false alarms as shares of the queries that they can happen to."""
    listed = [answer for query, answer in answers if query.expect]
    clean = [answer for query, answer in answers if not query.expect]
    return {
        "detected": share(sum(answer.right > 0 for answer in listed), len(listed)),
        "wrong_top": share(sum(answer.wrong_top for answer in listed), len(listed)),
        "false_positive_rate": share(sum(bool(answer.scores) for answer in clean), len(clean)),
    }


def _by_group(
    scored: Sequence[Scored], answers: Sequence[tuple[LabelledQuery, Answer]], threshold: float
) -> dict[str, dict[str, Any]]:
    figures: dict[str, dict[str, Any]] = report(scored, threshold)["by_group"]
    for group, found in figures.items():
        found.update(rates([(query, answer) for query, answer in answers if query.group == group]))
    return figures
