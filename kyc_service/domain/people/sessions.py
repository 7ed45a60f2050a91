"""Sessions at the console: when one ends, and how often it is written down that it is used."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

TOUCH_EVERY = dt.timedelta(minutes=1)
"""The mark of the last request is at most this old: a session may end this much before its idle time is over."""


@dataclass(frozen=True, slots=True)
class Term:
    """How long a session lives."""

    idle: dt.timedelta
    """Without a request."""
    whole: dt.timedelta
    """In all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One sign-in, as it is kept: never its token."""

    id: str
    tenant_id: str
    account_id: str
    began_at: dt.datetime
    seen_at: dt.datetime
    ends_at: dt.datetime
    ended_at: dt.datetime | None

    def seen(self, now: dt.datetime) -> Session:
        """Return the session as it is after another request."""
        return replace(self, seen_at=now)


def idle_until(session: Session, term: Term) -> dt.datetime:
    """Say when a session ends unless something is asked before."""
    return min(session.seen_at + term.idle, session.ends_at)


def is_live(session: Session, term: Term, now: dt.datetime) -> bool:
    """Whether a session still speaks for its person."""
    return session.ended_at is None and now < idle_until(session, term)


def needs_touch(session: Session, now: dt.datetime) -> bool:
    """Whether it has to be written down that a session is used."""
    return now - session.seen_at >= TOUCH_EVERY
