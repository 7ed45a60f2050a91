"""Commands about screening profiles: draft, evaluate, approve, look."""

from __future__ import annotations

import getpass
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.cli.commands import Group
from jobs.cli.output import json_option, print_json, print_table, say

if TYPE_CHECKING:
    from kyc_service.domain.profiles import Profile
    from kyc_service.errors import InvalidInputError
    from kyc_service.services.runtime import Runtime

_PURPOSES = ("onboarding", "monitoring", "ad_hoc")
_PAGE = 200
_FIGURES = ("cases", "matches", "precision", "recall", "f1")
_tenant = click.option("--tenant", required=True, help="Tenant's id, as `kyc tenants list` shows it.")
_profile = click.argument("profile")


@click.group(cls=Group)
def profiles() -> None:
    """Say by what to screen: lists, threshold and weights for a purpose, measured and approved by a second person."""


@profiles.command("list", examples=("kyc profiles list --tenant ten_0123",))
@_tenant
@json_option
def list_profiles(*, tenant: str, as_json: bool) -> None:
    """List the profiles of a tenant, newest first."""
    from jobs import context

    found: list[Profile] = []
    with context.prepared_runtime().open_work(tenant, _actor(), read_only=True) as work:
        page = work.profiles.page(None, _PAGE)
        found.extend(page.items)
        while page.next:
            page = work.profiles.page(page.next, _PAGE)
            found.extend(page.items)
    if as_json:
        print_json({"profiles": found})
        return
    print_table(
        "Screening profiles",
        ("id", "purpose", "name", "status", "threshold", "lists", "f1", "made by", "approved by"),
        [
            (
                profile.id,
                profile.purpose.value,
                f"{profile.name} {profile.number}",
                profile.status.value,
                profile.threshold,
                profile.sources or "all in use",
                profile.report["f1"] if profile.report else None,
                profile.made_by,
                profile.approved_by,
            )
            for profile in found
        ],
    )


@profiles.command(
    examples=(
        "kyc profiles draft marketplace --tenant ten_0123 --purpose onboarding --threshold 0.75 --weight country=0.2",
    )
)
@click.argument("name")
@_tenant
@click.option("--purpose", required=True, type=click.Choice(_PURPOSES), help="What it is for.")
@click.option(
    "--list", "sources", multiple=True, help="Id of a list; may be given several times. All in use otherwise."
)
@click.option("--threshold", type=click.FloatRange(0.5, 0.99), help="Score that is a hit; the service's own otherwise.")
@click.option("--weight", "weights", multiple=True, metavar="NAME=VALUE", help="A weight that differs; several times.")
@click.option(
    "--delisting",
    type=click.Choice(("reconsider", "leave")),
    default="reconsider",
    show_default=True,
    help="What monitoring does when an entry leaves its list: close open hits and ask a person about confirmed ones, "
    "or only write it down.",
)
@json_option
def draft(
    *,
    name: str,
    tenant: str,
    purpose: str,
    sources: tuple[str, ...],
    threshold: float | None,
    weights: tuple[str, ...],
    delisting: str,
    as_json: bool,
) -> None:
    """Draft another version of a profile by its NAME. It changes nothing until it was evaluated and approved."""
    from jobs import context
    from kyc_service.domain.profiles import Delisting, Purpose
    from kyc_service.errors import InvalidInputError
    from kyc_service.services.tuning import profiles as services

    rt = context.prepared_runtime()
    read = dict(_read_weight(weight) for weight in weights)
    content = services.Content(sources or None, threshold, read, Delisting(delisting))
    try:
        with rt.open_work(tenant, _actor()) as work:
            made = services.draft(rt, work, Purpose(purpose), name, content)
    except InvalidInputError as error:
        raise click.UsageError(_explain(error)) from None
    if as_json:
        print_json(made)
        return
    say(f"{made.name} {made.number} drafted; measure it with `kyc profiles evaluate`:")
    click.echo(made.id)


@profiles.command(examples=("kyc profiles evaluate prf_3f0c2b7a9d814e6fa1c5d2e8b4a79063 pairs.jsonl",))
@_profile
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def evaluate(*, profile: str, file: Path, as_json: bool) -> None:
    """Measure a draft PROFILE on the labelled pairs of FILE, and keep the figures: never a case."""
    from kyc_service.services.tuning import profiles as services
    from watchlists.evaluation.formats import read_pairs

    rt, tenant_id = _find(profile)
    labelled = services.Labelled(read_pairs(file), hashlib.sha256(file.read_bytes()).hexdigest())
    with rt.open_work(tenant_id, _actor(), read_only=True) as work:
        version = work.profiles.get(profile).version
    _show(services.evaluate(rt, (tenant_id, _actor()), profile, version, labelled), as_json=as_json)


@profiles.command(examples=("kyc profiles approve prf_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@_profile
def approve(*, profile: str) -> None:
    """Make an evaluated PROFILE, that another person drafted, the live one of its purpose."""
    from kyc_service.services.tuning import profiles as services

    rt, tenant_id = _find(profile)
    with rt.open_work(tenant_id, _actor()) as work:
        found = services.approve(work, profile, work.profiles.get(profile).version)
    say(f"{found.name} {found.number}: live for {found.purpose.value} from now on")


@profiles.command(examples=("kyc profiles show prf_3f0c2b7a9d814e6fa1c5d2e8b4a79063 --json",))
@_profile
@json_option
def show(*, profile: str, as_json: bool) -> None:
    """Show a PROFILE with what was measured."""
    rt, tenant_id = _find(profile)
    with rt.open_work(tenant_id, _actor(), read_only=True) as work:
        _show(work.profiles.get(profile), as_json=as_json)


def _show(profile: Profile, *, as_json: bool) -> None:
    if as_json:
        print_json(profile)
        return
    fields = {name: getattr(profile, name) for name in type(profile).__slots__ if name not in {"report", "weights"}}
    print_table(profile.id, ("", ""), [*fields.items(), *profile.weights.items()])
    if profile.report is None:
        say("not evaluated yet")
        return
    report, usual = profile.report, profile.report["usual"]
    rows = [(name, report[name], usual[name]) for name in _FIGURES]
    print_table("Measured", ("", "with the profile", "without"), rows)
    for caution in report["cautions"]:
        say(f"caution: {caution.replace('_', ' ')}")


def _read_weight(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        return name, float(value)
    except ValueError:
        message = "has to be NAME=VALUE, as country=0.2"
        raise click.BadParameter(message, param_hint="--weight") from None


def _explain(error: InvalidInputError) -> str:
    from kyc_service.api.messages import text_of

    return " ".join(f"{fault.pointer}: {fault.detail or text_of(fault.code)}" for fault in error.faults)


def _actor() -> str:
    return f"cli:{getpass.getuser()}"


def _find(profile: str) -> tuple[Runtime, str]:
    """Return the runtime, and whose the profile is. Raises NotFoundError."""
    from jobs import context
    from kyc_service.errors import NotFoundError

    rt = context.prepared_runtime()
    with rt.open_system(_actor(), read_only=True) as system:
        tenant_id = system.sweeper.tenant_of_profile(profile)
    if tenant_id is None:
        message = "no screening profile has this id"
        raise NotFoundError(message)
    return rt, tenant_id
