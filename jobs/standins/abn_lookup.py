"""Stands in for Australia's ABN Lookup: JSONP, and every error with status 200 and a sentence in `Message`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType

from jobs.standins.base import NAME, OTHER, Call, Said, Scenario, StandIn

ACN = "990000005"
"""Of the company whose ABN is FOUND."""
_DETAILS = MappingProxyType({"/AbnDetails.aspx": "abn", "/AcnDetails.aspx": "acn"})
_REFUSED = "The GUID entered is not recognised as a Registered Party"
_LENGTHS = MappingProxyType({"abn": 11, "acn": 9})


class AbnLookupStandIn(StandIn):
    """Speaks ABN Lookup's JSON protocol."""

    id = "abn_lookup"
    key = "stand-in-key"
    """The GUID that it knows."""
    numbers = MappingProxyType(
        {
            Scenario.FOUND: "99000000000",
            Scenario.OTHER_NAME: "99000000032",
            Scenario.ENDED: "99000000064",
            Scenario.NOT_FOUND: "99000000096",
            Scenario.ERROR_IN_200: "99000000113",
            Scenario.MALFORMED: "99000000145",
            Scenario.SLOW: "99000000177",
            Scenario.TOO_MANY: "99000000226",
            Scenario.BROKEN: "99000000258",
            Scenario.TRUNCATED: "99000000307",
            Scenario.WRONG_TYPE: "99000000339",
            Scenario.REDIRECT: "99000001004",
        },
    )

    def number_in(self, call: Call) -> str | None:
        """Find the ABN or ACN that is asked about."""
        kind = _DETAILS.get(call.path)
        return call.query.get(kind, "") if kind else None

    def scenario_of(self, number: str) -> Scenario:
        """Say what happens to a number: one company has an ACN."""
        return Scenario.FOUND if number == ACN else super().scenario_of(number)

    def tell(self, call: Call, scenario: Scenario, number: str) -> Said:
        """Answer about an ABN or ACN."""
        if call.query.get("guid") != self.key:
            return _script(call, _empty(_REFUSED))
        if not number.isdigit() or len(number) != _LENGTHS[_DETAILS[call.path]]:
            return _script(call, _empty("Search text is not a valid ABN or ACN"))
        match scenario:
            case Scenario.NOT_FOUND:
                return _script(call, _empty("No record found"))
            case Scenario.ERROR_IN_200:
                return _script(call, _empty("There was a problem completing your request."))
            case Scenario.MALFORMED:
                return _script(call, {"businessEntity": [number]})
        abn = self.numbers[Scenario.FOUND] if number == ACN else number
        name = OTHER if scenario is Scenario.OTHER_NAME else NAME
        return _script(call, _details(abn, name, ended=scenario is Scenario.ENDED))

    def search(self, call: Call) -> Said | None:
        """Answer a search by name, with a score."""
        if call.path != "/MatchingNames.aspx":
            return None
        if call.query.get("guid") != self.key:
            return _script(call, {"Message": _REFUSED, "Names": []})
        known = ((Scenario.FOUND, NAME), (Scenario.OTHER_NAME, OTHER))
        word = call.query.get("name", "").partition(" ")[0].casefold()
        hits = [_match(self.numbers[one], text) for one, text in known if word in text.casefold()]
        return _script(call, {"Message": "", "Names": hits[: int(call.query.get("maxResults", "10"))]})


def _script(call: Call, content: object) -> Said:
    """Wrap in the caller's own function."""
    body = f"{call.query.get('callback', '')}({json.dumps(content)})"
    return Said(body=body.encode(), headers={"content-type": "text/javascript; charset=utf-8"})


def _empty(message: str) -> Mapping[str, object]:
    return {
        "Abn": "",
        "AbnStatus": "",
        "Acn": "",
        "EntityName": "",
        "BusinessName": [],
        "Gst": None,
        "Message": message,
    }


def _details(abn: str, name: str, *, ended: bool) -> Mapping[str, object]:
    return {
        "Abn": abn,
        "AbnStatus": "Cancelled" if ended else "Active",
        "AbnStatusEffectiveFrom": "2022-02-01" if ended else "2017-07-24",
        "Acn": ACN,
        "AddressDate": None,
        "AddressPostcode": "4000",
        "AddressState": "QLD",
        "BusinessName": ["Made Up Trading"],
        "EntityName": name.upper(),
        "EntityTypeCode": "PRV",
        "EntityTypeName": "Australian Private Company",
        "Gst": None if ended else "2018-04-03",
        "Message": "",
    }


def _match(abn: str, name: str) -> Mapping[str, object]:
    return {
        "Abn": abn,
        "AbnStatus": "0000000001",
        "IsCurrent": True,
        "Name": name.upper(),
        "NameType": "Entity Name",
        "Postcode": "4000",
        "State": "QLD",
        "Score": 100,
    }
