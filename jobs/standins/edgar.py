"""Stands in for SEC EDGAR: submissions by CIK, refused without a user agent that names somebody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from jobs.standins.base import NAME, OTHER, Call, Said, Scenario, StandIn, say

PERSON = "9999999921"
"""CIK of somebody who reports as an owner, and is no company."""
_PATH = re.compile(r"/submissions/CIK([0-9]{10})\.json")


class EdgarStandIn(StandIn):
    """Speaks the protocol of data.sec.gov."""

    id = "edgar"
    numbers = MappingProxyType(
        {
            Scenario.FOUND: "9999999901",
            Scenario.OTHER_NAME: "9999999902",
            Scenario.ENDED: "9999999903",
            Scenario.NOT_FOUND: "9999999904",
            Scenario.ERROR_IN_200: "9999999905",
            Scenario.MALFORMED: "9999999906",
            Scenario.SLOW: "9999999907",
            Scenario.TOO_MANY: "9999999908",
            Scenario.BROKEN: "9999999909",
            Scenario.TRUNCATED: "9999999910",
            Scenario.WRONG_TYPE: "9999999911",
            Scenario.REDIRECT: "9999999912",
        },
    )

    def number_in(self, call: Call) -> str | None:
        """Find the CIK in the path."""
        found = _PATH.fullmatch(call.path)
        return found[1] if found else None

    def scenario_of(self, number: str) -> Scenario:
        """Say what happens to a number."""
        return Scenario.FOUND if number == PERSON else super().scenario_of(number)

    def tell(self, call: Call, scenario: Scenario, number: str) -> Said:
        """Answer with a filer. It has no word for an end: ENDED is a filer like any other."""
        if "@" not in call.headers.get("user-agent", ""):
            page = b"<html><title>SEC.gov | Request Rate Threshold Exceeded</title></html>"
            return Said(status=HTTPStatus.FORBIDDEN, body=page, headers={"content-type": "text/html"})
        match scenario:
            case Scenario.NOT_FOUND:
                page = b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>NoSuchKey</Code></Error>'
                return Said(status=HTTPStatus.NOT_FOUND, body=page, headers={"content-type": "application/xml"})
            case Scenario.ERROR_IN_200:
                return say({"message": "Internal server error"}, HTTPStatus.INTERNAL_SERVER_ERROR)
            case Scenario.MALFORMED:
                return say({"cik": [number]})
        if number == PERSON:
            return say(_person())
        return say(_filer(number, OTHER if scenario is Scenario.OTHER_NAME else NAME))


def _filer(number: str, name: str) -> Mapping[str, object]:
    place = {
        "street1": "1 MADE UP WAY",
        "street2": "SUITE 2",
        "city": "CUPERTINO",
        "stateOrCountry": "CA",
        "zipCode": "95014",
        "stateOrCountryDescription": "CA",
        "isForeignLocation": 0,
    }
    return {
        "cik": number,
        "entityType": "operating",
        "sic": "3571",
        "sicDescription": "Electronic Computers",
        "insiderTransactionForOwnerExists": 0,
        "insiderTransactionForIssuerExists": 1,
        "name": name.upper(),
        "tickers": ["MADE"],
        "exchanges": ["Nasdaq"],
        "ein": "990000001",
        "lei": None,
        "category": "Large accelerated filer",
        "stateOfIncorporation": "DE",
        "addresses": {"mailing": {**place, "street1": "PO BOX 1"}, "business": place},
        "formerNames": [{"name": "EXAMPLE COMPUTER INC", "from": "1994-01-26T00:00:00.000Z"}],
        "filings": {"recent": {"accessionNumber": ["9999999901-24-000001"], "form": ["10-K"]}, "files": []},
    }


def _person() -> Mapping[str, object]:
    return {
        "cik": PERSON,
        "entityType": "other",
        "sic": "",
        "insiderTransactionForOwnerExists": 1,
        "insiderTransactionForIssuerExists": 0,
        "name": "EXAMPLE INVENTINE",
        "ein": "000000000",
        "stateOfIncorporation": "",
        "addresses": {"mailing": {"street1": "2 MADE UP WAY", "city": "CUPERTINO", "stateOrCountry": "CA"}},
        "formerNames": [],
    }
