"""Companies House's streams: one line of JSON for each change, on a connection that never ends.

A stream is listened to for some seconds each turn and goes on from the last `timepoint`; one that is too old is
answered with 416. Two connections at once are allowed for an account, so the four are read one after another.

Source: Companies House streaming API reference (companies, officers, persons-with-significant-control,
insolvency-cases), read 2026-11-26.
"""

from __future__ import annotations

import datetime as dt
import re
from http import HTTPStatus
from typing import ClassVar

from kyc_service.domain.feeds.events import Event, EventKind
from kyc_service.settings import Secret
from kyc_service.verifiers.base import Limit, Reply, Request
from kyc_service.verifiers.documents import Document, MalformedAnswerError
from kyc_service.verifiers.feeds.base import Batch, Feed, FeedAccess, GapError

LISTEN = 8.0
"""Seconds to listen at most: what was missed comes at once, and new events come by the second."""
LONGEST = 8 * 1024 * 1024
"""Bytes taken in one turn; the rest comes in the next request."""
_COMPANY = re.compile(r"/company/([A-Z0-9]{8})(?:/.*)?", re.ASCII)
_ENDED = frozenset({"dissolved", "converted-closed", "closed", "removed"})
_TROUBLED = frozenset({"liquidation", "receivership", "administration", "voluntary-arrangement",
                       "insolvency-proceedings"})  # fmt: skip
_FIELDS: tuple[tuple[str, EventKind], ...] = (
    ("company_status", EventKind.UNSPECIFIED),
    ("company_name", EventKind.NAME),
    ("registered_office_address", EventKind.ADDRESS),
    ("type", EventKind.LEGAL_FORM),
)


class _Stream(Feed):
    register = "companies_house"
    address = "https://stream.companieshouse.gov.uk"
    limit = Limit(60, 60)
    needs = ("key",)
    every = dt.timedelta(minutes=5)
    quiet = dt.timedelta(days=5)
    path: ClassVar[str]

    def start(self, now: dt.datetime) -> None:
        """Begin with whatever is said first."""
        del now

    def request(self, cursor: str | None, access: FeedAccess, now: dt.datetime) -> Request:
        """Listen, from the last known timepoint on."""
        del now
        return Request(
            path=self.path,
            query={"timepoint": cursor} if cursor else {},
            basic=(access.key.reveal() if access.key else "", Secret("")),
            media_types=("application/json", "text/plain", "application/octet-stream"),
            part=self.id,
            seconds=LISTEN,
            longest=LONGEST,
            endless=True,
        )

    def read(self, cursor: str | None, reply: Reply, now: dt.datetime) -> Batch:
        """Read the whole lines of what was heard; empty ones keep the connection alive."""
        del now
        if reply.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and cursor:
            raise GapError
        if not reply.ok:
            raise MalformedAnswerError
        whole = reply.body.rpartition(b"\n")[0]
        last, events = int(cursor or -1), []
        for line in filter(None, (line.strip() for line in whole.split(b"\n"))):
            one = Document.parse(line)
            timepoint = _timepoint(one)
            # The stream goes on with the event that the last turn ended with.
            if timepoint > last:
                last = timepoint
                events += [Event(kind, ("GB",), (_number(one),)) for kind in self._kinds(one)]
        after = cursor if last < 0 else str(last)
        return Batch(tuple(events), after, more=len(reply.body) >= LONGEST, heard=after != cursor)

    def _kinds(self, one: Document) -> tuple[EventKind, ...]:
        raise NotImplementedError


class Companies(_Stream):
    """Profiles."""

    id = "companies_house_companies"
    title = "Companies House: stream of companies"
    path = "/companies"
    tells = "Dissolution, insolvency by status, name, office, form. Caught up with while the timepoint is known."

    def _kinds(self, one: Document) -> tuple[EventKind, ...]:
        status, told = one.text("data", "company_status"), one.text("event", "type")
        fields = one.part("event").texts("fields_changed")
        if told == "deleted" or status in _ENDED:
            return (EventKind.DISSOLUTION,)
        if status in _TROUBLED and (not fields or "company_status" in fields):
            return (EventKind.INSOLVENCY,)
        if not fields:
            return (EventKind.UNSPECIFIED,)
        named = dict.fromkeys(kind for start, kind in _FIELDS for name in fields if name.startswith(start))
        return tuple(named) or (EventKind.OTHER,)


class Officers(_Stream):
    """Who directs a company."""

    id = "companies_house_officers"
    title = "Companies House: stream of officers"
    path = "/officers"
    tells = "Appointments, resignations and changes of officers."

    def _kinds(self, one: Document) -> tuple[EventKind, ...]:
        del one
        return (EventKind.OFFICERS,)


class Control(_Stream):
    """Who controls a company."""

    id = "companies_house_control"
    title = "Companies House: stream of persons with significant control"
    path = "/persons-with-significant-control"
    tells = "Changes of who controls a company."

    def _kinds(self, one: Document) -> tuple[EventKind, ...]:
        del one
        return (EventKind.OWNERS,)


class Insolvency(_Stream):
    """Insolvency cases."""

    id = "companies_house_insolvency"
    title = "Companies House: stream of insolvency cases"
    path = "/insolvency-cases"
    quiet = dt.timedelta(days=10)
    tells = "Insolvency cases, opened or changed."

    def _kinds(self, one: Document) -> tuple[EventKind, ...]:
        del one
        return (EventKind.INSOLVENCY,)


def _timepoint(one: Document) -> int:
    found = one.number("event", "timepoint")
    if found is None or not found.isdecimal():
        raise MalformedAnswerError
    return int(found)


def _number(one: Document) -> str:
    found = _COMPANY.fullmatch(one.need("resource_uri"))
    if found is None:
        raise MalformedAnswerError
    return found[1]
