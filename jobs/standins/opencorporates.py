"""Stands in for OpenCorporates: companies of one jurisdiction, asked with a token in the query."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from jobs.standins.base import NAME, OTHER, Call, Said, Scenario, StandIn, say

_JURISDICTION = "nl"
_READ = "2026-11-20T03:15:00+00:00"


class OpenCorporatesStandIn(StandIn):
    """The copy of one register, of `nl`; any other jurisdiction is not held."""

    id = "opencorporates"
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

    def number_in(self, call: Call) -> str | None:
        """Find the number behind the jurisdiction."""
        match call.path.lstrip("/").split("/"):
            case ["companies", _, number]:
                return number
        return None

    def tell(self, call: Call, scenario: Scenario, number: str) -> Said:
        """Answer with a company."""
        if call.query.get("api_token") != self.key:
            return _error("Invalid Api Token", HTTPStatus.UNAUTHORIZED)
        if scenario is Scenario.ERROR_IN_200:
            return _error("Internal error", HTTPStatus.INTERNAL_SERVER_ERROR)
        if scenario is Scenario.NOT_FOUND or not call.path.startswith(f"/companies/{_JURISDICTION}/"):
            return _error("Not found", HTTPStatus.NOT_FOUND)
        if scenario is Scenario.MALFORMED:
            return say({"api_version": "0.5", "company": {"number": number}})
        company = _company(number, scenario)
        company["officers"] = [{"officer": officer} for officer in _officers()]
        return _say({"company": company})

    def search(self, call: Call) -> Said | None:
        """Find the two living companies by any word of their names."""
        if call.path != "/companies/search":
            return None
        if call.query.get("api_token") != self.key:
            return _error("Invalid Api Token", HTTPStatus.UNAUTHORIZED)
        words = set(call.query.get("q", "").upper().split())
        held = call.query.get("jurisdiction_code") == _JURISDICTION
        found = [
            {"company": _company(self.numbers[one], one)}
            for one in (Scenario.FOUND, Scenario.OTHER_NAME)
            if held and words & set(_name(one).split())
        ]
        return _say({"companies": found, "page": 1, "per_page": 5, "total_pages": 1, "total_count": len(found)})


def _say(results: object) -> Said:
    return say({"api_version": "0.4", "results": results})


def _error(message: str, status: int) -> Said:
    return say({"error": {"message": message}}, status)


def _name(scenario: Scenario) -> str:
    return (OTHER if scenario is Scenario.OTHER_NAME else NAME).upper()


def _company(number: str, scenario: Scenario) -> dict[str, object]:
    ended = scenario is Scenario.ENDED
    return {
        "name": _name(scenario),
        "company_number": number,
        "jurisdiction_code": _JURISDICTION,
        "incorporation_date": "2015-06-22",
        "dissolution_date": "2024-05-31" if ended else None,
        "company_type": "Besloten Vennootschap",
        "registry_url": None,
        "branch": None,
        "branch_status": None,
        "inactive": ended,
        "current_status": "Dissolved" if ended else "Active",
        "created_at": "2015-07-01T00:00:00+00:00",
        "updated_at": _READ,
        "retrieved_at": _READ,
        "opencorporates_url": f"https://opencorporates.com/companies/{_JURISDICTION}/{number}",
        "previous_names": [{"company_name": "VOORBEELD IMPORT B.V.", "con_date": "2017-01-02"}],
        "source": {"publisher": "Voorbeeldregister", "url": "https://register.example/", "retrieved_at": _READ},
        "registered_address": {
            "street_address": "Keizersgracht 900",
            "locality": "Amsterdam",
            "region": None,
            "postal_code": "1017ZZ",
            "country": "Netherlands",
        },
        "registered_address_in_full": "Keizersgracht 900, Amsterdam, 1017ZZ",
    }


def _officers() -> tuple[Mapping[str, object], ...]:
    return (
        {"name": "ANNA VOORBEELD", "position": "bestuurder", "start_date": "2015-06-22", "end_date": None},
        {"name": "PIET VERZONNEN", "position": "bestuurder", "start_date": "2015-06-22", "end_date": "2019-12-31"},
    )
