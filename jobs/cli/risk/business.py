"""The command that explains the level of a business on file."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Any

import click

from jobs.cli.commands import Command
from jobs.cli.output import json_option, print_json, print_table, say

_HISTORY = 20


@click.command(
    cls=Command,
    examples=(
        "kyc risk explain acme-trading-2291 --tenant ten_0123",
        "kyc risk explain acme-trading-2291 --tenant ten_0123 --svg rating.svg --json",
    ),
)
@click.argument("reference")
@click.option("--tenant", required=True, metavar="ID", help="Whose business it is, as `kyc tenants list` shows it.")
@click.option("--svg", type=click.Path(path_type=Path, dir_okay=False), help="Draw it into this file.")
@json_option
def explain(*, reference: str, tenant: str, svg: Path | None, as_json: bool) -> None:
    """Explain how risky the business REFERENCE is: its level, each factor with its reason, what nobody knows.

    The reading is in the audit. Exit code 1 when it has no rating.
    """
    from jobs import context
    from kyc_service.services.risk import shapes

    with context.prepared_runtime().open_work(tenant, f"cli:{getpass.getuser()}") as work:
        view = shapes.read(work, reference, None, _HISTORY)
        found = shapes.write(work, view, picture=svg is not None)
    picture = found.pop("picture")
    if svg is not None and picture is not None:
        _draw(svg, picture)
    if as_json:
        print_json(found)
    elif found["not_rated"] is None:
        _show(found)
    if found["not_rated"] is not None:
        say(f"{reference}: no rating, {found['not_rated'].replace('_', ' ')}")
        raise click.exceptions.Exit(1)


def _draw(path: Path, picture: str) -> None:
    try:
        path.write_text(picture, encoding="utf-8")
    except OSError as error:
        message = f"cannot be written: {error.strerror}"
        raise click.BadParameter(message, param_hint="--svg") from None


def _show(found: dict[str, Any]) -> None:
    table = found["table"]
    print_table(
        found["reference"],
        ("", ""),
        [
            ("level", found["level"]),
            ("computed", f"{found['computed_level']}, {found['points']:g} points"),
            ("table", f"{table['name']} {table['number'] or '(comes with the service)'}"),
            ("rated", found["rated_at"]),
            ("next review", found["review_at"]),
            ("not known", found["unknown"]),
        ],
    )
    print_table(
        "Factors",
        ("points", "at most", "at least", "why"),
        [(f"{one['points']:g}", f"{one['most']:g}", one["at_least"], one["text"]) for one in found["contributions"]],
    )
    for sentence in found["text"]:
        say(sentence)
    if found["override"] is not None:
        said = found["override"]
        until = f"{said['expires_at']:%Y-%m-%d}"
        say(f"a person set {said['level']} ({said['status']}, {said['reason_code']}) until {until}")
