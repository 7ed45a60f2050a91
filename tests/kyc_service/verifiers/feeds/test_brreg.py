"""Small extracts of Norway's updates, and what is read out of them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from kyc_service.domain.feeds.events import EventKind
from kyc_service.verifiers.base import Reply
from kyc_service.verifiers.documents import MalformedAnswerError
from kyc_service.verifiers.feeds.base import FeedAccess, GapError
from kyc_service.verifiers.feeds.brreg import PAGE, BrregEntities, BrregRoles

NOW = dt.datetime(2026, 11, 26, 20, 30, tzinfo=dt.UTC)
NUMBER = "310000000"
ENTITIES, ROLES = BrregEntities(), BrregRoles()


def entry(ident: int, told: str = "Endring", changes: Any = None) -> dict[str, Any]:
    made = {"oppdateringsid": ident, "dato": "2026-11-26T19:00:00.000Z", "organisasjonsnummer": NUMBER}
    return made | {"endringstype": told} | ({"endringer": changes} if changes is not None else {})


def page(*entries: dict[str, Any]) -> Reply:
    embedded = {"_embedded": {"oppdaterteEnheter": list(entries)}} if entries else {}
    numbers = {"size": PAGE, "totalElements": len(entries), "totalPages": 1, "number": 0}
    return Reply(200, json.dumps({**embedded, "page": numbers}).encode())


def patch(*paths: str) -> list[dict[str, str]]:
    return [{"op": "replace", "path": path, "value": "x"} for path in paths]


@pytest.mark.parametrize(
    ("told", "changes", "kinds"),
    [
        ("Sletting", None, {EventKind.DISSOLUTION}),
        ("Fjernet", None, {EventKind.DISSOLUTION}),
        ("Ny", None, {EventKind.OTHER}),
        ("Ukjent", None, {EventKind.UNSPECIFIED}),
        ("Endring", None, {EventKind.UNSPECIFIED}),
        ("Endring", [], {EventKind.UNSPECIFIED}),
        ("Endring", patch("/navn"), {EventKind.NAME}),
        ("Endring", patch("/konkurs", "/konkursdato"), {EventKind.INSOLVENCY}),
        ("Endring", patch("/underTvangsavviklingEllerTvangsopplosning"), {EventKind.INSOLVENCY}),
        ("Endring", patch("/slettedato"), {EventKind.DISSOLUTION}),
        ("Endring", patch("/forretningsadresse/postnummer", "/navn"), {EventKind.ADDRESS, EventKind.NAME}),
        ("Endring", patch("/organisasjonsform/kode"), {EventKind.LEGAL_FORM}),
        ("Endring", patch("/registrertIMvaregisteret"), {EventKind.VAT}),
        ("Endring", patch("/antallAnsatte"), {EventKind.OTHER}),
        ("Endring", ["replace", "/navn", "OPPDIKTET AS"], {EventKind.NAME}),
        ("Endring", ["replace", "/antallAnsatte", "12"], {EventKind.OTHER}),
        ("Endring", [{"felt": "/navn"}], {EventKind.NAME}),
    ],
)
def test_what_an_update_is_about(told: str, changes: Any, kinds: set[EventKind]) -> None:
    batch = ENTITIES.read("100", page(entry(100), entry(101, told, changes)), NOW)
    assert {event.kind for event in batch.events} == kinds
    assert {event.numbers for event in batch.events} == {(NUMBER, f"{NUMBER}MVA")}
    assert batch.cursor == "101"


def test_reading_begins_with_the_entry_that_the_last_one_ended_with() -> None:
    batch = ENTITIES.read("100", page(entry(100, "Sletting")), NOW)
    assert (batch.events, batch.cursor, batch.heard, batch.more) == ((), "100", False, False)


@pytest.mark.parametrize("reply", [page(), page(entry(101)), Reply(400, b"{}"), Reply(404, b"{}"), Reply(410, b"{}")])
def test_an_entry_that_is_gone_is_a_gap(reply: Reply) -> None:
    with pytest.raises(GapError):
        ENTITIES.read("100", reply, NOW)


def test_a_moment_is_asked_for_until_the_register_has_named_an_entry() -> None:
    begun = ENTITIES.start(NOW)
    request = ENTITIES.request(begun, FeedAccess(), NOW)
    assert request.query["dato"] == "2026-11-26T20:30:00.000Z"
    assert ENTITIES.read(begun, page(), NOW).cursor == begun
    after = ENTITIES.read(begun, page(entry(7)), NOW)
    assert (after.cursor, len(after.events)) == ("7", 1)
    assert ENTITIES.request("7", FeedAccess(), NOW).query["oppdateringsid"] == "7"
    with pytest.raises(MalformedAnswerError):
        ENTITIES.read(begun, Reply(400, b"{}"), NOW)


def test_a_full_page_is_not_the_last() -> None:
    batch = ENTITIES.read("1", page(*(entry(number) for number in range(1, PAGE + 1))), NOW)
    assert (batch.more, batch.cursor, len(batch.events)) == (True, str(PAGE), PAGE - 1)


@pytest.mark.parametrize(
    "body", [{"page": {}, "_embedded": {"oppdaterteEnheter": [{"organisasjonsnummer": NUMBER}]}}, {}, {"page": 1}]
)
def test_another_shape_is_no_answer(body: object) -> None:
    with pytest.raises((MalformedAnswerError, GapError)):
        ENTITIES.read("100", Reply(200, json.dumps(body).encode()), NOW)


def test_a_role_tells_whose_it_is_and_no_more() -> None:
    event = {
        "specversion": "1.0",
        "id": "123",
        "source": f"https://data.brreg.no/enhetsregisteret/api/enheter/{NUMBER}/roller",
        "type": "no.brreg.enhetsregisteret.rolle.oppdatert",
        "time": "2026-03-15T10:30:00.000Z",
        "data": {"organisasjonsnummer": NUMBER},
    }
    batch = ROLES.read("122", Reply(200, json.dumps([event]).encode()), NOW)
    assert [(one.kind, one.numbers[0]) for one in batch.events] == [(EventKind.OFFICERS, NUMBER)]
    assert (batch.cursor, batch.more) == ("123", False)
    assert ROLES.request("123", FeedAccess(), NOW).query == {"afterId": "123", "size": str(PAGE)}
    assert ROLES.read("123", Reply(200, b"[]"), NOW).cursor == "123"
    with pytest.raises(GapError):
        ROLES.read("123", Reply(400, b"{}"), NOW)
    with pytest.raises(MalformedAnswerError):
        ROLES.read(ROLES.start(NOW), Reply(400, b"{}"), NOW)
