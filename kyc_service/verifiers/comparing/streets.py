"""Take lines of an address apart: the street, the house's numbers, the unit inside. For many countries.

What cannot be told apart stays part of the street, and two streets are compared as they are written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from kyc_service.verifiers.comparing.street_words import (
    ENGLISH,
    FILLERS,
    GLUED,
    KIND_OF,
    NUMBER_FIRST,
    SHORTEST_GLUED,
    SIDE_LETTERS,
    SIDES,
    SIDES_IN_LETTERS,
    TITLES,
    UNIT_BEFORE_SLASH,
    write_numbers,
)
from watchlists.normalize.text import fold_text

LONGEST = 600
"""Characters of all lines of one address that are read."""

_UNIT = re.compile(
    r"\b(?:apt|apartment|apartement|appartement|app|appt|suite|ste|unit|units|flat|floor|fl|level|lvl|room|rm|shop|"
    r"office|lok|lokal|m|etage|etaj|stock|stk|bat|batiment|building|bldg|block|escalier|esc|top|tur|stiege|box|"
    r"bus|kamer|hal|wohnung|whg)\b\.?\s*(?:no\.?\s*|nr\.?\s*|#\s*)?(\d+[a-z]?|[a-z](?:\d+)?)\b|#\s*(\w+)",
)
_STOREY = re.compile(r"\b(\d+)(?:st|nd|rd|th|e|er|eme|ste|de)?\s*(?:floor|verdieping|etage|stock|og)\b")
_BOX = re.compile(r"\b(?:p\.?\s?o\.?\s?box|postbus|postfach|boite postale|bp|postboks|pb|skrytka pocztowa)\s*\d+")
_SKIPPED = re.compile(r"(?:c/o|z\.? ?hd\.?|att?n\b|t\.a\.v\.|p/a\b)")
_SECOND = r"(?:\s?(?P<mark>[-/])\s?(?P<second>\d{1,5})(?P<second_letter>[a-z])?\b)?"
_HOUSE = re.compile(
    rf"\b(?P<number>\d{{1,6}})(?:\s?(?P<letter>[a-z])(?![a-z'])|\s?(?P<word>bis|ter|quater)\b)?{_SECOND}"
)
_HOUSE_BEFORE_SIDE = re.compile(rf"\b(?P<number>\d{{1,6}})(?P<letter>[a-z])?(?P<word>(?!))?(?![a-z]){_SECOND}")
"""As above, where a letter that stands apart is a point of the compass."""
_NO_MARKS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"})
_ORDINAL = re.compile(r"(?:st|nd|rd|th|e|er|eme)\s+\w|\.\s*[a-z]{3}")


@dataclass(frozen=True, slots=True)
class Site:
    """A street and a house, as far as an address says them."""

    names: tuple[str, ...] = field(default=(), repr=False)
    """Words of the street's name, folded, without its kind."""
    kind: str | None = None
    side: str | None = None
    numbers: frozenset[int] = field(default=frozenset(), repr=False)
    """The house's number; the two ends of a range."""
    letter: str | None = field(default=None, repr=False)
    unit: str | None = field(default=None, repr=False)
    box: bool = False
    """It is a post box: no building at all."""


def read_site(lines: Iterable[str], country: str | None) -> Site:
    """Read the lines of one address, without its postal code and place."""
    text = fold_marks(", ".join(lines)[:LONGEST].replace("\u2019", "'").casefold())
    kept = [part for part in re.split(r"[,\n;]", text) if part.strip() and not _SKIPPED.match(part.strip())]
    whole = ", ".join(kept)
    box = _BOX.search(whole) is not None
    whole = _BOX.sub(" ", whole)
    units = [found for match in _UNIT.findall(whole) for found in match if found]
    units += [match.group(1) for match in _STOREY.finditer(whole)]
    parts = [part.strip() for part in _UNIT.sub(" ", _STOREY.sub(" ", whole)).split(",") if part.strip()]
    if country in ENGLISH:
        parts = [write_numbers(part) for part in parts]
    return _read_parts(parts, country, units, box=box)


def fold_marks(text: str) -> str:
    """Fold the accents of Latin letters away, keeping what numbers are written with, and other scripts."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.translate(_NO_MARKS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _read_parts(parts: list[str], country: str | None, units: list[str], *, box: bool) -> Site:
    """Read the part with a house's number; without one, all of them as a street."""
    numbered = [place for place, part in enumerate(parts) if _find_house(part, country)]
    worded = [place for place in numbered if sum(map(str.isalpha, parts[place])) > 1]
    if not numbered:
        return _name_street(" ".join(parts), Site(unit=_first(units), box=box), country)
    place = (worded or numbered)[-1 if country in NUMBER_FIRST else 0]
    part = parts[place]
    found = _find_house(part, country)
    if found is None:  # pragma: no cover - the place was chosen for having one
        return Site(box=box)
    rest = f"{part[: found.start()]} {part[found.end() :]}"
    if not any(letter.isalpha() for letter in rest) and len(parts) > 1:
        # `Calle Mayor, 5` and `5, High Street`: the street stands beside the comma.
        rest = parts[place - 1] if place else parts[1]
    return _name_street(rest, _read_house(found, country, units, box=box), country)


def _find_house(part: str, country: str | None) -> re.Match[str] | None:
    house = _HOUSE_BEFORE_SIDE if country in SIDES_IN_LETTERS else _HOUSE
    found = [match for match in house.finditer(part) if not _is_ordinal(part, match)]
    if not found:
        return None
    first = country in NUMBER_FIRST or (country is None and part[:1].isdigit())
    return found[0] if first else found[-1]


def _is_ordinal(part: str, match: re.Match[str]) -> bool:
    """Whether the number is a word of the street's name, as in 5th Avenue or Strasse des 17. Juni."""
    after = part[match.end("number") :]
    return _ORDINAL.match(after) is not None


def _read_house(found: re.Match[str], country: str | None, units: list[str], *, box: bool) -> Site:
    number, second = int(found["number"]), int(found["second"] or 0)
    letter = found["letter"] or found["word"]
    if found["mark"] == "/" and country in UNIT_BEFORE_SLASH:
        return Site(numbers=frozenset({second}), letter=found["second_letter"], unit=found["number"], box=box)
    if second > number:
        return Site(numbers=frozenset({number, second}), letter=letter, unit=_first(units), box=box)
    return Site(numbers=frozenset({number}), letter=letter, unit=_first(units) or found["second"], box=box)


def _first(units: list[str]) -> str | None:
    return units[0] if units else None


def _name_street(text: str, site: Site, country: str | None) -> Site:
    """Put the words of a street's name beside its house."""
    words = fold_text(text).split()
    if country in SIDES_IN_LETTERS and len(words) > 1:
        words = [SIDE_LETTERS.get(word, word) for word in words]
    names: list[str] = []
    kind = side = None
    for place, word in enumerate(words):
        bare, glued = _part(word)
        if word in TITLES and place == 0 and len(words) > 1:
            names.append(TITLES[word])
        elif word in SIDES and len(words) > 1 and side is None:
            side = word
        elif word in KIND_OF and len(words) > 1:
            kind = kind or KIND_OF[word]
        elif word not in FILLERS:
            names.append(bare)
            kind = kind or glued
    return Site(tuple(names), kind, side, site.numbers, site.letter, site.unit, site.box)


def _part(word: str) -> tuple[str, str | None]:
    for ending in GLUED:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_GLUED:
            return word.removesuffix(ending), KIND_OF[ending]
    return word, None


_ONE_SLIP, _TWO_SLIPS = 5, 10


def same_street(one: Site, other: Site) -> bool | None:
    """Whether two streets are one; None when a side names none. Symmetric."""
    if not one.names or not other.names:
        return None
    if (one.kind and other.kind and one.kind != other.kind) or (one.side and other.side and one.side != other.side):
        return False
    ours, theirs = "".join(one.names), "".join(other.names)
    if [word for word in one.names if word.isdigit()] != [word for word in other.names if word.isdigit()]:
        return False
    if set(one.names) <= set(other.names) or set(other.names) <= set(one.names):
        return True
    shorter = min(len(ours), len(theirs))
    allowed = (shorter >= _ONE_SLIP) + (shorter >= _TWO_SLIPS)
    return OSA.distance(ours, theirs, score_cutoff=allowed) <= allowed
