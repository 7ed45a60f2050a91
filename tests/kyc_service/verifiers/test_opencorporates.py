"""OpenCorporates: a copy has an age, gaps and the words of many registers."""

from __future__ import annotations

import datetime as dt
import json
from http import HTTPStatus
from typing import Any

import pytest

from jobs.standins.base import Call, Said, Scenario, say
from jobs.standins.opencorporates import OpenCorporatesStandIn
from kyc_service.domain.registers import (
    Candidate,
    Extract,
    Flag,
    Officer,
    Outcome,
    RegisteredAddress,
    Standing,
    Verdict,
)
from kyc_service.settings import Secret
from kyc_service.verifiers.base import NO_ACCESS, Access, Question
from kyc_service.verifiers.opencorporates import OpenCorporates
from tests.fixtures.registers import to_call, walk
from watchlists.dates import PartialDate

STAND_IN = OpenCorporatesStandIn()
ACCESS = Access(key=Secret(STAND_IN.key))
NUMBER = STAND_IN.numbers[Scenario.FOUND]
PATH = f"/companies/nl/{NUMBER}"
READ = "2026-11-20T03:15:00+00:00"


def company(**changes: object) -> dict[str, Any]:
    call = Call(method="GET", path=PATH, query={"api_token": STAND_IN.key}, headers={})
    body: dict[str, Any] = json.loads(STAND_IN.answer(call).body)
    body["results"]["company"] |= changes
    return body


def ask(said: Said) -> Verdict:
    return walk(OpenCorporates().ask(Question("NL", number=NUMBER), ACCESS), lambda _: said)


def read(**changes: object) -> Extract:
    verdict = ask(say(company(**changes)))
    assert verdict.outcome is Outcome.VERIFIED
    assert verdict.extract is not None
    return verdict.extract


def test_a_full_answer_fills_every_member_that_the_copy_has() -> None:
    assert ask(say(company())) == Verdict(
        outcome=Outcome.VERIFIED,
        reference=READ,
        extract=Extract(
            name="VOORBEELD HANDEL B.V.",
            other_names=("VOORBEELD IMPORT B.V.",),
            number=NUMBER,
            address=RegisteredAddress(lines=("Keizersgracht 900",), city="Amsterdam", postal_code="1017ZZ"),
            legal_form="Besloten Vennootschap",
            standing=Standing.ACTIVE,
            status="Active",
            incorporated_on=PartialDate.of(2015, 6, 22),
            officers=(
                Officer(name="ANNA VOORBEELD", role="bestuurder", since=dt.date(2015, 6, 22)),
                Officer(
                    name="PIET VERZONNEN", role="bestuurder", since=dt.date(2015, 6, 22), until=dt.date(2019, 12, 31)
                ),
            ),
        ),
    )


def test_it_never_claims_to_name_all_officers_or_owners() -> None:
    extract = read()
    assert (extract.names_officers, extract.names_owners) == (False, False)


@pytest.mark.parametrize(
    ("country", "number", "path"),
    [
        ("NL", NUMBER, PATH),
        ("NL", "999 00 001", PATH),
        ("DE", "HRB 12345/B", "/companies/de/HRB12345%2FB"),
        ("FI", "9990001-6", "/companies/fi/9990001-6"),
    ],
)
def test_it_sends_jurisdiction_and_number_and_the_token_as_a_secret(country: str, number: str, path: str) -> None:
    question = Question(country, number=number, vat="NL990000002B45", name="Voorbeeld Handel B.V.")
    assert OpenCorporates().recognises(question)
    request = next(OpenCorporates().ask(question, ACCESS))
    assert (request.method, request.path, dict(request.query)) == ("GET", path, {})
    assert (request.json, dict(request.headers), request.basic, request.secret_headers) == (None, {}, None, {})
    assert dict(request.secret_query) == {"api_token": Secret(STAND_IN.key)}


@pytest.mark.parametrize(
    ("status", "inactive", "dissolved", "standing", "flags"),
    [
        ("Active", False, None, Standing.ACTIVE, ()),
        ("Live", None, None, Standing.ACTIVE, ()),
        ("Registered", False, None, Standing.ACTIVE, ()),
        ("In Good Standing", False, None, Standing.ACTIVE, ()),
        (None, False, None, Standing.ACTIVE, ()),
        (None, None, None, Standing.UNKNOWN, ()),
        ("A word of tomorrow", False, None, Standing.UNKNOWN, ()),
        ("Inactive", None, None, Standing.UNKNOWN, ()),
        ("Active", True, None, Standing.ENDED, (Flag.DISSOLVED,)),
        ("Active", False, "2024-05-31", Standing.ENDED, (Flag.DISSOLVED,)),
        ("Dissolved", None, None, Standing.ENDED, (Flag.DISSOLVED,)),
        ("Struck Off", False, None, Standing.ENDED, (Flag.DISSOLVED,)),
        ("Deleted", False, None, Standing.ENDED, (Flag.DISSOLVED,)),
        ("In Liquidation", False, None, Standing.WINDING_UP, (Flag.IN_LIQUIDATION,)),
        ("In Administration", False, None, Standing.WINDING_UP, (Flag.INSOLVENCY,)),
        ("Bankrupt", False, None, Standing.WINDING_UP, (Flag.INSOLVENCY,)),
        ("Insolvency proceedings", False, None, Standing.WINDING_UP, (Flag.INSOLVENCY,)),
        (
            "Active - Proposal to Strike-off",
            False,
            None,
            Standing.WINDING_UP,
            (Flag.STRIKE_OFF_PROPOSED,),
        ),
    ],
)
def test_the_worst_that_the_copy_says_counts(
    status: str | None,
    inactive: bool | None,
    dissolved: str | None,
    standing: Standing,
    flags: tuple[Flag, ...],
) -> None:
    extract = read(current_status=status, inactive=inactive, dissolution_date=dissolved)
    assert (extract.standing, extract.flags, extract.status) == (standing, flags, status)


@pytest.mark.parametrize(
    ("body", "status", "outcome", "code"),
    [
        ({"error": {"message": "Not found"}}, 404, Outcome.NOT_SUPPORTED, "not_held"),
        ({"error": {}}, 404, Outcome.UNAVAILABLE, "malformed_answer"),
        ({"error": "Not found"}, 404, Outcome.UNAVAILABLE, "malformed_answer"),
        ({}, 404, Outcome.UNAVAILABLE, "malformed_answer"),
        ({"error": {"message": "Invalid Api Token"}}, 401, Outcome.UNAVAILABLE, "outage"),
        ({"error": {"message": "Rate limit"}}, 403, Outcome.UNAVAILABLE, "outage"),
        ({"error": {"message": "Down"}}, 503, Outcome.UNAVAILABLE, "outage"),
        ({"error": {"message": "Bad"}}, 400, Outcome.UNAVAILABLE, "malformed_answer"),
        ({}, 200, Outcome.UNAVAILABLE, "malformed_answer"),
        ([], 200, Outcome.UNAVAILABLE, "malformed_answer"),
        ({"results": {"companies": []}}, 200, Outcome.UNAVAILABLE, "malformed_answer"),
        (company(company_number="99900002"), 200, Outcome.UNAVAILABLE, "malformed_answer"),
        (company(company_number=None), 200, Outcome.UNAVAILABLE, "malformed_answer"),
        (company(jurisdiction_code="gb"), 200, Outcome.UNAVAILABLE, "malformed_answer"),
        (company(jurisdiction_code=None), 200, Outcome.UNAVAILABLE, "malformed_answer"),
        (company(name=None), 200, Outcome.UNAVAILABLE, "malformed_answer"),
        (company(inactive="false"), 200, Outcome.UNAVAILABLE, "malformed_answer"),
        (company(incorporation_date="soon"), 200, Outcome.UNAVAILABLE, "malformed_answer"),
        (company(officers=[{"officer": {}}]), 200, Outcome.UNAVAILABLE, "malformed_answer"),
        (company(), 202, Outcome.UNAVAILABLE, "malformed_answer"),
    ],
)
def test_every_fault_is_decided(body: object, status: int, outcome: Outcome, code: str) -> None:
    verdict = ask(say(body, status))
    assert (verdict.outcome, verdict.code, verdict.extract) == (outcome, code, None)


def test_a_number_that_is_a_number_in_json_is_read() -> None:
    assert read(company_number=int(NUMBER)).number == NUMBER


def test_an_address_in_one_text_is_kept_as_lines() -> None:
    whole = "Keizersgracht 900\n1017ZZ Amsterdam"
    address = read(registered_address=None, registered_address_in_full=whole).address
    assert address == RegisteredAddress(lines=("Keizersgracht 900", "1017ZZ Amsterdam"))
    assert read(registered_address=None, registered_address_in_full=None).address is None


def test_the_age_of_the_copy_is_its_reference() -> None:
    assert ask(say(company(source=None, retrieved_at="2026-01-01T00:00:00+00:00"))).reference == (
        "2026-01-01T00:00:00+00:00"
    )
    assert ask(say(company(source=None, retrieved_at=None))).reference is None


@pytest.mark.parametrize(
    ("country", "number", "expected"),
    [
        ("NL", NUMBER, True),
        ("MT", "C 12345", True),
        ("GB", "SC990002", True),
        ("GB", "ABC", False),
        ("NL", "123", False),
        ("US", "1234567", False),
        ("CA", "1234567", False),
        ("AE", "1234567", False),
        (None, NUMBER, False),
        ("NL", "", False),
        ("NL", " ", False),
        ("NL", None, False),
    ],
)
def test_a_country_whose_registers_are_regional_is_not_asked(
    country: str | None, number: str | None, *, expected: bool
) -> None:
    assert OpenCorporates().recognises(Question(country, number=number)) is expected


def search(country: str, name: str = "Voorbeeld Handel") -> Verdict:
    steps = OpenCorporates().search(Question(country, name=name), ACCESS)
    assert steps is not None
    return walk(steps, lambda request: STAND_IN.answer(to_call(request)))


def test_a_search_gives_candidates_and_verifies_nothing() -> None:
    verdict = search("NL")
    assert (verdict.outcome, verdict.code, verdict.extract) == (Outcome.NOT_VERIFIED, "not_found", None)
    found = Candidate(name="VOORBEELD HANDEL B.V.", number=NUMBER, standing=Standing.ACTIVE, place="Amsterdam")
    assert verdict.candidates == (found,)
    assert search("DE").candidates == ()


def test_a_search_sends_name_jurisdiction_and_token() -> None:
    steps = OpenCorporates().search(Question("NL", name="Voorbeeld"), ACCESS)
    assert steps is not None
    request = next(steps)
    assert request.path == "/companies/search"
    assert dict(request.query) == {"q": "Voorbeeld", "jurisdiction_code": "nl", "per_page": "5"}
    assert dict(request.secret_query) == {"api_token": Secret(STAND_IN.key)}


@pytest.mark.parametrize(
    "said",
    [
        say({"error": {"message": "Bad"}}, HTTPStatus.BAD_REQUEST),
        say({}),
        say({"results": {"companies": [{}]}}),
        say({"results": {"companies": [{"company": {"name": "A"}}]}}),
    ],
)
def test_a_search_in_another_shape_is_no_answer(said: Said) -> None:
    steps = OpenCorporates().search(Question("NL", name="Voorbeeld"), ACCESS)
    assert steps is not None
    assert walk(steps, lambda _: said).code == "malformed_answer"


def test_where_there_is_no_search() -> None:
    assert OpenCorporates().search(Question("NL", number=NUMBER), ACCESS) is None
    assert OpenCorporates().search(Question("US", name="Voorbeeld"), ACCESS) is None
    assert OpenCorporates().search(Question(None, name="Voorbeeld"), ACCESS) is None
    assert OpenCorporates().missing(NO_ACCESS) == ("key",)
