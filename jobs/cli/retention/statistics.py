"""`kyc retention statistics`: counts in anonymous groups."""

from __future__ import annotations

import click

from jobs.cli.commands import Command
from jobs.cli.output import json_option, print_json, print_table
from jobs.cli.retention.finding import actor


@click.command(cls=Command, examples=("kyc retention statistics --tenant ten_0123 --month 2026-10",))
@click.option("--tenant", required=True, help="Tenant's id.")
@click.option("--month", required=True, type=click.DateTime(["%Y-%m"]), help="A month that is over.")
@json_option
def statistics(*, tenant: str, month: object, as_json: bool) -> None:
    """Count the businesses verified in a month by outcome and country, in groups of 20 or more."""
    from jobs import context
    from kyc_service.errors import InvalidInputError
    from kyc_service.services.retention import statistics as services

    try:
        found = services.count_month(context.prepared_runtime(), tenant, f"{month:%Y-%m}", actor())
    except InvalidInputError:
        message = "the month is not over: counted twice it would tell who came between"
        raise click.BadParameter(message, param_hint="--month") from None
    if as_json:
        print_json(found)
        return
    print_table(
        f"{found.month}, groups of {found.least} or more",
        ("outcome", "country", "businesses"),
        [(one.outcome, one.country, one.count) for one in found.groups],
    )
