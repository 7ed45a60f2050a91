"""GLEIF's golden copy: what the newest publication is, and its delta files as CSV in a ZIP."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from http import HTTPStatus

from jobs.standins.base import Call, Said, say
from jobs.standins.feeds.news import Change, News

WINDOWS = {"IntraDay": 8, "LastDay": 24, "LastWeek": 7 * 24, "LastMonth": 30 * 24}
"""Hours."""
QUIET = dt.timedelta(hours=1)
"""Age of the publication of a feed that has said nothing yet."""
COLUMNS = (
    "LEI",
    "Entity.LegalName",
    "Entity.LegalAddress.Country",
    "Entity.HeadquartersAddress.Country",
    "Entity.LegalJurisdiction",
    "Entity.EntityStatus",
    "Registration.RegistrationStatus",
)
_FOLDER = "/storage/golden-copy-files/voorbeeld/"


def answer(news: News, call: Call) -> Said | None:
    """Answer a request for publications, or for a delta file."""
    last = news.changes[-1].at if news.changes else dt.datetime.now(dt.UTC) - QUIET
    published = last.replace(microsecond=0) + dt.timedelta(seconds=1)
    if call.path == "/api/v2/golden-copies/publishes":
        deltas = {name: {"csv": {"type": "csv", "url": _url(name), "record_count": 1}} for name in WINDOWS}
        told = {"publish_date": published.strftime("%Y-%m-%d %H:%M:%S"), "lei2": {"delta_files": deltas}}
        return say({"data": [told], "meta": {"pagination": {"total": 1}}})
    name = call.path.removeprefix(_FOLDER).removesuffix(".csv.zip")
    if not call.path.startswith(_FOLDER):
        return None
    if name not in WINDOWS:
        return say({"error": "Not Found"}, HTTPStatus.NOT_FOUND)
    since = published - dt.timedelta(hours=WINDOWS[name])
    body = pack([one for one in news.changes if one.at >= since])
    return Said(body=body, headers={"content-type": "application/zip"})


def pack(changes: Sequence[Change]) -> bytes:
    """Write a delta file."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    for one in changes:
        status = "INACTIVE" if one.kind == "dissolution" else "ACTIVE"
        writer.writerow([one.number, "Voorbeeld Handel B.V.", "NL", "NL", "NL", status, "ISSUED"])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("voorbeeld-lei2-delta.csv", lines.getvalue())
    return packed.getvalue()


def _url(name: str) -> str:
    return f"https://goldencopy.gleif.org{_FOLDER}{name}.csv.zip"
