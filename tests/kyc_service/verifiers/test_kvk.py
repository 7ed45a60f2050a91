"""KVK: each code of a fault comes to what it means, whatever the status; dates with zeros; Ja and Nee."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import pytest

from jobs.standins.base import Call, Said, Scenario, say
from jobs.standins.kvk import KvkStandIn
from kyc_service.domain.registers import Candidate, Extract, Flag, Outcome, RegisteredAddress, Standing, Verdict
from kyc_service.settings import Secret
from kyc_service.verifiers.base import NO_ACCESS, Access, Question, Request
from kyc_service.verifiers.kvk import Kvk
from tests.fixtures.registers import to_call, walk
from watchlists.dates import PartialDate

STAND_IN = KvkStandIn()
ACCESS = Access(key=Secret(STAND_IN.key))
NUMBER = STAND_IN.numbers[Scenario.FOUND]
PATH = f"/v1/basisprofielen/{NUMBER}"
STREET = {"type": "bezoekadres", "straatnaam": "Keizersgracht", "huisnummer": 900, "plaats": "Amsterdam"}


def profile(**changes: object) -> dict[str, Any]:
    call = Call(method="GET", path=PATH, query={}, headers={"apikey": STAND_IN.key})
    body: dict[str, Any] = json.loads(STAND_IN.answer(call).body)
    return body | changes


def with_address(**address: object) -> dict[str, Any]:
    return profile(_embedded={"hoofdvestiging": {"adressen": [address]}})


def ask(said: Said) -> Verdict:
    return walk(Kvk().ask(Question("NL", number=NUMBER), ACCESS), lambda _: said)


def read(body: object) -> Extract:
    verdict = ask(say(body))
    assert verdict.outcome is Outcome.VERIFIED
    assert verdict.extract is not None
    return verdict.extract


def official(code: str) -> dict[str, object]:
    return {"fout": [{"code": code, "omschrijving": "tekst"}]}


def flat(code: str) -> dict[str, object]:
    return {"code": code, "message": "text"}


def test_a_full_answer_fills_every_member_of_the_profile() -> None:
    verdict = ask(say(profile()))
    assert verdict == Verdict(
        outcome=Outcome.VERIFIED,
        extract=Extract(
            name="Voorbeeld Handel B.V.",
            other_names=("Voorbeeld Webwinkel",),
            number=NUMBER,
            address=RegisteredAddress(
                lines=("Keizersgracht 900 A",), city="Amsterdam", postal_code="1017ZZ", country="NL"
            ),
            legal_form="Besloten Vennootschap met gewone structuur",
            standing=Standing.ACTIVE,
            incorporated_on=PartialDate.of(2015, 6),
        ),
    )


def test_it_sends_the_number_and_the_key_as_a_secret_header() -> None:
    question = Question("NL", number="9990 0001", vat="NL990000002B45", name="Voorbeeld Handel B.V.")
    request = next(Kvk().ask(question, ACCESS))
    assert (request.method, request.path, dict(request.query)) == ("GET", PATH, {})
    assert (request.json, dict(request.headers), request.basic, request.secret_query) == (None, {}, None, {})
    assert dict(request.secret_headers) == {"apikey": Secret(STAND_IN.key)}


@pytest.mark.parametrize("shape", [official, flat])
@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("IPD0004", 400, Verdict(outcome=Outcome.INVALID_INPUT, code="invalid_input")),
        ("IPD1998", 400, Verdict(outcome=Outcome.INVALID_INPUT, code="invalid_input")),
        ("IPD1999", 400, Verdict(outcome=Outcome.INVALID_INPUT, code="invalid_input")),
        ("IPD0005", 404, Verdict(outcome=Outcome.NOT_VERIFIED, code="not_found")),
        ("IPD5200", 404, Verdict(outcome=Outcome.NOT_VERIFIED, code="not_found")),
        ("IPD1002", 404, Verdict(outcome=Outcome.UNAVAILABLE, code="register_down", retry_after=300.0)),
        ("IPD1003", 404, Verdict(outcome=Outcome.UNAVAILABLE, code="register_down", retry_after=300.0)),
        ("IPD1002", 200, Verdict(outcome=Outcome.UNAVAILABLE, code="register_down", retry_after=300.0)),
        ("IPD0005", 200, Verdict(outcome=Outcome.UNAVAILABLE, code="malformed_answer")),
        ("IPD0006", 404, Verdict(outcome=Outcome.UNAVAILABLE, code="malformed_answer")),
        ("IPD9000", 404, Verdict(outcome=Outcome.UNAVAILABLE, code="malformed_answer")),
        ("IPD9999", 500, Verdict(outcome=Outcome.UNAVAILABLE, code="outage")),
        ("IPD0401", 401, Verdict(outcome=Outcome.UNAVAILABLE, code="outage")),
    ],
)
def test_every_code_is_decided_in_both_shapes(shape: Any, code: str, status: int, expected: Verdict) -> None:
    assert ask(say(shape(code), status)) == expected


def test_an_outage_next_to_another_code_is_an_outage() -> None:
    body = {"fout": [{"code": "IPD0005"}, {"code": "IPD1003"}]}
    assert ask(say(body, HTTPStatus.NOT_FOUND)).code == "register_down"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 404),
        ([], 404),
        ({"message": "no Route matched"}, 404),
        ({"fout": []}, 404),
        ({"fout": [{}]}, 404),
        ({"fout": "IPD0005"}, 404),
        ({}, 200),
        (profile(), 202),
        (profile(), 404),
        (profile(kvkNummer="99900002"), 200),
        (profile(kvkNummer=None), 200),
        (profile(statutaireNaam=None, naam=None), 200),
        (profile(materieleRegistratie={"datumAanvang": "2015-06-22"}), 200),
        (profile(materieleRegistratie={"datumAanvang": "20151322"}), 200),
        (profile(materieleRegistratie={"datumEinde": 20240531}), 200),
        (with_address(indAfgeschermd="Misschien"), 200),
        (with_address(indAfgeschermd=True), 200),
    ],
)
def test_another_shape_is_no_answer(body: object, status: int) -> None:
    verdict = ask(say(body, status))
    assert (verdict.outcome, verdict.code, verdict.extract) == (Outcome.UNAVAILABLE, "malformed_answer", None)


@pytest.mark.parametrize(
    ("registration", "standing", "begun", "ended", "flags"),
    [
        ({"datumAanvang": "20150622"}, Standing.ACTIVE, PartialDate.of(2015, 6, 22), None, ()),
        ({"datumAanvang": "20150600"}, Standing.ACTIVE, PartialDate.of(2015, 6), None, ()),
        ({"datumAanvang": "20150000", "datumEinde": None}, Standing.ACTIVE, PartialDate.of(2015), None, ()),
        ({"datumAanvang": "20150022"}, Standing.ACTIVE, PartialDate.of(2015), None, ()),
        ({"datumAanvang": "00000000", "datumEinde": ""}, Standing.ACTIVE, None, None, ()),
        ({"datumEinde": "20240531"}, Standing.ENDED, None, PartialDate.of(2024, 5, 31), (Flag.DISSOLVED,)),
        ({"datumEinde": "20240000"}, Standing.ENDED, None, PartialDate.of(2024), (Flag.DISSOLVED,)),
        ({"datumEinde": "00000000"}, Standing.UNKNOWN, None, None, ()),
        (None, Standing.UNKNOWN, None, None, ()),
    ],
)
def test_the_registration_says_whether_it_lives(
    registration: object,
    standing: Standing,
    begun: PartialDate | None,
    ended: PartialDate | None,
    flags: tuple[Flag, ...],
) -> None:
    extract = read(profile(materieleRegistratie=registration))
    assert (extract.standing, extract.incorporated_on) == (standing, begun)
    assert (extract.ended_on, extract.flags) == (ended, flags)


@pytest.mark.parametrize(
    ("statutory", "trade", "others", "name", "other_names"),
    [
        ("Stichting A", "A", ["A", "B"], "Stichting A", ("A", "B")),
        (None, "Kapsalon A", ["Kapsalon A"], "Kapsalon A", ()),
        ("A B.V.", None, [], "A B.V.", ()),
    ],
)
def test_the_statutory_name_comes_first_and_trade_names_follow(
    statutory: str | None, trade: str | None, others: list[str], name: str, other_names: tuple[str, ...]
) -> None:
    named = [{"naam": other, "volgorde": order} for order, other in enumerate(others)]
    extract = read(profile(statutaireNaam=statutory, naam=trade, handelsnamen=named))
    assert (extract.name, extract.other_names) == (name, other_names)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (STREET, RegisteredAddress(lines=("Keizersgracht 900",), city="Amsterdam")),
        (
            STREET | {"huisletter": "A", "huisnummerToevoeging": "2", "land": "Nederland", "indAfgeschermd": "Nee"},
            RegisteredAddress(lines=("Keizersgracht 900 A 2",), city="Amsterdam", country="NL"),
        ),
        (STREET | {"indAfgeschermd": "Ja"}, None),
        (
            {"straatHuisnummer": "Example Street 9", "postcodeWoonplaats": "ZZ99 9ZZ Malmesbury", "land": "Engeland"},
            RegisteredAddress(lines=("Example Street 9", "ZZ99 9ZZ Malmesbury")),
        ),
        ({"volledigAdres": "Keizersgracht 900 Amsterdam"}, RegisteredAddress(lines=("Keizersgracht 900 Amsterdam",))),
    ],
)
def test_an_address_is_read_unless_it_is_shielded(
    address: dict[str, object], expected: RegisteredAddress | None
) -> None:
    assert read(with_address(**address)).address == expected


def test_the_owners_address_stands_in_for_a_business_without_head_office() -> None:
    extract = read(profile(_embedded={"eigenaar": {"rechtsvorm": "Stichting", "adressen": [STREET]}}))
    assert extract.address == RegisteredAddress(lines=("Keizersgracht 900",), city="Amsterdam")
    assert extract.legal_form == "Stichting"


def test_it_names_no_officers_and_no_owners() -> None:
    extract = read(profile())
    assert (extract.names_officers, extract.names_owners) == (False, False)
    assert (extract.officers, extract.owners) == ((), ())


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("99900001", True),
        ("999 000 01", True),
        ("9990001", False),
        ("999000011", False),
        ("NL990000002B45", False),
        ("", False),
        (None, False),
    ],
)
def test_only_eight_digits_are_recognised(number: str | None, *, expected: bool) -> None:
    assert Kvk().recognises(Question("NL", number=number)) is expected


def search(name: str) -> Verdict:
    steps = Kvk().search(Question("NL", name=name), ACCESS)
    assert steps is not None
    return walk(steps, lambda request: STAND_IN.answer(to_call(request)))


def test_a_search_names_each_business_once() -> None:
    verdict = search("handel voorbeeld")
    assert (verdict.outcome, verdict.code, verdict.extract) == (Outcome.NOT_VERIFIED, "not_found", None)
    found = Candidate(name="Voorbeeld Handel B.V.", number=NUMBER, standing=Standing.ACTIVE, place="Amsterdam")
    assert verdict.candidates == (found,)


def test_a_search_sends_the_name_and_the_key() -> None:
    steps = Kvk().search(Question("NL", name="Voorbeeld"), ACCESS)
    assert steps is not None
    request: Request = next(steps)
    assert (request.path, dict(request.query)) == ("/v2/zoeken", {"naam": "Voorbeeld", "resultatenPerPagina": "10"})
    assert dict(request.secret_headers) == {"apikey": Secret(STAND_IN.key)}


@pytest.mark.parametrize(
    ("said", "outcome", "code"),
    [
        (say(official("IPD5200"), 404), Outcome.NOT_VERIFIED, "not_found"),
        (say(official("IPD1002"), 404), Outcome.UNAVAILABLE, "register_down"),
        (say({"resultaten": [{"naam": "A"}]}), Outcome.UNAVAILABLE, "malformed_answer"),
        (say({"resultaten": []}), Outcome.NOT_VERIFIED, "not_found"),
    ],
)
def test_a_search_without_candidates(said: Said, outcome: Outcome, code: str) -> None:
    steps = Kvk().search(Question("NL", name="Voorbeeld"), ACCESS)
    assert steps is not None
    verdict = walk(steps, lambda _: said)
    assert (verdict.outcome, verdict.code, verdict.candidates) == (outcome, code, ())


@pytest.mark.parametrize(
    ("active", "standing"), [("Ja", Standing.ACTIVE), ("Nee", Standing.ENDED), (None, Standing.UNKNOWN)]
)
def test_a_candidate_says_whether_it_is_active(active: str | None, standing: Standing) -> None:
    steps = Kvk().search(Question("NL", name="Voorbeeld"), ACCESS)
    assert steps is not None
    row = {"naam": "Voorbeeld", "kvkNummer": NUMBER, "actief": active}
    (candidate,) = walk(steps, lambda _: say({"resultaten": [row]})).candidates
    assert candidate.standing is standing


def test_without_a_name_there_is_no_search_and_without_a_key_no_question() -> None:
    assert Kvk().search(Question("NL", number=NUMBER), ACCESS) is None
    assert Kvk().missing(NO_ACCESS) == ("key",)
