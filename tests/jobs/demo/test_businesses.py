"""The demonstration's businesses are what they claim to be."""

from __future__ import annotations

from jobs.demo.businesses import examples, unremarkable
from jobs.demo.desks import CHOSEN, DOWN
from kyc_service.verifiers.base import Question
from kyc_service.verifiers.serving import serving
from watchlists import bundled


def test_the_listed_company_is_sent_under_a_strong_alias() -> None:
    listed, director, *_ = examples("policy")
    entries = {entry.id: entry for entry in bundled.load("ofac_sdn").entries}

    company = entries[str(listed.expects_entry)]
    name = listed.body["business"]["name"]
    assert name.casefold() in {alias.value.casefold() for alias in company.names if alias.kind == "strong"}
    assert name.casefold() != company.caption.casefold()

    person = entries[str(director.expects_entry)]
    spelt = director.body["people"][0]["name"]
    assert spelt.casefold() not in {alias.value.casefold() for alias in person.names}
    assert director.body["people"][0]["date_of_birth"] in {str(date) for date in person.birth_dates}


def test_timed_businesses_differ() -> None:
    bodies = list(unremarkable("policy", 20))

    assert len({body["reference"] for body in bodies}) == 20
    assert len({body["business"]["name"] for body in bodies}) == 20


def test_what_is_asked_of_registers_is_what_it_claims() -> None:
    chosen = {one.id for one in CHOSEN}
    asked = {}
    for example in examples("policy"):
        business = example.body["business"]
        question = Question(
            country=business["registration"]["country"],
            number=business["registration"]["number"],
            vat=business.get("tax", {}).get("vat"),
        )
        asked[example.body["reference"]] = [one.id for one in serving(question) if one.id in chosen]

    assert asked.pop("demo-3-confirmed") == ["companies_house"]
    assert asked.pop("demo-4-borrowed") == ["vies"]
    assert asked.pop("demo-5-register-down") == ["brreg"] == [DOWN]
    assert not any(asked.values())
