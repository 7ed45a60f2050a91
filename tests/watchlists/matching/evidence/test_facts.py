"""Facts beside names and dates."""

from dataclasses import replace

import pytest

from tests.fixtures.listed import BOUT, IRISL
from watchlists.matching.evidence.facts import compare_addresses, compare_countries, compare_genders, compare_places
from watchlists.model import Address, Gender, Place, Subject

SOMEBODY = Subject(names=("Somebody",))


@pytest.mark.parametrize(
    ("countries", "weight"), [(("RU",), "country"), (("nl", "ru"), "country"), (("NL",), "country_conflict")]
)
def test_countries(countries: tuple[str, ...], weight: str) -> None:
    fact = compare_countries(replace(SOMEBODY, countries=countries), BOUT)
    assert fact is not None
    assert fact.weight == weight


def test_the_country_of_an_address_counts() -> None:
    fact = compare_countries(replace(SOMEBODY, addresses=(Address("Moscow", "RU"),)), BOUT)
    assert fact is not None
    assert fact.reason == "both: RU"


@pytest.mark.parametrize(
    ("gender", "weight"), [(Gender.MALE, "gender"), (Gender.FEMALE, "gender_conflict"), (Gender.OTHER, None)]
)
def test_genders(gender: Gender, weight: str | None) -> None:
    fact = compare_genders(replace(SOMEBODY, genders=(gender,)), BOUT)
    assert (fact.weight if fact else None) == weight


def test_places_agree_or_say_nothing() -> None:
    same = compare_places(replace(SOMEBODY, birth_places=(Place("dushanbe tajikistan"),)), BOUT)
    assert same is not None
    assert same.weight == "place"
    assert compare_places(replace(SOMEBODY, birth_places=(Place("Moscow"),)), BOUT) is None


@pytest.mark.parametrize(
    ("address", "weight"),
    [
        (Address("523 al Seventh Street No., TEHRAN", "IR"), "address"),
        (Address("12 Other Road", "IR", city="Teheran"), None),
        (Address("12 Other Road", "IR", city="TEHRAN"), "address_city"),
        (Address("No. 523 Al Seventh Street, Tehran", "AE"), None),
    ],
)
def test_addresses(address: Address, weight: str | None) -> None:
    fact = compare_addresses(replace(SOMEBODY, addresses=(address,)), IRISL)
    assert (fact.weight if fact else None) == weight


def test_what_is_not_said_says_nothing() -> None:
    for compare in (compare_countries, compare_genders, compare_places, compare_addresses):
        assert compare(SOMEBODY, BOUT) is None
