"""Postal codes and names of places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.verifiers.comparing.places import find_code, same_city, same_code


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Den Haag", "'s-Gravenhage", True),
        ("München", "Munich", True),
        ("MUENCHEN", "München", True),
        ("Paris", "PARIS CEDEX 08", True),
        ("Paris 8e Arrondissement", "Paris", True),
        ("Frankfurt", "Frankfurt am Main", True),
        ("Sankt Gallen", "St. Gallen", True),
        ("Rotterdam", "Roterdam", True),
        ("Amsterdam Zuidoost", "Amsterdam", True),
        ("Bonn", "Born", False),
        ("Berlin", "Bern", False),
        ("", "Bern", False),
    ],
)
def test_one_place_by_two_names(one: str, other: str, same: bool) -> None:
    assert same_city(one, other) is same_city(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "country", "same"),
    [
        ("1015 CJ", "1015cj", "NL", True),
        ("NL-1015 CJ", "1015CJ", "NL", True),
        ("1015", "1015 CJ", "NL", True),
        ("1015 CJ", "1015 CK", "NL", False),
        ("62701", "62701-1234", "US", True),
        ("D-10115", "10115", "DE", True),
        ("00-950", "00950", "PL", True),
        ("SW1A 1AA", "SW1A1AA", "GB", True),
        ("A65 F4E2", "A65F4E3", "IE", False),
    ],
)
def test_one_postal_code_written_by_two(one: str, other: str, country: str, same: bool) -> None:
    assert same_code(one, other, country) is same_code(other, one, country) is same


def test_a_code_is_found_inside_a_line() -> None:
    assert find_code("1015CJ AMSTERDAM", "NL") == "1015CJ"
    assert find_code("69001 LYON", "FR") == "69001"
    assert find_code("AMSTERDAM", "NL") is None
    assert find_code("1015CJ AMSTERDAM", None) is None


@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from(["NL", "US", "IE", "DE", None]))
def test_any_text_is_compared_and_the_sides_may_change_places(one: str, other: str, country: str | None) -> None:
    assert same_city(one, other) is same_city(other, one)
    assert same_code(one, other, country) is same_code(other, one, country)
