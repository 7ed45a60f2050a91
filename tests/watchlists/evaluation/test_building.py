"""Pairs out of the lists: what is a positive, what a negative, and that nothing gives the answer away."""

from __future__ import annotations

import json
from typing import Any

from watchlists.dates import PartialDate
from watchlists.evaluation.building import build_pairs
from watchlists.model import Entry, Identifier, Kind, Name, NameKind

MANY = 100


def person(entry_id: str, *names: str | Name, **about: object) -> Entry:
    found = tuple(name if isinstance(name, Name) else Name(name, NameKind.STRONG) for name in names)
    return Entry(id=entry_id, source=entry_id.partition(":")[0], kind=Kind.PERSON, names=found, **about)  # type: ignore[arg-type]


def born(year: int) -> tuple[PartialDate, ...]:
    return (PartialDate.of(year),)


UN = person(
    "un:QDi.1",
    "Zaphod Beeblebrox",
    "Zaphod the Great",
    Name("Зафод Библброкс", NameKind.ORIGINAL_SCRIPT),
    identifiers=(Identifier("other", "QDi.001"), Identifier("passport", "P12345", "NL")),
)
EU = person(
    "eu:EU.1",
    "Zafod Biblebrox",
    references=("un:QDi.1", "un:QDi.001"),
    identifiers=(Identifier("other", "QDI 001"), Identifier("other", "EU.1")),
)
NEAR = person("eu:EU.2", "Zafod Bibleman")
FAR = person("eu:EU.3", "Ludmilla Fromm")
UN_OTHER = person("un:QDi.2", "Zaphod Beeblebear")


def build(*entries: Entry) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for line in build_pairs(entries, MANY):
        case = json.loads(line)
        groups.setdefault(case["group"], []).append(case)
    return groups


def test_one_party_on_two_lists_is_a_pair_of_whole_records() -> None:
    true, false = build(UN, EU, NEAR, FAR, UN_OTHER)["record:person"]

    assert true["match"] is True
    assert {true["query"]["names"][0], true["entry"]["names"][0]} == {"Zaphod Beeblebrox", "Zafod Biblebrox"}
    assert false["match"] is False
    assert false["entry"]["names"][0] in {"Zafod Bibleman", "Zaphod Beeblebear"}
    assert false["query"] == true["query"]


def test_the_numbers_that_link_are_not_in_the_pairs() -> None:
    lines = "\n".join(build_pairs((UN, EU, NEAR), MANY))

    assert "P12345" in lines
    assert "QDi.001" not in lines
    assert "QDI 001" not in lines
    assert '"value": "EU.1"' not in lines


def test_aliases_stand_against_the_primary_name() -> None:
    true, false = build(UN, UN_OTHER)["alias:person"]

    assert (true["query"], true["entry"]) == ({"names": ["Zaphod the Great"]}, {"names": ["Zaphod Beeblebrox"]})
    assert (false["query"], false["entry"]) == ({"names": ["Zaphod the Great"]}, {"names": ["Zaphod Beeblebear"]})


def test_another_script_stands_against_latin_letters() -> None:
    true, false = build(UN, UN_OTHER, person("un:QDi.3", "Ludmilla Fromm"))["script:Cyrl:person"]

    assert true["query"] == {"names": ["Зафод Библброкс"]}
    assert true["entry"] == {"names": ["Zaphod Beeblebrox"]}
    assert false["entry"] == {"names": ["Zaphod Beeblebear"]}


def test_nobody_who_may_be_the_same_party_is_a_negative() -> None:
    namesake = person("un:QDi.2", "Zaphod Beeblebrox")

    assert [case["match"] for case in build(UN, namesake)["alias:person"]] == [True]


def test_a_namesake_with_another_date_of_birth_is_a_negative_as_a_whole_record() -> None:
    groups = build(
        person("un:QDi.1", "Zaphod Beeblebrox", birth_dates=born(1950)),
        person("eu:EU.1", "Zafod Biblebrox", references=("un:QDi.1",), birth_dates=born(1950)),
        person("un:QDi.2", "Zaphod Beeblebrox", birth_dates=born(1980)),
        person("eu:EU.2", "Zafod Biblebrox", birth_dates=born(1981)),
    )

    assert [case["match"] for case in groups["record:person"]] == [True, False]


def test_the_same_lists_give_the_same_lines_in_any_order() -> None:
    entries = (UN, EU, NEAR, FAR, UN_OTHER)

    assert build_pairs(entries, MANY) == build_pairs(entries[::-1], MANY)


def test_a_group_is_not_larger_than_asked() -> None:
    entries = [
        person(f"un:{number}", f"Ann {number}x Lee", f"Anna {number}x Li", f"Annie {number}x") for number in range(9)
    ]

    cases = [json.loads(line) for line in build_pairs(entries, 4)]

    assert sum(case["match"] for case in cases) == 4


def test_a_record_is_tried_again_without_the_names_in_common() -> None:
    groups = build(
        person("un:QDi.1", "Zaphod Beeblebrox", "Zafod Biblebrox"),
        person("eu:EU.1", "Beeblebrox Zaphod", "Zaphodo Beeblebroxo", references=("un:QDi.1",)),
    )

    whole, reduced = (
        groups["record:person"][0]["query"]["names"],
        groups["record_other_names:person"][0]["query"]["names"],
    )
    assert len(whole) == 2
    assert reduced in (["Zafod Biblebrox"], ["Zaphodo Beeblebroxo"])


def test_a_record_of_common_names_only_is_not_tried_again() -> None:
    groups = build(
        person("un:QDi.1", "Zaphod Beeblebrox", Name("The Great", NameKind.WEAK)),
        person("eu:EU.1", "Beeblebrox Zaphod", references=("un:QDi.1",)),
    )

    assert list(groups) == ["record:person"]


def test_a_copied_record_is_no_test() -> None:
    groups = build(
        person("ofac:1", "Zaphod Beeblebrox", birth_dates=born(1950)),
        person("us_csl:9", "ZAPHOD BEEBLEBROX", references=("ofac:1",), birth_dates=born(1950)),
    )

    assert groups == {}


def test_names_that_mix_scripts_are_left_out() -> None:
    mixed = person("un:1", "Zaphod Beeblebrox", Name("ISIL東アジア", NameKind.ORIGINAL_SCRIPT))

    assert build(mixed) == {}


def test_ids_are_each_its_own_and_begin_with_the_party() -> None:
    cases = [json.loads(line) for line in build_pairs((UN, EU, NEAR, FAR, UN_OTHER), MANY)]

    assert len({case["id"] for case in cases}) == len(cases)
    assert {case["id"].partition("#")[0] for case in cases} == {"eu:eu.1"}


def test_namesakes_that_their_publisher_tells_apart_are_a_group_of_their_own() -> None:
    groups = build(
        person("un:QDi.1", "Zaphod Beeblebrox", birth_dates=born(1950)),
        person("eu:EU.1", "Zafod Biblebrox", references=("un:QDi.1",), birth_dates=born(1951)),
        person("un:QDi.2", "Zaphid Beblebrox", birth_dates=born(1980)),
    )

    negatives = [case for case in groups["namesake:person"] if not case["match"]]
    matches = [case for case in groups["namesake:person"] if case["match"]]
    assert {case["id"].rpartition("-not-")[2] for case in negatives} <= {"un:qdi.1", "un:qdi.2", "eu:eu.1"}
    assert ("un:QDi.1-un:QDi.2", "un:qdi.2") in [
        tuple(case["id"].partition("#namesake-")[2].split("-not-")) for case in negatives
    ]
    assert matches
    assert all("Biblebrox" in str(case) for case in matches)


def test_namesakes_without_anything_that_differs_are_left_out() -> None:
    groups = build(
        person("un:QDi.1", "Zaphod Beeblebrox", birth_dates=born(1950)), person("un:QDi.2", "Zaphid Beblebrox")
    )

    assert "namesake:person" not in groups


def test_records_are_linked_by_a_number_that_is_left_out() -> None:
    passport = Identifier("passport", "P12345", "NL")
    groups = build(
        person("un:QDi.1", "Zaphod Beeblebrox", identifiers=(passport, Identifier("tax_id", "T99999", "NL"))),
        person("eu:EU.1", "Zaphod Biblebrox", identifiers=(passport,)),
        person("eu:EU.2", "Ludmilla Fromm"),
    )

    (match,) = [case for case in groups["record_by_number:person"] if case["match"]]
    assert "P12345" not in str(match)
    assert "T99999" in str(match)
