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


@pytest.mark.parametrize(
    ("place", "weight", "why"),
    [
        (Place("dushanbe tajikistan"), "place", "written in one"),
        (Place("Dushanbe"), "place", "the country left out"),
        (Place("Rudaki district, Dushanbe, Tajikistan"), "place", "one lies within the other"),
        (Place("Tajikistan"), "place_country", "no more than a country"),
        (Place("Khujand", "TJ"), "place_country", "another town of the country"),
        (Place("Khujand"), None, "another town, as publishers name them"),
        (Place("Moscow", "RU"), "place_conflict", "another country"),
        (Place("Moscow, Russia"), "place_conflict", "another country, in words"),
        (Place(", ,"), None, "nothing"),
    ],
)
def test_places(place: Place, weight: str | None, why: str) -> None:
    fact = compare_places(replace(SOMEBODY, birth_places=(place,)), BOUT)
    assert (fact.weight if fact else None) == weight, why


def test_the_best_of_several_places_counts() -> None:
    fact = compare_places(replace(SOMEBODY, birth_places=(Place("Moscow", "RU"), Place("Dushanbe"))), BOUT)
    assert fact is not None
    assert fact.weight == "place"


@pytest.mark.parametrize(
    ("address", "weight"),
    [
        (Address("523 al Seventh Street No., TEHRAN", "IR"), "address"),
        (Address("12 Other Road", "IR", city="Teheran"), None),
        (Address("12 Other Road", "IR", city="TEHRAN"), "address_city"),
        (Address("No. 523 Al Seventh Street, Tehran", "AE"), None),
        (Address("12 Other Road, Tehran", "IR"), "address_city"),
        (Address("Tehran"), "address_city"),
        (Address("Iran", "IR"), None),
        (Address("IR"), None),
    ],
)
def test_addresses(address: Address, weight: str | None) -> None:
    fact = compare_addresses(replace(SOMEBODY, addresses=(address,)), IRISL)
    assert (fact.weight if fact else None) == weight


@pytest.mark.parametrize(("code", "weight"), [("1011 ab", "address_city"), ("1012AB", None), ("10", None)])
def test_a_postal_code_supports(code: str, weight: str | None) -> None:
    listed = replace(IRISL, addresses=(Address("Herengracht 1", "NL", postal_code="1011AB"),))
    fact = compare_addresses(replace(SOMEBODY, addresses=(Address("Elsewhere 2", "NL", postal_code=code),)), listed)
    assert (fact.weight if fact else None) == weight


def test_two_parties_of_one_country_have_no_address_in_common() -> None:
    listed = replace(IRISL, addresses=(Address("RU", "RU"),))
    assert compare_addresses(replace(SOMEBODY, addresses=(Address("RU", "RU"),)), listed) is None


def test_what_is_not_said_says_nothing() -> None:
    for compare in (compare_countries, compare_genders, compare_places, compare_addresses):
        assert compare(SOMEBODY, BOUT) is None
