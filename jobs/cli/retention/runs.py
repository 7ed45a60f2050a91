"""`kyc retention`: when data end and why, runs of disposals, receipts, replays after a restore."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

import click

from jobs.cli.commands import Group
from jobs.cli.output import json_option, print_json, print_table, say
from jobs.cli.retention.finding import actor, find_subject, tenant_option
from jobs.cli.retention.index import index
from jobs.cli.retention.receipts import public_key, receipt, receipts, verify_receipt
from jobs.cli.retention.statistics import statistics

if TYPE_CHECKING:
    from kyc_service.services.retention.plans import SubjectPlan

_CAUSES = ("erasure_request", "consent_withdrawn", "objection_upheld")
_STOPPED = 1
_SHOWN = 1000


@click.group(cls=Group)
def retention() -> None:
    """See when data end and why; end relationships; dispose of what is due; keep and verify the receipts."""


for command in (statistics, index, receipts, receipt, verify_receipt, public_key):
    retention.add_command(command)


@retention.command(
    examples=("kyc retention show acme-trading --tenant ten_0123", "kyc retention show sub_3f0c2b7a9d81 --json")
)
@click.argument("subject")
@tenant_option
@json_option
def show(*, subject: str, tenant: str | None, as_json: bool) -> None:
    """Show when the data of a SUBJECT end and why; for a business, of its people as well."""
    from kyc_service.errors import NotFoundError
    from kyc_service.services.retention import plans

    rt, tenant_id, subject_id = find_subject(subject, tenant)
    with rt.open_work(tenant_id, actor(), read_only=True) as work:
        household = work.histories.household_of(subject_id)
        if household is None:
            raise NotFoundError
        found = plans.plan_household(rt.policy, household, work.now())
    chosen = [one for one in found if subject_id in {one.subject.id, one.subject.business_id}]
    if as_json:
        print_json({"subjects": [_fields(one) for one in chosen]})
        return
    for one in chosen:
        date = f"due on {one.plan.at:%Y-%m-%d}" if one.plan.at else "no date yet"
        kept = f"; kept by {', '.join(one.plan.kept_by)}" if one.plan.kept_by else ""
        click.echo(f"{one.subject.id} ({one.subject.kind.value}): {date}{kept}")
        for claim in one.plan.claims:
            click.echo(f"  until {claim.until:%Y-%m-%d}: {claim.words}")


@retention.command(examples=("kyc retention due", "kyc retention due --before 2027-01-31 --json"))
@click.option("--before", type=click.DateTime(["%Y-%m-%d"]), help="Last day that counts; now when left out.")
@click.option("--tenant", help="Of one tenant only.")
@json_option
def due(*, before: dt.datetime | None, tenant: str | None, as_json: bool) -> None:
    """List subjects whose date has come, or comes before a day; at most a thousand."""
    from jobs import context
    from kyc_service.services.retention import plans

    moment = before.replace(tzinfo=dt.UTC) + dt.timedelta(days=1) if before else dt.datetime.now(dt.UTC)
    found = list(itertools.islice(plans.list_due(context.prepared_runtime(), moment, tenant), _SHOWN))
    if as_json:
        print_json({"due": [_fields(one) for one in found]})
        return
    _print_due("Due", found)


@retention.command(examples=("kyc retention end acme-trading --tenant ten_0123 --date 2026-10-31",))
@click.argument("reference")
@click.option("--tenant", required=True, help="Tenant's id.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="When it ended; today when left out.")
def end(*, reference: str, tenant: str, day: dt.datetime | None) -> None:
    """Say that the relationship with a business ended: its data get a date."""
    from jobs import context
    from kyc_service.services import subjects
    from kyc_service.services.retention import plans

    rt = context.prepared_runtime()
    with rt.open_work(tenant, actor()) as work:
        moment = day.replace(tzinfo=dt.UTC) if day else None
        if moment is not None and moment > work.now():
            message = "a relationship ended today or earlier"
            raise click.BadParameter(message, param_hint="--date")
        ended = subjects.end_relationship(work, reference, moment)
    with rt.open_work(tenant, actor(), read_only=True) as work:
        found = plans.plan_of(work, rt.policy, ended.id).plan
    date = f"{found.at:%Y-%m-%d}" if found.at else "no date yet"
    say(f"{reference}: ended on {ended.relationship_ended_at:%Y-%m-%d}; its data are due on {date}")


@retention.command(examples=("kyc retention dispose --dry-run", "kyc retention dispose", "kyc retention dispose --yes"))
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@click.option(
    "--yes", is_flag=True, help="Go on although the run would stop for a person: you looked, and it is right. Audited."
)
@json_option
def dispose(*, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Dispose of everything that is due, as the scheduler does. Exit code 1 when it stopped, or left something."""
    from jobs import context
    from kyc_service.services.retention import runs

    rt = context.prepared_runtime()
    report = runs.dispose_due(rt, approved_by=actor() if yes else None, dry_run=dry_run)
    summary = {
        "at": report.at,
        "due": len(report.due),
        "disposed": report.disposed,
        "resumed": report.resumed,
        "left": report.left,
        "stop": report.stop,
        "busy": report.busy,
    }
    if as_json:
        print_json({**summary, "subjects": [_fields(one) for one in report.due[:_SHOWN]] if dry_run else []})
    elif dry_run:
        _print_due("Would be disposed of now", report.due[:_SHOWN])
    if report.stop is not None:
        say(f"stopped: {report.stop.value} with {len(report.due)} due; docs/retention.md says what to look at")
    elif report.busy:
        say("another run is under way")
    elif not dry_run:
        say(f"disposed of {report.disposed}, finished {report.resumed} of earlier runs, {report.left} not finished")
    if report.stop is not None or report.left or report.busy:
        raise click.exceptions.Exit(_STOPPED)


@retention.command(examples=("kyc retention runs", "kyc retention runs --json"))
@json_option
def runs(*, as_json: bool) -> None:
    """List the newest runs, and those that were stopped."""
    from jobs import context
    from kyc_service.services.retention import runs as services

    found = services.list_runs(context.prepared_runtime())
    if as_json:
        print_json({"runs": list(found)})
        return
    print_table(
        "Runs of disposals",
        ("at", "status", "why", "due", "disposed", "let through by"),
        [(run.at, run.status, run.reason, run.due, run.disposed, run.approved_by) for run in found],
    )


@retention.command(examples=("kyc retention erase acme-trading --tenant ten_0123 --cause erasure_request",))
@click.argument("subject")
@tenant_option
@click.option("--cause", required=True, type=click.Choice(_CAUSES), help="What the subject asked for.")
def erase(*, subject: str, tenant: str | None, cause: str) -> None:
    """Erase a SUBJECT now, a business with its people, unless a duty, a hold or the relationship keeps the data."""
    from kyc_service.domain.retention.disposals import Cause
    from kyc_service.services.retention import disposal

    rt, _, subject_id = find_subject(subject, tenant)
    done = disposal.refuse_if_deferred(disposal.dispose_subject(rt, subject_id, Cause(cause), actor()))
    click.echo(done.disposal_ids[-1])
    if done.receipt is None:
        say("erased; the receipt comes with the next run, once the search finds nothing any more")
        raise click.exceptions.Exit(_STOPPED)


@retention.command(examples=("kyc retention replay",))
@json_option
def replay(*, as_json: bool) -> None:
    """Dispose again of whatever a restored back-up brought back. Every start does it by itself."""
    from jobs import context
    from kyc_service.services.retention import restores

    done = restores.replay(context.prepared_runtime())
    if as_json:
        print_json(done)
    else:
        say(f"{done.known} disposals known; {done.subjects} subjects and {done.keys} keys had come back and are gone")


def _print_due(title: str, found: Any) -> None:  # noqa: ANN401 - a sequence of plans, imported late
    print_table(
        title,
        ("subject", "kind", "due", "kept by", "why"),
        [
            (
                one.subject.id,
                one.subject.kind.value,
                one.plan.at,
                one.plan.kept_by,
                one.plan.claims[0].words if one.plan.claims else "-",
            )
            for one in found
        ],
    )


def _fields(one: SubjectPlan) -> dict[str, Any]:
    return {
        "subject_id": one.subject.id,
        "tenant_id": one.tenant_id,
        "kind": one.subject.kind.value,
        "due_at": one.plan.at,
        "kept_by": list(one.plan.kept_by),
        "reasons": [claim.words for claim in one.plan.claims],
        "endings": [{"category": ending.category, "at": ending.at} for ending in one.plan.endings],
    }
