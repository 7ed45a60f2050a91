"""Each register still speaks as its adapter understands it: for an operator with keys, by `make test-registers`.

Asks the registers of KYC_REGISTERS_FILE, within the limits of that file: a register, a sandbox or a stand-in, whatever
its address there says. A register that is not in the file is skipped, and so is one that is down: an outage breaks no
contract. One that refuses the key, or that answers in a shape that is not understood, fails.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from jobs.standins.all import STAND_INS
from jobs.standins.base import NAME, Scenario
from kyc_service.domain.registers import Outcome, Verdict
from kyc_service.egress.registers import FOR_OPERATORS, Outage, Wire
from kyc_service.services.registers.asking import Asker
from kyc_service.settings import Settings
from kyc_service.storage.traffic import Traffic
from kyc_service.verifiers import choices
from kyc_service.verifiers.base import Question, fold
from kyc_service.verifiers.choices import RegisterChoice
from kyc_service.verifiers.serving import REGISTERS

pytestmark = [pytest.mark.registers]


class Known(NamedTuple):
    """A large company that is in a register as long as there is one."""

    country: str
    number: str
    name: str


LARGE = {
    "gleif": Known("CH", "506700GE1G29325QX363", "Global Legal Entity Identifier Foundation"),
    "vies": Known("IE", "IE6388047V", "Google Ireland"),
    "companies_house": Known("GB", "00445790", "Tesco PLC"),
    "kvk": Known("NL", "68750110", "Test BV Donald"),
    "brreg": Known("NO", "923609016", "Equinor ASA"),
    "recherche_entreprises": Known("FR", "552032534", "Danone"),
    "zefix": Known("CH", "CHE-105.909.036", "Nestlé S.A."),
    "abn_lookup": Known("AU", "51824753556", "Australian Taxation Office"),
    "edgar": Known("US", "0000320193", "Apple Inc."),
    "biala_lista": Known("PL", "PL7740001454", "Orlen"),
    "opencorporates": Known("GB", "00102498", "BP p.l.c."),
}
"""For KVK, a number of its test service."""
BROKEN = {"malformed_answer", "adapter_failed", "too_many_steps", Outage.WRONG_CONTENT_TYPE, *FOR_OPERATORS}
"""No outages of a register: its shape, its address or the key is not what the adapter or the file says."""
STANDING_IN = {one.id: one for one in STAND_INS}


@pytest.fixture(scope="module")
def in_use(tmp_path_factory: pytest.TempPathFactory) -> choices.RegisterChoices:
    """The operator's file."""
    path = os.environ.get("KYC_REGISTERS_FILE")
    if not path:
        pytest.skip("KYC_REGISTERS_FILE is not set")
    folder = tmp_path_factory.mktemp("registers")
    return choices.load(Settings.from_env({"KYC_REGISTERS_FILE": str(Path(path)), "KYC_DATA_DIR": str(folder)}))


@pytest.fixture(params=sorted(REGISTERS))
def choice(request: pytest.FixtureRequest, in_use: choices.RegisterChoices) -> RegisterChoice:
    """One register of the file."""
    found = in_use.get(request.param)
    if found is None:
        pytest.skip(f"{request.param} is not in KYC_REGISTERS_FILE")
    return found


@pytest.fixture(scope="module")
def asker(redis_server: str) -> Iterator[Asker]:
    """What asks, as in a worker; one for all, so that the limits hold from test to test."""
    traffic = Traffic(redis_server)
    yield Asker(Wire(), traffic)
    traffic.close()


def is_stand_in(choice: RegisterChoice) -> bool:
    return choice.address.startswith("http://")


def known(choice: RegisterChoice) -> Known:
    large = LARGE[choice.register.id]
    if not is_stand_in(choice):
        return large
    return large._replace(number=STANDING_IN[choice.register.id].numbers[Scenario.FOUND], name=NAME.partition(" ")[0])


def question(choice: RegisterChoice, number: str, asker: Asker) -> Question:
    country = "NL" if is_stand_in(choice) and choice.register.id in {"vies", "opencorporates"} else None
    by_vat = choice.register.kind == "vat"
    return Question(
        country=country or LARGE[choice.register.id].country,
        number=None if by_vat else number,
        vat=number if by_vat else None,
        today=asker.now().date(),
    )


def answered(verdict: Verdict) -> Verdict:
    """Skip what is an outage; fail what is not understood."""
    if verdict.outcome is Outcome.UNAVAILABLE:
        assert verdict.code not in BROKEN
        pytest.skip(f"the register gave no answer: {verdict.code}")
    return verdict


def test_a_known_number_is_verified_and_read(choice: RegisterChoice, asker: Asker) -> None:
    number = known(choice).number

    verdict = answered(asker.ask(choice, question(choice, number, asker)).verdict)

    assert verdict.outcome is Outcome.VERIFIED
    assert verdict.extract is not None
    assert verdict.extract.name
    assert verdict.extract.number
    assert fold(verdict.extract.number).lstrip("0")[-8:] == fold(number).lstrip("0")[-8:]


def test_an_unassigned_number_is_never_verified(choice: RegisterChoice, asker: Asker) -> None:
    """The number is well formed, and out of a range that registers do not give out."""
    number = STANDING_IN[choice.register.id].numbers[Scenario.NOT_FOUND]

    verdict = answered(asker.ask(choice, question(choice, number, asker)).verdict)

    assert verdict.outcome in {Outcome.NOT_VERIFIED, Outcome.NOT_SUPPORTED, Outcome.INVALID_INPUT}


def test_a_search_by_name_is_read(choice: RegisterChoice, asker: Asker) -> None:
    asked = Question(country=LARGE[choice.register.id].country, name=known(choice).name, today=asker.now().date())
    if choice.register.search(asked, choice.access) is None:
        pytest.skip("this register has no search")

    verdict = answered(asker.search(choice, asked).verdict)

    assert verdict.outcome is not Outcome.VERIFIED
    assert all(one.name and one.number for one in verdict.candidates)
