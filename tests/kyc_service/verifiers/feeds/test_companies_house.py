"""Small extracts of Companies House's streams, and what is read out of them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from kyc_service.domain.feeds.events import EventKind
from kyc_service.settings import Secret
from kyc_service.verifiers.base import Reply
from kyc_service.verifiers.documents import MalformedAnswerError
from kyc_service.verifiers.feeds.base import FeedAccess, GapError
from kyc_service.verifiers.feeds.companies_house import LONGEST, Companies, Control, Insolvency, Officers

NOW = dt.datetime(2026, 11, 26, 20, 30, tzinfo=dt.UTC)
OFFICER: dict[str, Any] = {
    "resource_kind": "company-officers",
    "resource_uri": "/company/SC990002/appointments/iKvoorbeeldT7A",
    "resource_id": "iKvoorbeeldT7A",
    "data": {"name": "VERZONNEN, Piet", "date_of_birth": {"month": 8, "year": 1959}, "officer_role": "director"},
    "event": {"timepoint": 7802811, "published_at": "2022-11-15T18:27:56", "type": "changed"},
}


def profile(timepoint: int, status: str = "active", told: str = "changed", **event: Any) -> bytes:
    made = {
        "resource_kind": "company-profile",
        "resource_uri": "/company/99900001",
        "resource_id": "99900001",
        "data": {"company_number": "99900001", "company_name": "VOORBEELD LTD", "company_status": status},
        "event": {"timepoint": timepoint, "published_at": "2026-11-26T20:00:00", "type": told, **event},
    }
    return json.dumps(made).encode() + b"\n"


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        (profile(2), {EventKind.UNSPECIFIED}),
        (profile(2, fields_changed=["company_name"]), {EventKind.NAME}),
        (profile(2, fields_changed=["registered_office_address.postal_code"]), {EventKind.ADDRESS}),
        (profile(2, fields_changed=["type", "company_name"]), {EventKind.LEGAL_FORM, EventKind.NAME}),
        (profile(2, fields_changed=["accounts.next_due"]), {EventKind.OTHER}),
        (profile(2, "dissolved"), {EventKind.DISSOLUTION}),
        (profile(2, told="deleted"), {EventKind.DISSOLUTION}),
        (profile(2, "liquidation"), {EventKind.INSOLVENCY}),
        (profile(2, "administration", fields_changed=["company_status"]), {EventKind.INSOLVENCY}),
        (profile(2, "administration", fields_changed=["accounts"]), {EventKind.OTHER}),
    ],
)
def test_what_a_profile_says(line: bytes, kinds: set[EventKind]) -> None:
    batch = Companies().read("1", Reply(200, b"\n" + line + b"\n"), NOW)
    assert {event.kind for event in batch.events} == kinds
    assert {event.numbers for event in batch.events} == {("99900001",)}
    assert batch.cursor == "2"


@pytest.mark.parametrize(
    ("feed", "kind"),
    [(Officers(), EventKind.OFFICERS), (Control(), EventKind.OWNERS), (Insolvency(), EventKind.INSOLVENCY)],
)
def test_each_stream_has_one_kind_and_nobodys_name(feed: Officers, kind: EventKind) -> None:
    batch = feed.read(None, Reply(200, json.dumps(OFFICER).encode() + b"\n"), NOW)
    assert [(event.kind, event.countries, event.numbers) for event in batch.events] == [(kind, ("GB",), ("SC990002",))]
    assert batch.cursor == "7802811"
    assert "VERZONNEN" not in repr(batch)


def test_what_was_read_before_is_passed_over_and_half_a_line_is_left_for_later() -> None:
    batch = Companies().read("2", Reply(200, profile(1) + profile(2) + profile(3) + profile(4)[:40]), NOW)
    assert (len(batch.events), batch.cursor, batch.more) == (1, "3", False)
    silent = Companies().read("3", Reply(200, b"\n\n\n"), NOW)
    assert (silent.events, silent.cursor, silent.heard) == ((), "3", False)


def test_a_timepoint_that_is_too_old_is_a_gap() -> None:
    with pytest.raises(GapError):
        Companies().read("3", Reply(416, b""), NOW)
    with pytest.raises(MalformedAnswerError):
        Companies().read(None, Reply(416, b""), NOW)


def test_a_stream_is_listened_to_for_a_while_with_its_own_key() -> None:
    request = Companies().request("3", FeedAccess(key=Secret("stream-key")), NOW)
    assert request.endless
    assert request.seconds is not None
    assert (dict(request.query), request.longest) == ({"timepoint": "3"}, LONGEST)
    assert request.basic is not None
    assert request.basic[0] == "stream-key"


@pytest.mark.parametrize("line", [b"{}", b'{"event": {"timepoint": "x"}}', b'{"event": {"timepoint": 3}}', b"[1]"])
def test_another_shape_is_no_answer(line: bytes) -> None:
    with pytest.raises(MalformedAnswerError):
        Companies().read("1", Reply(200, line + b"\n"), NOW)
