"""GLEIF's delta files: every record that changed since an earlier publication, three publications a day.

A delta covers eight hours, a day, a week or a month; the smallest that reaches back far enough is fetched. A pause of
more than a month is a gap. A record does not say what changed in it.

Source: goldencopy.gleif.org, API v2 of the golden copy; LEI-CDF 3.1 as CSV.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urlsplit

from kyc_service.domain.feeds.events import Event, EventKind
from kyc_service.verifiers.base import Limit, Reply, Request
from kyc_service.verifiers.documents import Document, MalformedAnswerError
from kyc_service.verifiers.feeds.base import Batch, Feed, FeedAccess, GapError

LONGEST = 96 * 1024 * 1024
MOST_UNPACKED = 2 * 1024 * 1024 * 1024
SECONDS = 120.0
_WRITTEN = "%Y-%m-%d %H:%M:%S"
_WINDOWS: tuple[tuple[str, dt.timedelta], ...] = (
    ("IntraDay", dt.timedelta(hours=8)),
    ("LastDay", dt.timedelta(hours=24)),
    ("LastWeek", dt.timedelta(days=7)),
    ("LastMonth", dt.timedelta(days=30)),
)
_LEI, _STATUS = "LEI", "Entity.EntityStatus"
_COUNTRIES = ("Entity.LegalJurisdiction", "Entity.LegalAddress.Country", "Entity.HeadquartersAddress.Country")
_ROOM = "/storage/"
_BROKEN = (zipfile.BadZipFile, zlib.error, csv.Error, ValueError, EOFError, NotImplementedError, RuntimeError, OSError)
"""What unpacking and reading a file that is none may raise."""


class GleifDeltas(Feed):
    """Delta files of LEI records."""

    id = "gleif_deltas"
    register = "gleif"
    title = "GLEIF: delta files of the golden copy"
    address = "https://goldencopy.gleif.org"
    limit = Limit(10, 60)
    every = dt.timedelta(hours=1)
    quiet = dt.timedelta(days=2)
    tells = "An entity that ended, or that something of its record changed. Caught up with for 30 days; then a gap."

    def start(self, now: dt.datetime) -> None:
        """Begin with whatever is said first."""
        del now

    def request(self, cursor: str | None, access: FeedAccess, now: dt.datetime) -> Request:
        """Ask what the newest publication is, or fetch the delta that was chosen."""
        del access, now
        _, _, file = _split(cursor)
        if not file:
            query = {"page": "1", "per_page": "1"}
            return Request(path="/api/v2/golden-copies/publishes", query=query, part=self.id)
        kinds = ("application/zip", "application/octet-stream", "binary/octet-stream", "application/x-zip-compressed")
        return Request(path=quote(file), media_types=kinds, part=self.id, longest=LONGEST, seconds=SECONDS)

    def read(self, cursor: str | None, reply: Reply, now: dt.datetime) -> Batch:
        """Read which publication is the newest, or what a delta says."""
        del now
        if not reply.ok:
            raise MalformedAnswerError
        before, published, file = _split(cursor)
        if file:
            return Batch(tuple(_events(reply.body)), published)
        newest = _newest(reply.document())
        published = newest.need("publish_date")
        moment = _moment(published)
        if before is None or moment <= _moment(before):
            return Batch((), published if before is None else before, heard=False)
        return Batch((), f"{before}|{published}|{_choose(newest, moment - _moment(before))}", more=True, heard=False)


def _split(cursor: str | None) -> tuple[str | None, str, str]:
    """Say what was read last, and which delta of which publication comes next, if one was chosen."""
    before, _, rest = (cursor or "").partition("|")
    published, _, file = rest.partition("|")
    return before or None, published, file


def _newest(answer: Document) -> Document:
    found = answer.parts("data")
    if not found:
        raise MalformedAnswerError
    return found[0]


def _choose(publication: Document, behind: dt.timedelta) -> str:
    """Choose the smallest delta that reaches back far enough. Raises GapError when none does."""
    for name, window in _WINDOWS:
        if behind <= window:
            path = urlsplit(publication.part("lei2", "delta_files", name, "csv").need("url")).path
            # Fetched under the feed's own address, whatever host the answer names.
            if not path.startswith(_ROOM) or "|" in path or ".." in path:
                raise MalformedAnswerError
            return path
    raise GapError


def _moment(text: str) -> dt.datetime:
    try:
        return dt.datetime.strptime(text, _WRITTEN).replace(tzinfo=dt.UTC)
    except ValueError:
        raise MalformedAnswerError from None


def _events(body: bytes) -> Iterator[Event]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            [info] = [one for one in packed.infolist() if one.filename.endswith(".csv")]
            if info.file_size > MOST_UNPACKED:
                raise MalformedAnswerError
            with packed.open(info) as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as lines:
                reader = csv.DictReader(lines)
                if not {_LEI, _STATUS, *_COUNTRIES} <= set(reader.fieldnames or ()):
                    raise MalformedAnswerError
                yield from map(_event, reader)
    except _BROKEN:
        raise MalformedAnswerError from None


def _event(row: Mapping[str, str | None]) -> Event:
    lei = (row[_LEI] or "").strip()
    countries = dict.fromkeys((row[name] or "")[:2] for name in _COUNTRIES)
    if not lei.isalnum() or not lei.isascii():
        raise MalformedAnswerError
    kind = EventKind.DISSOLUTION if row[_STATUS] == "INACTIVE" else EventKind.UNSPECIFIED
    return Event(kind, tuple(filter(None, countries)), (lei,))
