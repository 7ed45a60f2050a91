"""Commands about a tenant's own tables of risk factors: draft, try, publish, retire, look."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.cli.commands import EXIT_ERROR, Command
from jobs.cli.output import json_option, print_json, print_table, say
from jobs.cli.progress import counted
from jobs.cli.risk.tables import read

if TYPE_CHECKING:
    from kyc_service.domain.risk.records import TableVersion
    from kyc_service.services.runtime import Runtime

_PAGE = 200
_tenant = click.option("--tenant", required=True, metavar="ID", help="Tenant's id, as `kyc tenants list` shows it.")
_table = click.argument("table")


@click.command("tables", cls=Command, examples=("kyc risk tables --tenant ten_0123",))
@_tenant
@json_option
def list_tables(*, tenant: str, as_json: bool) -> None:
    """List the tables of a tenant, newest first; say which one is in force, and how many businesses wait for it."""
    from jobs import context
    from kyc_service.services.risk import tables as services
    from kyc_service.services.risk.runs import again

    found: list[TableVersion] = []
    with context.prepared_runtime().open_work(tenant, _actor(), read_only=True) as work:
        page = work.risk.tables.page(None, _PAGE)
        found.extend(page.items)
        while page.next:
            page = work.risk.tables.page(page.next, _PAGE)
            found.extend(page.items)
        current, waiting = services.current(work), again.waiting(work)
    if as_json:
        in_force = {"id": current.id, "name": current.name, "number": current.number, "digest": current.digest}
        print_json({"tables": found, "current": in_force, "waiting": waiting})
        return
    print_table(
        "Tables of risk factors",
        ("id", "name", "status", "made by", "tried by", "approved by"),
        [
            (one.id, f"{one.name} {one.number}", one.status.value, one.made_by, one.simulated_by, one.approved_by)
            for one in found
        ],
    )
    say(f"in force: {current.name} {current.number or '(comes with the service)'}; {waiting} businesses wait for it")


@click.command(cls=Command, examples=("kyc risk draft factors.toml --tenant ten_0123",))
@click.argument("file", type=click.Path(path_type=Path))
@_tenant
@json_option
def draft(*, file: Path, tenant: str, as_json: bool) -> None:
    """Draft another version of the table in FILE, TOML or JSON. It changes nothing until it was tried and published.

    Exit code 2 when it cannot be used, with everything that is wrong with it.
    """
    from jobs import context
    from kyc_service.errors import InvalidInputError
    from kyc_service.services.risk import files
    from kyc_service.services.risk import tables as services

    content = files.write_table(read(file, files.parse_table))
    try:
        with context.prepared_runtime().open_work(tenant, _actor()) as work:
            made = services.draft(work, content)
    except InvalidInputError as error:
        from kyc_service.api.messages import text_of

        for fault in error.faults:
            say(f"{file.name}: {fault.pointer}: {fault.detail or text_of(fault.code)}")
        raise click.exceptions.Exit(EXIT_ERROR) from None
    if as_json:
        print_json(made)
        return
    say(f"{made.name} {made.number} drafted; try it with `kyc risk dry-run`:")
    click.echo(made.id)


@click.command("dry-run", cls=Command, examples=("kyc risk dry-run rkt_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@_table
@json_option
def dry_run(*, table: str, as_json: bool) -> None:
    """Try a draft TABLE on every business on file, and keep what it would change, in figures. No rating changes."""
    from kyc_service.services.risk.runs import dry_run as services

    rt, tenant_id = _find(table)
    with rt.open_work(tenant_id, _actor(), read_only=True) as work:
        version = work.risk.tables.get(table).version
    with counted("businesses") as hear:
        made = services.simulate(
            rt, (tenant_id, _actor()), table, version, lambda done, of: hear("", done, of)
        )  # fmt: skip
    if as_json:
        print_json(made)
        return
    _show_report(made)


@click.command(cls=Command, examples=("kyc risk publish rkt_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@_table
def publish(*, table: str) -> None:
    """Make a TABLE with a dry run, that another person drafted, the one in force. Every business is rated by it."""
    from kyc_service.services.risk import tables as services
    from kyc_service.services.risk.runs import again

    rt, tenant_id = _find(table)
    with rt.open_work(tenant_id, _actor()) as work:
        made = services.approve(work, table, work.risk.tables.get(table).version)
        waiting = again.waiting(work)
    say(f"{made.name} {made.number}: in force from now on; {waiting} businesses are rated by it in the background")
    say("`kyc risk tables` shows how many still wait")


@click.command(cls=Command, examples=("kyc risk retire rkt_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@_table
def retire(*, table: str) -> None:
    """Take a TABLE out of use, or drop a draft; without one in force the one that comes with the service applies."""
    from kyc_service.services.risk import tables as services

    rt, tenant_id = _find(table)
    with rt.open_work(tenant_id, _actor()) as work:
        made = services.retire(work, table, work.risk.tables.get(table).version)
    say(f"{made.name} {made.number}: retired")


def _show_report(made: TableVersion) -> None:
    report = made.report or {}
    levels = list(report["before"])
    print_table(
        f"{made.name} {made.number}: {report['businesses']} businesses",
        ("level", "now", "by the draft"),
        [(level, report["before"][level], report["after"][level]) for level in levels],
    )
    print_table(
        "Changes",
        ("from", "to", "businesses"),
        [(one["from"], one["to"], one["businesses"]) for one in report["changes"]],
    )
    print_table(
        "Factors that move the most",
        ("factor", "businesses", "points in all"),
        [(one["factor"], one["businesses"], f"{one['points']:+g}") for one in report["factors"]],
    )
    say(f"{report['points_only']} businesses keep their level with other points; publish it with `kyc risk publish`")


def _actor() -> str:
    return f"cli:{getpass.getuser()}"


def _find(table: str) -> tuple[Runtime, str]:
    """Return the runtime, and whose the table is. Raises NotFoundError."""
    from jobs import context
    from kyc_service.errors import NotFoundError

    rt = context.prepared_runtime()
    with rt.open_system(_actor(), read_only=True) as system:
        tenant_id = system.sweeper.tenant_of_risk_table(table)
    if tenant_id is None:
        message = "no table of risk factors has this id"
        raise NotFoundError(message)
    return rt, tenant_id
