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


@pytest.mark.parametrize(
    ("known", "flagged", "why"),
    [
        ({"birth_dates": ("1967-01-14",)}, True, "one digit"),
        ({"birth_dates": ("1968-05-27",)}, True, "a year or two is a clerk's error"),
        ({"birth_dates": ("1974-09-09",)}, False, "a namesake four years younger"),
        ({"birth_dates": ("1999-09-09",)}, False, "a namesake of another generation"),
        ({"birth_dates": ("1974-09-09",), "identifiers": BOUT.identifiers}, True, "the passport agrees"),
        ({"birth_dates": ("1999-09-09",), "identifiers": BOUT.identifiers}, True, "the passport agrees"),
        ({"countries": ("NL",)}, True, "people move"),
        ({"genders": (Gender.FEMALE,)}, True, "a clerk's error"),
        ({"birth_places": (Place("Moscow", "RU"),)}, True, "publishers disagree"),
        ({"birth_dates": ("1968-05-27",), "genders": (Gender.FEMALE,)}, False, "two contradictions"),
    ],
)
def test_a_contradiction_lowers_in_proportion(known: dict[str, Any], flagged: bool, why: str) -> None:
    dates = tuple(PartialDate.parse(text) for text in known.get("birth_dates", ()))
    match = compare(replace(NAMED, **{**known, "birth_dates": dates}), BOUT)
    assert (match.score >= DEFAULT_THRESHOLD) is flagged, why


def test_the_further_apart_two_birth_dates_are_the_less_is_left() -> None:
    years = ("1967-01-13", "1967-01-14", "1969", "1976", "1985")
    scores = [compare(replace(NAMED, birth_dates=(PartialDate.parse(year),)), BOUT).score for year in years]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


@given(
    st.sampled_from([{"birth_dates": (PartialDate.of(1999),)}, {"countries": ("NL",)}, {"genders": (Gender.FEMALE,)}])
)
def test_a_passport_that_agrees_has_the_last_word(known: dict[str, Any]) -> None:
    other = Subject(kind=Kind.PERSON, names=("Somebody Else",), identifiers=BOUT.identifiers, **known)
    assert compare(other, BOUT).score == WEIGHTS["identifier_only"]
    named = replace(other, names=NAMED.names)
    assert compare(named, BOUT).score > WEIGHTS["identifier_only"]


def test_another_ships_number_clears_the_same_name() -> None:
    other = Subject(kind=Kind.VESSEL, names=(SPIRIT.caption,), identifiers=(Identifier("imo", "9405423"),))
    assert compare(other, SPIRIT).score < DEFAULT_THRESHOLD


def test_conflicts_add_up() -> None:
    other = replace(NAMED, birth_dates=(PartialDate.of(1968, 9, 9),), genders=(Gender.FEMALE,), countries=("NL",))
    assert compare(other, BOUT).score < DEFAULT_THRESHOLD


def test_another_kind_is_said() -> None:
    match = compare(replace(NAMED, kind=Kind.ORGANISATION), BOUT)
    assert [(piece.noun, piece.ours, piece.theirs) for piece in match.evidence][1:] == [
        ("kind", "organisation", "person")
    ]
    assert match.evidence[1].effect < 0


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
    assert sum(evidence.effect for evidence in match.evidence) == pytest.approx(match.score, abs=1e-3)
