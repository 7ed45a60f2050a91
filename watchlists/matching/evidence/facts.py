"""Compare what is known beside names and dates: countries, gender, places, addresses.

Each comparison gives one `Fact` or None when a side says nothing. What a fact is worth stands in `score`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from watchlists.model import Address, Entry, Gender, Place, Subject
from watchlists.normalize.countries import to_country
from watchlists.normalize.text import fold_text

_SAME_PLACE = 0.88
_SAME_ADDRESS = 0.85
_ADDRESS_WORDS = 3
_CODE_LETTERS = 4
_MOST_COMPARED = 40


@dataclass(frozen=True, slots=True)
class Fact:
    """One comparison before it is weighed."""

    noun: str
    ours: str
    theirs: str
    likeness: float
    weight: str
    """Key in `score.WEIGHTS`, or empty when it says neither."""
    reason: str


def compare_countries(subject: Subject, entry: Entry) -> Fact | None:
    """Compare countries: one in common agrees, none in common is a mild conflict."""
    ours = {code.upper() for code in subject.countries}
    ours |= {address.country for address in subject.addresses if address.country}
    theirs = entry.countries
    if not ours or not theirs:
        return None
    common = sorted(ours.intersection(theirs))
    if common:
        return Fact("country", ", ".join(sorted(ours)), ", ".join(theirs), 1.0, "country", f"both: {', '.join(common)}")
    return Fact("country", ", ".join(sorted(ours)), ", ".join(theirs), 0.0, "country_conflict", "no country in common")


def compare_genders(subject: Subject, entry: Entry) -> Fact | None:
    """Compare genders where both sides say one; `other` contradicts nothing."""
    ours, theirs = set(subject.genders), set(entry.genders)
    if not ours or not theirs:
        return None
    values = (", ".join(sorted(ours)), ", ".join(sorted(theirs)))
    if ours & theirs:
        return Fact("gender", *values, 1.0, "gender", "same gender")
    if Gender.OTHER in ours | theirs:
        return None
    return Fact("gender", *values, 0.0, "gender_conflict", "another gender")


def compare_places(subject: Subject, entry: Entry) -> Fact | None:
    """Compare birth places: the same place, the same country, or none in common; another town says nothing.

    Publishers name a village, its town or its province, so that one may name what the other's text holds too.
    """
    ours = [_take_apart(place) for place in subject.birth_places[:_MOST_COMPARED]]
    return _best(_compare_place(here, _listed(there)) for here in ours for there in entry.birth_places[:_MOST_COMPARED])


def compare_addresses(subject: Subject, entry: Entry) -> Fact | None:
    """Compare addresses by their text, then by city or postal code; different addresses say nothing."""
    ours = [_take_apart(address) for address in subject.addresses[:_MOST_COMPARED]]
    return _best(_compare_address(here, _listed(there)) for here in ours for there in entry.addresses[:_MOST_COMPARED])


def _best(facts: Iterable[Fact | None]) -> Fact | None:
    """Keep the fact that speaks most for a match, the first of equal ones."""
    return max((fact for fact in facts if fact), key=lambda fact: fact.likeness, default=None)


@dataclass(frozen=True, slots=True)
class _Site:
    """A place or an address taken apart."""

    text: str
    local: str
    """Folded words, without the country: two parties of one country are not at one place for that."""
    country: str | None
    city: str = ""
    code: str = ""


def _take_apart(place: Place | Address) -> _Site:
    parts, country = [], place.country
    for part in place.text.split(","):
        code = to_country(part.strip()) if part.strip() else None
        if code is None or (place.country is not None and code != place.country):
            parts.append(fold_text(part))
        else:
            country = country or code
    local = " ".join(part for part in parts if part)
    if isinstance(place, Place):
        return _Site(place.text, local, country)
    code = fold_text(place.postal_code or "").replace(" ", "")
    return _Site(place.text, local, country, fold_text(place.city or ""), code)


_listed = lru_cache(maxsize=4096)(_take_apart)
"""What is listed is public and may be remembered; what is submitted may not."""


def _compare_place(ours: _Site, theirs: _Site) -> Fact | None:
    if ours.country and theirs.country and ours.country != theirs.country:
        return Fact("place", ours.text, theirs.text, 0.0, "place_conflict", "born in another country")
    likeness = _like(ours, theirs)
    if likeness >= _SAME_PLACE:
        return Fact("place", ours.text, theirs.text, likeness, "place", "same place of birth")
    if _holds(ours.local, theirs.local) or _holds(theirs.local, ours.local):
        return Fact("place", ours.text, theirs.text, 0.8, "place", "one place of birth lies within the other")
    if ours.country and ours.country == theirs.country:
        return Fact("place", ours.text, theirs.text, 0.5, "place_country", f"born in the same country: {ours.country}")
    return None


def _compare_address(ours: _Site, theirs: _Site) -> Fact | None:
    if ours.country and theirs.country and ours.country != theirs.country:
        return None
    likeness = _like(ours, theirs)
    if likeness >= _SAME_ADDRESS and min(len(ours.local.split()), len(theirs.local.split())) >= _ADDRESS_WORDS:
        return Fact("address", ours.text, theirs.text, likeness, "address", "same address")
    if ours.code == theirs.code and len(ours.code) >= _CODE_LETTERS:
        return Fact("address", ours.text, theirs.text, 0.6, "address_city", "same postal code")
    if _is_in(theirs, ours.city) or _is_in(ours, theirs.city) or likeness >= _SAME_PLACE:
        return Fact("address", ours.text, theirs.text, 0.5, "address_city", "same city")
    return None


def _is_in(site: _Site, city: str) -> bool:
    return city != "" and (site.city == city or _holds(site.local, city))


def _holds(text: str, part: str) -> bool:
    """Whether the words of a part stand in a text, side by side."""
    return bool(part) and f" {part} " in f" {text} "


def _like(ours: _Site, theirs: _Site) -> float:
    return fuzz.token_sort_ratio(ours.local, theirs.local) / 100 if ours.local and theirs.local else 0.0
