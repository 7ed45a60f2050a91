"""`kyc holds`: legal holds, asked for by one person and agreed to by another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from jobs.cli.commands import Group
from jobs.cli.output import json_option, print_json, print_table, say
from jobs.cli.retention.finding import actor, find_hold, find_subject, tenant_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from kyc_service.domain.retention.holds import Hold

_ALARM = 1
_hold = click.argument("hold")


@click.group(cls=Group)
def holds() -> None:
    """Keep data from being disposed of: ask for a hold, agree to one, look again, let go."""


@holds.command("list", examples=("kyc holds list", "kyc holds list --overdue"))
@click.option("--tenant", help="Of one tenant only.")
@click.option("--overdue", is_flag=True, help="Only those that need a person; exit code 1 when there are any.")
@json_option
def list_holds(*, tenant: str | None, overdue: bool, as_json: bool) -> None:
    """List the holds that are in force, or wait for a second person."""
    from jobs import context
    from kyc_service.services.retention import holds as services

    found = services.list_live(context.prepared_runtime(), tenant, overdue_only=overdue)
    if as_json:
        print_json({"holds": [{"tenant_id": owner, **_fields(hold)} for owner, hold in found]})
    else:
        print_table(
            "Legal holds",
            ("id", "status", "subject", "reason", "asked by", "agreed by", "look again"),
            [
                (one.id, one.status.value, one.subject_id, one.reason, one.requested_by, one.approved_by, one.review_at)
                for _, one in found
            ],
        )
    if overdue and found:
        raise click.exceptions.Exit(_ALARM)


@holds.command(examples=('kyc holds request acme-trading --tenant ten_0123 --reason litigation --matter "26/1234"',))
@click.argument("subject")
@tenant_option
@click.option("--reason", required=True, help="One of the policy's reasons, as `litigation`.")
@click.option("--matter", help="What it is about; sealed.")
def request(*, subject: str, tenant: str | None, reason: str, matter: str | None) -> None:
    """Ask for a hold on a SUBJECT, a business with its people. It holds at once, for seven days by itself."""
    from kyc_service.errors import ConflictError
    from kyc_service.services.retention import holds as services

    rt, tenant_id, subject_id = find_subject(subject, tenant)
    if reason not in rt.policy.rules.hold["reasons"]:
        message = f"the policy's reasons for a hold are {', '.join(rt.policy.rules.hold['reasons'])}"
        raise ConflictError(message)
    with rt.open_work(tenant_id, actor()) as work:
        made = services.request(work, rt.policy, subject_id, reason, matter)
    click.echo(made.id)
    say("holds from now on; a second person has to agree within seven days: kyc holds approve")


@holds.command(examples=("kyc holds show hld_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@_hold
@json_option
def show(*, hold: str, as_json: bool) -> None:
    """Show a HOLD with what it is about."""
    from kyc_service.services.retention import holds as services

    rt, tenant = find_hold(hold)
    with rt.open_work(tenant, actor(), read_only=True) as work:
        found = work.holds.get(hold)
        matter = work.holds.reference_of(found)
    fields = {**_fields(found), "matter": matter.use(services.PURPOSE) if matter else None}
    if as_json:
        print_json(fields)
    else:
        print_table(hold, ("", ""), list(fields.items()))


@holds.command(examples=("kyc holds approve hld_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@_hold
def approve(*, hold: str) -> None:
    """Put a HOLD in force that another person asked for."""
    found = _take(hold, lambda services, rt, work, version: services.approve(work, rt.policy, hold, version))
    say(f"{hold}: in force; look again until {found.review_at:%Y-%m-%d}")


@holds.command(examples=("kyc holds refuse hld_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@_hold
def refuse(*, hold: str) -> None:
    """Turn down a request for a HOLD."""
    _take(hold, lambda services, _, work, version: services.refuse(work, hold, version))
    say(f"{hold}: refused; it holds nothing any more")


@holds.command(examples=("kyc holds review hld_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@_hold
def review(*, hold: str) -> None:
    """Say that a HOLD is still needed."""
    found = _take(hold, lambda services, rt, work, version: services.review(work, rt.policy, hold, version))
    say(f"{hold}: still needed; look again until {found.review_at:%Y-%m-%d}")


@holds.command(examples=("kyc holds release hld_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@_hold
def release(*, hold: str) -> None:
    """Let a HOLD go: the first person asks, a second one agrees by the same command."""
    from kyc_service.domain.retention.holds import HoldStatus

    rt, tenant = find_hold(hold)
    with rt.open_work(tenant, actor(), read_only=True) as work:
        waits = work.holds.get(hold).status is HoldStatus.RELEASE_REQUESTED
    step = "release" if waits else "request_release"
    found = _take(hold, lambda services, _, work, version: getattr(services, step)(work, hold, version))
    again = "asked for; another person has to agree by the same command" if found.ended_at is None else "ended"
    say(f"{hold}: release {again}")


@holds.command(examples=("kyc holds keep hld_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@_hold
def keep(*, hold: str) -> None:
    """Turn down a release: the HOLD goes on."""
    _take(hold, lambda services, _, work, version: services.keep(work, hold, version))
    say(f"{hold}: goes on")


def _take(hold_id: str, step: Callable[[Any, Any, Any, int], Hold]) -> Hold:
    """Take a step of a hold as it stands now."""
    from kyc_service.services.retention import holds as services

    rt, tenant = find_hold(hold_id)
    with rt.open_work(tenant, actor()) as work:
        return step(services, rt, work, work.holds.get(hold_id).version)


def _fields(hold: Hold) -> dict[str, Any]:
    return {name: getattr(hold, name) for name in type(hold).__slots__}
