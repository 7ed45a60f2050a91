"""Commands about risk: tables of factors, and how they rate a business."""

from __future__ import annotations

import click

from jobs.cli.commands import Group
from jobs.cli.risk.business import explain
from jobs.cli.risk.rates import rate
from jobs.cli.risk.tables import table
from jobs.cli.risk.versions import draft, dry_run, list_tables, publish, retire

__all__ = ["risk"]


@click.group(cls=Group)
def risk() -> None:
    """See by which factors the risk of a business is rated, and try tables of them out. No score rejects anybody."""


for command in (table, rate, explain, list_tables, draft, dry_run, publish, retire):
    risk.add_command(command)
