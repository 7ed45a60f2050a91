"""KVK's Mutatieservice: signals of a subscription that the operator made, by moment and page.

A subscription covers the numbers that its owner chose at KVK, or all; nothing is told here. A signal says that a
registration changed, seldom what: insolvency comes as a change.

Source: KVK Catalogus Mutatieservice 1.2; API `/v1/abonnementen/{id}`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import quote

from kyc_service.domain.feeds.events import Event, EventKind
from kyc_service.settings import Secret
from kyc_service.verifiers.base import Reply, Request
from kyc_service.verifiers.documents import Document, MalformedAnswerError
from kyc_service.verifiers.feeds.base import BEGUN, Batch, Feed, FeedAccess, GapError, write_moment

PAGE = 500
SETTLED = dt.timedelta(minutes=2)
"""Signals of the last minutes are left for the next turn: one that is written late would be passed over."""
_KINDS: Mapping[str, EventKind] = MappingProxyType(
    {
        "SignaalBeeindiging": EventKind.DISSOLUTION,
        "SignaalRechtsvormwijziging": EventKind.LEGAL_FORM,
        "SignaalAdreswijziging": EventKind.ADDRESS,
        "SignaalNaamgeving": EventKind.NAME,
        "SignaalVoortzettingEnOverdracht": EventKind.OWNERS,
        "SignaalNieuweInschrijving": EventKind.OTHER,
        "SignaalActiviteitenWijziging": EventKind.OTHER,
    }
)
"""By the name without its edition, as `_2025_01`; any other says that something changed."""
_NOTHING = "IPD5200"


class KvkSignals(Feed):
    """Signals of one subscription."""

    id = "kvk_signals"
    register = "kvk"
    title = "KVK Mutatieservice"
    needs = ("key", "subscription")
    every = dt.timedelta(minutes=15)
    quiet = dt.timedelta(days=30)
    tells = (
        "Ended, converted, moved, renamed or handed over; most other signals say only that a registration changed."
        " Needs a subscription made at KVK, which says for which numbers."
    )

    def start(self, now: dt.datetime) -> str:
        """Begin where the first turn ends."""
        return f"{BEGUN}{write_moment(now - SETTLED)}"

    def request(self, cursor: str | None, access: FeedAccess, now: dt.datetime) -> Request | None:
        """Ask for a page of the signals between two moments."""
        since, until, page = _split(cursor or "", now)
        if until <= since:
            return None
        return Request(
            path=f"/v1/abonnementen/{quote(access.subscription or '', safe='')}",
            query={"vanaf": since, "tot": until, "pagina": str(page), "aantal": str(PAGE)},
            secret_headers={"apikey": access.key or Secret("")},
            part=self.id,
        )

    def read(self, cursor: str | None, reply: Reply, now: dt.datetime) -> Batch:
        """Read a page."""
        cursor = cursor or ""
        _, until, page = _split(cursor, now)
        if reply.status == HTTPStatus.NOT_FOUND and _NOTHING in _codes(reply):
            return Batch((), until, heard=False)
        if reply.status == HTTPStatus.BAD_REQUEST and not cursor.startswith(BEGUN):
            raise GapError
        if not reply.ok:
            raise MalformedAnswerError
        answer = reply.document()
        signals = answer.parts("signalen")
        pages = answer.number("totaalPaginas")
        if pages is None or not pages.isdecimal():
            raise MalformedAnswerError
        events = tuple(Event(_kind(one.need("signaalType")), ("NL",), (_number(one),)) for one in signals)
        more = page < int(pages)
        return Batch(events, f"{_since(cursor)}|{until}|{page + 1}" if more else until, more, bool(signals))


def _since(cursor: str) -> str:
    return cursor.partition("|")[0].removeprefix(BEGUN)


def _split(cursor: str, now: dt.datetime) -> tuple[str, str, int]:
    """Say from when, until when, and which page: a walk through pages keeps to the moment at which it began."""
    since, _, rest = cursor.partition("|")
    until, _, page = rest.partition("|")
    return since.removeprefix(BEGUN), until or write_moment(now - SETTLED), int(page or 1)


def _kind(name: str) -> EventKind:
    return _KINDS.get(name.partition("_")[0], EventKind.UNSPECIFIED)


def _number(signal: Document) -> str:
    found = signal.number("kvknummer")
    if found is None:
        raise MalformedAnswerError
    return found


def _codes(reply: Reply) -> tuple[str | None, ...]:
    return tuple(one.text("code") for one in reply.document().parts("fout"))
