"""The `kyc` command: puts the groups together; each command imports what it runs only when it runs."""

from __future__ import annotations

import click

from jobs.cli import (
    access,
    bulk,
    database,
    demo,
    evaluate,
    feeds,
    lists,
    monitoring,
    operating,
    ownership,
    people,
    policies,
    privacy,
    processes,
    programs,
    registers,
    retention,
    risk,
    screening,
    settings,
    trail,
    tuning,
)
from jobs.cli.commands import Group
from kyc_service import logs

_EXAMPLES = (
    "kyc demo                   see it work: starts everything, verifies six businesses",
    'kyc screen "Acme Trading"  screen one name now, without any server',
    "kyc up                     run the service on this machine",
)


@click.group(
    cls=Group, examples=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(package_name="kyc-service", message="kyc %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an unexpected error.")
def main(*, debug: bool) -> None:
    """Screen businesses and the people behind them against the official sanctions lists."""
    del debug  # read by Group
    logs.configure("warning")


for command in (
    demo.demo,
    screening.screen,
    registers.verify_business,
    bulk.import_file,
    evaluate.evaluate,
    ownership.ownership,
    processes.up,
    processes.serve,
    processes.worker,
    processes.scheduler,
    processes.prepare,
    operating.doctor,
    operating.support_bundle,
    operating.backup,
    database.db,
    lists.lists,
    screening.replay,
    tuning.allowlist,
    tuning.profiles,
    registers.registers,
    feeds.feeds,
    feeds.reviews,
    privacy.exits,
    privacy.rights,
    retention.retention,
    retention.holds,
    risk.risk,
    access.tenants,
    access.keys,
    programs.webhooks,
    people.people,
    policies.policy,
    settings.settings,
    trail.audit,
    trail.evidence_pack,
    monitoring.coverage,
    monitoring.rescreen,
    monitoring.runs,
):
    main.add_command(command)
for command in (*operating.CUSTODY, programs.bind_key):
    access.keys.add_command(command)

if __name__ == "__main__":
    main()
