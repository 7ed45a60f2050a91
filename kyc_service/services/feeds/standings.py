"""Standings: how each feed in use does, for pages, figures and alarms. Names feeds and registers, nobody else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import structlog

from kyc_service.domain.feeds.standings import Alarm, alarm_of
from kyc_service.services.feeds.reading import may_read
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import SystemWork
from kyc_service.verifiers.feeds.serving import feeds_of

_log = structlog.get_logger("feeds")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """How a feed does."""

    id: str
    register: str
    title: str
    tells: str
    every_seconds: int
    quiet_seconds: int
    """How long it may say nothing."""
    allowed: bool
    """Whether the policy lets it be read."""
    cursor: str | None
    """Where reading goes on: a number or a moment of the register's, of nobody."""
    begun_at: dt.datetime | None
    read_at: dt.datetime | None
    event_at: dt.datetime | None
    failed_at: dt.datetime | None
    code: str | None
    gap_at: dt.datetime | None
    gaps: int
    events: int
    concerned: int
    waiting: int
    """Businesses of the register that a feed spoke of and that were not verified again yet."""
    alarm: Alarm | None


def states(rt: Runtime, system: SystemWork) -> tuple[FeedState, ...]:
    """Say how every feed in use does."""
    known = {one.feed_id: one for one in system.feeds.list()}
    waiting, now = system.marks.waiting(), system.now()
    return tuple(
        FeedState(
            id=feed.id,
            register=feed.register,
            title=feed.title,
            tells=feed.tells,
            every_seconds=int(feed.every.total_seconds()),
            quiet_seconds=int(feed.quiet.total_seconds()),
            allowed=may_read(rt.policy, choice.register),
            cursor=found.cursor if (found := known.get(feed.id)) else None,
            begun_at=found.begun_at if found else None,
            read_at=found.read_at if found else None,
            event_at=found.event_at if found else None,
            failed_at=found.failed_at if found else None,
            code=found.code if found else None,
            gap_at=found.gap_at if found else None,
            gaps=found.gaps if found else 0,
            events=found.events if found else 0,
            concerned=found.concerned if found else 0,
            waiting=waiting.get(feed.register, 0),
            alarm=alarm_of(found, feed.every, feed.quiet, now),
        )
        for choice in rt.registers.choices.heard
        for feed in feeds_of(choice.register.id)
    )


def sound(rt: Runtime) -> int:
    """Log an alarm for every feed that a person has to look at; return how many."""
    with rt.open_system("feeds", read_only=True) as system:
        late = [one for one in states(rt, system) if one.alarm is not None]
    for one in late:
        since = {Alarm.NOT_READ: one.read_at, Alarm.SILENT: one.event_at, Alarm.GAP: one.gap_at}
        moment = since.get(one.alarm or Alarm.GAP) or one.begun_at
        _log.error(f"feed.{one.alarm}", feed=one.id, since=moment.isoformat() if moment else None, code=one.code)
    return len(late)
