"""Stands in for KVK: basic profile and search, whose faults are codes and whose outages are 404."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from jobs.standins.base import NAME, OTHER, Call, Said, Scenario, StandIn, say
from jobs.standins.feeds import kvk as feeds

_TEXTS = {
    "IPD0004": "Het KVK-nummer is niet valide.",
    "IPD0005": "Er kan geen product geleverd worden voor het opgegeven KVK-nummer.",
    "IPD1002": "Door een technische fout kan de registratie tijdelijk niet worden opgehaald.",
    "IPD5200": "Er zijn geen resultaten gevonden voor de zoekopdracht.",
}


class KvkStandIn(StandIn):
    """The Dutch register. Its own way to fail is a 404 with the code of an outage."""

    id = "kvk"
    numbers = {  # noqa: RUF012 - declared in the base as a Mapping
        Scenario.FOUND: "99900001",
        Scenario.OTHER_NAME: "99900002",
        Scenario.ENDED: "99900003",
        Scenario.NOT_FOUND: "99900004",
        Scenario.ERROR_IN_200: "99900005",
        Scenario.MALFORMED: "99900006",
        Scenario.SLOW: "99900007",
        Scenario.TOO_MANY: "99900008",
        Scenario.BROKEN: "99900009",
        Scenario.TRUNCATED: "99900010",
        Scenario.WRONG_TYPE: "99900011",
        Scenario.REDIRECT: "99900012",
    }
    key = "stand-in-key"

    def feed(self, call: Call) -> Said | None:
        """Answer a request for signals."""
        told = feeds.answer(self.news, call) if call.headers.get("apikey") == self.key else None
        return _unauthorised() if told is None and call.path.startswith("/v1/abonnementen/") else told

    def number_in(self, call: Call) -> str | None:
        """Find the number in the path of a profile."""
        head, _, number = call.path.rpartition("/")
        return number or None if head == "/v1/basisprofielen" else None

    def tell(self, call: Call, scenario: Scenario, number: str) -> Said:
        """Answer with a profile or a code."""
        if call.headers.get("apikey") != self.key:
            return _unauthorised()
        if not (number.isdigit() and len(number) == len("99900001")):
            return _fault("IPD0004", HTTPStatus.BAD_REQUEST)
        if scenario is Scenario.NOT_FOUND:
            return _fault("IPD0005")
        if scenario is Scenario.ERROR_IN_200:
            return _fault("IPD1002")
        if scenario is Scenario.MALFORMED:
            return say({"basisprofiel": {"nummer": number}})
        return say(_profile(number, scenario))

    def search(self, call: Call) -> Said | None:
        """Find the two living businesses by a name whose words they all have: no part of a word, no likeness."""
        if call.path != "/v2/zoeken":
            return None
        if call.headers.get("apikey") != self.key:
            return _unauthorised()
        words = set(call.query.get("naam", "").lower().split())
        found = [
            row
            for one in (Scenario.FOUND, Scenario.OTHER_NAME)
            if words and words <= set(_name(one).lower().split())
            for row in _rows(self.numbers[one], _name(one))
        ]
        if not found:
            return _fault("IPD5200")
        return say({"pagina": 1, "resultatenPerPagina": 10, "totaal": len(found), "resultaten": found})


def _unauthorised() -> Said:
    return say({"fout": [{"code": "IPD0401", "omschrijving": "Unauthorized"}]}, HTTPStatus.UNAUTHORIZED)


def _fault(code: str, status: int = HTTPStatus.NOT_FOUND) -> Said:
    return say({"fout": [{"code": code, "omschrijving": _TEXTS[code]}]}, status)


def _name(scenario: Scenario) -> str:
    return OTHER if scenario is Scenario.OTHER_NAME else NAME


def _profile(number: str, scenario: Scenario) -> Mapping[str, object]:
    name = _name(scenario)
    registration = {"datumAanvang": "20150600"}
    if scenario is Scenario.ENDED:
        registration["datumEinde"] = "20240531"
    return {
        "kvkNummer": number,
        "indNonMailing": "Ja",
        "naam": name,
        "formeleRegistratiedatum": "20150622",
        "materieleRegistratie": registration,
        "totaalWerkzamePersonen": 15,
        "statutaireNaam": name,
        "handelsnamen": [{"naam": name, "volgorde": 0}, {"naam": "Voorbeeld Webwinkel", "volgorde": 1}],
        "sbiActiviteiten": [{"sbiCode": "4791", "sbiOmschrijving": "Detailhandel", "indHoofdactiviteit": "Ja"}],
        "_embedded": {
            "eigenaar": {
                "rsin": "999000001",
                "rechtsvorm": "BeslotenVennootschap",
                "uitgebreideRechtsvorm": "Besloten Vennootschap met gewone structuur",
                "adressen": [],
            },
            "hoofdvestiging": {
                "vestigingsnummer": "000099900001",
                "kvkNummer": number,
                "eersteHandelsnaam": name,
                "indHoofdvestiging": "Ja",
                "totaalWerkzamePersonen": 15,
                "adressen": [
                    _address("correspondentieadres", "Postbus", 99),
                    _address("bezoekadres", "Keizersgracht", 900),
                ],
            },
        },
    }


def _address(kind: str, street: str, number: int) -> Mapping[str, object]:
    return {
        "type": kind,
        "indAfgeschermd": "Nee",
        "volledigAdres": f"{street} {number} A 1017ZZ Amsterdam",
        "straatnaam": street,
        "huisnummer": number,
        "huisletter": "A",
        "postcode": "1017ZZ",
        "plaats": "Amsterdam",
        "land": "Nederland",
    }


def _rows(number: str, name: str) -> list[Mapping[str, object]]:
    """Give a business twice, as the search does: for itself and for its head office."""
    row = {
        "kvkNummer": number,
        "naam": name,
        "adres": {"binnenlandsAdres": {"type": "bezoekadres", "straatnaam": "Keizersgracht", "plaats": "Amsterdam"}},
        "actief": "Ja",
    }
    return [{**row, "type": "rechtspersoon"}, {**row, "vestigingsnummer": "000099900001", "type": "hoofdvestiging"}]
