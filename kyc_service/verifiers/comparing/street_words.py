"""Words that streets are named with: kinds of streets, points of the compass, numbers, by country where it matters.

Facts of ordinary usage and of national postal guides; nothing is compared here.
"""

from __future__ import annotations

import re

NUMBER_FIRST = frozenset(
    {"GB", "IE", "FR", "US", "CA", "AU", "NZ", "LU", "MC", "IN", "SG", "HK", "ZA", "IL", "JE", "GG"}
)
"""Countries that write the house's number before the street."""
UNIT_BEFORE_SLASH = frozenset({"AU", "NZ"})
SIDES_IN_LETTERS = frozenset({"US", "CA"})
"""Countries where a single letter beside a street's name is a point of the compass."""

_KINDS = {
    "street": "street rua straat strasse str st gata gate gatan gt gaten rue r calle via ulica ul ulice",
    "road": "road rd",
    "avenue": "avenue avenida avda ave av aleja al aleje",
    "boulevard": "boulevard blvd bd boul bld bvd",
    "lane": "lane ln",
    "drive": "drive drv dr",
    "square": "square sq plein platz pl place plac plass",
    "court": "court ct",
    "way": "way wy weg vei veien veg vegen vn v chemin ch che",
    "quay": "quay kade quai",
    "terrace": "terrace ter tce",
    "parkway": "parkway pkwy pky",
    "highway": "highway hwy",
    "route": "route rte",
    "crescent": "crescent cres cr",
    "close": "close cl",
    "gardens": "gardens gdns",
    "parade": "parade pde",
    "alley": "allee",
}
KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
GLUED = ("strasse", "straat", "str", "gaten", "gata", "gate", "gt", "veien", "vegen")
"""Kinds of streets that are written together with their names, as in Hauptstrasse."""
SHORTEST_GLUED = 3
ENGLISH = frozenset({"GB", "IE", "US", "CA", "AU", "NZ", "IN", "SG", "HK", "ZA"})
_NUMBERS = {
    word: str(place)
    for place, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1
    )
}
_SUFFIXES = {1: "st", 2: "nd", 3: "rd"}
_COUNTED = {
    word: f"{place}{_SUFFIXES.get(place, 'th')}"
    for place, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"), start=1
    )
}
_SPELT = re.compile(rf"^(?:{'|'.join(_NUMBERS)})(?= \w)|\b(?:{'|'.join(_COUNTED)})(?= \w)")
"""Numbers in words: a house's at the beginning, a street's anywhere."""
SIDES = frozenset({"north", "south", "east", "west"})
SIDE_LETTERS = {
    "n": "north", "s": "south", "e": "east", "w": "west", "ne": "northeast", "nw": "northwest", "se": "southeast",
    "sw": "southwest",
}  # fmt: skip
FILLERS = frozenset({"de", "la", "le", "les", "du", "des", "der", "den", "het", "the", "of", "van", "a", "d", "l"})
TITLES = {"dr": "doktor", "burg": "burgemeester", "st": "saint", "ste": "saint", "sankt": "saint", "gen": "general"}
"""What a first word means that elsewhere is a kind of street."""


def write_numbers(part: str) -> str:
    """Write a number that stands in English words in digits: a house's at the beginning, a street's anywhere."""
    return _SPELT.sub(lambda match: _NUMBERS.get(match.group()) or _COUNTED[match.group()], part)
