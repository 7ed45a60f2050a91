"""Stands in for France's recherche-entreprises: one search for everything, numbers included."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from jobs.standins.base import NAME, OTHER, Call, Said, Scenario, StandIn, say

_NUMBER = re.compile(r"[0-9]{9}(?:[0-9]{5})?")
_SHORTEST = 3
SEAT_SIRET = "99900010200015"
"""SIRET of the seat of the business that is FOUND."""
BRANCH_SIRET = "99900010200023"
"""SIRET of another establishment of it."""
BLANKED = "999000201"
"""SIREN of a business that objected to being shown."""


class RechercheEntreprisesStandIn(StandIn):
    """Speaks recherche-entreprises' protocol."""

    id = "recherche_entreprises"
    numbers = MappingProxyType(
        {
            Scenario.FOUND: "999000102",
            Scenario.OTHER_NAME: "999000110",
            Scenario.ENDED: "999000128",
            Scenario.NOT_FOUND: "999000136",
            Scenario.ERROR_IN_200: "999000144",
            Scenario.MALFORMED: "999000151",
            Scenario.SLOW: "999000169",
            Scenario.TOO_MANY: "999000177",
            Scenario.BROKEN: "999000185",
            Scenario.TRUNCATED: "999000193",
            Scenario.WRONG_TYPE: "999000219",
            Scenario.REDIRECT: "999000227",
        },
    )

    def number_in(self, call: Call) -> str | None:
        """Find a SIREN or SIRET that is searched for."""
        text = call.query.get("q", "").replace(" ", "")
        return text if call.path == "/search" and _NUMBER.fullmatch(text) else None

    def scenario_of(self, number: str) -> Scenario:
        """Say what happens to a number: an establishment's is its business's, if that has it."""
        if number == BLANKED or number in {SEAT_SIRET, BRANCH_SIRET}:
            return Scenario.FOUND
        return super().scenario_of(number)

    def tell(self, call: Call, scenario: Scenario, number: str) -> Said:
        """Answer with a page of results."""
        match scenario:
            case Scenario.NOT_FOUND:
                return _page(call, [])
            case Scenario.ERROR_IN_200:
                return say({"erreur": "Une erreur est survenue."}, HTTPStatus.INTERNAL_SERVER_ERROR)
            case Scenario.MALFORMED:
                return say({"results": {"siren": number}})
        siren = number[:9]
        if number == BLANKED:
            return _page(call, [_blanked()])
        matching = [_establishment(number)] if number != siren else []
        name = OTHER if scenario is Scenario.OTHER_NAME else NAME
        return _page(call, [_business(siren, name, ended=scenario is Scenario.ENDED, matching=matching)])

    def search(self, call: Call) -> Said | None:
        """Answer a search by name; less than three letters are refused."""
        if call.path != "/search":
            return None
        text = call.query.get("q", "")
        if len(text) < _SHORTEST:
            return say({"erreur": "3 caractères minimum pour les termes de la requête."}, HTTPStatus.BAD_REQUEST)
        known = ((Scenario.FOUND, NAME), (Scenario.OTHER_NAME, OTHER))
        word = text.partition(" ")[0].casefold()
        return _page(call, [_business(self.numbers[one], name) for one, name in known if word in name.casefold()])


def _page(call: Call, results: list[Mapping[str, object]]) -> Said:
    size = int(call.query.get("per_page", "10"))
    return say(
        {
            "results": results[:size],
            "total_results": len(results),
            "page": int(call.query.get("page", "1")),
            "per_page": size,
            "total_pages": 1 if results else 0,
        },
    )


def _establishment(siret: str) -> Mapping[str, object]:
    return {
        "siret": siret,
        "code_postal": "75015",
        "libelle_commune": "PARIS",
        "adresse": "1 RUE INVENTEE 75015 PARIS",
        "etat_administratif": "A",
        "date_creation": "2014-04-29",
        "liste_enseignes": ["L'ENSEIGNE INVENTEE"],
        "nom_commercial": None,
    }


def _business(
    siren: str, name: str, *, ended: bool = False, matching: list[Mapping[str, object]] | None = None
) -> Mapping[str, object]:
    return {
        "siren": siren,
        "nom_complet": f"{name} (VH)".lower(),
        "nom_raison_sociale": name.upper(),
        "sigle": "VH",
        "nombre_etablissements": 2,
        "siege": _establishment(f"{siren}00015"),
        "categorie_entreprise": "PME",
        "date_creation": "2014-04-29",
        "date_fermeture": "2023-06-30" if ended else None,
        "dirigeants": [
            {
                "nom": "EXEMPLE",
                "prenoms": "INVENTINE",
                "annee_de_naissance": "1964",
                "date_de_naissance": "1964-09",
                "qualite": "Directeur général",
                "nationalite": "Française",
                "type_dirigeant": "personne physique",
            },
            {
                "siren": "999000235",
                "denomination": "AUDIT INVENTE",
                "qualite": "Commissaire aux comptes titulaire",
                "type_dirigeant": "personne morale",
            },
        ],
        "etat_administratif": "C" if ended else "A",
        "nature_juridique": "5710",
        "statut_diffusion": "O",
        "matching_etablissements": matching or [],
    }


def _blanked() -> Mapping[str, object]:
    blank = "[NON-DIFFUSIBLE]"
    return {
        "siren": BLANKED,
        "nom_complet": blank,
        "nom_raison_sociale": None,
        "siege": {"siret": f"{BLANKED}00015", "adresse": blank, "code_postal": blank, "libelle_commune": blank},
        "dirigeants": [
            {"nom": blank, "prenoms": blank, "date_de_naissance": blank, "type_dirigeant": "personne physique"},
        ],
        "etat_administratif": "A",
        "nature_juridique": "1000",
        "statut_diffusion": "P",
        "matching_etablissements": [],
    }
