"""Stands in for VIES: one call, whose errors come with status 200."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from jobs.standins.base import NAME, OTHER, Call, Said, Scenario, StandIn, say

_CHECKED = "2026-11-26T08:30:02.124Z"
_NOT_GIVEN = "---"
_STATES = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE", "IT", "LT", "LU",
        "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI",
    },
)  # fmt: skip
_DETAILS = ("traderName", "traderStreet", "traderPostalCode", "traderCity", "traderCompanyType")


class ViesStandIn(StandIn):
    """The VAT switchboard, which does not tell a number that ended from one that never was."""

    id = "vies"
    numbers = {  # noqa: RUF012 - declared in the base as a Mapping
        Scenario.FOUND: "NL990000002B45",
        Scenario.OTHER_NAME: "NL990000003B36",
        Scenario.ENDED: "NL990000004B27",
        Scenario.NOT_FOUND: "NL990000005B18",
        Scenario.ERROR_IN_200: "NL990000006B09",
        Scenario.MALFORMED: "NL990000007B97",
        Scenario.SLOW: "NL990000008B88",
        Scenario.TOO_MANY: "NL990000009B79",
        Scenario.BROKEN: "NL990000010B70",
        Scenario.TRUNCATED: "NL990000011B01",
        Scenario.WRONG_TYPE: "NL990000012B52",
        Scenario.REDIRECT: "NL990000013B43",
    }

    def number_in(self, call: Call) -> str | None:
        """Find member state and number in the body."""
        if (call.method, call.path) != ("POST", "/check-vat-number"):
            return None
        asked = _asked(call)
        return f"{asked.get('countryCode', '')}{asked.get('vatNumber', '')}"

    def tell(self, call: Call, scenario: Scenario, number: str) -> Said:
        """Answer in the register's words. A prefix that it does not serve is bad input."""
        asked = _asked(call)
        if asked.get("countryCode") not in _STATES:
            return _error("INVALID_INPUT", HTTPStatus.BAD_REQUEST, "Country code is invalid")
        if ("requesterNumber" in asked) != (asked.get("requesterMemberStateCode") in _STATES):
            return _error("INVALID_REQUESTER_INFO")
        if scenario is Scenario.ERROR_IN_200:
            return _error("MS_UNAVAILABLE")
        if scenario is Scenario.MALFORMED:
            return say({"result": {"vat": number, "status": "ok"}})
        return say(_answer(asked, scenario))


def _asked(call: Call) -> Mapping[str, str]:
    try:
        asked = json.loads(call.body)
    except ValueError:
        return {}
    return asked if isinstance(asked, dict) else {}


def _error(word: str, status: int = HTTPStatus.OK, message: str | None = None) -> Said:
    wrapper = {"error": word} | ({"message": message} if message else {})
    return say({"actionSucceed": False, "errorWrappers": [wrapper]}, status)


def _answer(asked: Mapping[str, str], scenario: Scenario) -> Mapping[str, object]:
    valid = scenario in {Scenario.FOUND, Scenario.OTHER_NAME}
    told = valid and asked["countryCode"] not in {"DE", "ES"}
    name = (OTHER if scenario is Scenario.OTHER_NAME else NAME).upper()
    consultation = "WAPIAAAAZ99voorbeeld" if "requesterNumber" in asked else ""
    answer: dict[str, object] = {
        "countryCode": asked["countryCode"],
        "vatNumber": asked["vatNumber"],
        "requestDate": _CHECKED,
        "valid": valid,
        "requestIdentifier": consultation,
        "name": name if told else _NOT_GIVEN,
        "address": "\nKEIZERSGRACHT 00900\n1017ZZ AMSTERDAM\n" if told else _NOT_GIVEN,
    }
    if valid:
        answer |= dict.fromkeys(_DETAILS, _NOT_GIVEN)
        answer |= dict.fromkeys((f"{detail}Match" for detail in _DETAILS), "NOT_PROCESSED")
    return answer
