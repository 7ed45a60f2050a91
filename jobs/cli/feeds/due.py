"""Commands about businesses that are due to be verified again, and after how long they are."""

from __future__ import annotations

import dataclasses
import getpass

import click

from jobs.cli.commands import Command
from jobs.cli.output import json_option, print_json, print_table, say


@click.command(
    cls=Command,
    examples=(
        "kyc reviews --due --dry-run                 who would be verified again now",
        "kyc reviews --due                           begin as many as the hour allows",
        "kyc reviews --terms --tenant ten_0123       after how long that is",
        "kyc reviews --terms --tenant ten_0123 --high-days 30 --yearly-on 01-31",
    ),
)
@click.option("--due", is_flag=True, help="Businesses that are due.")
@click.option("--dry-run", is_flag=True, help="With --due: list them, and begin nothing.")
@click.option("--most", type=click.IntRange(1, 10_000), default=100, show_default=True, help="How many are listed.")
@click.option("--terms", is_flag=True, help="After how long registers are asked again about a tenant's businesses.")
@click.option("--tenant", help="Id of a tenant.")
@click.option("--high-days", type=int, help="Set the days at high risk, or without a rating.")
@click.option("--medium-days", type=int, help="Set the days at medium risk.")
@click.option("--low-days", type=int, help="Set the days at low risk.")
@click.option("--yearly-on", help="Set a day of the year for every business, as 01-31; `never` for none.")
@json_option
def reviews(
    *,
    due: bool,
    dry_run: bool,
    most: int,
    terms: bool,
    tenant: str | None,
    high_days: int | None,
    medium_days: int | None,
    low_days: int | None,
    yearly_on: str | None,
    as_json: bool,
) -> None:
    """See who is due to be verified again, begin it, and set after how long that is."""
    if due == terms:
        message = "give either --due or --terms"
        raise click.UsageError(message)
    if terms:
        days = {"high_days": high_days, "medium_days": medium_days, "low_days": low_days, "yearly_on": yearly_on}
        _terms(tenant, {name: value for name, value in days.items() if value is not None}, as_json=as_json)
    elif dry_run:
        _list(most, tenant, as_json=as_json)
    elif tenant is not None:
        message = "--tenant goes with --dry-run or --terms: what is due is begun for all of them in turn"
        raise click.UsageError(message)
    else:
        _begin(as_json=as_json)


def _list(most: int, tenant: str | None, *, as_json: bool) -> None:
    from jobs import context
    from kyc_service.services.feeds import reviewing

    rt = context.prepared_runtime()
    found, left = reviewing.find_due(rt, most, tenant), reviewing.allowance(rt)
    if as_json:
        print_json({"due": list(found), "allowed_this_hour": left})
        return
    print_table(
        "Due",
        ("tenant", "business", "reason", "since"),
        [(one.tenant_id, one.subject_id, one.reason.value, one.since) for one in found],
    )
    say(f"{len(found)} listed; {left} may be begun in this hour; nothing was begun")


def _begin(*, as_json: bool) -> None:
    from jobs import context
    from kyc_service.services.feeds import reviewing

    begun = reviewing.verify_due(context.prepared_runtime())
    if as_json:
        print_json(begun)
        return
    say(f"{begun.verifications} verifications begun, {begun.answered} businesses were asked about since; ")
    say(f"{begun.left} more may be begun in this hour")


def _terms(tenant: str | None, changes: dict[str, int | str], *, as_json: bool) -> None:
    from jobs import context
    from kyc_service.domain.feeds.terms import NEVER, USUAL
    from kyc_service.errors import InvalidInputError
    from kyc_service.services.feeds import terms as services

    if tenant is None:
        message = "--terms needs --tenant"
        raise click.UsageError(message)
    rt = context.prepared_runtime()
    with rt.open_work(tenant, f"cli:{getpass.getuser()}") as work:
        work.tenant()
        found, version = services.read(work)
        if changes:
            if changes.get("yearly_on") == NEVER:
                changes = {**changes, "yearly_on": None}  # type: ignore[dict-item]  # no day at all
            found = dataclasses.replace(found, **changes)  # type: ignore[arg-type]  # days are numbers, the day a text
            try:
                version = services.set_terms(work, found, version)
            except InvalidInputError as error:
                raise click.UsageError(_explain(error)) from None
    if as_json:
        print_json({**dataclasses.asdict(found), "version": version})
        return
    rows = [
        (level.value, getattr(found, f"{level.value}_days"), usual.days, usual.reason) for level, usual in USUAL.items()
    ]
    print_table("Terms", ("level", "days", "usually", "because"), rows)
    say(
        f"every business on {found.yearly_on}, each year"
        if found.yearly_on
        else "no day of the year for every business"
    )


def _explain(error: object) -> str:
    from kyc_service.api.messages import text_of

    faults = getattr(error, "faults", ())
    return " ".join(f"{fault.pointer}: {fault.detail or text_of(fault.code)}" for fault in faults)
