"""The command that rates the facts of a file, to try a table out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jobs.cli.commands import Command
from jobs.cli.output import json_option, print_json, print_table
from jobs.cli.risk.tables import read, read_table, tell_old

if TYPE_CHECKING:
    from kyc_service.domain.risk.facts import Facts
    from kyc_service.domain.risk.rating import Rating
    from kyc_service.domain.risk.tables import RiskTable


@click.command(
    cls=Command,
    examples=("kyc risk rate facts.json", "kyc risk rate facts.json --table factors.toml --svg rating.svg --json"),
)
@click.argument("facts", type=click.Path(path_type=Path))
@click.option("--table", "table_file", type=click.Path(path_type=Path), help="Another table than the one that ships.")
@click.option("--svg", type=click.Path(path_type=Path, dir_okay=False), help="Draw it into this file.")
@json_option
def rate(*, facts: Path, table_file: Path | None, svg: Path | None, as_json: bool) -> None:
    """Rate the FACTS of a file: a JSON object as {"registration_country": "NL", "age_years": 2}. Nothing is stored.

    A fact that is left out is unknown; an empty list says that there is none. docs/risk.md names all facts. Exit code 2
    when a file cannot be used, with everything that is wrong with it.
    """
    from kyc_service.domain.risk.rating import rate as rate_facts
    from kyc_service.services.risk import files
    from kyc_service.services.risk.pictures import draw

    table = read_table(table_file)
    known = read(facts, files.parse_facts)
    rating = rate_facts(table, known)
    if svg is not None:
        _write(svg, draw(table, rating, known))
    if as_json:
        print_json(_fields(table, rating, known))
    else:
        _show(table, rating, known)
    tell_old(table)


def _write(path: Path, picture: str) -> None:
    try:
        path.write_text(picture, encoding="utf-8")
    except OSError as error:
        message = f"cannot be written: {error.strerror}"
        raise click.BadParameter(message, param_hint="--svg") from None


def _show(table: RiskTable, rating: Rating, known: Facts) -> None:
    from kyc_service.services.risk import words

    print_table(
        f"Risk by “{table.name}”: {rating.level}",
        ("factor", "points", "most", "why"),
        [
            (
                factor.title,
                f"{one.points:g}",
                f"{factor.most:g}",
                words.tell_contribution(table, one).removeprefix(f"{factor.title}: ") if one.applied else "",
            )
            for factor, one in zip(table.factors, rating.contributions, strict=True)
        ],
    )
    for sentence in (
        words.tell_level(table, rating),
        words.tell_review(table, rating.level),
        words.tell_unknown(table, known),
    ):
        if sentence:
            click.echo(sentence)


def _fields(table: RiskTable, rating: Rating, known: Facts) -> dict[str, Any]:
    from kyc_service.domain.risk.rating import level_of
    from kyc_service.services.risk import words

    return {
        "table": table.name,
        "level": rating.level,
        "points": rating.points,
        "level_by_points": level_of(table, rating.points),
        "text": words.tell_level(table, rating),
        "review_months": table.bands[rating.level].review_months,
        "review": table.bands[rating.level].review,
        "contributions": [
            {
                "factor": one.factor,
                "points": one.points,
                "most": factor.most,
                "at_least": one.at_least,
                "values": sorted({str(value) for _, values in one.applied for value in values}),
                "text": words.tell_contribution(table, one),
            }
            for factor, one in zip(table.factors, rating.contributions, strict=True)
        ],
        "unknown": [factor.id for factor in table.factors if known.get(factor.fact) is None],
    }
