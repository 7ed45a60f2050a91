"""The screener of this process: always over the current list versions, swapped when they change.

The index is built once for each machine, beside the old one, and memory mapped by every process.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import shutil
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kyc_service.domain.checks import ListUsed
from kyc_service.domain.profiles import Profile
from kyc_service.errors import ScreeningUnavailableError
from kyc_service.policy.list_choices import ListChoice, ListChoices
from kyc_service.settings import Mode, Settings
from kyc_service.storage.database import Database
from kyc_service.storage.lists import ListState
from kyc_service.storage.work import SystemWork
from watchlists.errors import IndexFileError
from watchlists.index.build import build, index_key
from watchlists.index.snapshot_file import Index
from watchlists.matching.score import WEIGHTS, tune
from watchlists.matching.screener import DEFAULT_THRESHOLD, Screener
from watchlists.versions import ListVersion

INDEX_KEPT = dt.timedelta(hours=1)
"""An index is built before its version is current: one this young may be about to be needed."""
CLOCK_SLACK = dt.timedelta(minutes=5)
"""So far ahead of the clock a confirmation may lie: clocks are corrected by less. Beyond, the clock was wrong then or
is wrong now, and how long ago the list was confirmed is not known."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A screener with the list versions it compares with."""

    screener: Screener
    lists: tuple[ListUsed, ...]
    missing: tuple[str, ...]
    """Required sources of which no version is loaded."""
    profile: Profile | None = None
    """By what it screens; None for the service's own settings."""

    @property
    def fresh(self) -> bool:
        """Whether a screening without a match may clear."""
        return not self.missing and all(used.fresh for used in self.lists if used.required)


def is_fresh(state: ListState, choice: ListChoice | None, mode: Mode, now: dt.datetime) -> bool:
    """Whether a list was confirmed recently enough to clear on. Bundled lists never are in production."""
    if choice is None:
        return False
    if (mode is not Mode.PRODUCTION and state.origin == "bundled") or choice.max_age is None:
        return True
    return state.confirmed_at is not None and -CLOCK_SLACK <= now - state.confirmed_at <= choice.max_age


class Screeners:
    """Hands out the current screener."""

    def __init__(self, database: Database, settings: Settings, choices: ListChoices) -> None:
        """Open nothing yet: a process that never screens never maps the index."""
        self._choices = choices
        self._database = database
        self._settings = settings
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._screener: Screener | None = None
        self._tuned: dict[str, Screener] = {}

    def current(self, profile: Profile | None = None) -> Loaded:
        """Return the screener over the current list versions, building the index when it is missing.

        With a profile, over its lists and by its threshold and weights; a list that is required is always among them.
        Raises ScreeningUnavailableError when no list is loaded at all, or none of the profile's, or the profile does
        not fit this matcher.
        """
        with self._database.open_system(read_only=True) as system:
            states = self._in_use(system)
            now = system.now()
        if not states:
            message = "no list is loaded; run `kyc lists load` or `kyc lists refresh`"
            raise ScreeningUnavailableError(message)
        with self._lock:
            screener = self._open(states)
            if profile is not None:
                screener = self._tune(screener, profile)
        covered = [state for state in states if screener.sources is None or state.source in screener.sources]
        if not covered:
            message = "none of the lists of the live screening profile is loaded; load one, or approve another profile"
            raise ScreeningUnavailableError(message)
        return Loaded(screener, self._describe(covered, now), self._missing(states), profile)

    def states(self, system: SystemWork, profile: Profile | None = None) -> tuple[ListState, ...]:
        """List what `current` would compare with now. Opens no index."""
        states = self._in_use(system)
        if profile is None or profile.sources is None:
            return states
        return tuple(state for state in states if state.source in {*profile.sources, *self._choices.required})

    def threshold(self, profile: Profile | None = None) -> float:
        """Say from which score `current` finds a match."""
        return profile.threshold if profile else self._settings.match_threshold or DEFAULT_THRESHOLD

    def among(self, versions: Sequence[ListVersion], threshold: float, weights: Mapping[str, float]) -> Screener:
        """Return a screener over some entries alone, with their index beside the others.

        What an entry comes to does not depend on the others: its scores are those that it has among all.
        """
        key = index_key((version.source, version.digest, version.parser) for version in versions)
        path = self._settings.index_dir / key
        self._build(path, (), versions)
        return Screener(Index.open(path), threshold, tune(weights))

    def over(self, lists: Sequence[ListUsed], threshold: float, weights: Mapping[str, float] = WEIGHTS) -> Screener:
        """Return a screener over list versions that an earlier screening used, building their index where it is gone.

        Raises NotFoundError when a version is not kept any more.
        """
        with self._database.open_system(read_only=True) as system:
            versions = [system.lists.load(used.source, used.digest, used.parser) for used in lists]
        key = index_key((version.source, version.digest, version.parser) for version in versions)
        path = self._settings.index_dir / key
        self._build(path, (), versions)
        return Screener(Index.open(path), threshold, weights)

    def prepare(self, candidates: Sequence[ListVersion]) -> None:
        """Build the index that is needed once some versions are current, so that no screening has to wait for it."""
        new = {candidate.source for candidate in candidates}
        with self._database.open_system(read_only=True) as system:
            others = [state for state in self._in_use(system) if state.source not in new]
        wanted = [(state.source, state.digest, state.parser) for state in others]
        key = index_key([*wanted, *((version.source, version.digest, version.parser) for version in candidates)])
        self._build(self._settings.index_dir / key, others, candidates)

    def close(self) -> None:
        """Unmap the index."""
        with self._lock:
            if self._index is not None:
                self._index.close()
            self._index = self._screener = None
            self._tuned.clear()

    def tidy(self) -> int:
        """Remove indexes of earlier list versions from this machine; a process that still reads one keeps its map."""
        with self._database.open_system(read_only=True) as system:
            states = self._in_use(system)
        current = index_key((state.source, state.digest, state.parser) for state in states)
        old = [path for path in self._settings.index_dir.glob("*") if path.name != current and _is_left(path)]
        for path in old:
            shutil.rmtree(path, ignore_errors=True)
        return len(old)

    def _tune(self, usual: Screener, profile: Profile) -> Screener:
        """Return the screener of a profile, kept for as long as the index is: what a profile says never changes."""
        known = self._tuned.get(profile.id)
        if known is not None and known.index is usual.index:
            return known
        try:
            weights = tune(profile.weights)
        except ValueError:
            message = "the live screening profile does not fit this matcher; approve another"
            raise ScreeningUnavailableError(message) from None
        sources = None if profile.sources is None else {*profile.sources, *self._choices.required}
        self._tuned = {name: kept for name, kept in self._tuned.items() if kept.index is usual.index}
        self._tuned[profile.id] = Screener(usual.index, profile.threshold, weights, sources)
        return self._tuned[profile.id]

    def _open(self, states: Sequence[ListState]) -> Screener:
        key = index_key((state.source, state.digest, state.parser) for state in states)
        if self._screener is not None and self._index is not None and self._index.key == key:
            return self._screener
        path = self._settings.index_dir / key
        try:
            index = Index.open(path)
        except IndexFileError:
            self._build(path, states)
            index = Index.open(path)
        # The old index is left to the garbage collector: a thread may still be reading from it.
        self._index = index
        self._screener = Screener(index, self.threshold())
        return self._screener

    def _build(self, path: Path, states: Sequence[ListState], more: Sequence[ListVersion] = ()) -> None:
        directory = self._settings.index_dir
        directory.mkdir(parents=True, exist_ok=True)
        with _only_one(directory / "build.lock"):
            try:
                Index.open(path).close()
            except IndexFileError:
                shutil.rmtree(path, ignore_errors=True)
                with self._database.open_system(read_only=True) as system:
                    versions = [system.lists.load(state.source, state.digest, state.parser) for state in states]
                build([*versions, *more], directory)

    def _describe(self, states: Sequence[ListState], now: dt.datetime) -> tuple[ListUsed, ...]:
        return tuple(
            ListUsed(
                source=state.source,
                digest=state.digest,
                published=state.published,
                confirmed_at=state.confirmed_at,
                fresh=is_fresh(state, self._choices.get(state.source), self._settings.mode, now),
                required=state.source in self._choices.required,
                parser=state.parser,
            )
            for state in states
        )

    def _in_use(self, system: SystemWork) -> tuple[ListState, ...]:
        """List the current versions of the lists that the owner chose."""
        return tuple(state for state in system.lists.current() if self._choices.get(state.source) is not None)

    def _missing(self, states: Sequence[ListState]) -> tuple[str, ...]:
        loaded = {state.source for state in states}
        return tuple(source for source in self._choices.required if source not in loaded)


def _is_left(path: Path) -> bool:
    """Whether a folder is so old that nobody is about to make it current."""
    return path.is_dir() and time.time() - path.stat().st_mtime > INDEX_KEPT.total_seconds()


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Let one process of this machine in at a time; the kernel drops the lock of a dead one."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
