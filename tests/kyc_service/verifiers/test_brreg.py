"""Norway: what each answer decides, what is sent, and what is read."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from stdnum.no import orgnr

from jobs.standins.base import Call, Said, Scenario, say
from jobs.standins.brreg import BRANCH, REMOVED, BrregStandIn
from kyc_service.domain.registers import Candidate, Flag, Officer, Outcome, RegisteredAddress, Standing, Verdict
from kyc_service.verifiers.base import NO_ACCESS, Question, Request
from kyc_service.verifiers.brreg import Brreg
from tests.fixtures.registers import play, to_call, walk
from watchlists.dates import PartialDate

STAND_IN = BrregStandIn()
FOUND = STAND_IN.numbers[Scenario.FOUND]
QUESTION = Question("NO", number=FOUND)


def answer(number: str = FOUND) -> dict[str, object]:
    said = STAND_IN.answer(Call(method="GET", path=f"/enheter/{number}", query={}, headers={}))
    body: dict[str, object] = json.loads(said.body)
    return body


def roles() -> dict[str, object]:
    said = STAND_IN.answer(Call(method="GET", path=f"/enheter/{FOUND}/roller", query={}, headers={}))
    body: dict[str, object] = json.loads(said.body)
    return body


def ask(entity: Said, held: Said | None = None, question: Question = QUESTION) -> Verdict:
    def tell(request: Request) -> Said:
        return (held or say(roles())) if request.path.endswith("/roller") else entity

    return walk(Brreg().ask(question, NO_ACCESS), tell)


def test_the_numbers_of_the_stand_in_are_well_formed() -> None:
    assert all(orgnr.is_valid(number) for number in (*STAND_IN.numbers.values(), BRANCH, REMOVED))


@pytest.mark.parametrize(
    ("said", "outcome", "code"),
    [
        (say({}, 410), Outcome.NOT_VERIFIED, "removed"),
        (Said(status=410), Outcome.NOT_VERIFIED, "removed"),
        (Said(status=404), Outcome.NOT_VERIFIED, "not_found"),
        (say({"feilmelding": "made up"}, 400), Outcome.INVALID_INPUT, "invalid_number"),
        (say({}, 204), Outcome.UNAVAILABLE, "malformed_answer"),
        (say({}), Outcome.UNAVAILABLE, "malformed_answer"),
        (say([]), Outcome.UNAVAILABLE, "malformed_answer"),
        (say(answer(STAND_IN.numbers[Scenario.OTHER_NAME])), Outcome.UNAVAILABLE, "malformed_answer"),
        (say({**answer(), "navn": None}), Outcome.UNAVAILABLE, "malformed_answer"),
        (say({**answer(), "konkurs": "nei"}), Outcome.UNAVAILABLE, "malformed_answer"),
        (say({**answer(), "stiftelsesdato": "01.03.2011"}), Outcome.UNAVAILABLE, "malformed_answer"),
        (say(answer(), 503), Outcome.UNAVAILABLE, "outage"),
    ],
)
def test_an_answer_about_the_entity_decides(said: Said, outcome: Outcome, code: str) -> None:
    verdict = ask(said)
    assert (verdict.outcome, verdict.code) == (outcome, code)


def test_a_number_that_was_removed_is_not_verified() -> None:
    verdict = play(Brreg(), STAND_IN, Question("NO", number=REMOVED), NO_ACCESS)
    assert (verdict.outcome, verdict.code, verdict.extract) == (Outcome.NOT_VERIFIED, "removed", None)


def test_a_full_answer_is_read() -> None:
    extract = play(Brreg(), STAND_IN, QUESTION, NO_ACCESS).extract
    assert extract is not None
    assert (extract.name, extract.other_names) == ("VOORBEELD HANDEL B.V.", ("PRØVE HANDEL AS",))
    assert (extract.number, extract.legal_form) == (FOUND, "Aksjeselskap")
    assert extract.address == RegisteredAddress(
        lines=("Oppdiktet gate 1",), city="OSLO", region="OSLO", postal_code="0101", country="NO"
    )
    assert (extract.standing, extract.status, extract.flags) == (Standing.ACTIVE, None, ())
    assert extract.incorporated_on == PartialDate.parse("2011-03-01")
    assert extract.ended_on is None
    assert extract.officers == (
        Officer(name="Testine Prøvesen", role="Styrets leder", born=PartialDate.parse("1981-02-03")),
        Officer(name="OPPDIKTET REVISJON AS", role="Revisor", is_person=False, number="310000159"),
    )
    assert extract.names_officers
    assert (extract.owners, extract.names_owners) == ((), False)


def test_a_deleted_entity_is_verified_and_ended_and_its_roles_are_not_asked_for() -> None:
    asked = []

    def tell(request: Request) -> Said:
        asked.append(request.path)
        return STAND_IN.answer(to_call(request))

    number = STAND_IN.numbers[Scenario.ENDED]
    verdict = walk(Brreg().ask(Question("NO", number=number), NO_ACCESS), tell)
    assert asked == [f"/enheter/{number}"]
    assert verdict.outcome is Outcome.VERIFIED
    assert verdict.extract is not None
    assert (verdict.extract.standing, verdict.extract.status) == (Standing.ENDED, "slettet")
    assert verdict.extract.ended_on == PartialDate(dt.date(2020, 10, 20), dt.date(2020, 10, 20))
    assert verdict.extract.flags == (Flag.DISSOLVED,)
    assert not verdict.extract.names_officers


@pytest.mark.parametrize(
    ("change", "standing", "flags", "status"),
    [
        ({}, Standing.ACTIVE, (), None),
        ({"konkurs": True}, Standing.WINDING_UP, (Flag.INSOLVENCY,), "konkurs"),
        ({"underAvvikling": True}, Standing.WINDING_UP, (Flag.IN_LIQUIDATION,), "underAvvikling"),
        (
            {"underTvangsavviklingEllerTvangsopplosning": True},
            Standing.WINDING_UP,
            (Flag.IN_LIQUIDATION,),
            "underTvangsavviklingEllerTvangsopplosning",
        ),
        (
            {"underRekonstruksjonsforhandlingDato": "2026-01-02"},
            Standing.WINDING_UP,
            (Flag.INSOLVENCY,),
            "underRekonstruksjonsforhandlingDato",
        ),
        (
            {"konkurs": True, "underAvvikling": True},
            Standing.WINDING_UP,
            (Flag.INSOLVENCY, Flag.IN_LIQUIDATION),
            "konkurs, underAvvikling",
        ),
        ({"konkurs": None}, Standing.UNKNOWN, (), None),
    ],
)
def test_facts_against_an_entity_are_its_standing(
    change: Mapping[str, object], standing: Standing, flags: tuple[Flag, ...], status: str | None
) -> None:
    extract = ask(say({**answer(), **change})).extract
    assert (extract.standing, extract.flags, extract.status) == (standing, flags, status)


@pytest.mark.parametrize(
    ("question", "flags"),
    [
        (QUESTION, ()),
        (replace(QUESTION, vat=f"NO {FOUND} MVA"), (Flag.NOT_REGISTERED_FOR_VAT,)),
        (replace(QUESTION, vat=FOUND), (Flag.NOT_REGISTERED_FOR_VAT,)),
        (Question("NO", number=f"{FOUND} MVA"), (Flag.NOT_REGISTERED_FOR_VAT,)),
        (replace(QUESTION, vat=f"{STAND_IN.numbers[Scenario.ENDED]}MVA"), ()),
    ],
)
def test_not_being_registered_for_vat_counts_where_it_was_claimed(question: Question, flags: tuple[Flag, ...]) -> None:
    untaxed = say({**answer(), "registrertIMvaregisteret": False})
    assert ask(untaxed, question=question).extract.flags == flags
    assert ask(say(answer()), question=question).extract.flags == ()


def test_an_entity_without_a_day_of_foundation_has_the_one_it_was_entered_on() -> None:
    extract = ask(say({**answer(), "stiftelsesdato": None, "forretningsadresse": None})).extract
    assert extract.incorporated_on == PartialDate.parse("2011-03-14")
    assert extract.address.lines == ("Postboks 1",)


@pytest.mark.parametrize("status", [404, 410])
def test_without_roles_nobody_is_missing_from_them(status: int) -> None:
    verdict = ask(say(answer()), Said(status=status))
    assert verdict.outcome is Outcome.VERIFIED
    assert (verdict.extract.officers, verdict.extract.names_officers) == ((), False)
    assert not ask(say(answer()), say({"rollegrupper": []})).extract.names_officers


@pytest.mark.parametrize(
    "held",
    [
        say({}),
        say({"rollegrupper": {}}),
        say({"rollegrupper": [{"roller": [{"type": {"kode": "LEDE"}}]}]}),
        say({"rollegrupper": [{"roller": [{"type": {"kode": "LEDE"}, "person": {"navn": {}}}]}]}),
        say({"rollegrupper": [{"roller": [{"person": {"navn": {"etternavn": "Prøvesen"}}}]}]}),
        say({"rollegrupper": []}, 500),
    ],
)
def test_roles_that_cannot_be_read_are_an_outage_of_the_whole(held: Said) -> None:
    verdict = ask(say(answer()), held)
    assert (verdict.outcome, verdict.extract) == (Outcome.UNAVAILABLE, None)


def test_a_role_without_a_title_has_its_code_and_a_middle_name_is_kept() -> None:
    person = {"fodselsdato": None, "navn": {"fornavn": "A", "mellomnavn": "B", "etternavn": "C"}}
    held = say({"rollegrupper": [{"roller": [{"type": {"kode": "INNH"}, "person": person}]}]})
    assert ask(say(answer()), held).extract.officers == (Officer(name="A B C", role="INNH"),)


def test_a_place_of_business_names_its_business_as_a_candidate() -> None:
    verdict = play(Brreg(), STAND_IN, Question("NO", number=BRANCH), NO_ACCESS)
    assert (verdict.outcome, verdict.code) == (Outcome.NOT_VERIFIED, "branch_number")
    assert verdict.candidates == (Candidate(name="VOORBEELD HANDEL B.V. AVD BERGEN", number=FOUND),)


@pytest.mark.parametrize(
    ("question", "known"),
    [
        (Question("NO", number=FOUND), True),
        (Question("NO", number="310 000 000"), True),
        (Question("NO", number="NO 310 000 000 MVA"), True),
        (Question("NO", vat="310000000MVA"), True),
        (Question("NO", number="310000001"), False),
        (Question("NO", number="3100000"), False),
        (Question("NO", number=""), False),
        (Question("NO", name="Voorbeeld"), False),
    ],
)
def test_it_recognises_organisation_numbers(question: Question, known: bool) -> None:
    assert Brreg().recognises(question) is known


def test_it_is_sent_the_number_only() -> None:
    sent = []

    def tell(request: Request) -> Said:
        sent.append(request)
        return STAND_IN.answer(to_call(request))

    whole = Question("NO", number="NO 310 000 000 MVA", vat="310000000MVA", name="Voorbeeld")
    walk(Brreg().ask(whole, NO_ACCESS), tell)
    assert [(one.method, one.path) for one in sent] == [
        ("GET", "/enheter/310000000"),
        ("GET", "/enheter/310000000/roller"),
    ]
    for one in sent:
        assert (dict(one.query), one.json, one.basic) == ({}, None, None)
        assert (dict(one.headers), dict(one.secret_query)) == ({"Accept": "application/json"}, {})


def test_a_search_names_candidates() -> None:
    sent = []

    def tell(request: Request) -> Said:
        sent.append(request)
        return STAND_IN.answer(to_call(request))

    verdict = walk(Brreg().search(Question("NO", name="Voorbeeld Handel"), NO_ACCESS), tell)
    assert (sent[0].path, dict(sent[0].query)) == ("/enheter", {"navn": "Voorbeeld Handel", "page": "0", "size": "5"})
    assert verdict.outcome is Outcome.NOT_VERIFIED
    assert verdict.candidates == (
        Candidate(name="VOORBEELD HANDEL B.V.", number=FOUND, standing=Standing.ACTIVE, place="OSLO"),
    )
    nobody = walk(Brreg().search(Question("NO", name="Nobody"), NO_ACCESS), tell)
    assert (nobody.outcome, nobody.candidates) == (Outcome.NOT_VERIFIED, ())
    assert Brreg().search(QUESTION, NO_ACCESS) is None
    assert walk(Brreg().search(Question("NO", name="X"), NO_ACCESS), lambda _: say({})).outcome is Outcome.UNAVAILABLE


def test_the_stand_in_knows_no_other_place() -> None:
    assert STAND_IN.answer(Call(method="GET", path="/andre/enheter", query={}, headers={})).status == 404
    assert STAND_IN.answer(Call(method="GET", path="/enheter", query={}, headers={})).status == 404
