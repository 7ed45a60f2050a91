"""What the entries of an index say beside their names."""

from pathlib import Path

import pytest

from tests.fixtures.listed import BOUT, IRISL, LISTED, index_entries
from watchlists.dates import PartialDate
from watchlists.index.fact_columns import COMMON, NEVER, OTHER, SILENT, Facts

BOUT_AT, IRISL_AT = LISTED.index(BOUT), LISTED.index(IRISL)
AS_THEY_ARE = bytes([*range(NEVER, -1, -1)])
"""Grades that give the nearest the most: 255 minus the years."""


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    return index_entries(LISTED, tmp_path).facts


def test_who_says_anything_is_told_by_field(facts: Facts) -> None:
    assert [*facts.says("identifiers")] == [bool(entry.identifiers) for entry in LISTED]
    assert [*facts.says("genders")] == [bool(entry.genders) for entry in LISTED]


def test_countries_are_common_other_or_not_told(facts: Facts) -> None:
    table = facts.countries(frozenset({"RU", "NL"}))
    assert (table[BOUT_AT], table[IRISL_AT]) == (COMMON, OTHER)
    assert [table[place] for place, entry in enumerate(LISTED) if not entry.countries] == [SILENT] * 4


@pytest.mark.parametrize(("year", "apart"), [(1967, 0), (1969, 1), (1970, 0), (1950, 17), (1990, 20), (1500, 254)])
def test_years_are_counted_to_the_nearest_date(facts: Facts, year: int, apart: int) -> None:
    table = facts.years_apart("birth_dates", [PartialDate.of(year, 6, 1)], AS_THEY_ARE)
    assert NEVER - table[BOUT_AT] == apart
    assert NEVER - table[IRISL_AT] == NEVER


def test_the_nearest_of_several_dates_counts(facts: Facts) -> None:
    dates = [PartialDate.of(1900), PartialDate.parse("1972/1980")]
    assert NEVER - facts.years_apart("birth_dates", dates, AS_THEY_ARE)[BOUT_AT] == 2


def test_days_are_found_by_the_day_of_the_year(facts: Facts) -> None:
    assert facts.on_day("birth_dates", 1, 13) == [(BOUT_AT, 1967)]
    assert facts.on_day("incorporation_dates", 1, 5) == [(IRISL_AT, 1967)]
    assert not facts.on_day("birth_dates", 1, 1)


def test_an_index_of_nothing_says_nothing(tmp_path: Path) -> None:
    facts = index_entries((), tmp_path).facts
    assert facts.countries(frozenset({"NL"})) == b""
    assert facts.years_apart("birth_dates", [PartialDate.of(1970)], AS_THEY_ARE) == b""
