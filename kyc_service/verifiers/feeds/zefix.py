"""Zefix's days: what the Swiss gazette of commerce published on a day, each with what kind of change it is.

The gazette appears on working days and stays: any day can be read again, so there are no gaps.

Source: ZefixPublicREST, `/sogc/bydate/YYYY-MM-DD`.
"""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

from kyc_service.domain.feeds.events import Event, EventKind
from kyc_service.settings import Secret
from kyc_service.verifiers.base import Reply, Request, fold
from kyc_service.verifiers.documents import Document, MalformedAnswerError
from kyc_service.verifiers.feeds.base import Batch, Feed, FeedAccess

PUBLISHED = dt.time(12)
"""UTC; a day is read once it is complete."""
MOST_A_DAY = 20_000
LONGEST = 32 * 1024 * 1024
_KEYS: tuple[tuple[str, EventKind], ...] = (
    ("status.neu", EventKind.OTHER),
    ("status.loeschung", EventKind.DISSOLUTION),
    ("status.geloescht", EventKind.DISSOLUTION),
    ("konkurs", EventKind.INSOLVENCY),
    ("nachlass", EventKind.INSOLVENCY),
    ("aufloesung", EventKind.INSOLVENCY),
    ("firmen", EventKind.NAME),
    ("namens", EventKind.NAME),
    ("adress", EventKind.ADDRESS),
    ("sitz", EventKind.ADDRESS),
    ("rechtsform", EventKind.LEGAL_FORM),
    ("aenderungorgane", EventKind.OFFICERS),
    ("kapital", EventKind.OTHER),
    ("zweck", EventKind.OTHER),
    ("vermoegenstransfer", EventKind.OTHER),
)
"""Beginnings of keys; a key of no line says that something changed."""


class ZefixDays(Feed):
    """The gazette, day by day."""

    id = "zefix_days"
    register = "zefix"
    title = "Zefix: publications by day"
    needs = ("user", "password")
    every = dt.timedelta(hours=1)
    quiet = dt.timedelta(days=6)
    tells = "Deletion, bankruptcy, name, seat and address, legal form, officers. Any day can be caught up with."

    def start(self, now: dt.datetime) -> str:
        """Begin with today."""
        return (now.date() - dt.timedelta(days=1)).isoformat()

    def request(self, cursor: str | None, access: FeedAccess, now: dt.datetime) -> Request | None:
        """Ask for the day after the last that was read, once it is over."""
        day = _next(cursor)
        if dt.datetime.combine(day, PUBLISHED, dt.UTC) > now:
            return None
        basic = (access.user or "", access.password or Secret(""))
        return Request(path=f"/sogc/bydate/{day.isoformat()}", basic=basic, part=self.id, longest=LONGEST)

    def read(self, cursor: str | None, reply: Reply, now: dt.datetime) -> Batch:
        """Read a day; on one without a gazette nothing is found."""
        day = _next(cursor)
        more = dt.datetime.combine(day + dt.timedelta(days=1), PUBLISHED, dt.UTC) <= now
        if reply.status == HTTPStatus.NOT_FOUND:
            if reply.document().text("error", "type") != "NOT_FOUND":
                raise MalformedAnswerError
            return Batch((), day.isoformat(), more, heard=False)
        if not reply.ok:
            raise MalformedAnswerError
        found = Document.parse_list(reply.body, most=MOST_A_DAY)
        events = tuple(event for one in found for event in _events(one))
        return Batch(events, day.isoformat(), more, heard=bool(found))


def _next(cursor: str | None) -> dt.date:
    return dt.date.fromisoformat(cursor or "") + dt.timedelta(days=1)


def _events(one: Document) -> tuple[Event, ...]:
    number = fold(one.part("companyShort").need("uid"))
    keys = tuple(kind.need("key") for kind in one.part("sogcPublication").parts("mutationTypes"))
    kinds = dict.fromkeys(map(_kind, keys)) or {EventKind.UNSPECIFIED: None}
    return tuple(Event(kind, ("CH",), (number, number.removeprefix("CHE"))) for kind in kinds)


def _kind(key: str) -> EventKind:
    return next((kind for start, kind in _KEYS if key.startswith(start)), EventKind.UNSPECIFIED)
