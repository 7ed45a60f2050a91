"""The businesses that the demonstration sends in. Listed parties are on official lists; all others are made up.

Numbers in registers are those of the stand-ins, so that each shows one thing that a register can say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jobs.standins.base import Scenario
from jobs.standins.brreg import BrregStandIn
from jobs.standins.companies_house import CompaniesHouseStandIn
from jobs.standins.vies import ViesStandIn

TIMED = 20
"""How many unremarkable businesses the timing is taken over."""


@dataclass(frozen=True, slots=True)
class Example:
    """One submission, and what it is there to show."""

    title: str
    body: dict[str, Any]
    expects_entry: str | None = None
    """Id of the listed entry that has to be found; None where nothing may be."""


def examples(policy_id: str) -> tuple[Example, ...]:
    """Return the submissions that are shown in detail."""
    return (
        Example(
            "a listed company, under one of its other names",
            _submission(policy_id, "demo-1-listed-company", "National Bank of Cuba", "Lena Brandt", "CH"),
            expects_entry="ofac:306",
        ),
        Example(
            "an unremarkable company whose director is listed, spelt another way",
            _submission(
                policy_id,
                "demo-2-listed-director",
                "Blue Heron Catering Ltd",
                "Tom Whitfield",
                "IE",
                people=[{"role": "director", "name": "Evgeni Prigozhin", "date_of_birth": "1961-06-01"}],
            ),
            expects_entry="ofac:21171",
        ),
        *_registered(policy_id),
        Example("details that cannot be right", _invalid(policy_id)),
    )


def _registered(policy_id: str) -> tuple[Example, ...]:
    """Make businesses that are on no list, of which registers say different things."""
    confirmed = _submission(
        policy_id,
        "demo-3-confirmed",
        "Voorbeeld Handel Ltd.",
        "Anna Voorbeeld",
        "GB",
        people=[
            {
                "role": "director",
                "name": "Anna Maria Voorbeeld",
                "date_of_birth": "1978-04-12",
                "ownership": {"percent": 60},
            },
            # The register names nobody with a quarter or less: whoever has the rest stands here alone.
            {"role": "owner", "name": "Willem Achterland", "ownership": {"percent": 20}},
            {"role": "owner", "name": "Ines Kalkoven", "ownership": {"percent": 20}},
        ],
    )
    confirmed["business"]["registration"]["number"] = CompaniesHouseStandIn.numbers[Scenario.FOUND]
    confirmed["business"]["addresses"] = [
        {"lines": ["900 Example St"], "city": "Malmesbury", "postal_code": "ZZ99 9ZZ", "country": "GB"}
    ]
    borrowed = _submission(policy_id, "demo-4-borrowed", "Windmill Bicycle Parts B.V.", "Sanne Verbeek", "NL")
    borrowed["business"]["tax"] = {"vat": ViesStandIn.numbers[Scenario.OTHER_NAME]}
    borrowed["business"]["addresses"] = [
        {"lines": ["Keizersgracht 900"], "city": "Amsterdam", "postal_code": "1017 ZZ", "country": "NL"}
    ]
    waiting = _submission(policy_id, "demo-5-register-down", "Fjordlys Kontormøbler AS", "Kari Nordli", "NO")
    waiting["business"]["registration"]["number"] = BrregStandIn.numbers[Scenario.FOUND]
    return (
        Example("a company as its register has it", confirmed),
        Example("a company with another's VAT number", borrowed),
        Example("a company whose register is down", waiting),
    )


def unremarkable(policy_id: str, count: int = TIMED) -> Iterator[dict[str, Any]]:
    """Make businesses that are on no list, each another one."""
    for number in range(count):
        name = f"{_FIRST[number % len(_FIRST)]} {_SECOND[number // len(_FIRST) % len(_SECOND)]} B.V."
        contact = f"{_GIVEN[number % len(_GIVEN)]} {_FAMILY[number // 2 % len(_FAMILY)]}"
        yield _submission(policy_id, f"demo-timed-{number + 1}", name, contact, "NL")


_FIRST = ("Windmill", "Tulip", "Dune", "Polder", "Heron", "Harbour", "Canal", "Meadow", "Lighthouse", "Willow")
_SECOND = ("Bicycle Parts", "Garden Furniture", "Coffee Roasters", "Kitchenware")
_GIVEN = ("Sanne", "Joris", "Femke", "Bram", "Lotte", "Thijs", "Maaike", "Ruben")
_FAMILY = ("Verbeek", "Hoekstra", "Dijkstra", "Kuipers", "Timmermans")


def _submission(
    policy_id: str,
    reference: str,
    name: str,
    contact: str,
    country: str,
    people: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    return {
        "reference": reference,
        "role": "seller",
        "policy_id": policy_id,
        "business": {
            "name": name,
            "type": "company",
            "registration": {"number": f"{abs(hash_of(reference)) % 90_000_000 + 10_000_000}", "country": country},
            "addresses": [{"lines": ["Main Street 1"], "city": "Sampleton", "country": country}],
        },
        "contact": {"name": contact, "job_title": "Operations manager", "email": "contact@business-example.com"},
        "people": people or [],
    }


def _invalid(policy_id: str) -> dict[str, Any]:
    body = _submission(policy_id, "demo-6-invalid", "Impossible Details Ltd", "Robin Marsh", "GB")
    body["business"]["registration"]["country"] = "XX"
    body["contact"]["email"] = "not an address"
    body["contact"]["passport_scan"] = "would be refused whatever it held"
    body["people"] = [{"role": "director", "name": "Kim Archer", "date_of_birth": "1985-02-30"}]
    return body


def hash_of(text: str) -> int:
    """Make a number of a text, the same in every process."""
    return int.from_bytes(text.encode()[-6:], "big")
