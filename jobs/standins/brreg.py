"""Stands in for Norway's Enhetsregisteret: entities, places of business, roles and a search in HAL."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from jobs.standins.base import NAME, OTHER, Call, Said, Scenario, StandIn, say
from jobs.standins.feeds import brreg as feeds

BRANCH = "310000140"
"""A place of business of the entity that is FOUND, and no entity itself."""
REMOVED = "310000132"
"""Taken out of the open data: 410."""


class BrregStandIn(StandIn):
    """Speaks Enhetsregisteret's protocol."""

    id = "brreg"
    numbers = MappingProxyType(
        {
            Scenario.FOUND: "310000000",
            Scenario.OTHER_NAME: "310000019",
            Scenario.ENDED: "310000027",
            Scenario.NOT_FOUND: "310000035",
            Scenario.ERROR_IN_200: "310000043",
            Scenario.MALFORMED: "310000051",
            Scenario.SLOW: "310000078",
            Scenario.TOO_MANY: "310000086",
            Scenario.BROKEN: "310000094",
            Scenario.TRUNCATED: "310000108",
            Scenario.WRONG_TYPE: "310000116",
            Scenario.REDIRECT: "310000124",
        },
    )

    def feed(self, call: Call) -> Said | None:
        """Answer a request for updates."""
        return feeds.answer(self.news, call)

    def number_in(self, call: Call) -> str | None:
        """Find the organisation number in the path."""
        drawer, _, rest = call.path.lstrip("/").partition("/")
        return rest.partition("/")[0] or None if drawer in {"enheter", "underenheter"} else None

    def tell(self, call: Call, scenario: Scenario, number: str) -> Said:
        """Answer about an entity, a place of business, or an entity's roles."""
        if call.path.startswith("/underenheter/"):
            return say(_branch(self.numbers[Scenario.FOUND])) if number == BRANCH else _missing(call)
        if number == REMOVED:
            return say({"status": 410, "error": "Gone", "path": call.path}, HTTPStatus.GONE)
        match scenario:
            case Scenario.NOT_FOUND:
                return _missing(call)
            case Scenario.ERROR_IN_200:
                return say({"status": 500, "error": "Internal Server Error"}, HTTPStatus.INTERNAL_SERVER_ERROR)
            case Scenario.MALFORMED:
                return say({"enhet": [number]})
        return say(_roles() if call.path.endswith("/roller") else _told(scenario, number))

    def search(self, call: Call) -> Said | None:
        """Answer a search by name: in HAL, without `_embedded` where nothing is found."""
        name = call.query.get("navn")
        if call.path != "/enheter" or name is None:
            return None
        hits = [
            _entity(self.numbers[scenario], known)
            for scenario, known in ((Scenario.FOUND, NAME), (Scenario.OTHER_NAME, OTHER))
            if name.partition(" ")[0].casefold() in known.casefold()
        ]
        page = {"size": int(call.query.get("size", "20")), "totalElements": len(hits), "totalPages": 1, "number": 0}
        found = {"_embedded": {"enheter": hits}} if hits else {}
        return say({**found, "_links": _link("enheter"), "page": page}, media_type="application/hal+json")


def _told(scenario: Scenario, number: str) -> Mapping[str, object]:
    if scenario is Scenario.ENDED:
        return _deleted(number)
    return _entity(number, OTHER if scenario is Scenario.OTHER_NAME else NAME)


def _missing(call: Call) -> Said:
    return say({"status": 404, "error": "Not Found", "path": call.path}, HTTPStatus.NOT_FOUND)


def _link(path: str) -> Mapping[str, object]:
    return {"self": {"href": f"https://data.brreg.no/enhetsregisteret/api/{path}"}}


def _entity(number: str, name: str) -> Mapping[str, object]:
    address = {
        "land": "Norge",
        "landkode": "NO",
        "postnummer": "0101",
        "poststed": "OSLO",
        "adresse": ["Oppdiktet gate 1", None, ""],
        "kommune": "OSLO",
        "kommunenummer": "0301",
    }
    return {
        "organisasjonsnummer": number,
        "navn": name.upper(),
        "organisasjonsform": {"kode": "AS", "beskrivelse": "Aksjeselskap", "_links": _link("organisasjonsformer/AS")},
        "historiskeNavn": [{"navn": "PRØVE HANDEL AS", "fraDato": "2011-03-01 10:00:00"}],
        "postadresse": {**address, "adresse": ["Postboks 1"]},
        "registreringsdatoEnhetsregisteret": "2011-03-14",
        "registrertIMvaregisteret": True,
        "antallAnsatte": 12,
        "forretningsadresse": address,
        "stiftelsesdato": "2011-03-01",
        "registrertIForetaksregisteret": True,
        "konkurs": False,
        "konkursdato": "",
        "underAvvikling": False,
        "underTvangsavviklingEllerTvangsopplosning": False,
        "maalform": "Bokmål",
        "_links": _link(f"enheter/{number}"),
    }


def _deleted(number: str) -> Mapping[str, object]:
    return {
        "organisasjonsnummer": number,
        "navn": NAME.upper(),
        "organisasjonsform": {"kode": "AS", "beskrivelse": "Aksjeselskap"},
        "slettedato": "2020-10-20",
        "_links": _link(f"enheter/{number}"),
    }


def _branch(owner: str) -> Mapping[str, object]:
    return {
        "organisasjonsnummer": BRANCH,
        "navn": f"{NAME.upper()} AVD BERGEN",
        "organisasjonsform": {"kode": "BEDR", "beskrivelse": "Underenhet til næringsdrivende"},
        "overordnetEnhet": owner,
        "_links": _link(f"underenheter/{BRANCH}"),
    }


def _roles() -> Mapping[str, object]:
    board = [
        _person("Styrets leder", "LEDE", "Testine", "Prøvesen", "1981-02-03"),
        _person("Styremedlem", "MEDL", "Oppdikt", "Eksempelsen", "1975-11-30", fratraadt=True),
        _person("Styremedlem", "MEDL", "Gamle", "Eksempelsen", "1931-01-01", dead=True),
    ]
    auditor = {
        "type": {"kode": "REVI", "beskrivelse": "Revisor"},
        "enhet": {"organisasjonsnummer": "310000159", "navn": ["OPPDIKTET REVISJON AS"], "erSlettet": False},
        "fratraadt": False,
        "rekkefolge": 0,
    }
    return {
        "rollegrupper": [
            {"type": {"kode": "STYR", "beskrivelse": "Styre"}, "sistEndret": "2022-01-01", "roller": board},
            {"type": {"kode": "REVI", "beskrivelse": "Revisor"}, "sistEndret": "2022-01-01", "roller": [auditor]},
        ],
        "_links": _link("enheter"),
    }


def _person(
    title: str, code: str, given: str, family: str, born: str, *, fratraadt: bool = False, dead: bool = False
) -> Mapping[str, object]:
    return {
        "type": {"kode": code, "beskrivelse": title},
        "person": {"fodselsdato": born, "navn": {"fornavn": given, "etternavn": family}, "erDoed": dead},
        "fratraadt": fratraadt,
        "avregistrert": False,
        "rekkefolge": 0,
    }
