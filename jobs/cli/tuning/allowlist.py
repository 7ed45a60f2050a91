"""Commands about allowlisted pairs: look, agree, withdraw."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Any

import click

from jobs.cli.commands import Group
from jobs.cli.output import json_option, print_json, print_table, say

if TYPE_CHECKING:
    from kyc_service.domain.allowlist import Pair
    from kyc_service.services.runtime import Runtime

_STATUSES = ("proposed", "active", "reopened", "withdrawn")
_REASONS = ("decided_wrongly", "new_information", "no_longer_needed", "not_approved", "other")
_PAGE = 200
_pair = click.argument("pair")


@click.group(cls=Group)
def allowlist() -> None:
    """See the pairs of subject and listed party that stay cleared while both stay as they are; agree, withdraw."""


@allowlist.command(
    "list", examples=("kyc allowlist list --tenant ten_0123", "kyc allowlist list --tenant ten_0123 --status proposed")
)
@click.option("--tenant", required=True, help="Tenant's id, as `kyc tenants list` shows it.")
@click.option("--status", type=click.Choice(_STATUSES), help="Only those that stand here.")
@json_option
def list_pairs(*, tenant: str, status: str | None, as_json: bool) -> None:
    """List the pairs of a tenant, newest first."""
    from jobs import context
    from kyc_service.domain.allowlist import PairStatus

    wanted = PairStatus(status) if status else None
    found: list[Pair] = []
    with context.prepared_runtime().open_work(tenant, _actor(), read_only=True) as work:
        page = work.allowlist.page(None, _PAGE, status=wanted)
        found.extend(page.items)
        while page.next:
            page = work.allowlist.page(page.next, _PAGE, status=wanted)
            found.extend(page.items)
    if as_json:
        print_json({"pairs": [_fields(pair) for pair in found]})
        return
    print_table(
        "Allowlisted pairs",
        ("id", "status", "subject", "entry", "why", "proposed by", "approved by", "until", "changed"),
        [
            (
                pair.id,
                pair.status.value,
                pair.subject_id,
                f"{pair.entry_id} ({pair.source})",
                pair.reason_code,
                pair.proposed_by,
                pair.approved_by,
                pair.expires_at,
                pair.changes,
            )
            for pair in found
        ],
    )


@allowlist.command(examples=("kyc allowlist show alw_3f0c2b7a9d814e6fa1c5d2e8b4a79063 --json",))
@_pair
@json_option
def show(*, pair: str, as_json: bool) -> None:
    """Show a PAIR, with the words of who asked for it."""
    from kyc_service.services.tuning import allowlist as services

    rt, tenant_id = _find(pair)
    with rt.open_work(tenant_id, _actor(), read_only=True) as work:
        found = work.allowlist.get(pair)
        note = work.allowlist.note_of(found)
    fields = {**_fields(found), "note": note.use(services.PURPOSE) if note else None}
    if as_json:
        print_json(fields)
    else:
        print_table(pair, ("", ""), list(fields.items()))


@allowlist.command(examples=("kyc allowlist approve alw_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@_pair
def approve(*, pair: str) -> None:
    """Agree to a PAIR that another person proposed."""
    from kyc_service.services.tuning import allowlist as services

    rt, tenant_id = _find(pair)
    with rt.open_work(tenant_id, _actor()) as work:
        found = services.approve(work, pair, work.allowlist.get(pair).version)
    say(f"{pair}: active until {found.expires_at:%Y-%m-%d}")


@allowlist.command(examples=("kyc allowlist withdraw alw_3f0c2b7a9d814e6fa1c5d2e8b4a79063 --reason decided_wrongly",))
@_pair
@click.option("--reason", required=True, type=click.Choice(_REASONS), help="Why it does not hold any more; audited.")
def withdraw(*, pair: str, reason: str) -> None:
    """End a PAIR: its next match is open again."""
    from kyc_service.services.tuning import allowlist as services

    rt, tenant_id = _find(pair)
    with rt.open_work(tenant_id, _actor()) as work:
        services.withdraw(work, pair, reason, work.allowlist.get(pair).version)
    say(f"{pair}: withdrawn; its next match is open again")


def _actor() -> str:
    return f"cli:{getpass.getuser()}"


def _find(pair: str) -> tuple[Runtime, str]:
    """Return the runtime, and whose the pair is. Raises NotFoundError."""
    from jobs import context
    from kyc_service.errors import NotFoundError

    rt = context.prepared_runtime()
    with rt.open_system(_actor(), read_only=True) as system:
        tenant_id = system.sweeper.tenant_of_pair(pair)
    if tenant_id is None:
        message = "no allowlisted pair has this id"
        raise NotFoundError(message)
    return rt, tenant_id


def _fields(pair: Pair) -> dict[str, Any]:
    """Return what may be shown of a pair: everything but its fingerprints."""
    return {name: getattr(pair, name) for name in type(pair).__slots__ if name != "prints"}
