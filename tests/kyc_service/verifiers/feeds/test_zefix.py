"""Small extracts of the Swiss gazette's days, and what is read out of them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from kyc_service.domain.feeds.events import EventKind
from kyc_service.verifiers.base import Reply
from kyc_service.verifiers.documents import MalformedAnswerError
from kyc_service.verifiers.feeds.base import FeedAccess
from kyc_service.verifiers.feeds.zefix import ZefixDays

NOW = dt.datetime(2026, 11, 26, 20, 30, tzinfo=dt.UTC)
FEED = ZefixDays()


def publication(*keys: str) -> dict[str, Any]:
    return {
        "sogcPublication": {
            "sogcDate": "2026-11-25",
            "sogcId": 1005000001,
            "message": "Beispiel, Anna, von Bern, Mitglied, ausgeschieden.",
            "mutationTypes": [{"id": 17, "key": key} for key in keys],
        },
        "companyShort": {"name": "Beispiel AG", "uid": "CHE-999.000.002", "status": "ACTIVE"},
    }


def read(*publications: dict[str, Any]) -> list[EventKind]:
    batch = FEED.read("2026-11-24", Reply(200, json.dumps(publications).encode()), NOW)
    assert {event.numbers for event in batch.events} <= {("CHE999000002", "999000002")}
    assert "Anna" not in repr(batch)
    return [event.kind for event in batch.events]


@pytest.mark.parametrize(
    ("keys", "kinds"),
    [
        (("status.loeschung",), [EventKind.DISSOLUTION]),
        (("konkurs.eroeffnung",), [EventKind.INSOLVENCY]),
        (("aufloesung",), [EventKind.INSOLVENCY]),
        (("firmennamensaenderung",), [EventKind.NAME]),
        (("adressaenderung", "aenderungorgane"), [EventKind.ADDRESS, EventKind.OFFICERS]),
        (("rechtsformaenderung",), [EventKind.LEGAL_FORM]),
        (("kapitalaenderung.erhoehung",), [EventKind.OTHER]),
        (("zweckaenderung",), [EventKind.OTHER]),
        (("status.neu",), [EventKind.OTHER]),
        (("fusion",), [EventKind.UNSPECIFIED]),
        (("etwas.neues", "etwas.anderes"), [EventKind.UNSPECIFIED]),
        ((), [EventKind.UNSPECIFIED]),
    ],
)
def test_what_a_publication_says(keys: tuple[str, ...], kinds: list[EventKind]) -> None:
    assert read(publication(*keys)) == kinds


def test_a_day_is_asked_for_once_it_is_complete() -> None:
    morning = NOW.replace(hour=11)
    assert FEED.request("2026-11-25", FeedAccess(), morning) is None
    found = FEED.request("2026-11-25", FeedAccess(), NOW)
    assert found is not None
    assert found.path == "/sogc/bydate/2026-11-26"
    assert FEED.request(FEED.start(NOW), FeedAccess(), morning) is None


def test_days_are_read_one_after_another() -> None:
    batch = FEED.read("2026-11-23", Reply(200, b"[]"), NOW)
    assert (batch.cursor, batch.more, batch.heard) == ("2026-11-24", True, False)
    last = FEED.read("2026-11-25", Reply(200, b"[]"), NOW)
    assert (last.cursor, last.more) == ("2026-11-26", False)


def test_a_day_without_a_gazette_is_read() -> None:
    nothing = Reply(404, b'{"error": {"type": "NOT_FOUND", "message": "made up"}}')
    assert FEED.read("2026-11-20", nothing, NOW).cursor == "2026-11-21"
    with pytest.raises(MalformedAnswerError):
        FEED.read("2026-11-20", Reply(404, b"{}"), NOW)


def test_a_whole_day_of_thousands_is_read() -> None:
    assert len(read(*[publication("aenderungorgane")] * 2500)) == 2500
