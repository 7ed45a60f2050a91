"""Stands in for GLEIF: LEI records, parents and reporting exceptions in JSON:API."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from jobs.standins.base import NAME, OTHER, Call, Said, Scenario, StandIn, say
from jobs.standins.feeds import gleif as feeds

_MEDIA_TYPE = "application/vnd.api+json"
_PUBLISHED = "2026-11-25T16:00:00Z"
_DIRECT, _ULTIMATE = "ZZ9900VOORBEELD01731", "ZZ9900VOORBEELD01828"
_PARENTS = {"direct-parent": (_DIRECT, "VOORBEELD GROEP N.V."), "ultimate-parent": (_ULTIMATE, "VOORBEELD HOLDING SE")}
_EXCEPTION = "-reporting-exception"


class GleifStandIn(StandIn):
    """The LEI index. What is FOUND has two parents; what is found under OTHER_NAME keeps its parent to itself."""

    id = "gleif"
    numbers = {  # noqa: RUF012 - declared in the base as a Mapping
        Scenario.FOUND: "ZZ9900VOORBEELD00179",
        Scenario.OTHER_NAME: "ZZ9900VOORBEELD00276",
        Scenario.ENDED: "ZZ9900VOORBEELD00373",
        Scenario.NOT_FOUND: "ZZ9900VOORBEELD00470",
        Scenario.ERROR_IN_200: "ZZ9900VOORBEELD00567",
        Scenario.MALFORMED: "ZZ9900VOORBEELD00664",
        Scenario.SLOW: "ZZ9900VOORBEELD00761",
        Scenario.TOO_MANY: "ZZ9900VOORBEELD00858",
        Scenario.BROKEN: "ZZ9900VOORBEELD00955",
        Scenario.TRUNCATED: "ZZ9900VOORBEELD01052",
        Scenario.WRONG_TYPE: "ZZ9900VOORBEELD01149",
        Scenario.REDIRECT: "ZZ9900VOORBEELD01246",
    }

    def feed(self, call: Call) -> Said | None:
        """Answer a request for the golden copy."""
        return feeds.answer(self.news, call)

    def number_in(self, call: Call) -> str | None:
        """Find the LEI in the path."""
        head, _, rest = call.path.lstrip("/").partition("/")
        return rest.partition("/")[0] or None if head == "lei-records" else None

    def tell(self, call: Call, scenario: Scenario, number: str) -> Said:
        """Answer with a record, a parent, or a reason for none."""
        if scenario is Scenario.ERROR_IN_200:
            return _say({"errors": [{"status": "500", "title": "Server Error"}]}, HTTPStatus.INTERNAL_SERVER_ERROR)
        if scenario is Scenario.NOT_FOUND:
            return _not_found()
        if scenario is Scenario.MALFORMED:
            return _say({"data": [{"lei": number}]})
        which = call.path.rpartition("/")[2]
        if which == number:
            return _say(_envelope(_record(number, scenario)))
        if which.endswith(_EXCEPTION):
            return _exception(number, scenario, which.removesuffix(_EXCEPTION))
        return _parent(scenario, which)

    def search(self, call: Call) -> Said | None:
        """Find the two living companies by any word of their names."""
        words = call.query.get("filter[entity.legalName]", "").upper().split()
        if call.path != "/lei-records":
            return None
        found = [one for one in (Scenario.FOUND, Scenario.OTHER_NAME) if set(words) & set(_name(one).split())]
        return _say(_envelope([_record(self.numbers[one], one) for one in found]))


def _say(content: object, status: int = HTTPStatus.OK) -> Said:
    return say(content, status, _MEDIA_TYPE)


def _not_found() -> Said:
    return _say({"errors": [{"status": "404", "title": "Not Found"}]}, HTTPStatus.NOT_FOUND)


def _envelope(data: object) -> Mapping[str, object]:
    return {"meta": {"goldenCopy": {"publishDate": _PUBLISHED}}, "data": data}


def _name(scenario: Scenario) -> str:
    return (OTHER if scenario is Scenario.OTHER_NAME else NAME).upper()


def _record(lei: str, scenario: Scenario) -> dict[str, object]:
    ended = scenario is Scenario.ENDED
    attributes = _attributes(lei, _name(scenario))
    if ended:
        attributes["entity"] |= {
            "status": "INACTIVE",
            "expiration": {"date": "2025-03-31T00:00:00Z", "reason": "DISSOLVED"},
        }
        attributes["registration"] |= {"status": "RETIRED"}
    named = scenario is Scenario.FOUND
    links = {which: {"links": _links(lei, which, named=named)} for which in _PARENTS}
    return {"type": "lei-records", "id": lei, "attributes": attributes, "relationships": links}


def _links(lei: str, which: str, *, named: bool) -> Mapping[str, str]:
    below = f"https://api.gleif.org/api/v1/lei-records/{lei}/{which}"
    if named:
        return {"relationship-record": f"{below}-relationship", "lei-record": below}
    return {"reporting-exception": f"{below}{_EXCEPTION}"}


def _attributes(lei: str, name: str) -> dict[str, dict[str, object]]:
    address = {
        "language": "nl",
        "addressLines": ["Keizersgracht 900"],
        "addressNumber": None,
        "city": "AMSTERDAM",
        "region": "NL-NH",
        "country": "NL",
        "postalCode": "1017 ZZ",
    }
    entity = {
        "legalName": {"name": name, "language": "nl"},
        "otherNames": [{"name": "VOORBEELD TRADING", "language": "en", "type": "TRADING_OR_OPERATING_NAME"}],
        "transliteratedOtherNames": [],
        "legalAddress": address,
        "headquartersAddress": address,
        "registeredAt": {"id": "RA000463", "other": None},
        "registeredAs": "99900001",
        "jurisdiction": "NL",
        "category": "GENERAL",
        "legalForm": {"id": "54M6", "other": None},
        "status": "ACTIVE",
        "expiration": {"date": None, "reason": None},
        "successorEntities": [],
        "creationDate": "2015-06-22T00:00:00Z",
        "eventGroups": [],
    }
    registration = {
        "initialRegistrationDate": "2016-01-11T09:00:00Z",
        "lastUpdateDate": "2026-02-02T09:00:00Z",
        "status": "ISSUED",
        "nextRenewalDate": "2027-02-02T09:00:00Z",
        "managingLou": "ZZ9900VOORBEELD01925",
        "corroborationLevel": "FULLY_CORROBORATED",
    }
    return {"lei": lei, "entity": entity, "registration": registration}  # type: ignore[dict-item]  # one text


def _parent(scenario: Scenario, which: str) -> Said:
    if scenario is not Scenario.FOUND or which not in _PARENTS:
        return _not_found()
    lei, name = _PARENTS[which]
    return _say(_envelope({"type": "lei-records", "id": lei, "attributes": _attributes(lei, name)}))


def _exception(lei: str, scenario: Scenario, which: str) -> Said:
    if scenario is Scenario.FOUND or which not in _PARENTS:
        return _not_found()
    category = f"{which.partition('-')[0].upper()}_ACCOUNTING_CONSOLIDATION_PARENT"
    reason = "NON_PUBLIC" if scenario is Scenario.OTHER_NAME else "NATURAL_PERSONS"
    attributes = {"validFrom": None, "validTo": None, "lei": lei, "category": category, "reason": reason}
    return _say(
        _envelope({"type": "reporting-exceptions", "id": f"{lei}|0|{category}", "attributes": attributes}),
    )
