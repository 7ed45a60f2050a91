"""`kyc coverage`: who has a current result, the signed report of a month, and checking one without the service."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.cli.commands import Group
from jobs.cli.monitoring.shared import choose_tenants, tenant_option
from jobs.cli.output import json_option, print_json, print_table, say
from jobs.cli.privacy.shared import actor

if TYPE_CHECKING:
    from kyc_service.services.monitoring.coverage import Coverage

_FAILED = 1


@click.group(
    cls=Group,
    invoke_without_command=True,
    examples=(
        "kyc coverage                                    who has a current result, list by list",
        "kyc coverage --json                             the same for a program; exit code 1 on an alarm",
        "kyc coverage report --month 2026-11 --out .     the signed report of a month",
        "kyc coverage verify coverage-2026-11.json --key 9f2c...",
    ),
)
@click.option("--tenant", help="Only this tenant; all that are not suspended otherwise.")
@json_option
@click.pass_context
def coverage(ctx: click.Context, *, tenant: str | None, as_json: bool) -> None:
    """Say who of the active subjects has a current result, counted from the subjects themselves.

    Exit code 1 when somebody has none for longer than KYC_COVERAGE_ALARM_HOURS.
    """
    if ctx.invoked_subcommand is not None:
        return
    from jobs import context
    from kyc_service.services.monitoring import coverage as service

    rt = context.prepared_runtime()
    found: dict[str, Coverage] = {}
    for one in choose_tenants(rt, tenant):
        with rt.open_work(one.id, actor(), read_only=True) as work:
            found[one.id] = service.read(work, rt.settings.coverage_alarm)
    if as_json:
        from kyc_service.api.monitoring.coverage import write
        from kyc_service.api.monitoring.schemas import CoverageSchema

        print_json({"tenants": {name: CoverageSchema().dump(write(one)) for name, one in found.items()}})
    else:
        for name, standing in found.items():
            _print(name, standing)
    if any(one.alarm for one in found.values()):
        ctx.exit(_FAILED)


@coverage.command(
    examples=(
        "kyc coverage report --month 2026-11 --tenant ten_0123 --out .",
        "kyc coverage report --month 2026-11 --tenant ten_0123 > coverage-2026-11.json",
    )
)
@click.option("--month", required=True, help="The month, as 2026-11, by UTC.")
@tenant_option
@click.option(
    "--out",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder for the signed JSON and a page to read; the JSON goes to stdout otherwise.",
)
def report(*, month: str, tenant: str, out: Path | None) -> None:
    """Write the signed report of a month: made once for a month that is over, anew for the present one."""
    from jobs import context
    from kyc_service.errors import InvalidInputError
    from kyc_service.services.monitoring.reports import files, making, pages
    from kyc_service.services.packs import envelope

    rt = context.prepared_runtime()
    choose_tenants(rt, tenant)
    try:
        with rt.open_work(tenant, actor()) as work:
            document = making.fetch(rt, work, tenant, month)
    except InvalidInputError:
        message = "has to be a month that has begun, as 2026-11"
        raise click.BadParameter(message, param_hint="--month") from None
    if out is None:
        click.echo(document.decode())
        return
    content = files.open_report(document)
    page = pages.write(content, envelope.digest_of(content)).encode()
    for path, body in ((out / f"coverage-{month}.json", document), (out / f"coverage-{month}.html", page)):
        path.write_bytes(body)
        click.echo(path)
    if not content["whole"]:
        say("the month is not over: this is no final report")


@coverage.command(
    examples=(
        "kyc coverage verify coverage-2026-11.json --key 9f2c...",
        "kyc audit key                  at the service: the key to compare with",
    )
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", help="Public key of the service, hex, as `kyc audit key` prints it there.")
@json_option
def verify(*, file: Path, key: str | None, as_json: bool) -> None:
    """Check the JSON FILE of a report: its digest and its signature.

    Needs neither a database nor settings. Exit code 1 when anything is wrong.
    """
    from jobs.cli.trail.packs import is_key
    from kyc_service.services.monitoring.reports import files

    if key is not None and not is_key(key):
        message = "has to be 64 hex digits"
        raise click.BadParameter(message, param_hint="--key")
    try:
        found = files.check(file.read_bytes(), key)
    except files.ReportFileError as error:
        message = f"{file.name}: {error}"
        raise click.ClickException(message) from None
    if as_json:
        values = {name: getattr(found, name) for name in type(found).__slots__}
        print_json({"holds": not found.faults, "key_given": key is not None, **values})
    else:
        whole = "" if found.whole else ", made before the month was over"
        click.echo(f"coverage report {found.month} of {found.tenant}, signed {found.signed_at}{whole}")
        click.echo(f"SHA-256 of the content {found.sha256}")
        if key is None:
            click.echo(f"held against the key that it names itself, {found.key}: compare it with `kyc audit key`")
        for line in [f"WRONG: {fault}" for fault in found.faults] or ["it holds"]:
            click.echo(line)
    if found.faults:
        raise click.exceptions.Exit(_FAILED)


def _print(tenant: str, found: Coverage) -> None:
    ledger = found.ledger
    if ledger.edition is None:
        say(f"{tenant}: nobody was compared yet; the scheduler looks each minute once a list is loaded")
        return
    count = ledger.count
    title = f"{tenant}, edition {ledger.edition.number}: {count.screened} of {count.due} have a current result"
    print_table(
        title,
        ("list", "published", "screened", "pending", "failed", "stored only", "loaded after", "screened after"),
        [
            (
                one.list.source,
                one.list.published,
                one.count.screened,
                one.count.pending,
                one.count.failed,
                one.count.restricted,
                _say_span(one.to_load),
                _say_span(one.to_screen),
            )
            for one in ledger.lines
        ],
    )
    for edition, subjects in ledger.earlier:
        say(f"{subjects} were last compared with edition {edition}")
    for failure in found.failures:
        say(f"set aside: {failure.subject_id} {failure.code} {failure.at:%Y-%m-%d %H:%M}Z")
    if found.held is not None:
        say(
            f"held back: {found.held.run.id} is paused since {found.held.since:%Y-%m-%d %H:%M}Z, and goes on by itself "
            f"at {found.held.until:%Y-%m-%d %H:%M}Z; see `kyc runs resume` and `kyc runs cancel`"
        )
    if ledger.uncovered_for is not None:
        say(f"{'ALARM: ' if found.alarm else ''}somebody has no current result for {_say_span(ledger.uncovered_for)}")


def _say_span(length: dt.timedelta | None) -> str | None:
    return None if length is None else str(dt.timedelta(seconds=int(length.total_seconds())))
