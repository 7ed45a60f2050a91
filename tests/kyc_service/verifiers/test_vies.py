"""VIES: each word of its errors, in 200 and in 400, comes to what it says; only `valid` is an answer."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from jobs.standins.base import Said, Scenario, say
from jobs.standins.vies import ViesStandIn
from kyc_service.domain.registers import Extract, Flag, Outcome, RegisteredAddress, Standing, Verdict
from kyc_service.verifiers.base import NO_ACCESS, Access, Question, Request
from kyc_service.verifiers.vies import Vies
from tests.fixtures.registers import play, to_call, walk

STAND_IN = ViesStandIn()
NUMBER = STAND_IN.numbers[Scenario.FOUND]
VALID = {
    "countryCode": "NL",
    "vatNumber": NUMBER[2:],
    "requestDate": "2026-11-26T08:30:02.124Z",
    "valid": True,
    "requestIdentifier": "",
    "name": "VOORBEELD HANDEL B.V.",
    "address": "KEIZERSGRACHT 900\n1017ZZ AMSTERDAM",
}


def error(*words: str) -> dict[str, object]:
    return {"actionSucceed": False, "errorWrappers": [{"error": word} for word in words]}


def ask(said: Said, number: str = NUMBER, country: str | None = "NL") -> Verdict:
    return walk(Vies().ask(Question(country, vat=number), NO_ACCESS), lambda _: said)


def sent(question: Question, access: Access = NO_ACCESS) -> Request:
    return next(Vies().ask(question, access))


@pytest.mark.parametrize("status", [HTTPStatus.OK, HTTPStatus.BAD_REQUEST])
@pytest.mark.parametrize(
    ("words", "outcome", "code", "retry"),
    [
        (("INVALID_INPUT",), Outcome.INVALID_INPUT, "invalid_input", True),
        (("INVALID_REQUESTER_INFO",), Outcome.UNAVAILABLE, "invalid_requester", False),
        (("SERVICE_UNAVAILABLE",), Outcome.UNAVAILABLE, "service_unavailable", True),
        (("MS_UNAVAILABLE",), Outcome.UNAVAILABLE, "ms_unavailable", True),
        (("TIMEOUT",), Outcome.UNAVAILABLE, "timeout", True),
        (("GLOBAL_MAX_CONCURRENT_REQ",), Outcome.UNAVAILABLE, "global_max_concurrent_req", True),
        (("GLOBAL_MAX_CONCURRENT_REQ_TIME",), Outcome.UNAVAILABLE, "global_max_concurrent_req_time", True),
        (("MS_MAX_CONCURRENT_REQ",), Outcome.UNAVAILABLE, "ms_max_concurrent_req", True),
        (("MS_MAX_CONCURRENT_REQ_TIME",), Outcome.UNAVAILABLE, "ms_max_concurrent_req_time", True),
        (("VAT_BLOCKED",), Outcome.UNAVAILABLE, "vat_blocked", False),
        (("IP_BLOCKED",), Outcome.UNAVAILABLE, "ip_blocked", False),
        (("A_WORD_OF_TOMORROW",), Outcome.UNAVAILABLE, "unknown_error", True),
        ((), Outcome.UNAVAILABLE, "unknown_error", True),
        (("INVALID_INPUT", "MS_UNAVAILABLE"), Outcome.UNAVAILABLE, "ms_unavailable", True),
        (("INVALID_INPUT", "A_WORD_OF_TOMORROW"), Outcome.UNAVAILABLE, "unknown_error", True),
        (("MS_UNAVAILABLE", "IP_BLOCKED"), Outcome.UNAVAILABLE, "ip_blocked", False),
    ],
)
def test_every_word_of_an_error_is_decided(
    status: int, words: tuple[str, ...], outcome: Outcome, code: str, *, retry: bool
) -> None:
    verdict = ask(say(error(*words), status))
    assert verdict == Verdict(outcome=outcome, code=code, retry=retry)


@pytest.mark.parametrize(
    ("body", "outcome", "code"),
    [
        (VALID, Outcome.VERIFIED, None),
        (VALID | {"valid": False, "name": "---", "address": "---"}, Outcome.NOT_VERIFIED, "vat_invalid"),
        (VALID | {"userError": "VALID"}, Outcome.VERIFIED, None),
        (VALID | {"valid": False, "userError": "INVALID"}, Outcome.NOT_VERIFIED, "vat_invalid"),
        (VALID | {"valid": False, "userError": "MS_UNAVAILABLE"}, Outcome.UNAVAILABLE, "ms_unavailable"),
        (VALID | {"valid": False, "userError": "INVALID_INPUT"}, Outcome.INVALID_INPUT, "invalid_input"),
        (VALID | error("MS_UNAVAILABLE"), Outcome.UNAVAILABLE, "ms_unavailable"),
        (VALID | {"actionSucceed": False}, Outcome.UNAVAILABLE, "unknown_error"),
        (VALID | {"valid": None}, Outcome.UNAVAILABLE, "malformed_answer"),
        (VALID | {"valid": "true"}, Outcome.UNAVAILABLE, "malformed_answer"),
        (VALID | {"valid": 1}, Outcome.UNAVAILABLE, "malformed_answer"),
        (VALID | {"countryCode": "DE"}, Outcome.UNAVAILABLE, "malformed_answer"),
        (VALID | {"vatNumber": "990000003B36"}, Outcome.UNAVAILABLE, "malformed_answer"),
        (VALID | {"valid": False, "vatNumber": "990000003B36"}, Outcome.UNAVAILABLE, "malformed_answer"),
        (VALID | {"vatNumber": None}, Outcome.UNAVAILABLE, "malformed_answer"),
        ({"isValid": False, "userError": "INVALID", "vatNumber": NUMBER[2:]}, Outcome.UNAVAILABLE, "malformed_answer"),
        ({}, Outcome.UNAVAILABLE, "malformed_answer"),
        ([], Outcome.UNAVAILABLE, "malformed_answer"),
    ],
)
def test_only_valid_is_an_answer(body: object, outcome: Outcome, code: str | None) -> None:
    verdict = ask(say(body))
    assert (verdict.outcome, verdict.code) == (outcome, code)


@pytest.mark.parametrize("status", [HTTPStatus.ACCEPTED, HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND])
def test_an_answer_with_another_status_is_none(status: int) -> None:
    assert ask(say(VALID, status)).code == "malformed_answer"
    assert ask(say(VALID | {"valid": False}, status)).code == "malformed_answer"


def test_a_full_answer_fills_what_a_vat_number_tells() -> None:
    access = Access(requester="NL990000014B34")
    verdict = play(Vies(), STAND_IN, Question("NL", vat=NUMBER), access)
    assert verdict == Verdict(
        outcome=Outcome.VERIFIED,
        reference="WAPIAAAAZ99voorbeeld",
        extract=Extract(
            name="VOORBEELD HANDEL B.V.",
            number=NUMBER,
            address=RegisteredAddress(lines=("KEIZERSGRACHT 00900", "1017ZZ AMSTERDAM")),
            standing=Standing.UNKNOWN,
        ),
    )


def test_without_a_requester_there_is_no_consultation_number() -> None:
    assert play(Vies(), STAND_IN, Question("NL", vat=NUMBER), NO_ACCESS).reference is None


def test_an_invalid_number_is_flagged_and_has_its_consultation_number_too() -> None:
    number = STAND_IN.numbers[Scenario.ENDED]
    verdict = play(Vies(), STAND_IN, Question("NL", vat=number), Access(requester="NL990000014B34"))
    assert verdict == Verdict(
        outcome=Outcome.NOT_VERIFIED,
        code="vat_invalid",
        reference="WAPIAAAAZ99voorbeeld",
        extract=Extract(number=number, flags=(Flag.VAT_INVALID,)),
    )


def test_a_name_that_is_not_given_fails_nothing() -> None:
    body = VALID | {"countryCode": "DE", "vatNumber": "999000009", "name": "---", "address": "---"}
    verdict = ask(say(body), "DE999000009", "DE")
    assert verdict.outcome is Outcome.VERIFIED
    assert verdict.extract == Extract(number="DE999000009")


@pytest.mark.parametrize(
    ("country", "vat", "state", "number"),
    [
        ("NL", "NL990000002B45", "NL", "990000002B45"),
        ("NL", "nl 9900.00.002.B45", "NL", "990000002B45"),
        ("NL", "990000002B45", "NL", "990000002B45"),
        ("GR", "GR099900003", "EL", "099900003"),
        ("GR", "EL099900003", "EL", "099900003"),
        ("GR", "099900003", "EL", "099900003"),
        ("GB", "XI990000004", "XI", "990000004"),
        ("DE", "999000009", "DE", "999000009"),
        ("FR", "AB999000219", "FR", "AB999000219"),
        ("FR", "FR AB 999000219", "FR", "AB999000219"),
        ("US", "DE999000009", "DE", "999000009"),
        (None, "ESB99900003", "ES", "B99900003"),
        ("ES", "B99900003", "ES", "B99900003"),
    ],
)
def test_it_sends_the_member_state_apart_from_the_number(
    country: str | None, vat: str, state: str, number: str
) -> None:
    question = Question(country, number="99900001", vat=vat, name="Voorbeeld Handel B.V.")
    assert Vies().recognises(question)
    request = sent(question)
    assert (request.method, request.path) == ("POST", "/check-vat-number")
    assert request.json == {"countryCode": state, "vatNumber": number}
    assert request.part == state
    assert (dict(request.query), dict(request.headers)) == ({}, {})
    assert (request.basic, request.secret_query, request.secret_headers) == (None, {}, {})


@pytest.mark.parametrize(
    ("requester", "state", "number"),
    [
        ("NL990000014B34", "NL", "990000014B34"),
        ("nl 990000014 b34", "NL", "990000014B34"),
        ("GR099900003", "EL", "099900003"),
    ],
)
def test_the_operators_own_number_goes_along(requester: str, state: str, number: str) -> None:
    request = sent(Question("NL", vat=NUMBER), Access(requester=requester))
    assert request.json == {
        "countryCode": "NL",
        "vatNumber": NUMBER[2:],
        "requesterMemberStateCode": state,
        "requesterNumber": number,
    }


@pytest.mark.parametrize(
    ("country", "vat"),
    [
        ("GB", "GB999000005"),
        ("GB", "999000005"),
        ("NL", "NL990000002B46"),
        ("NL", "99900001"),
        ("US", "990000002B45"),
        ("NO", "NO999000002MVA"),
        ("CH", "CHE-999.000.002 MWST"),
        (None, "990000002B45"),
        ("NL", "NL９９００００００２B45"),
        ("NL", ""),
        ("NL", None),
    ],
)
def test_what_it_does_not_serve_is_not_recognised(country: str | None, vat: str | None) -> None:
    assert not Vies().recognises(Question(country, number="99900001", vat=vat))


def test_it_has_no_search_and_needs_nothing() -> None:
    assert Vies().search(Question("NL", name="Voorbeeld"), NO_ACCESS) is None
    assert Vies().missing(NO_ACCESS) == ()


def test_a_requester_whose_state_is_unknown_is_refused_as_the_operators_fault() -> None:
    verdict = walk(
        Vies().ask(Question("NL", vat=NUMBER), Access(requester="US123")),
        lambda request: STAND_IN.answer(to_call(request)),
    )
    assert (verdict.outcome, verdict.code) == (Outcome.UNAVAILABLE, "invalid_requester")
