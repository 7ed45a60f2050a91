"""Detection: which names are varied, which variations are fair, and what is counted."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.fixtures.listed import BOUT, IRISL, LISTED, index_entries
from watchlists.evaluation.detection import (
    LEVELS,
    Detection,
    Level,
    Listed,
    Variations,
    describe_definitions,
    listed_names,
    search_here,
    search_on_cores,
)
from watchlists.evaluation.formats import read_queries
from watchlists.evaluation.parties import Parties
from watchlists.evaluation.variations.names import ListedName
from watchlists.evaluation.words import same_words
from watchlists.matching import Screener
from watchlists.model import Entry, Kind, Name, NameKind


def listed(entry: Entry) -> list[Listed]:
    return listed_names([entry])


def test_primary_and_strong_names_are_varied_each_once() -> None:
    twice = Entry(id="un:1", source="un", kind=Kind.PERSON, names=(Name("Ann Lee"), Name("Ann Lee", NameKind.STRONG)))

    assert [found.name.value for found in listed(BOUT)] == ["Viktor Anatolijevitch BOUT", "Viktor BUTT"]
    assert len(listed(twice)) == 1


def test_a_sample_does_not_depend_on_the_order() -> None:
    assert listed_names(LISTED, 3) == listed_names(LISTED[::-1], 3)
    assert len(listed_names(LISTED, 100)) == len(listed_names(LISTED))


def test_a_variation_that_is_the_name_of_another_party_is_not_made() -> None:
    one = Entry(id="un:1", source="un", kind=Kind.PERSON, names=(Name("Ann Maria Lee"),))
    other = Entry(id="un:2", source="un", kind=Kind.PERSON, names=(Name("Lee, Ann"),))

    def dropped(*entries: Entry) -> str | None:
        variations = Variations(entries, Parties(entries))
        varied = dict(variations.of(listed(one)[0], "major"))["dropped_middle"]
        return varied.value if varied else None

    assert dropped(one) == "Ann Lee"
    assert dropped(one, other) is None


@pytest.mark.parametrize("level", ["exact", "minor", "major", "disguise"])
def test_variations_are_the_same_every_time_and_no_other_partys_name(level: Level) -> None:
    parties = Parties(LISTED)
    made = [
        [varied for found in listed_names(LISTED) for _, varied in Variations(LISTED, parties).of(found, level)]
        for _ in range(2)
    ]

    assert made[0] == made[1]
    names = {same_words(name.value): entry.id for entry in LISTED for name in entry.names}
    for varied in filter(None, made[0]):
        assert names.get(same_words(varied.value), varied.listed.entry.id) == varied.listed.entry.id


def test_what_is_found_and_what_is_missed_is_counted_everywhere(tmp_path: Path) -> None:
    screener = Screener(index_entries([BOUT], tmp_path))
    parties = Parties(LISTED)
    detection = Detection(search_here(screener), parties, Variations(LISTED, parties))

    found = detection.run([*listed(BOUT), *listed(IRISL)], "exact").as_report()

    assert (found["variations"], found["missed"], found["detected"]) == (3, 1, 0.66667)
    assert found["by_list"]["ofac_sdn"]["variations"] == 3
    assert found["by_script"]["Latn"]["missed"] == 1
    assert found["by_variation"]["exact"]["wrong_top"] == found["by_variation"]["exact"]["other_first"] == 0.0
    assert found["not_made"] == 0


def test_several_processes_find_what_one_finds(tmp_path: Path) -> None:
    index = index_entries(LISTED, tmp_path)
    parties = Parties(LISTED)
    here, apart = (
        Detection(search, parties, Variations(LISTED, parties)).run(listed_names(LISTED), "minor").to_json()
        for search in (search_here(Screener(index)), search_on_cores(tmp_path / index.key, 0.7, 1))
    )

    assert {**here, "seconds": 0} == {**apart, "seconds": 0}


def test_another_seed_takes_another_sample() -> None:
    samples = {tuple(found.name.value for found in listed_names(LISTED, 3, seed)) for seed in ("", "a", "b", "c")}

    assert len(samples) > 1
    assert listed_names(LISTED, 3, "a") == listed_names(LISTED[::-1], 3, "a")


def test_a_tie_with_another_party_is_no_wrong_top_but_may_put_the_other_first(tmp_path: Path) -> None:
    one = Entry(id="un:1", source="un", kind=Kind.PERSON, names=(Name("Ann Pandora"),))
    other = Entry(id="un:2", source="un", kind=Kind.PERSON, names=(Name("Ann Pandora"),))
    parties = Parties([one, other])
    detection = Detection(
        search_here(Screener(index_entries([one, other], tmp_path))), parties, Variations([one, other], parties)
    )

    found = detection.run([*listed(one), *listed(other)], "exact").as_report()

    assert (found["detected"], found["wrong_top"], found["other_first"]) == (1.0, 0.0, 0.5)


def test_what_cannot_be_screened_is_counted_and_missed(parties: Parties) -> None:
    detection = Detection(lambda cases: ((varied, None) for varied, _ in cases), parties, Variations(LISTED, parties))

    found = detection.run(listed(BOUT), "exact").as_report()

    assert (found["failed"], found["missed"]) == (2, 2)


def test_misses_can_be_asked_again_as_queries(tmp_path: Path) -> None:
    screener = Screener(index_entries([BOUT], tmp_path / "index"))
    parties = Parties(LISTED)
    detection = Detection(search_here(screener), parties, Variations(LISTED, parties))
    detection.run(listed(IRISL), "exact")
    path = tmp_path / "misses.jsonl"
    path.write_text("".join(f"{line}\n" for line in detection.missed), encoding="utf-8")

    (query,) = read_queries(path)

    assert (query.subject.names, query.expect, query.group) == ((IRISL.caption,), (IRISL.id,), "exact/exact")
    assert json.loads(detection.missed[0])["kind"] == "organisation"


def test_a_name_that_has_no_variation_is_counted_as_not_made(screener: Screener, parties: Parties) -> None:
    short = Listed(BOUT, ListedName("1", Kind.VESSEL))
    detection = Detection(search_here(screener), parties, Variations(LISTED, parties))

    tally = detection.run([short], "major").as_report()

    assert (tally["variations"], tally["not_made"], tally["detected"]) == (0, 5, 0.0)


def test_definitions_are_named_with_their_digest() -> None:
    described = describe_definitions()

    assert set(described) == {"definitions", "disguises"}
    assert all(len(found["sha256"]) == 64 for found in described.values())


FIXED = [
    ("un:1", Kind.PERSON, "Zaphod Anatolyevich BEEBLEBROX"),
    ("un:2", Kind.PERSON, "Jérôme Al-Hussein van der Fromm"),
    ("un:3", Kind.PERSON, "Зафод Библброкс"),
    ("un:4", Kind.PERSON, "زافود بيبلبروكس"),
    ("un:5", Kind.ORGANISATION, "Sirius Cybernetics General Trading Co. No.42"),
    ("un:6", Kind.VESSEL, "Heart of Gold"),
    ("un:7", Kind.PERSON, "李四光"),
]


def test_the_makers_make_what_figures_were_measured_with() -> None:
    """Whoever changes a maker gives the definitions a new `version`, as if their file had changed."""
    entries = [Entry(id=entry_id, source="un", kind=kind, names=(Name(name),)) for entry_id, kind, name in FIXED]
    variations = Variations(entries, Parties(entries))

    made = [
        f"{name}={varied.value if varied else None}"
        for entry in entries
        for level in LEVELS
        for name, varied in variations.of(listed(entry)[0], level)
    ]

    assert (
        hashlib.sha256("\n".join(made).encode()).hexdigest()
        == "eae2e7344f89c7ea750ffce17ec4ac613866d9a1b7a18916dd344e236aad1110"
    )
