"""Commands about tenants and their API keys."""

from __future__ import annotations

import datetime as dt
import getpass
from typing import TYPE_CHECKING

import click

from jobs.cli.commands import Group
from jobs.cli.output import json_option, print_json, print_table, say
from kyc_service.domain.tenants import Scope

if TYPE_CHECKING:
    from kyc_service.services.runtime import Runtime
    from kyc_service.verifiers.choices import Use


@click.group(cls=Group)
def tenants() -> None:
    """Make and list tenants: a marketplace, or a part of one, with its own choices; choose their registers."""


@tenants.command("create", examples=('kyc tenants create "Marketplace NL" --obliged --home-region NL',))
@click.argument("name")
@click.option(
    "--obliged/--not-obliged",
    required=True,
    help="Whether anti-money-laundering law binds this tenant itself. A legal decision: there is no default.",
)
@click.option("--home-region", required=True, help="ISO 3166-1 alpha-2, or EU.")
@json_option
def create_tenant(*, name: str, obliged: bool, home_region: str, as_json: bool) -> None:
    """Make a tenant; with KYC_MODE=sandbox one to try against, with which fixed outcomes work: see docs/sandbox.md."""
    from jobs import context
    from kyc_service.services import access
    from kyc_service.settings import Mode

    rt = context.prepared_runtime()
    with rt.open_system("cli") as system:
        tenant = access.create_tenant(
            system,
            rt.policy,
            name,
            obliged_entity=obliged,
            home_region=home_region.upper(),
            sandbox=rt.settings.mode is Mode.SANDBOX,
        )
    if as_json:
        print_json(tenant)
    else:
        say("tenant made; its id, for `kyc keys create --tenant`:")
        click.echo(tenant.id)


@tenants.command("list")
@json_option
def list_tenants(*, as_json: bool) -> None:
    """List the tenants."""
    from jobs import context

    with context.prepared_runtime().open_system("cli") as system:
        found = system.tenants.list()
    if as_json:
        print_json({"tenants": list(found)})
        return
    print_table(
        "Tenants",
        ("id", "name", "obliged", "region", "policy", "sandbox", "suspended"),
        [
            (row.id, row.name, row.obliged_entity, row.home_region, row.policy_id, row.is_sandbox, row.suspended)
            for row in found
        ],
    )


@tenants.command(
    "registers",
    examples=(
        "kyc tenants registers ten_0123                                  what the tenant chose",
        "kyc tenants registers ten_0123 --require kvk --off opencorporates",
        "kyc tenants registers ten_0123 --default kvk                    as KYC_REGISTERS_FILE has it",
    ),
)
@click.argument("tenant")
@click.option("--require", "required", multiple=True, metavar="ID", help="Nothing is clear without its answer.")
@click.option("--optional", multiple=True, metavar="ID", help="Asked; an outage holds nothing up.")
@click.option("--off", multiple=True, metavar="ID", help="Not asked.")
@click.option("--default", "usual", multiple=True, metavar="ID", help="As the operator's file has it.")
@json_option
def choose_registers(*, tenant: str, as_json: bool, **chosen: tuple[str, ...]) -> None:
    """Say which business registers are asked for a TENANT, where it differs from KYC_REGISTERS_FILE.

    Each option may be given several times; registers that are not named stay as they are. Holds for verifications
    that begin afterwards.
    """
    from jobs import context
    from kyc_service.services import access

    changes = _read_uses(chosen)
    rt = context.prepared_runtime()
    with rt.open_work(tenant, f"cli:{getpass.getuser()}") as work:
        found = access.choose_registers(work, changes) if changes else work.tenant()
    if as_json:
        print_json({"tenant": found.id, "registers": dict(found.registers)})
    else:
        print_table("Registers", ("register", "use"), sorted(found.registers.items()))
        if not found.registers:
            say("this tenant has no choices of its own: KYC_REGISTERS_FILE holds")
    for register_id in sorted(found.registers):
        if found.registers[register_id] != "off" and rt.registers.choices.get(register_id) is None:
            say(f"{register_id} is not in KYC_REGISTERS_FILE: it is not asked until it is, and holds nothing up")


@tenants.command(
    "quota",
    examples=(
        "kyc tenants quota ten_0123                          what was agreed, and how much of it is used",
        "kyc tenants quota ten_0123 --day 5000 --month 100000",
        "kyc tenants quota ten_0123 --none day",
    ),
)
@click.argument("tenant")
@click.option("--day", type=click.IntRange(1, 1_000_000_000), help="Submissions a day, from midnight UTC.")
@click.option("--month", type=click.IntRange(1, 1_000_000_000), help="Submissions a calendar month, UTC.")
@click.option("--none", "without", multiple=True, type=click.Choice(["day", "month"]), help="Take a quota away.")
@json_option
def choose_quota(*, tenant: str, day: int | None, month: int | None, without: tuple[str, ...], as_json: bool) -> None:
    """Say how much a TENANT may submit; more is answered with 429 `quota_exceeded`. At first there is no quota.

    What was submitted while there was none does not count.
    """
    from jobs import context
    from kyc_service.domain.tenants import Period
    from kyc_service.services.programs import quotas

    chosen = {period: most for period, most in ((Period.DAY, day), (Period.MONTH, month)) if most is not None}
    taken_away: dict[Period, int | None] = {Period(period): None for period in without}
    if chosen.keys() & taken_away.keys():
        message = "a quota cannot be given and taken away at once"
        raise click.UsageError(message)
    with context.prepared_runtime().open_work(tenant, f"cli:{getpass.getuser()}") as work:
        work.tenant()
        for period, most in (taken_away | chosen).items():
            quotas.choose(work, period, most)
        found = work.quotas.list()
    if as_json:
        print_json({"tenant": tenant, "quotas": list(found)})
        return
    print_table("Quotas", ("period", "most", "used"), [(one.period, one.most, one.taken) for one in found])
    if not found:
        say("this tenant has no quota")


def _read_uses(chosen: dict[str, tuple[str, ...]]) -> dict[str, Use | None]:
    """Read the options. A register that is named twice is a contradiction."""
    from kyc_service.verifiers.choices import Use

    words = {"required": Use.REQUIRED, "optional": Use.OPTIONAL, "off": Use.OFF, "usual": None}
    changes: dict[str, Use | None] = {}
    for word, use in words.items():
        for register_id in chosen[word]:
            if register_id in changes:
                message = f"{register_id} is named twice"
                raise click.UsageError(message)
            changes[register_id] = use
    return changes


@click.group(cls=Group)
def keys() -> None:
    """Make, list and revoke API keys; make and move the master key."""


@keys.command(
    "create", examples=('kyc keys create --tenant ten_0123 --name "onboarding flow" --scope onboarding --days 365',)
)
@click.option("--tenant", required=True, help="Tenant's id, as `kyc tenants list` shows it.")
@click.option("--name", required=True, help="What the key is for, as `onboarding flow`.")
@click.option(
    "--scope",
    "scopes",
    required=True,
    multiple=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What the key may do; may be given several times.",
)
@click.option("--days", type=click.IntRange(1, 3650), help="Days until it expires; never otherwise.")
@json_option
def create_key(*, tenant: str, name: str, scopes: tuple[str, ...], days: int | None, as_json: bool) -> None:
    """Make an API key. Its token is shown once and stored nowhere."""
    from jobs import context
    from kyc_service.services import access

    chosen = [Scope(scope) for scope in scopes]
    with context.prepared_runtime().open_system("cli") as system:
        expires = system.now() + dt.timedelta(days=days) if days else None
        key, token = access.create_key(system, tenant, name, chosen, expires)
    if as_json:
        print_json({"key": key, "token": token.reveal()})
        return
    say("key made; this is the only time its token is shown:")
    click.echo(token.reveal())


@keys.command("list")
@click.option("--tenant", help="Tenant's id; all tenants otherwise.")
@json_option
def list_keys(*, tenant: str | None, as_json: bool) -> None:
    """List keys, without their tokens."""
    from jobs import context

    with context.prepared_runtime().open_system("cli") as system:
        found = system.api_keys.list(tenant)
    if as_json:
        print_json({"keys": list(found)})
        return
    print_table(
        "API keys",
        ("id", "name", "begins with", "scopes", "certificates", "made", "expires", "revoked"),
        [
            (
                key.id,
                key.name,
                key.prefix,
                key.scopes,
                len(key.certificates),
                key.created_at,
                key.expires_at,
                key.revoked_at,
            )
            for key in found
        ],
    )


def find_owner(rt: Runtime, key_id: str) -> str:
    """Return the tenant whose a key is. Raises NotFoundError, which says where ids are to be seen."""
    from kyc_service.errors import NotFoundError

    with rt.open_system("cli", read_only=True) as system:
        owners = [key.tenant_id for key in system.api_keys.list() if key.id == key_id]
    if not owners:
        message = "no key has this id; `kyc keys list` shows them"
        raise NotFoundError(message)
    return owners[0]


@keys.command("rotate", examples=("kyc keys rotate key_3f0c2b7a9d814e6fa1c5d2e8b4a79063 --overlap-hours 48",))
@click.argument("key_id")
@click.option(
    "--overlap-hours",
    type=click.IntRange(0, 168),
    default=24,
    show_default=True,
    help="For how long the old key works as well; 0 revokes it at once, as for any key that decides.",
)
@json_option
def rotate_key(*, key_id: str, overlap_hours: int, as_json: bool) -> None:
    """Make the successor of a key, with the same scopes. Its token is shown once and stored nowhere."""
    from jobs import context
    from kyc_service.services.programs import keys as services

    rt = context.prepared_runtime()
    with rt.open_work(find_owner(rt, key_id), "cli") as work:
        key, token = services.rotate(work, key_id, overlap_hours, scopes=tuple(Scope))
    if as_json:
        print_json({"key": key, "token": token.reveal()})
        return
    say(f"{key.id}: this is the only time its token is shown:")
    click.echo(token.reveal())


@keys.command("revoke")
@click.argument("key_id")
def revoke_key(*, key_id: str) -> None:
    """Revoke a key; it stops working at once."""
    from jobs import context

    with context.prepared_runtime().open_system("cli") as system:
        system.api_keys.revoke(key_id)
    say("revoked")
