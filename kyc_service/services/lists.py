"""Lists: load them, refresh them, say how fresh they are. A bad file never replaces a good version."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog

from kyc_service.domain.checks import CheckReason
from kyc_service.domain.ids import new_id
from kyc_service.errors import NotFoundError
from kyc_service.services.runtime import Runtime
from kyc_service.services.screeners import REQUIRED_SOURCES, is_fresh
from kyc_service.settings import Settings
from kyc_service.storage.work import SystemWork
from watchlists import bundled, sources
from watchlists.changes import ListDiff, diff_packed
from watchlists.errors import ListRefusedError, UnknownSourceError
from watchlists.fetch import gates
from watchlists.fetch.download import Validators, download
from watchlists.sources.base import Source
from watchlists.versions import ListVersion, load

WAITING = (CheckReason.LISTS_STALE, CheckReason.SCREENING_UNAVAILABLE)
"""Checks put off for one of these are tried again as soon as a list is fresh."""
LOAD_TIME = dt.timedelta(minutes=15)
"""How long a loader may hold its lock."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStatus:
    """How a list stands."""

    id: str
    title: str
    digest: str | None
    published: dt.date | None
    loaded_at: dt.datetime | None
    confirmed_at: dt.datetime | None
    entries: int
    names: int
    origin: str | None
    """`bundled`, `publisher` or `mirror`."""
    age_seconds: int | None
    """Since it was last confirmed."""
    fresh: bool
    stale_reason: str | None
    """`never_loaded`, `bundled_only`, `not_confirmed`."""
    last_tried_at: dt.datetime | None
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did."""

    source: str
    outcome: str
    """`loaded`, `unchanged`, `refused` or `busy`."""
    detail: str = ""


def find_source(source_id: str) -> Source:
    """Return a source. Raises NotFoundError."""
    try:
        return sources.get(source_id)
    except UnknownSourceError as error:
        raise NotFoundError from error


def load_bundled(rt: Runtime) -> tuple[Refreshed, ...]:
    """Load the lists that ship with the service, where no version is loaded yet."""
    with rt.open_system(read_only=True) as system:
        known = {state.source for state in system.lists.current()}
    return tuple(_load_bundled(rt, source_id) for source_id in bundled.SOURCE_IDS if source_id not in known)


def _load_bundled(rt: Runtime, source_id: str) -> Refreshed:
    version = bundled.load(source_id)
    with rt.open_system() as system:
        system.lists.add_version(version, origin="bundled", confirmed_at=None)
        system.sweeper.wake(WAITING)
    return Refreshed(source_id, "loaded", f"{len(version.entries)} entries")


def refresh(rt: Runtime, source_id: str) -> Refreshed:
    """Ask the publisher for a newer version and make it current if it passes every gate."""
    source = find_source(source_id)
    owner = new_id("event")
    with rt.open_system() as system:
        if not system.lists.lock(source_id, owner, LOAD_TIME):
            return Refreshed(source_id, "busy", "another process is loading it")
    try:
        return _refresh(rt, source)
    except ListRefusedError as error:
        return _refuse(rt, source_id, error)
    finally:
        with rt.open_system() as system:
            system.lists.unlock(source_id, owner)


def _refresh(rt: Runtime, source: Source) -> Refreshed:
    with rt.open_system(read_only=True) as system:
        known = system.lists.validators(source.id)
    with tempfile.TemporaryDirectory(prefix="kyc-list-") as folder:
        got = download(source, Path(folder), known, base_url=rt.settings.list_mirror)
        if not got.modified:
            with rt.open_system() as system:
                system.lists.confirm(source.id, system.now())
                system.sweeper.wake(WAITING)
            return Refreshed(source.id, "unchanged")
        return _accept(rt, source, load(source, got.files), got.validators)


def _accept(
    rt: Runtime,
    source: Source,
    candidate: ListVersion,
    validators: Mapping[str, Validators],
) -> Refreshed:
    with rt.open_system(read_only=True) as system:
        state = next((state for state in system.lists.current() if state.source == source.id), None)
        now = system.now()
    gates.check(source, candidate, state, now.date())
    for alarm in gates.find_alarms(candidate, state):
        _log.warning("list_alarm", source=source.id, code=alarm.code)
    rt.screeners.prepare(candidate)
    with rt.open_system() as system:
        origin = "mirror" if rt.settings.list_mirror else "publisher"
        system.lists.add_version(candidate, origin=origin, confirmed_at=now)
        system.lists.set_validators(source.id, validators)
        system.sweeper.wake(WAITING)
    unchanged = state is not None and state.digest == candidate.digest
    _log.info("list_confirmed" if unchanged else "list_loaded", source=source.id, entries=len(candidate.entries))
    return Refreshed(source.id, "unchanged" if unchanged else "loaded", f"{len(candidate.entries)} entries")


def _refuse(rt: Runtime, source_id: str, error: ListRefusedError) -> Refreshed:
    """Keep the good version, remember why the new one was refused, and raise the alarm."""
    _log.error("list_refused", source=source_id, code=error.code)
    with rt.open_system() as system:
        system.lists.fail(source_id, error.code, error.detail, system.now())
    return Refreshed(source_id, "refused", f"{error.code}: {error.detail}")


def states(system: SystemWork, settings: Settings) -> tuple[ListStatus, ...]:
    """Say how every list stands, those never loaded included."""
    now = system.now()
    known = {state.source: state for state in system.lists.current()}
    tries = system.lists.tries()
    found = []
    for source_id in dict.fromkeys((*REQUIRED_SOURCES, *known)):
        state = known.get(source_id)
        tried = tries.get(source_id)
        fresh = state is not None and is_fresh(state, settings, now)
        confirmed = state.confirmed_at if state else None
        found.append(
            ListStatus(
                id=source_id,
                title=sources.get(source_id).title,
                digest=state.digest if state else None,
                published=state.published if state else None,
                loaded_at=state.loaded_at if state else None,
                confirmed_at=confirmed,
                entries=state.entries if state else 0,
                names=state.names if state else 0,
                origin=state.origin if state else None,
                age_seconds=int((now - confirmed).total_seconds()) if confirmed else None,
                fresh=fresh,
                stale_reason=None if fresh else _say_why(state is not None, state.origin if state else None, confirmed),
                last_tried_at=tried.at if tried else None,
                last_error=tried.error if tried else None,
            ),
        )
    return tuple(found)


def _say_why(loaded: bool, origin: str | None, confirmed: dt.datetime | None) -> str:  # noqa: FBT001 - one caller
    if not loaded:
        return "never_loaded"
    return "bundled_only" if origin == "bundled" and confirmed is None else "not_confirmed"


def compare_versions(system: SystemWork, source_id: str, before: str, after: str) -> ListDiff:
    """Say what changed between two versions, by digest. Raises NotFoundError."""
    return diff_packed(system.lists.packed(source_id, before), system.lists.packed(source_id, after))
