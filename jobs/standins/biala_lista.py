"""Stands in for Poland's list of VAT payers: a NIP for a day, null for nobody, faults as 400 with a code."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from jobs.standins.base import NAME, OTHER, Call, Said, Scenario, StandIn, say

EXEMPT = "9990000149"
"""NIP of a payer that is exempt from VAT."""
_PATH = re.compile(r"/api/search/nip/([^/]*)")
_NIP_DIGITS = 10


class BialaListaStandIn(StandIn):
    """Speaks the protocol of wl-api.mf.gov.pl."""

    id = "biala_lista"
    numbers = MappingProxyType(
        {
            Scenario.FOUND: "9990000008",
            Scenario.OTHER_NAME: "9990000014",
            Scenario.ENDED: "9990000020",
            Scenario.NOT_FOUND: "9990000037",
            Scenario.ERROR_IN_200: "9990000043",
            Scenario.MALFORMED: "9990000066",
            Scenario.SLOW: "9990000072",
            Scenario.TOO_MANY: "9990000089",
            Scenario.BROKEN: "9990000095",
            Scenario.TRUNCATED: "9990000103",
            Scenario.WRONG_TYPE: "9990000126",
            Scenario.REDIRECT: "9990000132",
        },
    )

    def number_in(self, call: Call) -> str | None:
        """Find the NIP in the path."""
        found = _PATH.fullmatch(call.path)
        return found[1] if found else None

    def scenario_of(self, number: str) -> Scenario:
        """Say what happens to a number."""
        return Scenario.FOUND if number == EXEMPT else super().scenario_of(number)

    def tell(self, call: Call, scenario: Scenario, number: str) -> Said:
        """Answer about a NIP; ENDED is one whose VAT registration was ended."""
        fault = _date_fault(call.query.get("date", "")) or _nip_fault(number)
        if scenario is Scenario.ERROR_IN_200:
            fault = "WL-191"
        if fault:
            return say({"code": fault, "message": "made up"}, HTTPStatus.BAD_REQUEST)
        match scenario:
            case Scenario.NOT_FOUND:
                return _result(None)
            case Scenario.MALFORMED:
                return say({"result": [number]})
        status = "Zwolniony" if number == EXEMPT else "Czynny"
        if scenario is Scenario.ENDED:
            status = "Niezarejestrowany"
        return _result(_subject(number, OTHER if scenario is Scenario.OTHER_NAME else NAME, status))


def _date_fault(text: str) -> str | None:
    if not text:
        return "WL-101"
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return "WL-102"
    return "WL-103" if day > dt.datetime.now(dt.UTC).date() else None


def _nip_fault(number: str) -> str | None:
    if not number.isdigit():
        return "WL-114"
    return None if len(number) == _NIP_DIGITS else "WL-113"


def _result(subject: Mapping[str, object] | None) -> Said:
    found = {"subject": subject, "requestId": "abc12-de345fg", "requestDateTime": "20-11-2026 10:00:00"}
    return say({"result": found})


def _subject(number: str, name: str, status: str) -> Mapping[str, object]:
    return {
        "name": name.upper(),
        "nip": number,
        "statusVat": status,
        "regon": "999999990",
        "pesel": None,
        "krs": "0000999999",
        "residenceAddress": None,
        "workingAddress": "WYMYSLONA 7, 09-411 PLOCK",
        "representatives": [
            {"companyName": None, "firstName": "WYMYSLAWA", "lastName": "PRZYKLADOWSKA", "nip": None, "pesel": None},
        ],
        "authorizedClerks": [],
        "partners": [{"companyName": "WYMYSLONA SPOLKA", "firstName": None, "lastName": None, "nip": "9990000155"}],
        "registrationLegalDate": "1993-06-29",
        "removalDate": "2024-01-31" if status == "Niezarejestrowany" else None,
        "accountNumbers": ["00" * 13],
        "hasVirtualAccounts": False,
    }
