"""Commands about risk: tables of factors, and how they rate a business."""

from __future__ import annotations

import click

from jobs.cli.commands import Group

_COMMANDS: tuple[click.Command, ...] = ()


@click.group(cls=Group)
def risk() -> None:
    """See by which factors the risk of a business is rated, and try tables of them out. No score rejects anybody."""


for _command in _COMMANDS:
    risk.add_command(_command)

__all__ = ["risk"]
