"""Stands in for Switzerland's Zefix: lists of entries by UID, a search by POST, Basic authentication."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from jobs.standins.base import NAME, OTHER, Call, Said, Scenario, StandIn, say
from jobs.standins.feeds import zefix as feeds

_SHORTEST = 3


class ZefixStandIn(StandIn):
    """Speaks ZefixPublicREST's protocol."""

    id = "zefix"
    user = "stand-in"
    password = "stand-in-key"  # noqa: S105 - of a stand-in, that guards nothing
    numbers = MappingProxyType(
        {
            Scenario.FOUND: "CHE999000002",
            Scenario.OTHER_NAME: "CHE999000019",
            Scenario.ENDED: "CHE999000025",
            Scenario.NOT_FOUND: "CHE999000031",
            Scenario.ERROR_IN_200: "CHE999000048",
            Scenario.MALFORMED: "CHE999000054",
            Scenario.SLOW: "CHE999000060",
            Scenario.TOO_MANY: "CHE999000077",
            Scenario.BROKEN: "CHE999000083",
            Scenario.TRUNCATED: "CHE999000108",
            Scenario.WRONG_TYPE: "CHE999000114",
            Scenario.REDIRECT: "CHE999000120",
        },
    )

    def feed(self, call: Call) -> Said | None:
        """Answer a request for a day of the gazette."""
        told = feeds.answer(self.news, call)
        return Said(status=HTTPStatus.UNAUTHORIZED) if told is not None and not self._is_known(call) else told

    def number_in(self, call: Call) -> str | None:
        """Find the UID in the path."""
        _, found, number = call.path.partition("/company/uid/")
        return number if found else None

    def tell(self, call: Call, scenario: Scenario, number: str) -> Said:
        """Answer with the entries of a UID."""
        if not self._is_known(call):
            return Said(status=HTTPStatus.UNAUTHORIZED, headers={"www-authenticate": 'Basic realm="Zefix"'})
        match scenario:
            case Scenario.NOT_FOUND:
                return _error("NOT_FOUND", HTTPStatus.NOT_FOUND)
            case Scenario.ERROR_IN_200:
                return _error("INTERNAL_SERVER_ERROR", HTTPStatus.INTERNAL_SERVER_ERROR)
            case Scenario.MALFORMED:
                return say({"company": number})
        name = OTHER if scenario is Scenario.OTHER_NAME else NAME
        return say([_full(number, name, "CANCELLED" if scenario is Scenario.ENDED else "ACTIVE")])

    def search(self, call: Call) -> Said | None:
        """Answer a search by name: three letters at least, an asterisk is a wildcard."""
        if call.path != "/company/search" or call.method != "POST":
            return None
        if not self._is_known(call):
            return Said(status=HTTPStatus.UNAUTHORIZED)
        name = str(json.loads(call.body).get("name", ""))
        if len(name) < _SHORTEST:
            return _error("INVALID_QUERY_WORDS", HTTPStatus.BAD_REQUEST)
        if name.endswith("*"):
            return _error("RESULTLIST_TO_LARGE", HTTPStatus.BAD_REQUEST)
        known = ((Scenario.FOUND, NAME), (Scenario.OTHER_NAME, OTHER))
        word = name.partition(" ")[0].casefold()
        hits = [_short(self.numbers[one], text, "ACTIVE") for one, text in known if word in text.casefold()]
        return say(hits) if hits else _error("NOT_FOUND", HTTPStatus.NOT_FOUND)

    def _is_known(self, call: Call) -> bool:
        token = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return call.headers.get("authorization") == f"Basic {token}"


def _error(kind: str, status: HTTPStatus) -> Said:
    return say({"error": {"type": kind, "message": "made up"}}, status)


def _short(number: str, name: str, status: str) -> Mapping[str, object]:
    return {
        "name": name,
        "ehraid": 900001,
        "uid": number,
        "chid": "CH99930000001",
        "legalSeatId": 351,
        "legalSeat": "Bern",
        "registryOfCommerceId": 36,
        "legalForm": {
            "id": 3,
            "uid": "0106",
            "name": {"de": "Aktiengesellschaft", "fr": "Société anonyme"},
            "shortName": {"de": "AG", "fr": "SA"},
        },
        "status": status,
        "sogcDate": "2020-01-10",
        "deletionDate": "2021-05-04" if status == "CANCELLED" else None,
    }


def _full(number: str, name: str, status: str) -> Mapping[str, object]:
    return {
        **_short(number, name, status),
        "translation": ["Example Trading Ltd"],
        "purpose": "Erfundener Handel.",
        "sogcPub": [{"sogcDate": "2020-01-10", "sogcId": 1, "mutationTypes": [{"id": 1, "key": "status.neu"}]}],
        "address": {
            "organisation": name,
            "careOf": "c/o Beispiel Treuhand AG",
            "street": "Erfundene Gasse",
            "houseNumber": "1",
            "addon": None,
            "poBox": "",
            "swissZipCode": "3011",
            "city": "Bern",
        },
        "canton": "BE",
        "oldNames": [{"name": "Vorläufer GmbH", "sequenceNr": 1, "translation": ["Predecessor LLC"]}],
        "zefixDetailWeb": {"de": "https://www.zefix.ch/de/search/entity/list/firm/900001"},
    }
