"""docs/risk.md says what the table that ships says."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc_service.domain.risk.facts import Fact
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.tables import Combine, Factor, Rule, Source
from kyc_service.services.risk.files import default_table, parse_table
from kyc_service.services.risk.words import tell_day

PAGE = (Path(__file__).parents[4] / "docs" / "risk.md").read_text()


def tell_rule(rule: Rule) -> str:
    floor = f", never below {rule.at_least}" if rule.at_least else ""
    return f"{rule.points:g} {rule.reason}{floor}"


def row_of(factor: Factor) -> str:
    most = f"{factor.most:g}{', added up' if factor.combine is Combine.SUM else ''}"
    return f"| {factor.title} | {most} | {'; '.join(map(tell_rule, factor.rules))} | {factor.basis} |"


def start_of_row(source: Source) -> str:
    countries = " ".join(sorted(source.values))
    return f"| `{source.id}` | [{source.title}]({source.url}) | {tell_day(source.as_of)} | {countries} |"


@pytest.mark.parametrize("factor", default_table().factors, ids=lambda factor: factor.id)
def test_every_factor_stands_with_its_weight_rules_and_basis(factor: Factor) -> None:
    assert row_of(factor) in PAGE.splitlines()


def test_no_other_factor_stands_there() -> None:
    start = PAGE.index("| factor | at most |")
    rows = PAGE[start : PAGE.index("\n\n", start)].splitlines()[2:]
    assert rows == [row_of(factor) for factor in default_table().factors]


@pytest.mark.parametrize("source", default_table().sources.values(), ids=lambda source: source.id)
def test_every_source_stands_with_its_day_and_countries(source: Source) -> None:
    assert any(line.startswith(start_of_row(source)) for line in PAGE.splitlines())


@pytest.mark.parametrize("level", Level)
def test_every_level_stands_with_its_points_and_review(level: Level) -> None:
    band = default_table().bands[level]
    begins = "by no points" if level is Level.PROHIBITED else f"{band.from_points:g}"
    assert f"| `{level}` | {begins} | {band.review_months} months | {'yes' if band.review else 'no'} |" in PAGE


@pytest.mark.parametrize("fact", Fact)
def test_every_fact_that_a_file_may_name_is_explained(fact: Fact) -> None:
    assert f"| `{fact}` |" in PAGE


def test_the_example_of_a_file_can_be_read() -> None:
    example = PAGE.split("```toml\n")[1].split("```")[0]
    assert [factor.title for factor in parse_table(example).factors] == ["Country of registration"]
