"""The file is hand-made in the layout of the French register's public interface."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import pytest

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Entry, Gender, Identifier, Kind, Name, NameKind, Place, Unparsed
from watchlists.sources import fr
from watchlists.sources.base import ParsedList


def field(label: str, **value: str) -> dict[str, Any]:
    return {"TypeChamp": label, "Valeur": [value]}


PERSON = {
    "IdRegistre": 4711,
    "Nature": "Personne physique",
    "Nom": "LOVELACE",
    "RegistreDetail": [
        field("PRENOM", Prenom="Ada"),
        field("SEXE", Sexe="Féminin"),
        {"TypeChamp": "ALIAS", "Valeur": [{"Alias": "Augusta Ada King", "Commentaire": ""}, {"Alias": "Ada"}]},
        {
            "TypeChamp": "DATE_DE_NAISSANCE",
            "Valeur": [
                {"Jour": "10", "Mois": "12", "Annee": "1815"},
                {"Jour": "", "Mois": "12", "Annee": "1815"},
                {"Jour": "", "Mois": "", "Annee": "1816"},
                {"Jour": "31", "Mois": "2", "Annee": "1816"},
            ],
        },
        field("LIEU_DE_NAISSANCE", Lieu="Londres", Pays="Royaume-Uni"),
        field("NATIONALITE", Pays="Syrienne"),
        field("NATIONALITE", Pays="Atlante"),
        field("TITRE", Titre="Comtesse"),
        field("ADRESSE_PP", Adresse="12 rue X, Alep", Pays="Syrie"),
        field("PASSEPORT", NumeroPasseport="A123456", Commentaire="Syrie"),
        field("AUTRE_IDENTITE", NumeroCarte="7788", Commentaire="carte nationale d'identité"),
        field("IDENTIFICATION", Identification="7708234640", Commentaire="Numéro d’identification fiscale (INN)"),
        field("IDENTIFICATION", Identification="haute taille", Commentaire="signalement"),
        field("REFERENCE_UE", ReferenceUe="EU.27.28"),
        field("REFERENCE_ONU", ReferenceOnu="QDi.001"),
        field("FONDEMENT_JURIDIQUE", FondementJuridiqueLabel="Règlement (UE) 36/2012 (Syrie)", FondementJuridique="UE"),
        field("MOTIFS", Motifs="Calculatrice."),
        field("POINTURE", Pointure="43"),
    ],
}
SHIP = {
    "IdRegistre": 9,
    "Nature": "Navire",
    "Nom": "ARTAVIL",
    "RegistreDetail": [field("NUMERO_OMI", NumeroOMI="9187629")],
}
FIRM = {
    "IdRegistre": 10,
    "Nature": "Personne morale",
    "Nom": "BANQUE X",
    "RegistreDetail": [
        field("ALIAS", Alias="BX"),
        field("IDENTIFICATION", Identification="OGRN : 1027700075941, SWIFT/BIC : BNXXRUMM"),
        field("SITE_INTERNET", SiteInternet="www.bx.example"),
        field("COURRIEL", Courriel="info@bx.example"),
        field("TELEPHONE", Telephone="+7 495 123 45 67"),
    ],
}


def parse(*details: object, published: str = "2026-03-02T10:00:00") -> ParsedList:
    document = {"Publications": {"DatePublication": published, "PublicationDetail": details}}
    return fr.parse({"publication.json": io.BytesIO(json.dumps(document).encode())})


@pytest.fixture(scope="module")
def person() -> Entry:
    (entry,) = parse(PERSON).entries
    return entry


def test_a_person_is_read_with_all_its_fields(person: Entry) -> None:
    assert (person.id, person.kind, person.genders) == ("fr:4711", Kind.PERSON, (Gender.FEMALE,))
    assert person.names == (
        Name("Ada LOVELACE", NameKind.PRIMARY, given="Ada", family="LOVELACE"),
        Name("Augusta Ada King", NameKind.STRONG),
        Name("Ada", NameKind.WEAK),
    )
    assert [str(date) for date in person.birth_dates] == ["1815-12-10", "1815-12", "1816"]
    assert person.birth_places == (Place("Londres, Royaume-Uni", "GB"),)
    assert person.nationalities == ("SY",)
    assert person.addresses == (Address("12 rue X, Alep, Syrie", "SY"),)
    assert person.identifiers[:2] == (
        Identifier("passport", "A123456", "SY", "Syrie"),
        Identifier("national_id", "7788", None, "carte nationale d'identité"),
    )
    assert [(found.type, found.value) for found in person.identifiers[2:]] == [("tax_id", "7708234640")]
    assert person.references == ("eu:EU.27.28", "un:QDi.001")
    assert person.programmes == ("Règlement (UE) 36/2012 (Syrie), UE",)
    assert person.positions == ("Comtesse",)
    assert "signalement: haute taille" in person.reasons


def test_what_is_not_understood_is_kept(person: Entry) -> None:
    assert person.unparsed == (
        Unparsed("birth_date", "31/2/1816"),
        Unparsed("nationality", "Atlante"),
        Unparsed("pointure", "43"),
    )


def test_a_ship_and_an_organisation() -> None:
    ship, firm = parse(SHIP, FIRM).entries
    assert (ship.kind, ship.identifiers) == (Kind.VESSEL, (Identifier("imo", "9187629"),))
    assert firm.kind is Kind.ORGANISATION
    assert [(name.value, name.kind) for name in firm.names] == [("BANQUE X", NameKind.PRIMARY), ("BX", NameKind.WEAK)]
    assert [(found.type, found.value) for found in firm.identifiers] == [
        ("registration_number", "1027700075941"),
        ("swift_bic", "BNXXRUMM"),
        ("website", "www.bx.example"),
        ("email", "info@bx.example"),
        ("phone", "+7 495 123 45 67"),
    ]


def test_the_file_says_its_day() -> None:
    assert parse(PERSON).published == dt.date(2026, 3, 2)
    assert parse(PERSON, published="hier").published is None


def test_a_party_without_name_or_number_is_rejected_and_counted() -> None:
    parsed = parse(PERSON, {"IdRegistre": 1}, "x")
    assert (len(parsed.entries), parsed.rejected_rows) == (1, 2)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (b'{"Publications": {"PublicationDetail": [', "list_incomplete"),
        (b'{"Publications": {}}', "list_schema_changed"),
        (b"[]", "list_schema_changed"),
        (b"<html><body>Maintenance</body></html>", "list_wrong_format"),
        (b"", "list_empty"),
    ],
)
def test_another_document_is_refused(document: bytes, code: str) -> None:
    with pytest.raises(ListRefusedError) as caught:
        fr.parse({"publication.json": io.BytesIO(document)})
    assert caught.value.code == code
