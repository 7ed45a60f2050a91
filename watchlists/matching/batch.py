"""Screen a stream of subjects on several cores: in order, in bounded memory, one bad subject never stopping the rest.

Each worker process maps the same index files, so that they share its memory. Made for ongoing monitoring, where most
subjects match nothing, and what matched is mostly known already: only entry ids and scores come back, and what is new
is explained by `Screener.screen`.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from watchlists.index.snapshot_file import Index
from watchlists.matching.screener import DEFAULT_THRESHOLD, Ranked, Screener
from watchlists.model import Subject

__all__ = ["Outcome", "screen_stream"]

K = TypeVar("K")

CHUNK = 500
"""Subjects that are given to a process at once."""

_WAITING = 2
"""Chunks that wait for each process, so that none waits for the stream."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What screening one subject came to."""

    hits: tuple[Ranked, ...] = ()
    """Entries at the threshold or above, best first."""
    error: str | None = None
    """Type of the exception that this subject caused; it was not screened then."""


def screen_stream(
    index: Path,
    subjects: Iterable[tuple[K, Subject]],
    *,
    threshold: float = DEFAULT_THRESHOLD,
    limit: int = 50,
    per_party: bool = False,
    processes: int | None = None,
) -> Iterator[tuple[K, Outcome]]:
    """Screen `(key, subject)` pairs against the index in a directory, and give `(key, outcome)` in the same order.

    `subjects` is read as the outcomes are taken, some chunks ahead. Keys never leave this process. By default there is
    a process for each core; with one, all is done in this process. Raises IndexFileError, BrokenProcessPool when a
    process dies, and whatever `subjects` raises.
    """
    options = _Options(index, threshold, limit, per_party)
    chunks = _chunks(subjects)
    count = processes or len(os.sched_getaffinity(0))
    if count == 1:
        screener = options.open()
        for chunk in chunks:
            yield from zip([key for key, _ in chunk], _screen(screener, options, chunk), strict=True)
        return
    # Spawned and not forked: a fork copies the locks of threads that it does not copy.
    pool = ProcessPoolExecutor(count, get_context("spawn"), initializer=_start, initargs=(options,))
    try:
        yield from _run(pool, chunks, count * (1 + _WAITING))
    finally:
        pool.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Options:
    """What every process has to know."""

    index: Path
    threshold: float
    limit: int
    per_party: bool

    def open(self) -> Screener:
        return Screener(Index.open(self.index), self.threshold)


_here: list[tuple[Screener, _Options]] = []
"""The screener of a worker process."""


def _start(options: _Options) -> None:
    _here[:] = [(options.open(), options)]


def _screen_here(subjects: Sequence[Subject]) -> list[Outcome]:
    screener, options = _here[0]
    return _screen(screener, options, [(None, subject) for subject in subjects])


def _screen(screener: Screener, options: _Options, chunk: Sequence[tuple[object, Subject]]) -> list[Outcome]:
    """Screen a chunk at once; when that fails, one after the other, to tell which subject it is."""
    subjects = [subject for _, subject in chunk]
    try:
        ranked = screener.rank_all(subjects, limit=options.limit, per_party=options.per_party)
    except Exception:  # noqa: BLE001 - whatever one subject causes must not stop the others
        return [_screen_one(screener, options, subject) for subject in subjects]
    return [Outcome(hits) for hits in ranked]


def _screen_one(screener: Screener, options: _Options, subject: Subject) -> Outcome:
    try:
        (hits,) = screener.rank_all((subject,), limit=options.limit, per_party=options.per_party)
    except Exception as problem:  # noqa: BLE001 - the message is left out: it may repeat a name
        return Outcome(error=type(problem).__name__)
    return Outcome(hits)


def _chunks(subjects: Iterable[tuple[K, Subject]]) -> Iterator[list[tuple[K, Subject]]]:
    stream = iter(subjects)
    while chunk := list(islice(stream, CHUNK)):
        yield chunk


def _run(
    pool: ProcessPoolExecutor, chunks: Iterator[list[tuple[K, Subject]]], ahead: int
) -> Iterator[tuple[K, Outcome]]:
    """Keep some chunks under way, and give them back in order."""
    waiting: deque[tuple[list[K], Future[list[Outcome]]]] = deque()
    for chunk in chunks:
        waiting.append(([key for key, _ in chunk], pool.submit(_screen_here, [subject for _, subject in chunk])))
        if len(waiting) >= ahead:
            keys, future = waiting.popleft()
            yield from zip(keys, future.result(), strict=True)
    for keys, future in waiting:
        yield from zip(keys, future.result(), strict=True)
