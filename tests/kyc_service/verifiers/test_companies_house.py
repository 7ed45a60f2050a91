"""Companies House: statuses and flags of the profile, faults in both shapes, and what is sent."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import pytest

from jobs.standins.base import Call, Said, Scenario, say
from jobs.standins.companies_house import CompaniesHouseStandIn
from kyc_service.domain.registers import Candidate, Flag, Outcome, RegisteredAddress, Standing, Verdict
from kyc_service.settings import Secret
from kyc_service.verifiers.base import NO_ACCESS, Access, Question, Request
from kyc_service.verifiers.companies_house import CompaniesHouse
from tests.fixtures.registers import play, to_call, walk
from watchlists.dates import PartialDate

STAND_IN = CompaniesHouseStandIn()
ACCESS = Access(key=Secret(STAND_IN.key))
BASIC = "Basic " + base64.b64encode(f"{STAND_IN.key}:".encode()).decode()
NUMBER = STAND_IN.numbers[Scenario.FOUND]
PATH = f"/company/{NUMBER}"
LISTS = {f"{PATH}/{name}": say({}, HTTPStatus.NOT_FOUND) for name in ("officers", "persons-with-significant-control")}
"""A company without lists."""


def profile(**changes: object) -> dict[str, Any]:
    call = Call(method="GET", path=PATH, query={}, headers={"authorization": BASIC})
    body: dict[str, Any] = json.loads(STAND_IN.answer(call).body)
    return body | changes


def ask(answers: Mapping[str, Said], number: str = NUMBER) -> Verdict:
    """Ask; what is not in the answers is said by the stand-in."""
    steps = CompaniesHouse().ask(Question("GB", number=number), ACCESS)
    return walk(steps, lambda request: answers.get(request.path) or STAND_IN.answer(to_call(request)))


def ask_profile(**changes: object) -> Verdict:
    return ask(LISTS | {PATH: say(profile(**changes))})


def test_a_full_answer_fills_every_member_of_the_profile() -> None:
    verdict = ask({})
    extract = verdict.extract
    assert extract is not None
    assert (verdict.outcome, verdict.reference) == (Outcome.VERIFIED, "00000000000000000000000000000000voorbeeld")
    assert (extract.name, extract.number) == ("VOORBEELD HANDEL LIMITED", NUMBER)
    assert extract.other_names == ("EXAMPLE TRADING LIMITED",)
    assert extract.address == RegisteredAddress(
        lines=("900 Example Street", "Example Park"),
        city="Malmesbury",
        region="Wiltshire",
        postal_code="ZZ99 9ZZ",
        country="GB",
    )
    assert (extract.legal_form, extract.standing, extract.status) == ("ltd", Standing.ACTIVE, "active")
    assert (extract.incorporated_on, extract.ended_on) == (PartialDate.of(2015, 6, 22), None)
    assert (extract.names_officers, extract.names_owners, extract.flags) == (True, True, ())
    assert (len(extract.officers), len(extract.owners)) == (3, 2)


def test_it_sends_the_number_and_the_key_as_a_secret_user_name() -> None:
    sent: list[Request] = []

    def answer(request: Request) -> Said:
        sent.append(request)
        return STAND_IN.answer(to_call(request))

    question = Question("GB", number="99 900 001", vat="GB999000005", name="Voorbeeld Handel")
    assert walk(CompaniesHouse().ask(question, ACCESS), answer).outcome is Outcome.VERIFIED
    page = {"items_per_page": "35", "start_index": "0"}
    assert [(one.path, dict(one.query)) for one in sent] == [
        (PATH, {}),
        (f"{PATH}/officers", page),
        (f"{PATH}/persons-with-significant-control", page),
    ]
    for one in sent:
        assert (one.method, one.json, dict(one.headers), one.secret_query) == ("GET", None, {}, {})
        assert one.basic is None
        assert dict(one.secret_headers) == {"Authorization": Secret(BASIC)}


@pytest.mark.parametrize(
    ("status", "detail", "standing", "flags"),
    [
        ("active", None, Standing.ACTIVE, ()),
        ("open", None, Standing.ACTIVE, ()),
        ("registered", None, Standing.ACTIVE, ()),
        ("active", "active-proposal-to-strike-off", Standing.WINDING_UP, (Flag.STRIKE_OFF_PROPOSED,)),
        ("active", "another-detail", Standing.ACTIVE, ()),
        ("liquidation", None, Standing.WINDING_UP, (Flag.IN_LIQUIDATION,)),
        ("receivership", None, Standing.WINDING_UP, (Flag.INSOLVENCY,)),
        ("administration", None, Standing.WINDING_UP, (Flag.INSOLVENCY,)),
        ("voluntary-arrangement", None, Standing.WINDING_UP, (Flag.INSOLVENCY,)),
        ("insolvency-proceedings", None, Standing.WINDING_UP, (Flag.INSOLVENCY,)),
        ("dissolved", None, Standing.ENDED, (Flag.DISSOLVED,)),
        ("converted-closed", None, Standing.ENDED, (Flag.DISSOLVED,)),
        ("closed", None, Standing.ENDED, (Flag.DISSOLVED,)),
        ("removed", None, Standing.ENDED, (Flag.DISSOLVED,)),
        ("a-word-of-tomorrow", None, Standing.UNKNOWN, ()),
        (None, None, Standing.UNKNOWN, ()),
    ],
)
def test_what_each_status_means(
    status: str | None, detail: str | None, standing: Standing, flags: tuple[Flag, ...]
) -> None:
    verdict = ask_profile(company_status=status, company_status_detail=detail)
    assert verdict.outcome is Outcome.VERIFIED
    assert verdict.extract is not None
    assert (verdict.extract.standing, verdict.extract.flags) == (standing, flags)


@pytest.mark.parametrize(
    ("changes", "flags"),
    [
        ({"has_insolvency_history": True}, (Flag.INSOLVENCY,)),
        ({"has_been_liquidated": True}, (Flag.INSOLVENCY,)),
        ({"undeliverable_registered_office_address": True}, (Flag.OFFICE_UNDELIVERABLE,)),
        ({"registered_office_is_in_dispute": True}, (Flag.OFFICE_IN_DISPUTE,)),
        ({"accounts": {"overdue": True}}, (Flag.ACCOUNTS_OVERDUE,)),
        ({"confirmation_statement": {"overdue": True}}, (Flag.STATEMENT_OVERDUE,)),
        ({"accounts": None, "confirmation_statement": None, "has_insolvency_history": None}, ()),
        (
            {"company_status": "liquidation", "has_insolvency_history": True, "accounts": {"overdue": True}},
            (Flag.IN_LIQUIDATION, Flag.INSOLVENCY, Flag.ACCOUNTS_OVERDUE),
        ),
    ],
)
def test_what_each_fact_flags(changes: Mapping[str, object], flags: tuple[Flag, ...]) -> None:
    extract = ask_profile(**changes).extract
    assert extract is not None
    assert extract.flags == flags


def test_a_dissolved_company_is_verified_and_ended() -> None:
    number = STAND_IN.numbers[Scenario.ENDED]
    verdict = play(CompaniesHouse(), STAND_IN, Question("GB", number=number), ACCESS)
    assert verdict.outcome is Outcome.VERIFIED
    assert verdict.extract is not None
    assert verdict.extract.standing is Standing.ENDED
    assert verdict.extract.ended_on == PartialDate.of(2024, 5, 14)
    assert (verdict.extract.owners, verdict.extract.names_owners) == ((), False)


@pytest.mark.parametrize(
    ("body", "status", "outcome", "code"),
    [
        (
            {"errors": [{"error": "company-profile-not-found", "type": "ch:service"}]},
            404,
            Outcome.NOT_VERIFIED,
            "not_found",
        ),
        ({"error": "company-profile-not-found"}, 404, Outcome.NOT_VERIFIED, "not_found"),
        ({"error": "Not found"}, 404, Outcome.NOT_VERIFIED, "not_found"),
        ({"error": "service-unavailable"}, 404, Outcome.UNAVAILABLE, "malformed_answer"),
        ({"errors": []}, 404, Outcome.UNAVAILABLE, "malformed_answer"),
        ({}, 404, Outcome.UNAVAILABLE, "malformed_answer"),
        ({"message": "no Route matched"}, 404, Outcome.UNAVAILABLE, "malformed_answer"),
        ({"errors": [{"error": "invalid-company-number"}]}, 400, Outcome.INVALID_INPUT, "invalid_input"),
        ({"error": "invalid-company-number"}, 400, Outcome.INVALID_INPUT, "invalid_input"),
        ({}, 400, Outcome.UNAVAILABLE, "malformed_answer"),
        ({"error": "gone"}, 410, Outcome.UNAVAILABLE, "malformed_answer"),
        ({"error": "Invalid Authorization header"}, 401, Outcome.UNAVAILABLE, "outage"),
        ({}, 200, Outcome.UNAVAILABLE, "malformed_answer"),
        ([], 200, Outcome.UNAVAILABLE, "malformed_answer"),
        (profile(), 204, Outcome.UNAVAILABLE, "malformed_answer"),
        (profile(company_number="99900002"), 200, Outcome.UNAVAILABLE, "malformed_answer"),
        (profile(company_number=None), 200, Outcome.UNAVAILABLE, "malformed_answer"),
        (profile(company_name=None), 200, Outcome.UNAVAILABLE, "malformed_answer"),
        (profile(company_status=["active"]), 200, Outcome.UNAVAILABLE, "malformed_answer"),
        (profile(accounts={"overdue": "no"}), 200, Outcome.UNAVAILABLE, "malformed_answer"),
    ],
)
def test_every_fault_is_decided(body: object, status: int, outcome: Outcome, code: str) -> None:
    verdict = ask({PATH: say(body, status)})
    assert (verdict.outcome, verdict.code, verdict.extract) == (outcome, code, None)


@pytest.mark.parametrize(
    ("number", "path"),
    [
        ("99900001", "/company/99900001"),
        ("2627", "/company/00002627"),
        ("sc 990002", "/company/SC990002"),
        ("sc12", "/company/SC000012"),
        ("NI990003", "/company/NI990003"),
        ("OC399999", "/company/OC399999"),
        ("OE000123", "/company/OE000123"),
        ("R0000012", "/company/R0000012"),
    ],
)
def test_a_number_is_written_in_eight_characters(number: str, path: str) -> None:
    question = Question("GB", number=number)
    assert CompaniesHouse().recognises(question)
    assert next(CompaniesHouse().ask(question, ACCESS)).path == path


@pytest.mark.parametrize(
    "number", ["", None, "ABC12345", "123456789", "XX123456", "SC1234567", "LEI", "SC", "１２３４５６７８"]
)
def test_another_number_is_not_recognised(number: str | None) -> None:
    assert not CompaniesHouse().recognises(Question("GB", number=number))


def test_a_search_gives_candidates_and_verifies_nothing() -> None:
    sent: list[Request] = []

    def answer(request: Request) -> Said:
        sent.append(request)
        return STAND_IN.answer(to_call(request))

    steps = CompaniesHouse().search(Question("GB", name="Voorbeeld"), ACCESS)
    assert steps is not None
    verdict = walk(steps, answer)
    assert (verdict.outcome, verdict.code) == (Outcome.NOT_VERIFIED, "not_found")
    assert verdict.candidates == (
        Candidate(name="VOORBEELD HANDEL LIMITED", number=NUMBER, standing=Standing.ACTIVE, place="Malmesbury"),
    )
    assert (sent[0].path, dict(sent[0].query)) == ("/search/companies", {"q": "Voorbeeld", "items_per_page": "5"})


def test_a_search_in_another_shape_is_no_answer() -> None:
    for said in (say({"items": [{"title": "X"}]}), say({"error": "x"}, HTTPStatus.BAD_REQUEST)):
        steps = CompaniesHouse().search(Question("GB", name="Voorbeeld"), ACCESS)
        assert steps is not None
        assert walk(steps, lambda _, said=said: said).code == "malformed_answer"


def test_without_a_name_there_is_no_search_and_without_a_key_no_question() -> None:
    assert CompaniesHouse().search(Question("GB", number=NUMBER), ACCESS) is None
    assert CompaniesHouse().missing(NO_ACCESS) == ("key",)
    assert CompaniesHouse().missing(ACCESS) == ()
