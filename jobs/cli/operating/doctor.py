"""The command that looks at an installation and says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jobs.cli.commands import Command
from jobs.cli.output import json_option, print_json, print_table

if TYPE_CHECKING:
    from kyc_service.services.operating.doctor import Report


@click.command(cls=Command, examples=("kyc doctor", "sudo -u kyc kyc doctor --json", "kyc doctor --seconds 30"))
@click.option("--seconds", type=click.FloatRange(1, 300), default=10, show_default=True, help="Longest wait for each.")
@json_option
def doctor(*, seconds: float, as_json: bool) -> None:
    """Look at this installation and say what to do about whatever is wrong. Changes nothing.

    Works while half of it is down: each part is looked at apart from the others. Run it as the user and with the
    settings of the service. Exit code 1 when something is broken, 0 otherwise; warnings do not count.
    """
    from jobs import context
    from kyc_service import bootstrap
    from kyc_service.services.operating.doctor import examine

    report = examine(context.environment(), bootstrap.build, seconds)
    if as_json:
        print_json({"healthy": report.healthy, "version": report.version, "at": report.at, "findings": report.findings})
    else:
        _print(report)
    if not report.healthy:
        raise click.exceptions.Exit(1)


def _print(report: Report) -> None:
    from kyc_service.services.operating.findings import Level

    rows = [(one.check, one.level.value, one.said, one.do or "") for one in report.findings]
    print_table("Installation", ("check", "", "what was found", "what to do"), rows)
    counts = [f"{sum(one.level is level for one in report.findings)} {level}" for level in Level]
    click.echo(("healthy: " if report.healthy else "NOT healthy: ") + ", ".join(counts))
