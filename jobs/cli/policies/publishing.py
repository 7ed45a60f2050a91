"""Commands that bring a version of the policy into force: one person proposes it, another approves it."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jobs.cli.commands import Command
from jobs.cli.output import json_option, print_json, print_table, say

if TYPE_CHECKING:
    from kyc_service.domain.trail.publications import Publication

_PAGE = 200
_BASES = ("consent", "contract", "legal_obligation", "vital_interest", "legitimate_interest")
_version = click.argument("policy_version")


def join(group: click.Group) -> None:
    """Add these commands to a group."""
    for command in (publish, approve, withdraw, versions, accept):
        group.add_command(command)


@click.command(cls=Command, examples=("kyc policy publish my-policy.toml",))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def publish(*, file: Path, as_json: bool) -> None:
    """Propose the policy FILE for publication. It changes nothing until another person approves it."""
    from jobs import context
    from kyc_service.policy import file as policy_file
    from kyc_service.services.policies import publications
    from kyc_service.services.policies.rehearsal import rehearse

    rt = context.prepared_runtime()
    policy = policy_file.load(file)
    texts = policy_file.read_balancing_tests(policy, file)
    with rt.open_system(_actor()) as system:
        found = publications.propose(rt, system, policy_file.read(file), texts)
        rehearsed = rehearse(system, policy)
    if as_json:
        print_json({**_fields(found), "rehearsal": rehearsed})
        return
    _show_changes(found)
    say(
        f"of the last {rehearsed.lines} disclosures it would refuse {rehearsed.refused}, "
        f"narrow {rehearsed.narrower} and widen {rehearsed.wider}"
    )
    say("proposed; another person publishes it with `kyc policy approve`:")
    click.echo(found.id)


@click.command(cls=Command, examples=("kyc policy approve pol_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@_version
def approve(*, policy_version: str) -> None:
    """Publish a POLICY_VERSION that another person proposed. What is published never changes."""
    from jobs import context
    from kyc_service.services.policies import publications

    rt = context.prepared_runtime()
    with rt.open_system(_actor()) as system:
        found = publications.approve(rt, system, policy_version, system.policies.get(policy_version).revision)
    say(f"{found.version}: published, in force from {found.effective_from:%Y-%m-%d}")


@click.command(cls=Command, examples=("kyc policy withdraw pol_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@_version
def withdraw(*, policy_version: str) -> None:
    """Take back a POLICY_VERSION that is not published yet."""
    from jobs import context
    from kyc_service.services.policies import publications

    with context.prepared_runtime().open_system(_actor()) as system:
        found = publications.withdraw(system, policy_version, system.policies.get(policy_version).revision)
    say(f"{found.version}: withdrawn")


@click.command(cls=Command, examples=("kyc policy versions", "kyc policy versions --json"))
@json_option
def versions(*, as_json: bool) -> None:
    """List the versions of the policy, the newest proposal first, and say which is in force."""
    from jobs import context

    rt = context.prepared_runtime()
    found: list[Publication] = []
    with rt.open_system(_actor(), read_only=True) as system:
        page = system.policies.page(None, _PAGE)
        found.extend(page.items)
        while page.next:
            page = system.policies.page(page.next, _PAGE)
            found.extend(page.items)
    in_force = rt.policies.refresh().sha256
    if as_json:
        print_json({"versions": [{**_fields(each), "in_force": each.sha256 == in_force} for each in found]})
        return
    print_table(
        "Versions of the policy",
        ("id", "version", "status", "in force", "from", "material", "proposed by", "approved by", "sha256"),
        [
            (
                each.id,
                each.version,
                each.status.value,
                each.sha256 == in_force,
                each.effective_from,
                each.material,
                each.proposed_by,
                "adopted" if each.adopted else each.approved_by,
                each.sha256,
            )
            for each in found
        ],
    )


@click.command(
    cls=Command,
    examples=("kyc policy accept shop-1 --tenant ten_0123 --basis consent --evidence consent-2026-11-26.17",),
)
@click.argument("reference")
@click.option("--tenant", required=True, help="Tenant's id, as `kyc tenants list` shows it.")
@click.option("--basis", required=True, type=click.Choice(_BASES), help="GDPR 6(1).")
@click.option("--evidence", required=True, help="Code of the consent, contract or law; audited.")
def accept(*, reference: str, tenant: str, basis: str, evidence: str) -> None:
    """Record on which basis the business of REFERENCE and its people come under the version in force.

    Until then their data keep the limits of the version they were collected under as well.
    """
    from jobs import context
    from kyc_service.policy.rules import Basis
    from kyc_service.services.policies import collected

    rt = context.prepared_runtime()
    policy = rt.policies.refresh()
    with rt.open_work(tenant, _actor()) as work:
        new = collected.accept(work, policy, reference, Basis(basis), evidence)
    say(f"recorded for {new} parties under {policy.version}")


def _show_changes(found: Publication) -> None:
    rows = [("material" if change["material"] else "", change["where"], change["what"]) for change in found.changes]
    print_table("Changes", ("", "where", "what"), sorted(rows, reverse=True))


def _actor() -> str:
    return f"cli:{getpass.getuser()}"


def _fields(found: Publication) -> dict[str, Any]:
    """Return what may be shown of a version: everything but the file itself."""
    return {name: getattr(found, name) for name in type(found).__slots__ if name not in {"content", "balancing_tests"}}
