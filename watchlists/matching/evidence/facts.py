"""Compare what is known beside names and dates: countries, gender, places, addresses.

Each comparison gives one `Fact` or None when a side says nothing. What a fact is worth stands in `score`.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from watchlists.model import Address, Entry, Gender, Subject
from watchlists.normalize.text import fold_text

_SAME_PLACE = 88.0
_SAME_ADDRESS = 85.0
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
    """Compare birth places by their text; different places say nothing, because publishers name town or province."""
    for ours in subject.birth_places[:_MOST_COMPARED]:
        for theirs in entry.birth_places[:_MOST_COMPARED]:
            likeness = _like(ours.text, theirs.text)
            if likeness >= _SAME_PLACE:
                return Fact("place", ours.text, theirs.text, likeness / 100, "place", "same place of birth")
    return None


def compare_addresses(subject: Subject, entry: Entry) -> Fact | None:
    """Compare addresses by their text, then by city; different addresses say nothing."""
    best: Fact | None = None
    for ours in subject.addresses[:_MOST_COMPARED]:
        for theirs in entry.addresses[:_MOST_COMPARED]:
            fact = _compare_address(ours, theirs)
            if fact and (best is None or fact.likeness > best.likeness):
                best = fact
    return best


def _compare_address(ours: Address, theirs: Address) -> Fact | None:
    if ours.country and theirs.country and ours.country != theirs.country:
        return None
    likeness = _like(ours.text, theirs.text)
    if likeness >= _SAME_ADDRESS:
        return Fact("address", ours.text, theirs.text, likeness / 100, "address", "same address")
    if ours.city and theirs.city and fold_text(ours.city) == fold_text(theirs.city):
        return Fact("address", ours.text, theirs.text, 0.5, "address_city", "same city")
    return None


def _like(ours: str, theirs: str) -> float:
    left, right = fold_text(ours), fold_text(theirs)
    return fuzz.token_sort_ratio(left, right) if left and right else 0.0
