"""What holds for every feed: what it asks for, and that an answer that is none is never read as one."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.feeds.events import STARTING, Event, EventKind
from kyc_service.settings import Secret
from kyc_service.verifiers.base import Reply
from kyc_service.verifiers.documents import MalformedAnswerError
from kyc_service.verifiers.feeds.base import BEGUN, Batch, Feed, FeedAccess, GapError
from kyc_service.verifiers.feeds.serving import FEEDS, feeds_of
from kyc_service.verifiers.serving import REGISTERS

NOW = dt.datetime(2026, 11, 26, 20, 30, tzinfo=dt.UTC)
ACCESS = FeedAccess(Secret("key"), "user", Secret("password"), "subscription")
PLACES = {
    "kvk_signals": "2026-11-26T19:00:00.000Z",
    "zefix_days": "2026-11-20",
    "gleif_deltas": "2026-11-26 08:00:00",
}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
bodies = st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode())
every = pytest.mark.parametrize("feed", FEEDS.values(), ids=list(FEEDS))


def place_of(feed: Feed) -> str:
    return PLACES.get(feed.id, "4711")


@every
@given(body=bodies, status=st.sampled_from([200, 200, 200, 204, 400, 404, 416]), begun=st.booleans())
def test_garbage_is_an_outage_or_a_gap_and_never_an_event(feed: Feed, body: bytes, status: int, *, begun: bool) -> None:
    cursor = feed.start(NOW) if begun else place_of(feed)
    try:
        batch = feed.read(cursor, Reply(status, body), NOW)
    except (MalformedAnswerError, GapError):
        return
    assert batch.events == ()


@every
def test_a_feed_belongs_to_a_register_and_says_how_it_is_read(feed: Feed) -> None:
    assert feed.register in REGISTERS
    assert feed in feeds_of(feed.register)
    assert feed.tells.endswith(".")
    assert dt.timedelta(minutes=1) <= feed.every <= dt.timedelta(hours=1)
    assert feed.quiet > feed.every
    assert set(feed.needs) <= set(FeedAccess.__slots__)


@every
@pytest.mark.parametrize("begun", [True, False])
def test_a_request_names_a_place_in_the_feed_and_its_own_part(feed: Feed, *, begun: bool) -> None:
    request = feed.request(feed.start(NOW) if begun else place_of(feed), ACCESS, NOW)
    if request is None:
        assert begun, "what was begun just now has nothing to ask for yet"
        return
    assert request.part == feed.id
    assert request.method == "GET"
    assert request.json is None
    assert "key" not in f"{request.path} {dict(request.query)}"
    assert not any(BEGUN in value for value in request.query.values())


def test_a_business_is_verified_again_for_every_kind_but_one() -> None:
    assert set(EventKind) - STARTING == {EventKind.OTHER}


def test_an_event_keeps_its_number_to_itself() -> None:
    event = Event(EventKind.NAME, ("NL",), ("68750110",))
    assert "68750110" not in repr(event)
    assert "68750110" not in repr(Batch((event,), "1"))
