"""Small extracts of KVK's signals, and what is read out of them."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from kyc_service.domain.feeds.events import EventKind
from kyc_service.settings import Secret
from kyc_service.verifiers.base import Reply, Request
from kyc_service.verifiers.documents import MalformedAnswerError
from kyc_service.verifiers.feeds.base import FeedAccess, GapError
from kyc_service.verifiers.feeds.kvk import KvkSignals

NOW = dt.datetime(2026, 11, 26, 20, 30, tzinfo=dt.UTC)
SINCE, UNTIL = "2026-11-26T19:00:00.000Z", "2026-11-26T20:28:00.000Z"
FEED = KvkSignals()


def answer(*types: str, page: int = 1, pages: int = 1) -> Reply:
    signals = [
        {"id": f"s-{place}", "timestamp": "2026-11-26T19:15:25.773Z", "kvknummer": "99900001", "signaalType": name}
        for place, name in enumerate(types)
    ]
    told = {"pagina": page, "aantal": 500, "totaal": len(types), "totaalPaginas": pages, "signalen": signals}
    return Reply(200, json.dumps(told).encode())


def ask(cursor: str, now: dt.datetime = NOW) -> Request:
    request = FEED.request(cursor, FeedAccess(key=Secret("k"), subscription="mijn/abo"), now)
    assert request is not None
    return request


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SignaalBeeindiging_2025_01", EventKind.DISSOLUTION),
        ("SignaalRechtsvormwijziging_2025_01", EventKind.LEGAL_FORM),
        ("SignaalAdreswijziging_2025_01", EventKind.ADDRESS),
        ("SignaalNaamgeving_2025_01", EventKind.NAME),
        ("SignaalVoortzettingEnOverdracht_2025_01", EventKind.OWNERS),
        ("SignaalFusieSplitsing_2025_01", EventKind.UNSPECIFIED),
        ("SignaalGewijzigdeInschrijving", EventKind.UNSPECIFIED),
        ("SignaalVanMorgen_2031_07", EventKind.UNSPECIFIED),
        ("SignaalNieuweInschrijving", EventKind.OTHER),
        ("SignaalActiviteitenWijziging_2025_01", EventKind.OTHER),
    ],
)
def test_what_a_signal_says(name: str, kind: EventKind) -> None:
    batch = FEED.read(SINCE, answer(name), NOW)
    assert [(one.kind, one.countries, one.numbers) for one in batch.events] == [(kind, ("NL",), ("99900001",))]
    assert batch.cursor == UNTIL


def test_the_last_minutes_are_left_and_a_subscription_is_one_segment() -> None:
    request = ask(SINCE)
    assert request.path == "/v1/abonnementen/mijn%2Fabo"
    assert dict(request.query) == {"vanaf": SINCE, "tot": UNTIL, "pagina": "1", "aantal": "500"}
    assert FEED.request(UNTIL, FeedAccess(), NOW) is None
    assert FEED.request(FEED.start(NOW), FeedAccess(), NOW) is None


def test_a_walk_through_pages_keeps_to_the_moment_at_which_it_began() -> None:
    first = FEED.read(SINCE, answer("SignaalBeeindiging", pages=2), NOW)
    assert first.more
    later = NOW + dt.timedelta(minutes=9)
    assert first.cursor is not None
    assert (ask(first.cursor, later).query["tot"], ask(first.cursor, later).query["pagina"]) == (UNTIL, "2")
    last = FEED.read(first.cursor, answer("SignaalBeeindiging", page=2, pages=2), later)
    assert (last.more, last.cursor) == (False, UNTIL)


def test_nothing_found_is_an_answer_and_an_outage_in_404_is_none() -> None:
    nothing = Reply(404, b'{"fout": [{"code": "IPD5200", "omschrijving": "geen resultaten"}]}')
    batch = FEED.read(SINCE, nothing, NOW)
    assert (batch.cursor, batch.heard) == (UNTIL, False)
    with pytest.raises(MalformedAnswerError):
        FEED.read(SINCE, Reply(404, b'{"fout": [{"code": "IPD1002"}]}'), NOW)


def test_a_moment_that_the_register_refuses_is_a_gap_unless_we_named_it_ourselves() -> None:
    with pytest.raises(GapError):
        FEED.read(SINCE, Reply(400, b"{}"), NOW)
    with pytest.raises(MalformedAnswerError):
        FEED.read(FEED.start(NOW), Reply(400, b"{}"), NOW + dt.timedelta(hours=1))
