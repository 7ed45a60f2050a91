"""Every register in every scenario, over a real socket: three answers, and an outage is none of the other two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from jobs.standins.all import STAND_INS
from jobs.standins.base import Scenario, say
from jobs.standins.server import Standing
from kyc_service.domain.registers import Outcome
from kyc_service.domain.registers import Standing as Life
from kyc_service.services.registers.asking import Answered
from kyc_service.services.registers.plans import question_of
from kyc_service.settings import Secret
from kyc_service.storage.traffic import FAILURES, Traffic
from kyc_service.verifiers.base import Limit
from kyc_service.verifiers.serving import REGISTERS
from tests.fixtures.standing_desks import COUNTRIES, Desk, fields_for, number_of

Ask = Callable[[str, Scenario], Answered]
IDS = tuple(one.id for one in STAND_INS)
OUTAGES = {
    Scenario.ERROR_IN_200: None,
    Scenario.MALFORMED: "malformed_answer",
    Scenario.SLOW: "timed_out",
    Scenario.TOO_MANY: "too_many_requests",
    Scenario.BROKEN: "server_error",
    Scenario.TRUNCATED: "connection_failed",
    Scenario.WRONG_TYPE: "wrong_content_type",
    Scenario.REDIRECT: "redirected",
}
"""What is no answer, whatever the register, and the code for it; None where the register's own code stands."""
NO_PROOF = {"recherche_entreprises", "edgar", "opencorporates"}
"""Registers in which a miss proves nothing."""
TELLS_NO_LIFE = {"vies", "edgar"}
INVALID_WHEN_ENDED = {"vies"}


@pytest.fixture
def ask(desk: Desk) -> Ask:
    def put(register_id: str, scenario: Scenario) -> Answered:
        choice = desk.rt.registers.choices.get(register_id)
        assert choice is not None
        question = question_of(fields_for(register_id, scenario), desk.rt.registers.asker.now().date())
        assert choice.register.recognises(question), "the stand-in's number is well formed"
        return desk.rt.registers.asker.ask(choice, question)

    return put


def test_every_register_has_a_stand_in_and_a_country() -> None:
    # The name system is no register of its own protocol over HTTP; its tests ask a name server.
    assert {*IDS, "name_system"} == set(REGISTERS)
    assert set(IDS) == set(COUNTRIES)
    for one in STAND_INS:
        assert set(one.numbers) == set(Scenario), one.id


@pytest.mark.parametrize("register_id", IDS)
def test_a_known_number_is_verified_with_what_the_register_has(ask: Ask, register_id: str) -> None:
    answered = ask(register_id, Scenario.FOUND)
    assert answered.verdict.outcome is Outcome.VERIFIED
    assert answered.verdict.extract is not None
    assert answered.verdict.extract.name
    assert answered.verdict.extract.standing is (Life.UNKNOWN if register_id in TELLS_NO_LIFE else Life.ACTIVE)
    assert all(one.status in {200, 404} and one.sha256 for one in answered.evidence)
    assert "stand-in" not in (answered.url or "")


@pytest.mark.parametrize("register_id", IDS)
def test_another_name_is_still_this_number(ask: Ask, register_id: str) -> None:
    answered = ask(register_id, Scenario.OTHER_NAME)
    assert answered.verdict.outcome is Outcome.VERIFIED
    assert "Zuidwijk".lower() in (answered.verdict.extract.name or "").lower()


@pytest.mark.parametrize("register_id", IDS)
def test_what_ended_is_told_from_what_lives(ask: Ask, register_id: str) -> None:
    verdict = ask(register_id, Scenario.ENDED).verdict
    if register_id in INVALID_WHEN_ENDED:
        assert verdict.outcome is Outcome.NOT_VERIFIED
    else:
        assert verdict.outcome in {Outcome.VERIFIED, Outcome.NOT_VERIFIED}
        if verdict.outcome is Outcome.VERIFIED:
            assert verdict.extract is not None
            assert verdict.extract.standing is not Life.ACTIVE


@pytest.mark.parametrize("register_id", IDS)
def test_an_unknown_number_is_not_verified(ask: Ask, register_id: str) -> None:
    verdict = ask(register_id, Scenario.NOT_FOUND).verdict
    assert verdict.outcome is (Outcome.NOT_SUPPORTED if register_id in NO_PROOF else Outcome.NOT_VERIFIED)
    assert verdict.code


@pytest.mark.parametrize("register_id", IDS)
@pytest.mark.parametrize("scenario", OUTAGES)
def test_an_outage_is_no_answer(ask: Ask, register_id: str, scenario: Scenario) -> None:
    verdict = ask(register_id, scenario).verdict
    assert verdict.outcome is Outcome.UNAVAILABLE
    assert verdict.extract is None
    if OUTAGES[scenario]:
        assert verdict.code == OUTAGES[scenario]
    if scenario is Scenario.TOO_MANY:
        assert verdict.retry_after == 7


@pytest.mark.parametrize("register_id", IDS)
def test_a_certificate_that_is_not_trusted_is_no_answer(desk: Desk, tls_standing: Standing, register_id: str) -> None:
    choice = desk.rt.registers.choices.get(register_id)
    assert choice is not None
    secure = replace(choice, address=tls_standing.address_of(register_id))
    question = question_of(fields_for(register_id), desk.rt.registers.asker.now().date())
    verdict = desk.rt.registers.asker.ask(secure, question).verdict
    assert (verdict.outcome, verdict.code, verdict.retry) == (Outcome.UNAVAILABLE, "tls_failed", False)


@pytest.mark.parametrize("register_id", ["companies_house", "kvk", "opencorporates", "zefix", "abn_lookup"])
def test_a_key_that_is_refused_is_for_the_operator(desk: Desk, register_id: str) -> None:
    choice = desk.rt.registers.choices.get(register_id)
    assert choice is not None
    wrong = replace(choice.access, key=Secret("wrong"), password=Secret("wrong"))
    question = question_of(fields_for(register_id), desk.rt.registers.asker.now().date())
    verdict = desk.rt.registers.asker.ask(replace(choice, access=wrong), question).verdict
    assert (verdict.outcome, verdict.code, verdict.retry) == (Outcome.UNAVAILABLE, "credentials_refused", False)


def test_nobody_listens_is_no_answer(desk: Desk) -> None:
    choice = desk.rt.registers.choices.get("kvk")
    assert choice is not None
    verdict = desk.rt.registers.asker.ask(
        replace(choice, address="http://127.0.0.1:1"), question_of(fields_for("kvk"))
    ).verdict
    assert (verdict.outcome, verdict.code) == (Outcome.UNAVAILABLE, "connection_failed")


def test_a_fault_of_a_moment_is_asked_again(desk: Desk) -> None:
    faults = iter([say({}, 502), say({}, 503)])
    desk.standing.behaviours["kvk"] = lambda _: next(faults, None)
    choice = desk.rt.registers.choices.get("kvk")
    assert choice is not None
    answered = desk.rt.registers.asker.ask(choice, question_of(fields_for("kvk")))
    assert answered.verdict.outcome is Outcome.VERIFIED
    assert [one.status for one in answered.evidence] == [502, 503, 200]


def test_a_register_that_fails_again_and_again_is_left_alone(desk: Desk) -> None:
    choice = desk.rt.registers.choices.get("vies")
    assert choice is not None
    asker, down = desk.rt.registers.asker, question_of(fields_for("vies", Scenario.ERROR_IN_200))
    for _ in range(FAILURES):
        assert asker.ask(choice, down).verdict.outcome is Outcome.UNAVAILABLE
    asked = len(desk.standing.calls_of("vies"))
    verdict = asker.ask(choice, question_of(fields_for("vies"))).verdict
    assert (verdict.outcome, verdict.code) == (Outcome.UNAVAILABLE, "left_alone")
    assert 25 < (verdict.retry_after or 0) <= 30
    assert len(desk.standing.calls_of("vies")) == asked
    # One member state is away: the others are asked all the same.
    german = replace(down, vat="DE136695976")
    assert asker.ask(choice, german).verdict.code != "left_alone"
    assert len(desk.standing.calls_of("vies")) == asked + 1


def test_all_workers_share_one_limit(desk: Desk, redis_url: str) -> None:
    choice = desk.rt.registers.choices.get("kvk")
    assert choice is not None
    narrow = replace(choice, limit=Limit(3, 60))
    question = question_of(fields_for("kvk"))
    others = [replace(desk.rt.registers.asker, traffic=Traffic(redis_url)) for _ in range(2)]
    answers = [asker.ask(narrow, question).verdict for asker in (desk.rt.registers.asker, *others, others[0])]
    assert [one.outcome.value for one in answers] == ["verified"] * 3 + ["unavailable"]
    assert answers[-1].code == "limit_reached"
    assert (answers[-1].retry_after or 0) > 50


def test_our_own_limit_is_no_outage_of_the_register(desk: Desk) -> None:
    """It takes several requests to answer one question: the limit may come in the middle."""
    choice = desk.rt.registers.choices.get("companies_house")
    assert choice is not None
    narrow = replace(choice, limit=Limit(1, 60))
    verdict = desk.rt.registers.asker.ask(narrow, question_of(fields_for("companies_house"))).verdict
    assert (verdict.outcome, verdict.code) == (Outcome.UNAVAILABLE, "limit_reached")
    assert len(desk.standing.calls_of("companies_house")) == 1
    assert desk.rt.registers.asker.traffic.standings("companies_house") == ()


def test_without_redis_nothing_is_asked(desk: Desk, tmp_path: Path) -> None:
    choice = desk.rt.registers.choices.get("kvk")
    assert choice is not None
    blind = replace(desk.rt.registers.asker, traffic=Traffic(f"unix://{tmp_path}/nobody.sock"))
    verdict = blind.ask(choice, question_of(fields_for("kvk"))).verdict
    assert (verdict.outcome, verdict.code) == (Outcome.UNAVAILABLE, "limits_unknown")
    assert desk.standing.calls_of("kvk") == ()


def test_a_number_is_never_in_a_log(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    choice = desk.rt.registers.choices.get("kvk")
    assert choice is not None
    for scenario in (Scenario.FOUND, Scenario.MALFORMED, Scenario.REDIRECT):
        desk.rt.registers.asker.ask(choice, question_of(fields_for("kvk", scenario)))
        assert number_of("kvk", scenario) not in "".join(capfd.readouterr())
