"""Norway's feeds: updates of entities by a number that rises, with what changed; and updates of roles, without.

The feed of entities answers from and including a number. So each reading begins with the entry that the last one ended
with: where that is missing, the register was begun anew and what lay between is lost.

Source: data.brreg.no, API of Enhetsregisteret (oppdateringer).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from kyc_service.domain.feeds.events import Event, EventKind
from kyc_service.verifiers.base import Reply, Request
from kyc_service.verifiers.documents import Document, MalformedAnswerError
from kyc_service.verifiers.feeds.base import BEGUN, Batch, Feed, FeedAccess, GapError

PAGE = 1000
_MEDIA_TYPES = (
    "application/json",
    "application/hal+json",
    "application/vnd.brreg.enhetsregisteret.oppdatering.enhet.v1+json",
)
_ENDED = frozenset({"Sletting", "Fjernet"})
_PATHS: tuple[tuple[str, EventKind], ...] = (
    ("/slettedato", EventKind.DISSOLUTION),
    ("/konkurs", EventKind.INSOLVENCY),
    ("/underAvvikling", EventKind.INSOLVENCY),
    ("/underTvangsavvikling", EventKind.INSOLVENCY),
    ("/underRekonstruksjonsforhandling", EventKind.INSOLVENCY),
    ("/underUtenlandskInsolvensbehandling", EventKind.INSOLVENCY),
    ("/navn", EventKind.NAME),
    ("/forretningsadresse", EventKind.ADDRESS),
    ("/organisasjonsform", EventKind.LEGAL_FORM),
    ("/registrertIMvaregisteret", EventKind.VAT),
)
"""What the beginning of a changed path says, the gravest first."""


class BrregEntities(Feed):
    """Updates of entities."""

    id = "brreg_entities"
    register = "brreg"
    title = "Enhetsregisteret: updates of entities"
    every = dt.timedelta(minutes=10)
    quiet = dt.timedelta(days=5)
    tells = (
        "Deletion, bankruptcy and winding up, name, business address, legal form, VAT registration. Caught up with from"
        " any number; a number that is gone is a gap."
    )

    def request(self, cursor: str | None, access: FeedAccess, now: dt.datetime) -> Request:
        """Ask for a page, from the last known entry on."""
        del access, now
        cursor = cursor or ""
        begun = cursor.startswith(BEGUN)
        place = {"dato": cursor.removeprefix(BEGUN)} if begun else {"oppdateringsid": cursor}
        query = {**place, "size": str(PAGE), "includeChanges": "true"}
        return Request(path="/oppdateringer/enheter", query=query, media_types=_MEDIA_TYPES, part=self.id)

    def read(self, cursor: str | None, reply: Reply, now: dt.datetime) -> Batch:
        """Read a page."""
        del now
        cursor = cursor or ""
        begun = cursor.startswith(BEGUN)
        entries = _page(reply, begun=begun)
        ids = [one.number("oppdateringsid") for one in entries]
        if any(ident is None or not ident.isdecimal() for ident in ids):
            raise MalformedAnswerError
        if not begun:
            if ids[:1] != [cursor]:
                raise GapError
            entries = entries[1:]
        events = tuple(_event(kind, one) for one in entries for kind in _kinds(one))
        return Batch(events, ids[-1] if ids else cursor, more=len(ids) == PAGE, heard=bool(entries))


class BrregRoles(Feed):
    """Updates of roles: of whom, and not what."""

    id = "brreg_roles"
    register = "brreg"
    title = "Enhetsregisteret: updates of roles"
    every = dt.timedelta(minutes=10)
    quiet = dt.timedelta(days=5)
    tells = "That somebody's role in an entity changed. Caught up with from any number."

    def request(self, cursor: str | None, access: FeedAccess, now: dt.datetime) -> Request:
        """Ask for a page, after the last known event."""
        del access, now
        cursor = cursor or ""
        begun = cursor.startswith(BEGUN)
        place = {"afterTime": cursor.removeprefix(BEGUN)} if begun else {"afterId": cursor}
        query = {**place, "size": str(PAGE)}
        return Request(path="/oppdateringer/roller", query=query, media_types=_MEDIA_TYPES, part=self.id)

    def read(self, cursor: str | None, reply: Reply, now: dt.datetime) -> Batch:
        """Read a page."""
        del now
        cursor = cursor or ""
        if _is_unknown(reply, begun=cursor.startswith(BEGUN)):
            raise GapError
        if not reply.ok:
            raise MalformedAnswerError
        found = reply.documents()
        events = tuple(_event(EventKind.OFFICERS, one.part("data")) for one in found)
        after = found[-1].number("id") if found else cursor
        if after is None:
            raise MalformedAnswerError
        return Batch(events, after, more=len(found) == PAGE, heard=bool(found))


def _page(reply: Reply, *, begun: bool) -> tuple[Document, ...]:
    if _is_unknown(reply, begun=begun):
        raise GapError
    if not reply.ok:
        raise MalformedAnswerError
    answer = reply.document()
    if "page" not in answer:
        raise MalformedAnswerError
    # Without an entry there is no `_embedded` at all.
    return answer.parts("_embedded", "oppdaterteEnheter")


def _is_unknown(reply: Reply, *, begun: bool) -> bool:
    """Whether the register refuses a place that it named itself."""
    return not begun and reply.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE}


def _event(kind: EventKind, about: Document) -> Event:
    number = about.number("organisasjonsnummer")
    if number is None:
        raise MalformedAnswerError
    return Event(kind, ("NO",), (number, f"{number}MVA"))


def _kinds(entry: Document) -> tuple[EventKind, ...]:
    """Say what an update is about: one kind for each, so that a flood of changed fields is no flood of events."""
    told = entry.text("endringstype")
    if told in _ENDED:
        return (EventKind.DISSOLUTION,)
    if told == "Ny":
        return (EventKind.OTHER,)
    paths = tuple(_paths(entry))
    if not paths:
        return (EventKind.UNSPECIFIED,)
    found = dict.fromkeys(kind for start, kind in _PATHS for path in paths if path.startswith(start))
    return tuple(found) or (EventKind.OTHER,)


def _paths(entry: Document) -> Iterator[str]:
    """Go through the paths that changed: objects of a JSON patch, or their members in one flat list."""
    for change in entry.values("endringer"):
        text: Any = change
        if isinstance(change, dict):
            text = change.get("path") or change.get("felt")
        if isinstance(text, str) and text.startswith("/"):
            yield text
