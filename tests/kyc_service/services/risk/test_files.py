"""Files of tables and facts: read strictly, every fault at its place, written so that the same is read again."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kyc_service.domain.risk.facts import Fact
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.tables import RiskTable
from kyc_service.domain.risk.vocabularies import can_be
from kyc_service.services.risk import files
from kyc_service.services.risk.files import (
    LARGEST,
    RiskTableError,
    default_table,
    parse_facts,
    parse_table,
    read_file,
    write_table,
)
from tests.fixtures.risk import tables

SMALL = """
name = "Small"
[bands]
low = { from_points = 0, review_months = 60 }
medium = { from_points = 25, review_months = 36 }
high = { from_points = 60, review_months = 12, review = true }
prohibited = { review_months = 12, review = true }
[sources.listed]
title = "A list"
as_of = 2026-06-19
values = ["IR", "KP"]
[[factors]]
id = "country"
title = "Country"
fact = "registration_country"
most = 40
rules = [{ source = "listed", points = 40, at_least = "high", reason = "on a list" }]
[[factors]]
id = "industry"
title = "Industry"
fact = "industry"
most = 10
rules = [{ values = ["G4672"], points = 10, reason = "metals" }]
"""


def faults(content: Any) -> list[str]:
    with pytest.raises(RiskTableError) as found:
        parse_table(content)
    return [str(fault) for fault in found.value.faults]


def changed(old: str, new: str) -> list[str]:
    assert old in SMALL
    return faults(SMALL.replace(old, new))


def test_a_table_is_read() -> None:
    read = parse_table(SMALL)
    assert read.name == "Small"
    assert read.bands[Level.PROHIBITED].from_points == math.inf
    assert read.sources["listed"].values == {"IR", "KP"}
    assert [factor.id for factor in read.factors] == ["country", "industry"]
    assert read.factors[1].rules[0].values == {"46.72"}
    assert read.ownership.threshold == 25


def test_json_says_the_same() -> None:
    assert parse_table(json.dumps(write_table(parse_table(SMALL)))) == parse_table(SMALL)


@given(tables())
@settings(max_examples=60)
def test_what_was_written_is_read_again(made: RiskTable) -> None:
    written = write_table(made)
    assert parse_table(written) == made
    assert parse_table(json.dumps(written)) == made
    assert write_table(parse_table(written)) == written


def test_every_fault_is_named_at_its_place_at_once() -> None:
    broken = (
        SMALL.replace('"IR", "KP"', '"IR", "QQ"')
        .replace("review_months = 36", "review_months = 61")
        .replace("most = 40", "most = -1")
        .replace('fact = "industry"', 'fact = "astrology"')
    )
    assert faults(broken) == [
        "factors[0].most: has to be a finite number from 0 to 1000",
        f"factors[1].fact: has to be one of {', '.join(Fact)}",
        "bands.medium.review_months: has to be a whole number from 1 to 60",
        "sources.listed.values: QQ: no code of country",
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('name = "Small"', "", "name: is missing"),
        ('name = "Small"', 'name = " "', "name: has to be a text of 1 to 500 characters"),
        ('name = "Small"', 'name = "a\\u202eb"', "name: has characters that cannot be seen"),
        ('name = "Small"', 'nome = "Small"', "name: is missing"),
        ("most = 40", "most = inf", "factors[0].most: has to be a finite number from 0 to 1000"),
        ("most = 40", "most = nan", "factors[0].most: has to be a finite number from 0 to 1000"),
        ("most = 40", "most = true", "factors[0].most: has to be a finite number from 0 to 1000"),
        ("points = 40", "points = -1", "factors[0].rules[0].points: has to be a finite number from 0 to 1000"),
        ("points = 40", "points = 41", "factors[0].rules[0].points: has to be no more than the factor's most"),
        ('id = "industry"', 'id = "country"', "factors[1].id: is the id of a factor before it"),
        ('id = "industry"', 'id = "In dustry"', "factors[1].id: has to be of small letters, digits and _"),
        ('source = "listed"', 'source = "other"', "factors[0].rules[0].source: names no source of this table"),
        ('at_least = "high"', 'at_least = "dire"', "factors[0].rules[0].at_least: has to be one of low, medium"),
        ('at_least = "high"', 'at_least = "prohibited"', "prohibited is only for what a person confirmed"),
        ("as_of = 2026-06-19", 'as_of = "last year"', "sources.listed.as_of: has to be a day, as 2026-06-19"),
        ("as_of = 2026-06-19", "as_of = 2026-06-19T10:00:00Z", "sources.listed.as_of: has to be a day"),
        ("as_of = 2026-06-19", 'as_of = 2026-06-19\nurl = "http://x"', "sources.listed.url: has to begin with https"),
        ("[sources.listed]", "[sources.Listed]", "its id has to be of small letters, digits and _"),
        ('values = ["IR", "KP"]', "values = []", "factors[0].rules[0].source: can never hold: the source has no"),
        ('values = ["IR", "KP"]', 'values = ["46.72"]', "can never hold: the source has no values of registration"),
        ('values = ["IR", "KP"]', 'values = ["IR", "46.72"]', "has to hold countries, or industries, and not both"),
        ('values = ["IR", "KP"]', 'values = ["IR", 7]', "sources.listed.values[1]: has to be a text"),
        ('values = ["G4672"]', 'values = ["metals"]', "factors[1].rules[0].values: metals: no code of industry"),
        ('values = ["G4672"]', 'values = ["two words"]', "factors[1].rules[0].values: a text: no code of industry"),
        ('values = ["G4672"]', "low = 2", "factors[1].rules[0]: can never hold: industry is no number"),
        ('values = ["G4672"]', 'values = ["46"], unknown = true', "has to have exactly one of source, values"),
        ('values = ["G4672"], ', "", "factors[1].rules[0]: has to have exactly one of source, values"),
        ("points = 10,", "", "factors[1].rules[0]: does nothing"),
        ("from_points = 0", "from_points = 1", "bands.low.from_points: has to be 0"),
        ("from_points = 60", "from_points = 25", "bands.high.from_points: has to be more than that of medium"),
        ("from_points = 60", 'from_points = "60"', "bands.high.from_points: has to be a finite number"),
        ("review_months = 60", "review_months = 60.5", "bands.low.review_months: has to be a whole number from 1 to"),
        ("review_months = 60", "review_months = 24", "bands.medium.review_months: has to be no more than that of low"),
        ("60, review_months = 12, review = true", "60, review_months = 13", "whole number from 1 to 12"),
        ("prohibited = {", "prohibited = { from_points = 9,", "bands.prohibited.from_points: has to be left out"),
        ("12, review = true }\n[s", "12 }\n[s", "bands.prohibited.review: has to be true"),
        ("from_points = 25,", "from_points = 25, review = 1,", "bands.medium.review: has to be true or false"),
        ("low = {", "lowest = {", "bands.low: is missing"),
        (
            "[sources.listed]",
            "[ownership]\nthreshold = 14\n[sources.listed]",
            "ownership.threshold: has to be 15 to 25",
        ),
        ("[sources.listed]", "[ownership.sectors]\nxx = 15\n[sources.listed]", "ownership.sectors: xx: no code"),
        ("[sources.listed]", '[ownership.sectors]\n"92" = 40\n[sources.listed]', "(number 1): has to be 15 to 25"),
        ('reason = "metals"', 'reasons = "metals"', "factors[1].rules[0].reason: is missing"),
        ('reason = "metals"', 'reason = "m", extra = 1', "factors[1].rules[0]: has 1 unknown fields"),
        ("rules = [{ values", "rules = []\nother = [{ values", "factors[1].rules: has to have 1 to 200 entries"),
        ('fact = "industry"', 'fact = "age_years"', "can never hold: age_years is a number"),
    ],
)
def test_a_fault_is_named(old: str, new: str, fault: str) -> None:
    found = changed(old, new)
    assert any(fault in said for said in found), found


@pytest.mark.parametrize(
    ("bounds", "holds"),
    [("low = 3, high = 3", False), ("low = 5, high = 3", False), ("high = 0", False), ("low = 1, high = 3", True)],
)
def test_a_range_with_nothing_in_it_is_a_fault(bounds: str, holds: bool) -> None:
    text = SMALL.replace('fact = "industry"', 'fact = "age_years"').replace('values = ["G4672"]', bounds)
    if holds:
        assert parse_table(text).factors[1].fact is Fact.AGE_YEARS
    else:
        assert faults(text) == ["factors[1].rules[0]: can never hold: there is nothing from low to below high"]


def test_a_gap_is_no_more_than_everything() -> None:
    text = SMALL.replace('fact = "industry"', 'fact = "ownership_gap"').replace('values = ["G4672"]', "low = 101")
    assert faults(text) == ["factors[1].rules[0]: can never hold: there is nothing from low to below high"]


@pytest.mark.parametrize(
    ("fact", "condition", "allowed"),
    [
        ("confirmed_topics", 'values = ["sanction"]', True),
        ("confirmed_topics", "unknown = true", False),
        ("confirmed_topics", 'values = ["*"]', False),
        ("blocked_owners", 'values = ["sure"]', True),
        ("blocked_owners", 'values = ["sure", "possible"]', False),
        ("open_topics", 'values = ["sanction"]', False),
        ("register_flags", 'values = ["dissolved"]', False),
        ("ownership_gap", "low = 90", False),
    ],
)
def test_only_what_a_person_confirmed_prohibits(fact: str, condition: str, allowed: bool) -> None:
    rule = f'{{ {condition}, points = 1, at_least = "prohibited", reason = "x" }}'
    text = SMALL + f'[[factors]]\nid = "third"\ntitle = "Third"\nfact = "{fact}"\nmost = 1\nrules = [{rule}]\n'
    if allowed:
        assert parse_table(text).factors[2].rules[0].at_least is Level.PROHIBITED
    else:
        assert [fault.partition(":")[0] for fault in faults(text)] == ["factors[2].rules[0].at_least"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "bands: is missing"),
        ("name = ", "is not TOML: at end of document"),
        ("a = 1\nb = [", "is not TOML: at end of document"),
        ("a = 1\nb c", "is not TOML: at line 2, column 3"),
        ("name = 'a'\nname = 'b'", "is not TOML"),
        ("{", "line 1: is not JSON"),
        ('{"name": "a", "name": "b"}', "has a field twice"),
        ('{"name": ' + "[" * 100_000, "is not JSON that can be read"),
        ("a = " + "[" * 20_000, "is not TOML"),
        ('{"name": ' + "9" * 5000 + "}", "is not JSON that can be read"),
        ("a" * (LARGEST + 1), "is larger than 1024 KiB"),
        ("\x00", "is not TOML"),
        ("factors = 3\nsources = 4\nbands = 5\nownership = 6\nname = 7", "factors: has to be a list"),
    ],
)
def test_what_is_no_table_is_refused(text: str, fault: str) -> None:
    found = faults(text)
    assert any(fault in said for said in found), found


def test_too_many_entries_are_refused() -> None:
    written = write_table(parse_table(SMALL))
    assert faults(written | {"factors": written["factors"] * 51}) == ["factors: has to have 0 to 100 entries"]
    many = {f"s{number}": written["sources"]["listed"] for number in range(101)}
    assert "sources: has to be a table of at most 100 sources by their ids" in faults(written | {"sources": many})
    long = written["sources"]["listed"] | {"values": ["IR"] * 1001}
    assert "sources.listed.values: has to have 0 to 1000 entries" in faults(written | {"sources": {"listed": long}})


def test_no_more_than_two_hundred_faults_are_told() -> None:
    written = write_table(parse_table(SMALL))
    rule = {"reason": "", "points": -1, "nothing": 1}
    factors = [{**written["factors"][0], "id": f"f{number}", "rules": [rule] * 100} for number in range(10)]
    assert len(faults(written | {"factors": factors})) == 200


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)


@given(st.data())
@settings(max_examples=150)
def test_no_table_however_broken_does_more_than_be_refused(data: st.DataObject) -> None:
    written = json.loads(json.dumps(write_table(parse_table(SMALL))))
    place, key = written, data.draw(st.sampled_from(list(written)))
    while isinstance(place[key], dict | list) and place[key] and data.draw(st.booleans()):
        place = place[key]
        key = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else list(range(len(place)))))
    place[key] = data.draw(JUNK)
    try:
        made = parse_table(written)
    except RiskTableError:
        return
    assert parse_table(write_table(made)) == made


@given(st.text(max_size=60))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    assert faults(text)
    assert faults("{" + text)


def test_a_fault_does_not_repeat_what_may_be_anything() -> None:
    hidden = "Bartolomeus Vexhammer"
    broken = SMALL.replace('"IR", "KP"', f'"{hidden}"').replace('title = "A list"', f'title = 7\n"{hidden}" = 1')
    assert not any(hidden in fault for fault in faults(broken))


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    broken, large = tmp_path / "broken.toml", tmp_path / "large.toml"
    broken.write_bytes(b"name = 'a'\n\xff")
    large.write_bytes(b"#" * (LARGEST + 1))
    for path, said in ((broken, "line 2: is not UTF-8"), (large, "is larger than"), (tmp_path, "cannot be read")):
        with pytest.raises(RiskTableError, match=said):
            read_file(path)
    assert read_file(files.SHIPPED).startswith("# The table that ships")


def test_facts_are_read() -> None:
    read = parse_facts('{"registration_country": "NL", "owner_countries": ["NL", "IR"], "age_years": 2, "role": null}')
    assert read == {
        Fact.REGISTRATION_COUNTRY: ("NL",),
        Fact.OWNER_COUNTRIES: ("NL", "IR"),
        Fact.AGE_YEARS: (2.0,),
    }
    assert parse_facts("contact_flags = []") == {Fact.CONTACT_FLAGS: ()}


def test_every_fault_of_facts_is_named() -> None:
    with pytest.raises(RiskTableError) as found:
        parse_facts('{"registration_country": "QQ", "age_years": [1, 2], "ownership_gap": true, "star": 1}')
    assert [str(fault) for fault in found.value.faults] == [
        f"has 1 unknown fields; known are {', '.join(sorted(Fact))}",
        "registration_country[0]: is no value of registration_country",
        "age_years: has to have 0 to 1 entries",
        "ownership_gap[0]: is no value of ownership_gap",
    ]


@given(st.dictionaries(st.sampled_from([*map(str, Fact), "other"]), JUNK, max_size=4))
def test_no_facts_however_broken_do_more_than_be_refused(content: dict[str, Any]) -> None:
    try:
        read = parse_facts(content)
    except RiskTableError:
        return
    assert all(can_be(fact, value) for fact, values in read.items() for value in values)


def test_the_table_that_ships_is_sound_and_names_every_fact() -> None:
    shipped = default_table()
    assert {factor.fact for factor in shipped.factors} == set(Fact)
    assert all(factor.basis for factor in shipped.factors)
    assert all(source.url and source.values for source in shipped.sources.values())
    assert parse_table(write_table(shipped)) == shipped
