"""Lists: how each stands, what changed between versions, which versions are still needed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import structlog

from kyc_service.policy.list_choices import ListChoice
from kyc_service.services.runtime import Runtime
from kyc_service.services.screeners import is_fresh
from kyc_service.storage.list_refusals import Refusal
from kyc_service.storage.lists import KeptVersion, ListState, ListTry
from kyc_service.storage.work import SystemWork
from watchlists import sources
from watchlists.changes import ListDiff, diff_packed

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStatus:
    """How a list stands."""

    id: str
    title: str
    required: bool
    """Whether nothing is clear while it is not fresh."""
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
    max_age_seconds: int | None
    """From which it is not cleared on; None for one that is replaced by hand."""
    fresh: bool
    stale_reason: str | None
    """`never_loaded`, `bundled_only`, `not_confirmed`."""
    last_tried_at: dt.datetime | None
    last_error: str | None
    refused: Refusal | None
    """A version that waits for a person."""
    alarm: str | None
    """The code of what is wrong with it, the worst first."""


def states(system: SystemWork, rt: Runtime) -> tuple[ListStatus, ...]:
    """Say how every list in use stands, those never loaded included."""
    known = {state.source: state for state in system.lists.current()}
    tries, refused, now = system.lists.tries(), system.refusals.open_ones(), system.now()
    return tuple(
        _describe(rt, choice, known.get(source_id), tries.get(source_id), refused.get(source_id), now)
        for source_id in rt.choices.enabled
        if (choice := rt.choices.get(source_id)) is not None
    )


def _describe(
    rt: Runtime,
    choice: ListChoice,
    state: ListState | None,
    tried: ListTry | None,
    refused: Refusal | None,
    now: dt.datetime,
) -> ListStatus:
    confirmed = state.confirmed_at if state else None
    age = now - confirmed if confirmed else None
    fresh = state is not None and is_fresh(state, choice, rt.settings.mode, now)
    return ListStatus(
        id=choice.source,
        title=sources.get(choice.source).title,
        required=choice.required,
        digest=state.digest if state else None,
        published=state.published if state else None,
        loaded_at=state.loaded_at if state else None,
        confirmed_at=confirmed,
        entries=state.entries if state else 0,
        names=state.names if state else 0,
        origin=state.origin if state else None,
        age_seconds=int(age.total_seconds()) if age else None,
        max_age_seconds=int(choice.max_age.total_seconds()) if choice.max_age else None,
        fresh=fresh,
        stale_reason=None if fresh else _say_why(state),
        last_tried_at=tried.at if tried else None,
        last_error=tried.error if tried else None,
        refused=refused,
        alarm=_find_alarm(choice, tried, age, fresh=fresh, loaded=state is not None),
    )


def _say_why(state: ListState | None) -> str:
    if state is None:
        return "never_loaded"
    return "bundled_only" if state.origin == "bundled" and state.confirmed_at is None else "not_confirmed"


def _find_alarm(
    choice: ListChoice, tried: ListTry | None, age: dt.timedelta | None, *, fresh: bool, loaded: bool
) -> str | None:
    """Tell what a person should look at: a list that is missing or stale, a refusal, one that grows old."""
    if not loaded:
        return "list_missing"
    if not fresh:
        return "lists_stale"
    if tried is not None and tried.error is not None:
        return tried.error.partition(":")[0]
    if age is not None and choice.alarm_age is not None and age > choice.alarm_age:
        return "list_old"
    return None


def sound_alarms(rt: Runtime) -> int:
    """Log every list that a person should look at; return how many."""
    with rt.open_system(read_only=True) as system:
        found = [status for status in states(system, rt) if status.alarm is not None]
    for status in found:
        _log.warning("list_alarm", source=status.id, code=status.alarm, age_seconds=status.age_seconds)
    return len(found)


def compare_versions(system: SystemWork, source_id: str, before: str, after: str) -> ListDiff:
    """Say what changed between two versions, by digest. Raises NotFoundError."""
    return diff_packed(system.lists.packed(source_id, before), system.lists.packed(source_id, after))


def prune(rt: Runtime, older_than: dt.timedelta) -> tuple[KeptVersion, ...]:
    """Drop versions that are neither current nor named by any stored result, loaded longer ago; return them."""
    with rt.open_system("prune") as system:
        return system.lists.prune(older_than)
