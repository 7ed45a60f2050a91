"""Adapters against spoilt answers: they refuse a shape, and never verify another number than the one asked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.standins.all import STAND_INS
from jobs.standins.base import Scenario
from kyc_service.domain.registers import Outcome
from kyc_service.settings import Secret
from kyc_service.verifiers.base import Access
from kyc_service.verifiers.serving import REGISTERS
from tests.fixtures.registers import play as play_honestly
from tests.fixtures.registers_fuzz import ANSWERED, Case, check_other_number, check_spoilt

COUNTRIES = {
    "gleif": "NL",
    "vies": "NL",
    "companies_house": "GB",
    "kvk": "NL",
    "brreg": "NO",
    "recherche_entreprises": "FR",
    "zefix": "CH",
    "abn_lookup": "AU",
    "edgar": "US",
    "biala_lista": "PL",
    "opencorporates": "NL",
}
CASES = {one.id: Case(REGISTERS[one.id], one, COUNTRIES[one.id]) for one in STAND_INS}
BY_SCENARIO: dict[Scenario, tuple[Outcome, str | None]] = {
    Scenario.FOUND: (Outcome.VERIFIED, None),
    Scenario.OTHER_NAME: (Outcome.VERIFIED, None),
    Scenario.ENDED: (Outcome.VERIFIED, None),
    Scenario.NOT_FOUND: (Outcome.NOT_VERIFIED, "not_found"),
    Scenario.ERROR_IN_200: (Outcome.UNAVAILABLE, "outage"),
    Scenario.MALFORMED: (Outcome.UNAVAILABLE, "malformed_answer"),
    Scenario.SLOW: (Outcome.UNAVAILABLE, "outage"),
    Scenario.TOO_MANY: (Outcome.UNAVAILABLE, "outage"),
    Scenario.BROKEN: (Outcome.UNAVAILABLE, "outage"),
    Scenario.TRUNCATED: (Outcome.UNAVAILABLE, "outage"),
    Scenario.WRONG_TYPE: (Outcome.UNAVAILABLE, "outage"),
    Scenario.REDIRECT: (Outcome.UNAVAILABLE, "outage"),
}
BY_REGISTER = {
    ("vies", Scenario.ENDED): (Outcome.NOT_VERIFIED, "vat_invalid"),
    ("vies", Scenario.NOT_FOUND): (Outcome.NOT_VERIFIED, "vat_invalid"),
    ("vies", Scenario.ERROR_IN_200): (Outcome.UNAVAILABLE, "ms_unavailable"),
    ("recherche_entreprises", Scenario.NOT_FOUND): (Outcome.NOT_SUPPORTED, "not_found_maybe_not_public"),
    ("abn_lookup", Scenario.ERROR_IN_200): (Outcome.UNAVAILABLE, "unknown_message"),
    ("edgar", Scenario.NOT_FOUND): (Outcome.NOT_SUPPORTED, "not_a_filer"),
    ("biala_lista", Scenario.ENDED): (Outcome.NOT_VERIFIED, "not_registered_for_vat"),
    ("biala_lista", Scenario.ERROR_IN_200): (Outcome.UNAVAILABLE, "daily_limit"),
    ("opencorporates", Scenario.NOT_FOUND): (Outcome.NOT_SUPPORTED, "not_held"),
    ("kvk", Scenario.ERROR_IN_200): (Outcome.UNAVAILABLE, "register_down"),
}
"""Where a register has its own word for it."""


@pytest.mark.parametrize("scenario", Scenario)
@pytest.mark.parametrize("name", CASES)
def test_every_number_of_a_stand_in_is_recognised_and_comes_to_what_it_is_for(name: str, scenario: Scenario) -> None:
    case = CASES[name]
    question = case.ask(case.number_of(scenario))
    assert case.register.recognises(question)
    verdict = play_honestly(case.register, case.stand_in, question, case.access)
    assert (verdict.outcome, verdict.code) == BY_REGISTER.get((name, scenario), BY_SCENARIO[scenario])


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.register.needs])
def test_a_wrong_key_is_an_outage_and_never_an_answer(name: str) -> None:
    case = CASES[name]
    for scenario in (Scenario.FOUND, Scenario.NOT_FOUND):
        question = case.ask(case.number_of(scenario))
        verdict = play_honestly(
            case.register,
            case.stand_in,
            question,
            Access(key=Secret("another"), user="x", password=Secret("another"), contact="x"),
        )
        assert verdict.outcome is Outcome.UNAVAILABLE
        assert verdict.code in {"outage", "credentials_refused"}


@pytest.mark.parametrize("scenario", ANSWERED)
@pytest.mark.parametrize("name", CASES)
def test_an_answer_about_another_number_verifies_nothing(name: str, scenario: Scenario) -> None:
    check_other_number(CASES[name], scenario)


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=60, deadline=None)
@given(scenario=st.sampled_from(ANSWERED), data=st.data())
def test_no_spoilt_answer_fools_an_adapter(name: str, scenario: Scenario, data: st.DataObject) -> None:
    check_spoilt(CASES[name], scenario, data)
