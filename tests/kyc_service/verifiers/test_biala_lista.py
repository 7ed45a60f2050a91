"""Poland's VAT payers: what each answer decides, what is sent, and what is read."""

import dataclasses
import datetime as dt
import json

import pytest
from stdnum.pl import nip

from jobs.standins.base import Call, Said, Scenario, say
from jobs.standins.biala_lista import EXEMPT, BialaListaStandIn
from kyc_service.domain.registers import Flag, Officer, Outcome, RegisteredAddress, Standing, Verdict
from kyc_service.verifiers.base import NO_ACCESS, Question
from kyc_service.verifiers.biala_lista import BialaLista
from tests.fixtures.registers import play, walk

STAND_IN = BialaListaStandIn()
FOUND = STAND_IN.numbers[Scenario.FOUND]
TODAY = dt.date(2026, 11, 20)
QUESTION = Question("PL", vat=f"PL{FOUND}", today=TODAY)
REGISTER = BialaLista()


def subject(**change: object) -> dict[str, object]:
    path = f"/api/search/nip/{FOUND}"
    said = STAND_IN.answer(Call(method="GET", path=path, query={"date": "2026-11-20"}, headers={}))
    return {**json.loads(said.body)["result"]["subject"], **change}


def found(**change: object) -> Said:
    return say({"result": {"subject": subject(**change), "requestId": "abc12-de345fg"}})


def fault(code: str) -> Said:
    return say({"code": code, "message": "made up"}, 400)


def ask(said: Said, question: Question = QUESTION) -> Verdict:
    return walk(REGISTER.ask(question, NO_ACCESS), lambda _: said)


def test_the_numbers_of_the_stand_in_are_well_formed() -> None:
    assert all(nip.is_valid(number) for number in (*STAND_IN.numbers.values(), EXEMPT))


@pytest.mark.parametrize(
    ("code", "outcome", "expected", "retry_after"),
    [
        ("WL-100", Outcome.UNAVAILABLE, "internal_error", None),
        ("WL-101", Outcome.INVALID_INPUT, "invalid_date", None),
        ("WL-103", Outcome.INVALID_INPUT, "invalid_date", None),
        ("WL-113", Outcome.INVALID_INPUT, "invalid_number", None),
        ("WL-115", Outcome.INVALID_INPUT, "invalid_number", None),
        ("WL-118", Outcome.INVALID_INPUT, "invalid_date", None),
        ("WL-190", Outcome.INVALID_INPUT, "invalid_request", None),
        ("WL-191", Outcome.UNAVAILABLE, "daily_limit", 21_600.0),
        ("WL-195", Outcome.UNAVAILABLE, "updated", 60.0),
        ("WL-196", Outcome.UNAVAILABLE, "updating", 900.0),
        ("WL-999", Outcome.UNAVAILABLE, "unknown_error", None),
    ],
)
def test_a_fault_decides(code: str, outcome: Outcome, expected: str, retry_after: float | None) -> None:
    for said in (fault(code), say({"exception": {"code": code}}, 400), say({"code": code})):
        verdict = ask(said)
        assert (verdict.outcome, verdict.code, verdict.retry_after) == (outcome, expected, retry_after)
        assert verdict.retry


@pytest.mark.parametrize(
    "said",
    [
        say({}),
        say({}, 400),
        say([]),
        Said(status=404),
        say({"result": None}),
        say({"result": {"subject": [], "requestId": "x"}}),
        found(nip=STAND_IN.numbers[Scenario.OTHER_NAME]),
        found(nip=None),
        found(name=None),
        found(statusVat=1),
        found(representatives=[{"firstName": None}]),
        say({"result": {"subject": None, "requestId": "x"}}, 404),
    ],
)
def test_another_shape_is_an_outage(said: Said) -> None:
    verdict = ask(said)
    assert (verdict.outcome, verdict.code) == (Outcome.UNAVAILABLE, "malformed_answer")


def test_nobody_under_a_number_is_an_answer_with_a_reference() -> None:
    verdict = ask(say({"result": {"subject": None, "requestId": "abc12-de345fg"}}))
    assert (verdict.outcome, verdict.code, verdict.reference) == (Outcome.NOT_VERIFIED, "not_found", "abc12-de345fg")


def test_a_full_answer_is_read_without_accounts() -> None:
    verdict = play(REGISTER, STAND_IN, QUESTION, NO_ACCESS)
    extract = verdict.extract
    assert extract is not None
    assert verdict.reference == "abc12-de345fg"
    assert (extract.name, extract.other_names) == ("VOORBEELD HANDEL B.V.", ())
    assert (extract.number, extract.legal_form) == (f"PL{FOUND}", None)
    assert extract.address == RegisteredAddress(
        lines=("WYMYSLONA 7",), city="PLOCK", postal_code="09-411", country="PL"
    )
    assert (extract.standing, extract.status, extract.flags) == (Standing.ACTIVE, "Czynny", ())
    # Both days are of the VAT registration.
    assert (extract.incorporated_on, extract.ended_on) == (None, None)
    assert extract.officers == (
        Officer(name="WYMYSLAWA PRZYKLADOWSKA", role="reprezentant"),
        Officer(name="WYMYSLONA SPOLKA", role="wspólnik", is_person=False, number="9990000155"),
    )
    assert not extract.names_officers
    assert (extract.owners, extract.names_owners) == ((), False)


def test_accounts_and_personal_numbers_are_never_read() -> None:
    person = {"firstName": "A", "lastName": "B", "pesel": "44051401359", "nip": "9990000155"}
    extract = ask(found(accountNumbers=["61109010140000071219812874"], pesel="44051401359", partners=[person])).extract
    text = str(dataclasses.asdict(extract))
    assert "61109010140000071219812874" not in text
    assert "44051401359" not in text
    # Not even their shape counts: nothing looks there.
    assert ask(found(accountNumbers=7, pesel=[])).outcome is Outcome.VERIFIED


@pytest.mark.parametrize(
    ("word", "outcome", "standing", "flags"),
    [
        ("Czynny", Outcome.VERIFIED, Standing.ACTIVE, ()),
        ("Zwolniony", Outcome.VERIFIED, Standing.ACTIVE, ()),
        ("Niezarejestrowany", Outcome.NOT_VERIFIED, Standing.UNKNOWN, (Flag.NOT_REGISTERED_FOR_VAT,)),
        ("Zawieszony", Outcome.VERIFIED, Standing.UNKNOWN, ()),
        (None, Outcome.VERIFIED, Standing.UNKNOWN, ()),
    ],
)
def test_a_state_is_a_standing(word: str | None, outcome: Outcome, standing: Standing, flags: tuple[Flag, ...]) -> None:
    verdict = ask(found(statusVat=word))
    assert verdict.outcome is outcome
    assert (verdict.extract.standing, verdict.extract.status, verdict.extract.flags) == (standing, word, flags)


@pytest.mark.parametrize(
    ("places", "address"),
    [
        (
            {"workingAddress": None, "residenceAddress": "WYMYSLONA 9 00-950 WARSZAWA"},
            RegisteredAddress(lines=("WYMYSLONA 9",), city="WARSZAWA", postal_code="00-950", country="PL"),
        ),
        ({"workingAddress": "MADE UP ROAD 1, LONDON"}, RegisteredAddress(lines=("MADE UP ROAD 1, LONDON",))),
        ({"workingAddress": None}, None),
    ],
)
def test_an_address_is_taken_apart_where_it_is_a_polish_one(
    places: dict[str, str], address: RegisteredAddress | None
) -> None:
    assert ask(found(**places)).extract.address == address


def test_the_number_comes_back_as_it_was_given() -> None:
    bare = dataclasses.replace(QUESTION, vat="999-000-00-08")
    assert play(REGISTER, STAND_IN, bare, NO_ACCESS).extract.number == FOUND


@pytest.mark.parametrize(
    ("question", "known"),
    [
        (QUESTION, True),
        (Question("PL", vat="999-000-00-08"), True),
        (Question("DE", vat=f"PL {FOUND}"), True),
        (Question("DE", vat=FOUND), False),
        (Question("PL", vat="PL9990000009"), False),
        (Question("PL", vat="DE999000000"), False),
        (Question("PL", number=FOUND), False),
        (Question("PL"), False),
    ],
)
def test_it_recognises_polish_vat_numbers(question: Question, known: bool) -> None:
    assert REGISTER.recognises(question) is known


def test_it_is_sent_the_number_and_the_day() -> None:
    whole = dataclasses.replace(QUESTION, number="0000028860", name="Voorbeeld")
    request = next(REGISTER.ask(whole, NO_ACCESS))
    assert (request.method, request.path) == ("GET", f"/api/search/nip/{FOUND}")
    assert dict(request.query) == {"date": "2026-11-20"}
    assert (dict(request.headers), request.json, request.basic, dict(request.secret_query)) == ({}, None, None, {})


def test_it_is_not_asked_without_a_day() -> None:
    with pytest.raises(ValueError, match="what day"):
        next(REGISTER.ask(Question("PL", vat=FOUND), NO_ACCESS))


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        (f"/api/search/nip/{FOUND}", {}, "WL-101"),
        (f"/api/search/nip/{FOUND}", {"date": "20.11.2026"}, "WL-102"),
        (f"/api/search/nip/{FOUND}", {"date": "2999-01-01"}, "WL-103"),
        ("/api/search/nip/999", {"date": "2026-11-20"}, "WL-113"),
        ("/api/search/nip/PL99900000", {"date": "2026-11-20"}, "WL-114"),
    ],
)
def test_the_stand_in_refuses_as_the_register_does(path: str, query: dict[str, str], code: str) -> None:
    said = STAND_IN.answer(Call(method="GET", path=path, query=query, headers={}))
    assert (said.status, json.loads(said.body)["code"]) == (400, code)
