"""Addresses as clients write them, against addresses as registers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.comparisons import Compared, Result
from kyc_service.domain.registers import RegisteredAddress
from kyc_service.verifiers.comparing.addresses import compare_addresses
from kyc_service.verifiers.comparing.streets import LONGEST
from kyc_service.verifiers.comparing.submitted import SubmittedAddress

MATCH, PARTIAL, MISMATCH = Result.MATCH, Result.PARTIAL, Result.MISMATCH


def place(text: str) -> dict[str, object]:
    """Read `line + line | postal code | city | country`; any part may be empty."""
    lines, code, city, country = (part.strip() for part in text.split("|"))
    return {
        "lines": tuple(line.strip() for line in lines.split("+") if line.strip()),
        "postal_code": code or None,
        "city": city or None,
        "country": country or None,
    }


def compare(ours: str, theirs: str, country: str | None = None) -> Compared:
    return compare_addresses([SubmittedAddress(**place(ours))], RegisteredAddress(**place(theirs)), country)


SAME_BUILDING = [
    # ours | theirs
    ("Keizersgracht 123 | 1015 CJ | Amsterdam | NL", "Keizersgracht 123 | 1015CJ | Amsterdam | NL"),
    ("Keizersgracht 123-2 | 1015 CJ | Amsterdam | NL", "KEIZERSGRACHT 00123 + 1015CJ AMSTERDAM ||| NL"),
    ("Keizersgracht 123 hs | 1015 CJ | Amsterdam | NL", "Keizersgracht 123 | 1015CJ | Amsterdam |"),
    ("Burg. Jansenstr. 4 A | 2595 AA | Den Haag | NL", "Burgemeester Jansenstraat 4A | 2595AA | 's-Gravenhage | NL"),
    ("Gracht 5 | NL-1015 CJ | Amsterdam | NL", "Prinsengracht 5 | 1015CJ | Amsterdam | NL"),
    ("10 Downing St | SW1A 2AA | London | GB", "10 Downing Street | SW1A2AA | London | GB"),
    ("Flat 2 + 10 Downing Street | SW1A 2AA | London | GB", "10 Downing Street | SW1A 2AA | LONDON | GB"),
    ("Unit 5, Acme Park + 12-14 High St. | LS1 1AA | Leeds | GB", "Acme Park, 12 High Street | LS1 1AA | Leeds | GB"),
    ("Acme House + Mill Lane | LS1 1AA | Leeds | GB", "ACME HOUSE, MILL LN | LS1 1AA | LEEDS | GB"),
    ("c/o Books Ltd + 12 St John's Lane | EC1M 4AJ | London | GB", "12 Saint Johns Ln | EC1M 4AJ | London | GB"),
    ("12 bis, rue de la Paix | 75002 | Paris | FR", "12 BIS RUE DE LA PAIX | 75002 | PARIS 2 | FR"),
    ("12 bd Saint-Michel | F-75005 | Paris | FR", "12 BOULEVARD ST MICHEL | 75005 | PARIS CEDEX 05 | FR"),
    ("Bâtiment A + 1 rue du 8 mai 1945 | 69001 | Lyon | FR", "1 RUE DU 8 MAI 1945 + 69001 LYON ||| FR"),
    ("Hauptstr. 5 | 80331 | Munich | DE", "Hauptstraße 5 | 80331 | München | DE"),
    ("Haupt Strasse 5 | D-80331 | München | DE", "HAUPTSTRASSE 5 | 80331 | MUENCHEN | DE"),
    ("Straße des 17. Juni 135 | 10623 | Berlin | DE", "Strasse des 17. Juni 135 | 10623 | Berlin | DE"),
    ("Industrieweg 5-7 | 50667 | Köln | DE", "Industrieweg 7 | 50667 | Cologne | DE"),
    ("Karl Johans gt. 12 B | 0154 | Oslo | NO", "Karl Johans gate 12B | 0154 | OSLO | NO"),
    ("Storgata 1 | 5003 | Bergen | NO", "Storgt. 1 + Etasje 2 | 5003 | BERGEN | NO"),
    ("Bahnhofstrasse 1 | CH-8001 | Zurich | CH", "Bahnhofstr. 1 | 8001 | Zürich | CH"),
    ("Rue du Rhone 12 | 1204 | Geneva | CH", "Rue du Rhône 12 | 1204 | Genève | CH"),
    ("ul. Marszałkowska 10/12 m. 5 | 00-590 | Warszawa | PL", "MARSZAŁKOWSKA 10 | 00590 | WARSAW | PL"),
    ("Aleje Jerozolimskie 123A | 02-017 | Warszawa | PL", "Al. Jerozolimskie 123 A + 02-017 Warszawa ||| PL"),
    ("Level 5, 123 Pitt St | 2000 | Sydney | AU", "5/123 Pitt Street | 2000 | SYDNEY | AU"),
    ("350 5th Ave + Suite 400 | 10118 | New York | US", "350 FIFTH AVENUE | 10118-0110 | NEW YORK | US"),
    ("123 N Main St | 62701 | Springfield | US", "123 North Main Street, Ste 4 | 62701-1234 | Springfield | US"),
    ("1 Infinite Loop | 95014 | Cupertino | US", "One Infinite Loop | 95014 | Cupertino | US"),
    ("Calle Mayor, 5 | 28013 | Madrid | ES", "Calle Mayor 5 | 28013 | Madrid | ES"),
    ("12 High Street | LS1 1AA | Leeds | GB", "12 + High Street + Acme Park | LS1 1AA | Leeds | GB"),
    ("Gordon House, Barrow Street | D04 W2F4 | Dublin | IE", "3RD FLOOR, GORDON HOUSE, BARROW STREET, DUBLIN 4 |||"),
    ("R. de Santa Catarina 112 | 4000-447 | Porto | PT", "RUA DE SANTA CATARINA 112 + 4000-447 PORTO |||"),
    ("Keizersgracht 123 | 1015 CJ | Amsterdam | NL", "KEIZERSGRACHT 00123 1015CJ AMSTERDAM |||"),
    ("5 Sokak No 1 | 34000 | Istanbul | TR", "5 Sokak No 1 | 34000 | Istanbul | TR"),
]


@pytest.mark.parametrize(("ours", "theirs"), SAME_BUILDING)
def test_one_building_written_by_two(ours: str, theirs: str) -> None:
    found = compare(ours, theirs)
    assert found.result is MATCH, found.note


@pytest.mark.parametrize(
    ("ours", "theirs", "result", "note"),
    [
        ("Singel 125 | 1016 CJ | Amsterdam | NL", "Singel 123 | 1015CJ | Amsterdam | NL", PARTIAL, "same city"),
        ("Hauptstr. 5 | 80331 | München | DE", "Hauptstr. 7 | 80331 | München | DE", PARTIAL, "another number"),
        ("Hauptstr. 5a | 80331 | München | DE", "Hauptstr. 5b | 80331 | München | DE", PARTIAL, "another letter"),
        ("Hauptstr. 5 | 80331 | München | DE", "Hauptstr. 5 | 80333 | München | DE", PARTIAL, "same street, number"),
        ("Oststr. 5 | 80331 | München | DE", "Weststr. 5 | 80331 | München | DE", PARTIAL, "another street"),
        ("12 Park Road | 2000 | Sydney | AU", "12 Park Avenue | 2000 | Sydney | AU", PARTIAL, "another street"),
        ("1 N Main St | 62701 | Springfield | US", "1 S Main St | 62701 | Springfield | US", PARTIAL, "another street"),
        ("1 42nd Street | 10017 | New York | US", "1 43rd Street | 10017 | New York | US", PARTIAL, "another street"),
        ("Hauptstr. 5 | 80331 | München | DE", "| 80331 | München | DE", PARTIAL, "no street"),
        ("Hauptstr. | 80331 | München | DE", "Hauptstr. 5 | 80331 | München | DE", PARTIAL, "no number"),
        ("PO Box 5 | LS1 1AA | Leeds | GB", "5 High Street | LS1 1AA | Leeds | GB", PARTIAL, "no street"),
        ("Hauptstr. 5 |  |  | DE", "Hauptstr. 5 |  |  | DE", PARTIAL, "neither"),
        ("Hauptstr. 5 | 80331 | München | DE", "Hauptstr. 5 | 10115 | Berlin | DE", MISMATCH, "postal code"),
        ("Hauptstr. 5 |  | München | DE", "Hauptstr. 5 |  | Berlin | DE", MISMATCH, "city"),
        ("Hauptstr. 5 | 1010 | Wien | AT", "Hauptstr. 5 | 1010 | Wien | DE", MISMATCH, "country"),
    ],
)  # fmt: skip
def test_what_is_not_one_building(ours: str, theirs: str, result: Result, note: str) -> None:
    found = compare(ours, theirs)
    assert found.result is result, found.note
    assert note in (found.note or "")


def test_another_unit_is_the_same_building_and_says_so() -> None:
    found = compare("Flat 2, 10 High St | LS1 1AA | Leeds | GB", "Flat 3, 10 High St | LS1 1AA | Leeds | GB")
    assert (found.result, found.note) == (MATCH, "another unit of the same building")


def test_the_best_of_several_addresses_counts_and_is_told_apart_from_the_first() -> None:
    ours = [
        SubmittedAddress(**place("Other 1 | 1000 AA | Utrecht | NL")),
        SubmittedAddress(**place(SAME_BUILDING[0][0])),
    ]
    found = compare_addresses(ours, RegisteredAddress(**place(SAME_BUILDING[0][1])), "NL")
    assert found.result is MATCH
    assert found.note == "agrees with another of the submitted addresses than the first"


def test_what_nobody_says_is_not_compared() -> None:
    ours, theirs = SubmittedAddress(**place(SAME_BUILDING[0][0])), RegisteredAddress(**place(SAME_BUILDING[0][1]))
    assert compare_addresses([ours], None, "NL").result is Result.NOT_PROVIDED_BY_REGISTRY
    assert compare_addresses([ours], RegisteredAddress(), "NL").result is Result.NOT_PROVIDED_BY_REGISTRY
    assert compare_addresses([], theirs, "NL").result is Result.NOT_SUBMITTED


TEXT = st.text(max_size=60)
COUNTRY = st.sampled_from(["NL", "GB", "FR", "DE", "NO", "CH", "PL", "AU", "US", "JP", None])
ADDRESS = st.fixed_dictionaries(
    {"lines": st.lists(TEXT, max_size=4).map(tuple), "postal_code": TEXT, "city": TEXT, "country": COUNTRY},
)


@given(ADDRESS, ADDRESS, COUNTRY)
def test_any_text_is_compared_and_the_sides_may_change_places(ours: dict, theirs: dict, country: str | None) -> None:
    one = compare_addresses([SubmittedAddress(**ours)], RegisteredAddress(**theirs), country)
    other = compare_addresses([SubmittedAddress(**theirs)], RegisteredAddress(**ours), country)
    if {one.result, other.result} <= {MATCH, PARTIAL, MISMATCH}:
        assert one.result is other.result


@pytest.mark.parametrize(
    "text", ["1" * 2000, "1-" * 1000, "a " * 1000, ", " * 1000, "st. " * 500, "é" * 2000, "中" * 2000]
)
def test_long_texts_are_cut_before_they_are_read(text: str) -> None:
    def compare_cut(length: int) -> Compared:
        cut = {"lines": (text[:length],) * 10, "city": text[:length], "postal_code": text[:length], "country": "NL"}
        return compare_addresses([SubmittedAddress(**cut)] * 20, RegisteredAddress(**cut), "NL")

    assert compare_cut(len(text)).result is compare_cut(LONGEST).result
