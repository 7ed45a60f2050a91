"""What the table that ships says of businesses that everybody knows, and what it never says."""

from __future__ import annotations

import pytest

from kyc_service.domain.registers import Flag, Outcome
from kyc_service.domain.risk.facts import Fact
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.rating import Rating, rate
from kyc_service.services.risk.files import default_table, parse_facts
from watchlists.model import TOPICS

KNOWN = {
    "registration_country": "NL",
    "operation_countries": ["NL"],
    "owner_countries": ["NL"],
    "industry": "46.90",
    "legal_form": "company",
    "age_years": 9,
    "role": "seller",
    "ownership_gap": 0,
    "chain_length": 0,
    "ownership_findings": [],
    "blocked_owners": [],
    "confirmed_topics": [],
    "open_topics": [],
    "register_flags": [],
    "register_outcomes": ["verified"],
    "contact_flags": [],
    "submission_flags": [],
}


def rated(**said: object) -> Rating:
    return rate(default_table(), parse_facts(KNOWN | said))


@pytest.mark.parametrize(
    ("said", "level", "why"),
    [
        ({}, "low", "nothing to say of it"),
        ({"age_years": 0.5}, "low", "young alone is no reason"),
        ({"registration_country": "IR"}, "high", "FATF's call for action"),
        ({"registration_country": "CU"}, "high", "comprehensive sanctions"),
        ({"registration_country": "VG"}, "high", "the EU's high-risk third countries"),
        ({"registration_country": "KW"}, "low", "FATF asks for no enhanced measures under increased monitoring"),
        ({"operation_countries": ["NL", "MM"]}, "high", "works in a country of the call for action"),
        ({"owner_countries": ["IR"]}, "medium", "a passport alone is no floor"),
        ({"industry": "46.72"}, "medium", "metals"),
        ({"blocked_owners": ["possible"]}, "high", "find out the shares"),
        ({"blocked_owners": ["sure"]}, "prohibited", "confirmed"),
        ({"confirmed_topics": ["sanction"]}, "prohibited", "confirmed"),
        ({"confirmed_topics": ["pep"]}, "high", "Article 42"),
        ({"confirmed_topics": ["pep_relative"]}, "high", "Article 46"),
        ({"confirmed_topics": ["debarment"]}, "high", "barred elsewhere is no sanction"),
        ({"open_topics": ["sanction"]}, "medium", "nobody decided"),
        ({"register_flags": ["dissolved"]}, "high", "it has ended"),
        ({"register_outcomes": ["not_verified"]}, "low", "alone it is little"),
        ({"register_outcomes": ["unavailable"]}, "low", "an outage says nothing"),
        (
            {"contact_flags": ["email_free_provider", "email_domain_unrelated"]},
            "low",
            "small firms have such mailboxes",
        ),
    ],
)
def test_a_business_is_rated_as_an_analyst_would(said: dict[str, object], level: str, why: str) -> None:
    assert (rated(**said).level, why) == (level, why)


def test_of_whom_nothing_is_known_is_not_low() -> None:
    assert rate(default_table(), {}).level is Level.MEDIUM


@pytest.mark.parametrize("outcome", [Outcome.UNAVAILABLE, Outcome.NOT_SUPPORTED])
def test_an_outage_counts_nothing(outcome: Outcome) -> None:
    assert rated(register_outcomes=[outcome]).points == rated().points


def test_every_topic_counts_confirmed_and_less_undecided() -> None:
    quiet = rated().points
    for topic in TOPICS:
        confirmed, undecided = rated(confirmed_topics=[topic]), rated(open_topics=[topic])
        assert confirmed.points > undecided.points > quiet
        assert undecided.contributions[list(Fact).index(Fact.OPEN_TOPICS)].at_least is None


def test_what_registers_flag_counts_but_for_youth_which_counts_by_age() -> None:
    silent = [flag for flag in Flag if rated(register_flags=[flag]).points == rated().points]
    assert silent == [Flag.VERY_YOUNG]


@pytest.mark.parametrize("flag", ["special_category_suspected", "subject_is_minor"])
def test_health_faith_and_youth_of_a_person_are_no_risk(flag: str) -> None:
    assert rated(submission_flags=[flag]).points == rated().points


def test_no_undecided_fact_and_no_points_prohibit() -> None:
    worst = {
        "registration_country": "IR",
        "operation_countries": ["KP"],
        "owner_countries": ["KP"],
        "industry": "92",
        "open_topics": sorted(TOPICS),
        "blocked_owners": ["possible"],
        "register_flags": sorted(Flag),
        "confirmed_topics": ["pep", "crime"],
    }
    assert rated(**worst).level is Level.HIGH
