"""Commands about the people of the desk: invite, look, give and take roles, reset, disable.

The operator at the shell makes the first administrator; after that, administrators do the same in the console.
"""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Any

import click

from jobs.cli.commands import Group
from jobs.cli.output import json_option, print_json, print_table, say
from kyc_service.domain.people.roles import Role

if TYPE_CHECKING:
    from kyc_service.domain.people.accounts import Account
    from kyc_service.services.people.accounts import Invited
    from kyc_service.services.runtime import Runtime

_account = click.argument("account")
_ROLES = click.Choice([role.value for role in Role])


@click.group(cls=Group)
def people() -> None:
    """Invite the people who work at the console, and say what they may do; docs/people.md has the roles."""


@people.command(
    examples=(
        'kyc people invite --tenant ten_0123 --name "Ada Fictief" --email ada@desk.example --role administrator',
        'kyc people invite --tenant ten_0123 --name "Bo Verzonnen" --email bo@desk.example --role analyst',
    )
)
@click.option("--tenant", required=True, help="Tenant's id, as `kyc tenants list` shows it.")
@click.option("--name", required=True, help="As colleagues see it beside what was done.")
@click.option("--email", required=True, help="What they sign in with. Nothing is sent there.")
@click.option("--role", "roles", required=True, multiple=True, type=_ROLES, help="May be given several times.")
@json_option
def invite(*, tenant: str, name: str, email: str, roles: tuple[str, ...], as_json: bool) -> None:
    """Invite somebody. The link is shown once; it is for them alone and works for 72 hours."""
    from jobs import context
    from kyc_service.services.people import accounts

    rt = context.prepared_runtime()
    with rt.open_work(tenant, _actor()) as work:
        invited = accounts.invite(work, name, email, roles)
    _show(rt, invited, as_json=as_json)


@people.command("list", examples=("kyc people list --tenant ten_0123",))
@click.option("--tenant", required=True, help="Tenant's id, as `kyc tenants list` shows it.")
@json_option
def list_people(*, tenant: str, as_json: bool) -> None:
    """List everybody with an account at a tenant, oldest first."""
    from jobs import context
    from kyc_service.services.people import accounts

    rt = context.prepared_runtime()
    with rt.open_work(tenant, _actor(), read_only=True) as work:
        found = [_fields(account) for account in accounts.list_all(rt, work)]
    if as_json:
        print_json({"people": found})
        return
    columns = ("id", "name", "email", "roles", "status", "signs_in_by", "created_at", "signed_in_at")
    print_table(
        "People",
        ("id", "name", "e-mail", "roles", "status", "signs in by", "invited first", "signed in last"),
        [tuple(row[name] for name in columns) for row in found],
    )


@people.command(
    examples=(
        "kyc people roles acc_0123 --role analyst                        this one and no other",
        "kyc people roles acc_0123 --role senior_analyst --role auditor",
    )
)
@_account
@click.option("--role", "roles", required=True, multiple=True, type=_ROLES, help="Those that ACCOUNT has afterwards.")
def roles(*, account: str, roles: tuple[str, ...]) -> None:
    """Say what ACCOUNT may do from now on; open sessions are held to it at once."""
    from kyc_service.services.people import accounts

    rt, tenant_id = _find(account)
    with rt.open_work(tenant_id, _actor()) as work:
        changed = accounts.set_roles(work, account, roles)
    say(f"{account}: {', '.join(sorted(changed.roles))}")


@people.command(examples=("kyc people disable acc_0123",))
@_account
def disable(*, account: str) -> None:
    """Keep the person of ACCOUNT out: sessions end at once. `kyc people reset` lets them in again."""
    from kyc_service.services.people import accounts

    rt, tenant_id = _find(account)
    with rt.open_work(tenant_id, _actor()) as work:
        accounts.disable(work, account)
    say(f"{account}: disabled, sessions ended")


@people.command(examples=("kyc people reset acc_0123",))
@_account
@json_option
def reset(*, account: str, as_json: bool) -> None:
    """Invite the person of ACCOUNT anew: for a lost telephone, a forgotten password, or a return.

    What they signed in with is forgotten and their sessions end; roles and history stay.
    """
    from kyc_service.services.people import accounts

    rt, tenant_id = _find(account)
    with rt.open_work(tenant_id, _actor()) as work:
        invited = accounts.reset(work, account)
    _show(rt, invited, as_json=as_json)


def _show(rt: Runtime, invited: Invited, *, as_json: bool) -> None:
    """Show the way in, this once."""
    from kyc_service.services.people import accounts

    link = accounts.make_link(rt, invited)
    if as_json:
        print_json({"account": invited.account.id, "link": link, "expires_at": invited.expires_at})
        return
    say(f"{invited.account.id}: invited until {invited.expires_at:%Y-%m-%d %H:%MZ}; this link is shown once:")
    click.echo(link)


def _find(account: str) -> tuple[Runtime, str]:
    """Return the runtime, and at which tenant the account is. Raises NotFoundError."""
    from jobs import context
    from kyc_service.errors import NotFoundError

    rt = context.prepared_runtime()
    with rt.open_system(_actor(), read_only=True) as system:
        tenant_id = system.sign_ins.tenant_of(account)
    if tenant_id is None:
        message = "no account has this id; `kyc people list` shows them"
        raise NotFoundError(message)
    return rt, tenant_id


def _actor() -> str:
    return f"cli:{getpass.getuser()}"


def _fields(account: Account) -> dict[str, Any]:
    """Return what the operator sees of an account: who it is for as well."""
    from kyc_service.domain.people.accounts import STAFF

    person = account.person.use(STAFF)
    shown = ("id", "roles", "status", "created_at", "signed_in_at", "version")
    fields = {name: getattr(account, name) for name in shown}
    return {**fields, "name": person.name, "email": person.email, "signs_in_by": list(account.ways)}
