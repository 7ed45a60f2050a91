"""The SEC's filers: what each answer decides, what is sent, and what is read."""

import json

import pytest

from jobs.standins.base import Call, Said, Scenario, say
from jobs.standins.edgar import PERSON, EdgarStandIn
from kyc_service.domain.registers import Outcome, RegisteredAddress, Standing, Verdict
from kyc_service.verifiers.base import NO_ACCESS, Access, Question
from kyc_service.verifiers.edgar import Edgar
from tests.fixtures.registers import play, walk

STAND_IN = EdgarStandIn()
FOUND = STAND_IN.numbers[Scenario.FOUND]
ACCESS = Access(contact="Example B.V. kyc@example.nl")
QUESTION = Question("US", number=FOUND)
REGISTER = Edgar()


def filer(number: str = FOUND, **change: object) -> dict[str, object]:
    call = Call(method="GET", path=f"/submissions/CIK{number}.json", query={}, headers={"user-agent": "a@b"})
    return {**json.loads(STAND_IN.answer(call).body), **change}


def ask(said: Said, number: str = FOUND) -> Verdict:
    return walk(REGISTER.ask(Question("US", number=number), ACCESS), lambda _: said)


@pytest.mark.parametrize(
    ("said", "outcome", "code"),
    [
        (Said(status=404), Outcome.NOT_SUPPORTED, "not_a_filer"),
        (say({}, 404), Outcome.NOT_SUPPORTED, "not_a_filer"),
        (say({}, 400), Outcome.UNAVAILABLE, "malformed_answer"),
        (say({}), Outcome.UNAVAILABLE, "malformed_answer"),
        (say([]), Outcome.UNAVAILABLE, "malformed_answer"),
        (say(filer(name=None)), Outcome.UNAVAILABLE, "malformed_answer"),
        (say(filer(cik="9999999902")), Outcome.UNAVAILABLE, "malformed_answer"),
        (say(filer(formerNames={})), Outcome.UNAVAILABLE, "malformed_answer"),
        (say(filer(cik=int(FOUND))), Outcome.VERIFIED, None),
        (say(filer(), media_type="application/xml"), Outcome.VERIFIED, None),
        (say(filer(), 403), Outcome.UNAVAILABLE, "outage"),
    ],
)
def test_an_answer_decides(said: Said, outcome: Outcome, code: str | None) -> None:
    verdict = ask(said)
    assert (verdict.outcome, verdict.code) == (outcome, code)


def test_who_does_not_say_who_asks_is_refused() -> None:
    assert play(REGISTER, STAND_IN, QUESTION, NO_ACCESS).outcome is Outcome.UNAVAILABLE
    assert REGISTER.missing(NO_ACCESS) == ("contact",)


def test_a_person_who_reports_holdings_is_no_business_and_not_passed_on() -> None:
    verdict = play(REGISTER, STAND_IN, Question("US", number=PERSON), ACCESS)
    assert (verdict.outcome, verdict.code, verdict.extract) == (Outcome.NOT_SUPPORTED, "not_a_company", None)


@pytest.mark.parametrize("sign", [{"ein": "990000001"}, {"sic": "6770"}, {"stateOfIncorporation": "DE"}])
def test_a_company_that_reports_holdings_is_one(sign: dict[str, str]) -> None:
    assert ask(say(filer(PERSON, **sign)), PERSON).outcome is Outcome.VERIFIED


def test_a_full_answer_is_read() -> None:
    extract = play(REGISTER, STAND_IN, QUESTION, ACCESS).extract
    assert extract is not None
    assert (extract.name, extract.other_names) == ("VOORBEELD HANDEL B.V.", ("EXAMPLE COMPUTER INC",))
    assert (extract.number, extract.legal_form) == (FOUND, None)
    assert extract.address == RegisteredAddress(
        lines=("1 MADE UP WAY", "SUITE 2"), city="CUPERTINO", region="CA", postal_code="95014", country="US"
    )
    # Filing is not living.
    assert (extract.standing, extract.status, extract.flags) == (Standing.UNKNOWN, None, ())
    assert (extract.incorporated_on, extract.ended_on) == (None, None)
    assert (extract.officers, extract.names_officers) == ((), False)
    assert (extract.owners, extract.names_owners) == ((), False)


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        (
            {"business": {"city": "VELDHOVEN", "stateOrCountry": "P7", "stateOrCountryDescription": "Netherlands"}},
            RegisteredAddress(city="VELDHOVEN", region="Netherlands"),
        ),
        (
            {"business": None, "mailing": {"city": "RENO", "stateOrCountry": "NV"}},
            RegisteredAddress(city="RENO", region="NV", country="US"),
        ),
        ({"business": {"city": None}}, None),
        ({}, None),
        (None, None),
    ],
)
def test_a_country_is_said_only_where_the_code_is_a_state(addresses: object, expected: RegisteredAddress) -> None:
    assert ask(say(filer(addresses=addresses))).extract.address == expected


@pytest.mark.parametrize("answered", ["320193", "0000320193", 320193])
@pytest.mark.parametrize("asked", ["320193", "0000320193"])
def test_leading_zeros_make_no_difference(asked: str, answered: str | int) -> None:
    verdict = ask(say(filer(cik=answered)), asked)
    assert (verdict.outcome, verdict.extract.number) == (Outcome.VERIFIED, asked)


@pytest.mark.parametrize(
    ("question", "known"),
    [
        (QUESTION, True),
        (Question("US", number="320193"), True),
        (Question("US", number="1"), True),
        (Question("US", number="12345678901"), False),
        (Question("US", number="C1234567"), False),
        (Question("US", number=""), False),
        (Question("US"), False),
        (Question("NL", number="68750110"), False),
        (Question(None, number="320193"), False),
    ],
)
def test_it_recognises_what_can_be_a_cik_in_the_united_states(question: Question, known: bool) -> None:
    assert REGISTER.recognises(question) is known


def test_it_is_sent_the_number_and_who_asks() -> None:
    request = next(REGISTER.ask(Question("US", number="320193", vat="V", name="N"), ACCESS))
    assert (request.method, request.path) == ("GET", "/submissions/CIK0000320193.json")
    assert dict(request.headers) == {"User-Agent": "Example B.V. kyc@example.nl"}
    assert (dict(request.query), request.json, request.basic, dict(request.secret_query)) == ({}, None, None, {})


def test_it_has_no_search() -> None:
    assert REGISTER.search(Question("US", name="Voorbeeld"), ACCESS) is None
