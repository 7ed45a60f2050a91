"""Stands in for Companies House: profile, officers, control, search; with HTTP Basic and two shapes of error."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from jobs.standins.base import Call, Said, Scenario, StandIn, say
from jobs.standins.feeds import companies_house as feeds

_FOUND, _OTHER = "VOORBEELD HANDEL LIMITED", "ZUIDWIJK BAKKERIJMACHINES PLC"
_ADDRESS = {
    "address_line_1": "900 Example Street",
    "address_line_2": "Example Park",
    "locality": "Malmesbury",
    "region": "Wiltshire",
    "country": "England",
    "postal_code": "ZZ99 9ZZ",
}
_OFFICERS: tuple[Mapping[str, object], ...] = (
    {
        "name": "VOORBEELD, Anna Maria",
        "officer_role": "director",
        "appointed_on": "2015-06-22",
        "nationality": "Dutch",
        "occupation": "Company Director",
        "country_of_residence": "England",
        "date_of_birth": {"month": 4, "year": 1978},
        "address": _ADDRESS,
    },
    {
        "name": "VOORBEELD SECRETARIES LIMITED",
        "officer_role": "corporate-secretary",
        "appointed_on": "2016-01-01",
        "identification": {"identification_type": "uk-limited-company", "registration_number": "99900099"},
        "address": _ADDRESS,
    },
    {
        "name": "VERZONNEN, Piet",
        "officer_role": "director",
        "appointed_on": "2015-06-22",
        "resigned_on": "2019-12-31",
        "nationality": "British",
        "date_of_birth": {"month": 8, "year": 1951},
        "address": _ADDRESS,
    },
)
_CONTROL: tuple[Mapping[str, object], ...] = (
    {
        "kind": "individual-person-with-significant-control",
        "name": "Ms Anna Maria Voorbeeld",
        "name_elements": {"title": "Ms", "forename": "Anna", "middle_name": "Maria", "surname": "Voorbeeld"},
        "nationality": "Dutch",
        "country_of_residence": "England",
        "date_of_birth": {"month": 4, "year": 1978},
        "natures_of_control": ["ownership-of-shares-50-to-75-percent", "voting-rights-75-to-100-percent"],
        "notified_on": "2016-04-06",
    },
    {
        "kind": "corporate-entity-person-with-significant-control",
        "name": "Voorbeeld Groep Limited",
        "identification": {
            "registration_number": "99900098",
            "country_registered": "England & Wales",
            "legal_form": "Private Limited Company",
        },
        "address": _ADDRESS,
        "natures_of_control": ["right-to-appoint-and-remove-directors"],
        "notified_on": "2016-07-01",
        "ceased_on": "2020-02-29",
        "ceased": True,
    },
)


class CompaniesHouseStandIn(StandIn):
    """The British register. What ended has no data on control, as many old companies."""

    id = "companies_house"
    numbers = {  # noqa: RUF012 - declared in the base as a Mapping
        Scenario.FOUND: "99900001",
        Scenario.OTHER_NAME: "SC990002",
        Scenario.ENDED: "NI990003",
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
    officers: Sequence[Mapping[str, object]] = _OFFICERS
    control: Sequence[Mapping[str, object]] = _CONTROL

    def feed(self, call: Call) -> Said | None:
        """Answer a request for a stream."""
        told = feeds.answer(self.news, call)
        return None if told is None else self._refuse(call) or told

    def number_in(self, call: Call) -> str | None:
        """Find the company's number in the path."""
        head, _, rest = call.path.lstrip("/").partition("/")
        return rest.partition("/")[0] or None if head == "company" else None

    def tell(self, call: Call, scenario: Scenario, number: str) -> Said:
        """Answer with the profile or a list of the company."""
        refused = self._refuse(call)
        if refused:
            return refused
        what = call.path.rpartition("/")[2]
        if scenario is Scenario.ERROR_IN_200:
            return say({"error": "internal-server-error", "type": "ch:service"}, HTTPStatus.INTERNAL_SERVER_ERROR)
        if scenario is Scenario.MALFORMED:
            return say({"items": [], "company": number})
        if scenario is Scenario.NOT_FOUND:
            return _not_found("company-profile-not-found")
        return say(_profile(number, scenario)) if what == number else self._list(call, scenario, what)

    def search(self, call: Call) -> Said | None:
        """Find the two living companies by any word of their names."""
        if call.path != "/search/companies":
            return None
        refused = self._refuse(call)
        if refused:
            return refused
        words = set(call.query.get("q", "").upper().split())
        found = [
            _found(self.numbers[one], _profile(self.numbers[one], one))
            for one in (Scenario.FOUND, Scenario.OTHER_NAME)
            if words & set(_name(one).split())
        ]
        return say({"kind": "search#companies", "total_results": len(found), "items": found})

    def _list(self, call: Call, scenario: Scenario, what: str) -> Said:
        if what == "officers":
            return _page(call, "officer-list", self.officers)
        if scenario is Scenario.ENDED:
            return _not_found("persons-with-significant-control-not-found")
        return _page(call, "persons-with-significant-control#list", self.control)

    def _refuse(self, call: Call) -> Said | None:
        """Refuse whoever does not send the key as user name, with an empty password."""
        wanted = "Basic " + base64.b64encode(f"{self.key}:".encode()).decode()
        if call.headers.get("authorization") == wanted:
            return None
        return say({"error": "Invalid Authorization header", "type": "ch:service"}, HTTPStatus.UNAUTHORIZED)


def _not_found(word: str) -> Said:
    return say({"errors": [{"error": word, "type": "ch:service"}]}, HTTPStatus.NOT_FOUND)


def _name(scenario: Scenario) -> str:
    return _OTHER if scenario is Scenario.OTHER_NAME else _FOUND


def _page(call: Call, kind: str, items: Sequence[Mapping[str, object]]) -> Said:
    start, size = int(call.query.get("start_index", "0")), int(call.query.get("items_per_page", "25"))
    return say(
        {
            "kind": kind,
            "total_results": len(items),
            "active_count": sum("resigned_on" not in item and "ceased_on" not in item for item in items),
            "start_index": start,
            "items_per_page": size,
            "items": list(items[start : start + size]),
        }
    )


def _profile(number: str, scenario: Scenario) -> dict[str, object]:
    profile: dict[str, object] = {
        "company_name": _name(scenario),
        "company_number": number,
        "company_status": "active",
        "type": "ltd",
        "jurisdiction": "england-wales",
        "date_of_creation": "2015-06-22",
        "registered_office_address": _ADDRESS,
        "sic_codes": ["47910"],
        "previous_company_names": [
            {"name": "EXAMPLE TRADING LIMITED", "effective_from": "2015-06-22", "ceased_on": "2017-01-02"},
        ],
        "accounts": {"overdue": False, "next_due": "2027-03-31"},
        "confirmation_statement": {"overdue": False, "next_due": "2027-07-06"},
        "has_charges": False,
        "has_insolvency_history": False,
        "has_been_liquidated": False,
        "undeliverable_registered_office_address": False,
        "registered_office_is_in_dispute": False,
        "can_file": True,
        "etag": "00000000000000000000000000000000voorbeeld",
        "links": {"self": f"/company/{number}"},
    }
    if scenario is Scenario.ENDED:
        profile |= {"company_status": "dissolved", "date_of_cessation": "2024-05-14", "can_file": False}
    return profile


def _found(number: str, profile: Mapping[str, object]) -> Mapping[str, object]:
    return {
        "kind": "searchresults#company",
        "title": profile["company_name"],
        "company_number": number,
        "company_status": profile["company_status"],
        "company_type": profile["type"],
        "date_of_creation": profile["date_of_creation"],
        "address": _ADDRESS,
    }
