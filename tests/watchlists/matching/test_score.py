"""Scores: what each piece of evidence does."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.entries import ENTRIES
from tests.fixtures.listed import BOUT, IRISL, SPIRIT
from watchlists.dates import PartialDate
from watchlists.matching import DEFAULT_THRESHOLD, compare
from watchlists.matching.score import WEIGHTS
from watchlists.model import Entry, Gender, Identifier, Kind, Place, Subject

NAMED = Subject(kind=Kind.PERSON, names=("Viktor Anatolijevitch BOUT",))
DAY = (PartialDate.of(1967, 1, 13),)


def test_the_name_alone_leaves_room_above() -> None:
    match = compare(NAMED, BOUT)
    assert match.score == WEIGHTS["name"]
    (evidence,) = match.evidence
    assert (evidence.noun, evidence.ours, evidence.theirs) == ("name", NAMED.names[0], BOUT.caption)
    assert (evidence.likeness, evidence.effect, evidence.reason) == (1.0, WEIGHTS["name"], "same name")


@pytest.mark.parametrize(
    ("known", "higher"),
    [
        ({"birth_dates": DAY}, True),
        ({"countries": ("RU",)}, True),
        ({"genders": (Gender.MALE,)}, True),
        ({"birth_places": (Place("Dushanbe, Tajikistan"),)}, True),
        ({"identifiers": BOUT.identifiers}, True),
        ({"birth_dates": (PartialDate.of(1999, 9, 9),)}, False),
        ({"countries": ("NL",)}, False),
        ({"genders": (Gender.FEMALE,)}, False),
        ({"identifiers": (Identifier("passport", "99X1111111", "RU"),)}, False),
    ],
)
def test_agreement_raises_and_conflict_lowers(known: dict[str, Any], higher: bool) -> None:
    before = compare(NAMED, BOUT)
    after = compare(replace(NAMED, **known), BOUT)
    assert (after.score > before.score) == higher
    assert after.score != before.score
    assert after.evidence[-1].effect == pytest.approx(after.score - before.score, abs=1e-3)


def test_one_conflict_does_not_clear_the_same_name() -> None:
    assert compare(replace(NAMED, birth_dates=(PartialDate.of(1999, 9, 9),)), BOUT).score >= DEFAULT_THRESHOLD


def test_conflicts_add_up() -> None:
    other = replace(NAMED, birth_dates=(PartialDate.of(1999, 9, 9),), genders=(Gender.FEMALE,), countries=("NL",))
    assert compare(other, BOUT).score < DEFAULT_THRESHOLD


def test_a_birth_date_lifts_a_name_that_is_not_enough() -> None:
    half = replace(NAMED, names=("Viktor Ivanov Bout Petrov",))
    assert compare(half, BOUT).score < DEFAULT_THRESHOLD
    assert (
        compare(replace(NAMED, names=("Viktr Boot",)), BOUT).score
        < compare(replace(NAMED, names=("Viktr Boot",), birth_dates=DAY), BOUT).score
    )


@pytest.mark.parametrize(
    ("known", "flagged", "why"),
    [
        ({}, False, "a weak alias never counts alone"),
        ({"genders": (Gender.MALE,)}, False, "half of mankind"),
        ({"birth_dates": DAY}, True, "same birth date"),
        ({"countries": ("RU",)}, True, "same country"),
        ({"identifiers": BOUT.identifiers}, True, "same passport"),
        ({"countries": ("NL",)}, False, "another country"),
    ],
)
def test_weak_aliases(known: dict[str, Any], flagged: bool, why: str) -> None:
    subject = Subject(kind=Kind.PERSON, names=("The Merchant",))
    assert (compare(replace(subject, **known), BOUT).score >= DEFAULT_THRESHOLD) == flagged, why


def test_a_weak_alias_has_to_be_the_same() -> None:
    assert compare(Subject(kind=Kind.PERSON, names=("The Marchant",), birth_dates=DAY), BOUT).score == 0


def test_our_own_weak_names_are_weak_too() -> None:
    subject = Subject(kind=Kind.PERSON, names=("Somebody Else",), weak_names=("Viktor Butt",))
    assert 0 < compare(subject, BOUT).score < DEFAULT_THRESHOLD
    assert compare(replace(subject, birth_dates=DAY), BOUT).score >= DEFAULT_THRESHOLD


def test_a_strong_identifier_decides_without_a_name() -> None:
    match = compare(Subject(kind=Kind.PERSON, names=("Somebody Else",), identifiers=BOUT.identifiers), BOUT)
    assert match.score >= DEFAULT_THRESHOLD
    assert [evidence.noun for evidence in match.evidence] == ["identifier"]


def test_without_name_or_identifier_other_facts_are_nothing() -> None:
    subject = Subject(kind=Kind.PERSON, names=("Somebody Else",), birth_dates=DAY, countries=("RU",))
    assert (compare(subject, BOUT).score, compare(subject, BOUT).evidence) == (0.0, ())


@pytest.mark.parametrize(
    ("kind", "entry", "flagged"),
    [
        (Kind.PERSON, BOUT, True),
        (Kind.UNKNOWN, BOUT, True),
        (Kind.ORGANISATION, BOUT, True),
        (Kind.VESSEL, BOUT, False),
        (Kind.VESSEL, SPIRIT, True),
        (Kind.PERSON, IRISL, False),
        (Kind.UNKNOWN, IRISL, True),
    ],
)
def test_kinds(kind: Kind, entry: Entry, flagged: bool) -> None:
    assert (compare(Subject(kind=kind, names=(entry.caption,)), entry).score >= DEFAULT_THRESHOLD) == flagged


@given(ENTRIES, st.sampled_from(Kind))
def test_any_entry_can_be_compared_and_effects_explain_the_score(entry: Entry, kind: Kind) -> None:
    subject = Subject(
        kind=kind,
        names=tuple(name.value for name in entry.names),
        birth_dates=entry.birth_dates,
        countries=entry.nationalities,
        identifiers=entry.identifiers,
        addresses=entry.addresses,
    )
    match = compare(subject, entry)
    assert 0 <= match.score <= 1
    assert all(0 <= evidence.likeness <= 1 and evidence.reason for evidence in match.evidence)
