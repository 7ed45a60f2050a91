"""Switzerland: what each answer decides, what is sent, and what is read."""

import base64
import json
from dataclasses import replace

import pytest
from stdnum.ch import uid

from jobs.standins.base import Call, Said, Scenario, say
from jobs.standins.zefix import ZefixStandIn
from kyc_service.domain.registers import Candidate, Flag, Outcome, RegisteredAddress, Standing, Verdict
from kyc_service.settings import Secret
from kyc_service.verifiers.base import NO_ACCESS, Access, Question, Request
from kyc_service.verifiers.zefix import Zefix
from tests.fixtures.registers import play, to_call, walk
from watchlists.dates import PartialDate

STAND_IN = ZefixStandIn()
USER, PASSWORD = STAND_IN.user, STAND_IN.password
FOUND = STAND_IN.numbers[Scenario.FOUND]
ACCESS = Access(user=USER, password=Secret(PASSWORD))
QUESTION = Question("CH", number=FOUND)
REGISTER = Zefix()


def entry(**change: object) -> dict[str, object]:
    token = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    headers = {"authorization": f"Basic {token}"}
    said = STAND_IN.answer(Call(method="GET", path=f"/company/uid/{FOUND}", query={}, headers=headers))
    return {**json.loads(said.body)[0], **change}


def error(kind: str, status: int) -> Said:
    return say({"error": {"type": kind, "message": "made up"}}, status)


def ask(said: Said) -> Verdict:
    return walk(REGISTER.ask(QUESTION, ACCESS), lambda _: said)


def test_the_numbers_of_the_stand_in_are_well_formed() -> None:
    assert all(uid.is_valid(number) for number in STAND_IN.numbers.values())


@pytest.mark.parametrize(
    ("said", "outcome", "code"),
    [
        (error("NOT_FOUND", 404), Outcome.NOT_VERIFIED, "not_found"),
        (say([]), Outcome.NOT_VERIFIED, "not_found"),
        (error("INVALID_REQUEST_DATA", 400), Outcome.INVALID_INPUT, "invalid_request"),
        (error("INVALID_QUERY_WORDS", 400), Outcome.INVALID_INPUT, "invalid_query"),
        (error("RESULTLIST_TO_LARGE", 400), Outcome.INVALID_INPUT, "too_many_results"),
        (error("INTERNAL_SERVER_ERROR", 400), Outcome.UNAVAILABLE, "internal_error"),
        (error("MAINTENANCE", 400), Outcome.UNAVAILABLE, "malformed_answer"),
        (error("NOT_FOUND", 200), Outcome.UNAVAILABLE, "malformed_answer"),
        (say({"message": "no route"}, 404), Outcome.UNAVAILABLE, "malformed_answer"),
        (Said(status=404), Outcome.UNAVAILABLE, "malformed_answer"),
        (say({}), Outcome.UNAVAILABLE, "malformed_answer"),
        (say([entry(uid="CHE999000019")]), Outcome.UNAVAILABLE, "malformed_answer"),
        (say([entry(uid=None)]), Outcome.UNAVAILABLE, "malformed_answer"),
        (say([entry(name=None)]), Outcome.UNAVAILABLE, "malformed_answer"),
        (say([entry(uid="CHE-999.000.002")]), Outcome.VERIFIED, None),
        (error("NOT_FOUND", 401), Outcome.UNAVAILABLE, "outage"),
    ],
)
def test_an_answer_decides(said: Said, outcome: Outcome, code: str | None) -> None:
    verdict = ask(said)
    assert (verdict.outcome, verdict.code) == (outcome, code)


def test_without_its_account_the_register_is_shut() -> None:
    wrong = Access(user=USER, password=Secret("wrong"))
    assert play(REGISTER, STAND_IN, QUESTION, wrong).outcome is Outcome.UNAVAILABLE
    assert REGISTER.missing(NO_ACCESS) == ("user", "password")
    assert REGISTER.missing(ACCESS) == ()


def test_a_full_answer_is_read() -> None:
    extract = play(REGISTER, STAND_IN, QUESTION, ACCESS).extract
    assert extract is not None
    assert extract.name == "Voorbeeld Handel B.V."
    assert extract.other_names == ("Example Trading Ltd", "Vorläufer GmbH", "Predecessor LLC")
    assert (extract.number, extract.legal_form) == (FOUND, "Aktiengesellschaft")
    assert extract.address == RegisteredAddress(
        lines=("Voorbeeld Handel B.V.", "c/o Beispiel Treuhand AG", "Erfundene Gasse 1"),
        city="Bern",
        region="BE",
        postal_code="3011",
        country="CH",
    )
    assert (extract.standing, extract.status, extract.flags) == (Standing.ACTIVE, "ACTIVE", ())
    assert (extract.incorporated_on, extract.ended_on) == (None, None)
    assert (extract.officers, extract.names_officers) == ((), False)
    assert (extract.owners, extract.names_owners) == ((), False)


def test_an_answer_with_the_least_is_read() -> None:
    extract = ask(say([{"uid": FOUND, "name": "X", "legalForm": {"name": {"fr": "Société anonyme"}}}])).extract
    assert (extract.name, extract.legal_form, extract.address) == ("X", "Société anonyme", None)
    assert extract.standing is Standing.UNKNOWN


@pytest.mark.parametrize(
    ("word", "standing", "flags"),
    [
        ("ACTIVE", Standing.ACTIVE, ()),
        ("BEING_CANCELLED", Standing.WINDING_UP, (Flag.IN_LIQUIDATION,)),
        ("CANCELLED", Standing.ENDED, (Flag.DISSOLVED,)),
        ("SUSPENDED", Standing.UNKNOWN, ()),
        (None, Standing.UNKNOWN, ()),
    ],
)
def test_a_state_is_a_standing(word: str | None, standing: Standing, flags: tuple[Flag, ...]) -> None:
    extract = ask(say([entry(status=word)])).extract
    assert (extract.standing, extract.status, extract.flags) == (standing, word, flags)


def test_a_business_that_was_deleted_has_its_day() -> None:
    extract = play(REGISTER, STAND_IN, Question("CH", number=STAND_IN.numbers[Scenario.ENDED]), ACCESS).extract
    assert extract is not None
    assert extract.ended_on == PartialDate.parse("2021-05-04")


@pytest.mark.parametrize("words", [("CANCELLED", "ACTIVE"), ("ACTIVE", "CANCELLED"), ("SUSPENDED", "ACTIVE")])
def test_of_several_entries_the_living_one_counts(words: tuple[str, ...]) -> None:
    assert ask(say([entry(status=word) for word in words])).extract.standing is Standing.ACTIVE


def test_every_entry_has_to_be_of_the_number() -> None:
    assert ask(say([entry(), entry(uid="CHE999000019")])).outcome is Outcome.UNAVAILABLE


@pytest.mark.parametrize(
    ("number", "known"),
    [
        (FOUND, True),
        ("CHE-999.000.002", True),
        ("CHE-999.000.002 MWST", True),
        ("che999000002 tva", True),
        ("CHE-999.000.003", False),
        ("999.000.002", True),
        ("999000003", False),
        ("CH-020.3.000.000-1", False),
        (None, False),
    ],
)
def test_it_recognises_uids(number: str | None, known: bool) -> None:
    assert REGISTER.recognises(Question("CH", number=number)) is known


def test_it_is_sent_the_number_and_the_account_where_secrets_go() -> None:
    request = next(REGISTER.ask(Question("CH", number="CHE-999.000.002 MWST", vat="V", name="N"), ACCESS))
    assert (request.method, request.path, request.json) == ("GET", "/company/uid/CHE999000002", None)
    assert request.basic == (USER, Secret(PASSWORD))
    assert (dict(request.query), dict(request.headers), dict(request.secret_headers)) == ({}, {}, {})
    assert PASSWORD not in repr(request)


def test_a_search_names_candidates() -> None:
    sent = []

    def tell(request: Request) -> Said:
        sent.append(request)
        return STAND_IN.answer(to_call(request))

    verdict = walk(REGISTER.search(Question("CH", name="Voorbeeld *"), ACCESS), tell)
    assert (sent[0].method, sent[0].path) == ("POST", "/company/search")
    assert sent[0].json == {"name": "Voorbeeld", "activeOnly": False}
    assert verdict.outcome is Outcome.NOT_VERIFIED
    assert verdict.candidates == (
        Candidate(name="Voorbeeld Handel B.V.", number=FOUND, standing=Standing.ACTIVE, place="Bern"),
    )
    assert walk(REGISTER.search(Question("CH", name="Nobody"), ACCESS), tell).candidates == ()
    assert REGISTER.search(Question("CH", name="AB*"), ACCESS) is None
    assert REGISTER.search(QUESTION, ACCESS) is None
    broad = walk(REGISTER.search(Question("CH", name="All"), ACCESS), lambda _: error("RESULTLIST_TO_LARGE", 400))
    assert (broad.outcome, broad.code) == (Outcome.INVALID_INPUT, "too_many_results")


@pytest.mark.parametrize(
    ("name", "status", "kind"),
    [("AB", 400, "INVALID_QUERY_WORDS"), ("AB*", 400, "RESULTLIST_TO_LARGE"), ("Nobody", 404, "NOT_FOUND")],
)
def test_the_stand_in_refuses_a_search_as_the_register_does(name: str, status: int, kind: str) -> None:
    request = Request(path="/company/search", method="POST", json={"name": name}, basic=(USER, Secret(PASSWORD)))
    said = STAND_IN.answer(to_call(request))
    assert (said.status, json.loads(said.body)["error"]["type"]) == (status, kind)
    assert STAND_IN.answer(to_call(replace(request, basic=None))).status == 401
    assert STAND_IN.answer(to_call(replace(request, method="GET"))).status == 404
