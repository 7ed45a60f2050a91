"""France: what each answer decides, what is sent, and what is read."""

import json
from collections.abc import Mapping

import pytest
from stdnum.fr import siren, siret

from jobs.standins.base import Call, Said, Scenario, say
from jobs.standins.recherche_entreprises import BLANKED, BRANCH_SIRET, SEAT_SIRET, RechercheEntreprisesStandIn
from kyc_service.domain.registers import Candidate, Flag, Officer, Outcome, RegisteredAddress, Standing, Verdict
from kyc_service.verifiers.base import NO_ACCESS, Access, Question, Request
from kyc_service.verifiers.recherche_entreprises import RechercheEntreprises
from tests.fixtures.registers import play, to_call, walk
from watchlists.dates import PartialDate

STAND_IN = RechercheEntreprisesStandIn()
FOUND = STAND_IN.numbers[Scenario.FOUND]
QUESTION = Question("FR", number=FOUND)
REGISTER = RechercheEntreprises()


def result(**change: object) -> dict[str, object]:
    said = STAND_IN.answer(Call(method="GET", path="/search", query={"q": FOUND}, headers={}))
    return {**json.loads(said.body)["results"][0], **change}


def page(*results: Mapping[str, object]) -> Said:
    return say({"results": list(results), "total_results": len(results), "page": 1})


def ask(said: Said, number: str = FOUND) -> Verdict:
    return walk(REGISTER.ask(Question("FR", number=number), NO_ACCESS), lambda _: said)


def test_the_numbers_of_the_stand_in_are_well_formed() -> None:
    assert all(siren.is_valid(number) for number in (*STAND_IN.numbers.values(), BLANKED))
    assert siret.is_valid(SEAT_SIRET)
    assert siret.is_valid(BRANCH_SIRET)


@pytest.mark.parametrize(
    ("said", "outcome", "code"),
    [
        (page(), Outcome.NOT_SUPPORTED, "not_found_maybe_not_public"),
        (page(result(siren="999000110")), Outcome.NOT_SUPPORTED, "not_found_maybe_not_public"),
        (page(result(siren="999000110"), result()), Outcome.VERIFIED, None),
        (say({"erreur": "made up"}, 400), Outcome.INVALID_INPUT, "invalid_query"),
        (say({}, 400), Outcome.UNAVAILABLE, "malformed_answer"),
        (say({}, 404), Outcome.UNAVAILABLE, "malformed_answer"),
        (Said(status=404), Outcome.UNAVAILABLE, "malformed_answer"),
        (say({"erreur": "made up"}), Outcome.UNAVAILABLE, "malformed_answer"),
        (say({"results": None}), Outcome.UNAVAILABLE, "malformed_answer"),
        (say({"results": {}}), Outcome.UNAVAILABLE, "malformed_answer"),
        (page(result(siren=None)), Outcome.UNAVAILABLE, "malformed_answer"),
        (page(result(siren=999000102)), Outcome.UNAVAILABLE, "malformed_answer"),
        (page(result(date_creation="29/04/2014")), Outcome.UNAVAILABLE, "malformed_answer"),
        (page(result(dirigeants=[{"type_dirigeant": "fiducie", "nom": "X"}])), Outcome.UNAVAILABLE, "malformed_answer"),
        (say({"erreur": "made up"}, 429), Outcome.UNAVAILABLE, "outage"),
    ],
)
def test_an_answer_decides(said: Said, outcome: Outcome, code: str | None) -> None:
    verdict = ask(said)
    assert (verdict.outcome, verdict.code) == (outcome, code)


def test_a_full_answer_is_read() -> None:
    extract = play(REGISTER, STAND_IN, QUESTION, NO_ACCESS).extract
    assert extract is not None
    assert (extract.name, extract.other_names) == ("VOORBEELD HANDEL B.V.", ("VH", "L'ENSEIGNE INVENTEE"))
    assert (extract.number, extract.legal_form) == (FOUND, "5710")
    assert extract.address == RegisteredAddress(
        lines=("1 RUE INVENTEE",), city="PARIS", postal_code="75015", country="FR"
    )
    assert (extract.standing, extract.status, extract.flags) == (Standing.ACTIVE, "A", ())
    assert (extract.incorporated_on, extract.ended_on) == (PartialDate.parse("2014-04-29"), None)
    assert extract.officers == (
        Officer(
            name="INVENTINE EXEMPLE",
            role="Directeur général",
            born=PartialDate.of(1964, 9),
            nationality="Française",
        ),
        Officer(name="AUDIT INVENTE", role="Commissaire aux comptes titulaire", is_person=False, number="999000235"),
    )
    assert extract.names_officers
    assert (extract.owners, extract.names_owners) == ((), False)


def test_a_business_that_ceased_is_verified_and_ended() -> None:
    extract = play(REGISTER, STAND_IN, Question("FR", number=STAND_IN.numbers[Scenario.ENDED]), NO_ACCESS).extract
    assert extract is not None
    assert (extract.standing, extract.status, extract.flags) == (Standing.ENDED, "C", (Flag.DISSOLVED,))
    assert extract.ended_on == PartialDate.parse("2023-06-30")


@pytest.mark.parametrize("word", ["F", "a", None])
def test_an_unknown_state_is_unknown(word: str | None) -> None:
    extract = ask(page(result(etat_administratif=word))).extract
    assert (extract.standing, extract.flags) == (Standing.UNKNOWN, ())


@pytest.mark.parametrize("number", [SEAT_SIRET, BRANCH_SIRET])
def test_a_siret_is_verified_by_its_very_establishment(number: str) -> None:
    verdict = play(REGISTER, STAND_IN, Question("FR", number=number), NO_ACCESS)
    assert verdict.outcome is Outcome.VERIFIED
    assert verdict.extract is not None
    assert verdict.extract.number == number
    # The business is there, the establishment is not.
    assert ask(page(result(matching_etablissements=[])), "99900010200031").outcome is Outcome.NOT_SUPPORTED


def test_what_is_blanked_is_not_given() -> None:
    verdict = play(REGISTER, STAND_IN, Question("FR", number=BLANKED), NO_ACCESS)
    assert verdict.outcome is Outcome.VERIFIED
    extract = verdict.extract
    assert extract is not None
    assert (extract.name, extract.address, extract.officers, extract.names_officers) == (None, None, (), False)


@pytest.mark.parametrize(
    ("people", "whole"),
    [
        ([], False),
        (None, False),
        ([{"type_dirigeant": "personne physique", "nom": "EXEMPLE"}], True),
        ([{"type_dirigeant": "personne physique", "nom": "EXEMPLE"}, {"type_dirigeant": "personne morale"}], False),
        ([{"type_dirigeant": "personne physique", "nom": "[NON-DIFFUSIBLE]"}], False),
    ],
)
def test_officers_are_all_of_them_where_each_is_named(people: object, whole: bool) -> None:
    assert ask(page(result(dirigeants=people))).extract.names_officers is whole


@pytest.mark.parametrize(
    ("dates", "born"),
    [
        ({"date_de_naissance": "1964-09", "annee_de_naissance": "1964"}, PartialDate.of(1964, 9)),
        ({"date_de_naissance": None, "annee_de_naissance": "1964"}, PartialDate.of(1964)),
        ({"date_de_naissance": "[NON-DIFFUSIBLE]"}, None),
        ({}, None),
    ],
)
def test_a_birth_is_as_exact_as_it_is_told(dates: Mapping[str, str], born: PartialDate | None) -> None:
    person = {"type_dirigeant": "personne physique", "nom": "EXEMPLE", "prenoms": "I", **dates}
    assert ask(page(result(dirigeants=[person]))).extract.officers == (
        Officer(name="I EXEMPLE", role="dirigeant", born=born),
    )


def test_a_seat_abroad_is_not_said_to_be_in_france() -> None:
    seat = {"adresse": "1 MADE UP STREET LONDON", "libelle_pays_etranger": "ROYAUME-UNI"}
    assert ask(page(result(siege=seat))).extract.address == RegisteredAddress(lines=("1 MADE UP STREET LONDON",))


@pytest.mark.parametrize(
    ("number", "known"),
    [
        (FOUND, True),
        ("999 000 102", True),
        (SEAT_SIRET, True),
        ("35600000000048", True),
        ("999000103", False),
        ("99900010200016", False),
        ("W751000000", False),
        ("", False),
        (None, False),
    ],
)
def test_it_recognises_siren_and_siret(number: str | None, known: bool) -> None:
    assert REGISTER.recognises(Question("FR", number=number)) is known


def test_it_is_sent_the_number_and_who_asks() -> None:
    steps = REGISTER.ask(Question("FR", number="999 000 102", vat="FR1", name="V"), Access(contact="E e@example.com"))
    request = next(steps)
    assert (request.method, request.path, request.json, request.basic) == ("GET", "/search", None, None)
    assert dict(request.query) == {"q": FOUND, "page": "1", "per_page": "25"}
    assert dict(request.headers) == {"User-Agent": "E e@example.com"}
    assert (dict(request.secret_query), dict(request.secret_headers)) == ({}, {})
    assert dict(next(REGISTER.ask(QUESTION, NO_ACCESS)).headers) == {}


def test_a_search_names_candidates() -> None:
    def tell(request: Request) -> Said:
        return STAND_IN.answer(to_call(request))

    verdict = walk(REGISTER.search(Question("FR", name="Voorbeeld Handel"), NO_ACCESS), tell)
    assert verdict.outcome is Outcome.NOT_VERIFIED
    assert verdict.candidates == (
        Candidate(name="voorbeeld handel b.v. (vh)", number=FOUND, standing=Standing.ACTIVE, place="PARIS"),
    )
    blank = walk(REGISTER.search(Question("FR", name="Nobody"), NO_ACCESS), lambda _: page(result(nom_complet=None)))
    assert blank.candidates == ()
    assert REGISTER.search(Question("FR", name="AB"), NO_ACCESS) is None
    assert REGISTER.search(QUESTION, NO_ACCESS) is None
    refusal = walk(REGISTER.search(Question("FR", name="Nobody"), NO_ACCESS), lambda _: say({"erreur": "x"}, 400))
    assert refusal.outcome is Outcome.INVALID_INPUT


def test_the_stand_in_refuses_as_the_register_does() -> None:
    said = STAND_IN.answer(Call(method="GET", path="/search", query={"q": "AB"}, headers={}))
    assert (said.status, list(json.loads(said.body))) == (400, ["erreur"])
    assert STAND_IN.answer(Call(method="GET", path="/near_point", query={}, headers={})).status == 404
