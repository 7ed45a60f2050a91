"""The demonstration's businesses are what they claim to be."""

from __future__ import annotations

from jobs.demo.businesses import examples, unremarkable
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
