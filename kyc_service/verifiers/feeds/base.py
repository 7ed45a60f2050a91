"""What every feed is: which request comes next from a cursor, and what an answer says. Opens no connection.

A feed is read whole: a request names a place in the feed and never a business. Reading goes on where the last kept
reading stopped, so that reading the same twice says the same.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from kyc_service.domain.feeds.events import Event
from kyc_service.settings import Secret
from kyc_service.verifiers.base import Limit, Reply, Request

BEGUN = "since:"
"""Begins a cursor that is a moment at which reading began: the register has named no place yet."""


@dataclass(frozen=True, slots=True)
class FeedAccess:
    """What the operator was given for a feed; what it shares with the register's questions included."""

    key: Secret | None = None
    user: str | None = None
    password: Secret | None = None
    subscription: str | None = None
    """Id of a subscription that the operator made at the register."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one answer says."""

    events: tuple[Event, ...]
    cursor: str | None
    """Where to go on."""
    more: bool = False
    """Whether there is more to read at once."""
    heard: bool = True
    """Whether the feed said anything: an event, of any kind, about anybody."""


class GapError(Exception):
    """The register no longer knows the cursor: what was said between then and now cannot be read any more."""


class Feed(ABC):
    """One change feed of one register."""

    id: ClassVar[str]
    register: ClassVar[str]
    """Id of the register whose businesses it is about."""
    title: ClassVar[str]
    address: ClassVar[str | None] = None
    """Where it is, if not under the register's own address."""
    limit: ClassVar[Limit | None] = None
    """How often it may be asked, if not as often as the register."""
    needs: ClassVar[tuple[str, ...]] = ()
    """Members of FeedAccess without which it cannot be read."""
    every: ClassVar[dt.timedelta]
    """How often it is read."""
    quiet: ClassVar[dt.timedelta]
    """A feed that says nothing for longer than this is broken, though it answers."""
    tells: ClassVar[str]
    """What it tells and for how long it can be caught up with, in words for an operator."""

    def start(self, now: dt.datetime) -> str | None:
        """Make the cursor of a feed that is read from a moment on; None where the register names the first place."""
        return f"{BEGUN}{write_moment(now)}"

    @abstractmethod
    def request(self, cursor: str | None, access: FeedAccess, now: dt.datetime) -> Request | None:
        """Say what to ask next; None while there is nothing new to ask for. Raises GapError."""

    @abstractmethod
    def read(self, cursor: str | None, reply: Reply, now: dt.datetime) -> Batch:
        """Read the answer to the request for a cursor. Raises GapError, MalformedAnswerError."""


def write_moment(moment: dt.datetime) -> str:
    """Write a moment as registers read it: `2026-11-26T20:00:00.000Z`."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
