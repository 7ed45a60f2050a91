"""Small extracts of GLEIF's publications and delta files, and what is read out of them."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from typing import Any

import pytest

from kyc_service.domain.feeds.events import EventKind
from kyc_service.verifiers.base import Reply
from kyc_service.verifiers.documents import MalformedAnswerError
from kyc_service.verifiers.feeds.base import FeedAccess, GapError
from kyc_service.verifiers.feeds.gleif import GleifDeltas

NOW = dt.datetime(2026, 11, 26, 20, 30, tzinfo=dt.UTC)
FEED = GleifDeltas()
LEI = "ZZ9900VOORBEELD01731"
HEADER = (
    "LEI,Entity.LegalName,Entity.LegalAddress.Country,Entity.HeadquartersAddress.Country,"
    "Entity.LegalJurisdiction,Entity.EntityStatus"
)


def publications(published: str = "2026-11-26 16:00:00", url: str | None = None) -> Reply:
    names = ("IntraDay", "LastDay", "LastWeek", "LastMonth")
    files = {
        name: {"csv": {"url": url or f"https://goldencopy.gleif.org/storage/golden-copy-files/{name}.csv.zip"}}
        for name in names
    }
    told = {"publish_date": published, "lei2": {"delta_files": files}}
    return Reply(200, json.dumps({"data": [told]}).encode())


def packed(*lines: str, name: str = "20261126-1600-lei2-delta.csv") -> Reply:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as file:
        file.writestr(name, "\r\n".join(lines) + "\r\n")
    return Reply(200, body.getvalue())


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("2026-11-26 08:00:00", "IntraDay"),
        ("2026-11-26 07:59:59", "LastDay"),
        ("2026-11-24 16:00:00", "LastWeek"),
        ("2026-11-01 16:00:00", "LastMonth"),
    ],
)
def test_the_smallest_delta_that_reaches_back_far_enough_is_fetched(before: str, name: str) -> None:
    batch = FEED.read(before, publications(), NOW)
    assert (batch.events, batch.more) == ((), True)
    request = FEED.request(batch.cursor, FeedAccess(), NOW)
    assert request.path == f"/storage/golden-copy-files/{name}.csv.zip"
    done = FEED.read(batch.cursor, packed(HEADER, f"{LEI},Voorbeeld,NL,NL,NL,ACTIVE"), NOW)
    assert (done.cursor, len(done.events)) == ("2026-11-26 16:00:00", 1)


def test_more_than_a_month_is_a_gap() -> None:
    with pytest.raises(GapError):
        FEED.read("2026-10-26 16:00:00", publications(), NOW)


def test_a_publication_that_was_read_is_not_read_again() -> None:
    assert FEED.request(None, FeedAccess(), NOW).path == "/api/v2/golden-copies/publishes"
    assert FEED.read(None, publications(), NOW).cursor == "2026-11-26 16:00:00"
    batch = FEED.read("2026-11-26 16:00:00", publications(), NOW)
    assert (batch.cursor, batch.more, batch.heard) == ("2026-11-26 16:00:00", False, False)


@pytest.mark.parametrize(
    ("row", "kind", "countries"),
    [
        (f"{LEI},Voorbeeld,NL,BE,NL,ACTIVE", EventKind.UNSPECIFIED, ("NL", "BE")),
        (f"{LEI},Voorbeeld,NL,NL,NL,INACTIVE", EventKind.DISSOLUTION, ("NL",)),
        (f'{LEI},"Voorbeeld, Inc.",US,US,US-DE,ACTIVE', EventKind.UNSPECIFIED, ("US",)),
    ],
)
def test_what_a_record_says(row: str, kind: EventKind, countries: tuple[str, ...]) -> None:
    cursor = FEED.read("2026-11-26 08:00:00", publications(), NOW).cursor
    [event] = FEED.read(cursor, packed(HEADER, row), NOW).events
    assert (event.kind, set(event.countries), event.numbers) == (kind, set(countries), (LEI,))


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, b"no zip"),
        packed("LEI,Other", f"{LEI},x"),
        packed(HEADER, "not an LEI,x,NL,NL,NL,ACTIVE"),
        packed(HEADER, name="readme.txt"),
        Reply(200, packed(HEADER, *[f"{LEI},x,NL,NL,NL,ACTIVE"] * 50).body[:60]),
    ],
)
def test_a_file_that_is_none_is_no_answer(reply: Reply) -> None:
    cursor = FEED.read("2026-11-26 08:00:00", publications(), NOW).cursor
    with pytest.raises(MalformedAnswerError):
        FEED.read(cursor, reply, NOW)


@pytest.mark.parametrize(
    "url", ["https://elsewhere.example/file.zip", "https://x/storage/../keys", "https://x/storage/a|b", "", None]
)
def test_a_file_is_fetched_from_the_feeds_own_room_only(url: Any) -> None:
    reply = publications(url="" if url is None else url)
    if url is None or url == "":
        reply = Reply(200, reply.body.replace(b"/storage/", b"/other/"))
    with pytest.raises(MalformedAnswerError):
        FEED.read("2026-11-26 08:00:00", reply, NOW)
