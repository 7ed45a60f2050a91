"""The command that shows a table of risk factors, and says everything that is wrong with one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from jobs.cli.commands import EXIT_ERROR, Command
from jobs.cli.output import json_option, print_json, print_table, say

if TYPE_CHECKING:
    from kyc_service.domain.risk.tables import RiskTable, Rule

Read = TypeVar("Read")


@click.command(cls=Command, examples=("kyc risk table", "kyc risk table factors.toml", "kyc risk table --json"))
@click.argument("file", type=click.Path(path_type=Path), required=False)
@json_option
def table(*, file: Path | None, as_json: bool) -> None:
    """Show a table of risk factors: the one that ships, or the TOML or JSON of FILE. Nothing is stored.

    docs/risk.md describes such a file. Exit code 2 when it cannot be used, with everything that is wrong with it.
    """
    from kyc_service.services.risk import files, words

    shown = read_table(file)
    if as_json:
        old = [source.id for source in words.list_old(shown, dt.datetime.now(dt.UTC).date())]
        print_json({**files.write_table(shown), "old_sources": old})
    else:
        _show(shown)
    tell_old(shown)


def read_table(file: Path | None) -> RiskTable:
    """Read the table of a file, or the one that ships. Ends the command when it cannot be used."""
    from kyc_service.services.risk import files

    return files.default_table() if file is None else read(file, files.parse_table)


def read(file: Path, parse: Callable[[str], Read]) -> Read:
    """Read a file; say every fault in a line of its own and end the command when there are any."""
    from kyc_service.services.risk import files

    try:
        return parse(files.read_file(file))
    except files.RiskTableError as error:
        for fault in error.faults:
            say(f"{file.name}: {fault}")
        raise click.exceptions.Exit(EXIT_ERROR) from None


def tell_old(shown: RiskTable) -> None:
    """Say which sources are over a year old."""
    from kyc_service.services.risk import words

    today = dt.datetime.now(dt.UTC).date()
    for source in words.list_old(shown, today):
        say(f"caution: {words.tell_source(source, today)}")


def _show(shown: RiskTable) -> None:
    from kyc_service.services.risk.words import tell_day

    print_table(
        shown.name,
        ("level", "from points", "review after", "a person looks first"),
        [
            (
                band.level.value,
                f"{band.from_points:g}" if band.from_points < float("inf") else "never",
                f"{band.review_months} months",
                band.review,
            )
            for band in shown.bands.values()
        ],
    )
    print_table(
        "Factors",
        ("factor", "most", "points", "at least", "for", "why"),
        [
            (
                factor.title if rule is factor.rules[0] else "",
                f"{factor.most:g}{', added up' if factor.combine == 'sum' else ''}" if rule is factor.rules[0] else "",
                f"{rule.points:g}",
                rule.at_least or "",
                _tell_condition(rule),
                rule.reason,
            )
            for factor in shown.factors
            for rule in factor.rules
        ],
    )
    print_table(
        "Sources",
        ("id", "source", "as of", "values"),
        [
            (source.id, source.title, tell_day(source.as_of), " ".join(sorted(source.values)))
            for source in shown.sources.values()
        ],
    )
    terms = shown.ownership
    sectors = "".join(f", {share:g} % for industry {code}" for code, share in terms.sectors.items())
    click.echo(f"beneficial owners from {terms.threshold:g} %{sectors}")


def _tell_condition(rule: Rule) -> str:
    if rule.unknown:
        return "not known"
    if rule.source:
        return f"source {rule.source}"
    if rule.values:
        return "anything" if "*" in rule.values else " ".join(sorted(rule.values))
    low = f"from {rule.low:g}" if rule.low else ""
    high = f"below {rule.high:g}" if rule.high is not None else ""
    return f"{low} {high}".strip() or "from 0"
