"""Accounts: people are invited, given roles, reset and disabled by others. Nobody does any of it to themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kyc_service.domain.ids import parse_id
from kyc_service.domain.people.accounts import (
    STAFF,
    Account,
    AccountStatus,
    SignedIn,
    email_key,
    read_person,
    read_roles,
)
from kyc_service.domain.people.pauses import is_paused
from kyc_service.domain.people.roles import Permission, Role, permissions_of
from kyc_service.errors import ConflictError, ForbiddenError, FourEyesError, NotFoundError
from kyc_service.services.people import sessions
from kyc_service.services.people.tries import account_name
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Secret
from kyc_service.storage.work import Work

INVITATION = dt.timedelta(hours=72)
"""An invitation that nobody took up by then has to be made anew."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who may choose a password now."""

    account: Account
    token: Secret
    """Shown once, and stored nowhere."""
    expires_at: dt.datetime


def invite(work: Work, name: str, email: str, roles: Iterable[str]) -> Invited:
    """Make an account and the one-time way into it.

    Raises InvalidInputError, ConflictError when the address has an account, ForbiddenError unless the actor manages
    people.
    """
    _check_manager(work)
    account = work.people.accounts.add(read_person(name, email), read_roles(frozenset(roles)))
    details = {"account": account.id, "roles": ",".join(sorted(account.roles))}
    work.audit.append("account.invited", "done", details=details)
    return _open_door(work, account)


def set_roles(work: Work, account_id: str, roles: Iterable[str], expected_version: int | None = None) -> Account:
    """Give and take roles: those that are named are held afterwards, and no other; they hold at once.

    Raises FourEyesError for one's own, ConflictError for the last administrator's, StaleVersionError.
    """
    account = _other(work, account_id, expected_version)
    wanted = read_roles(frozenset(roles))
    if wanted == account.roles:
        return account
    if Role.ADMINISTRATOR in account.roles - wanted:
        _keep_one(work, account)
    changed = work.people.accounts.set_roles(account, wanted)
    details = {
        "account": account.id,
        "given": ",".join(sorted(wanted - account.roles)),
        "taken": ",".join(sorted(account.roles - wanted)),
    }
    work.audit.append("account.roles_changed", "done", details=details)
    return changed


def choose_language(work: Work, person: SignedIn, language: str) -> None:
    """Note in which language somebody reads the desk; an empty text is their browser's."""
    account = work.people.accounts.get(person.account_id)
    work.people.accounts.set_person(account, replace(account.person.use(STAFF), language=language))


def disable(work: Work, account_id: str, expected_version: int | None = None) -> Account:
    """Keep somebody out: sessions end at once, an open invitation does not work any more.

    Raises FourEyesError for oneself, ConflictError for the last administrator, StaleVersionError.
    """
    account = _other(work, account_id, expected_version)
    if account.status is AccountStatus.DISABLED:
        return account
    if Role.ADMINISTRATOR in account.roles:
        _keep_one(work, account)
    changed = work.people.accounts.set_status(account, AccountStatus.DISABLED)
    work.people.credentials.forget(account.id)
    work.people.invitations.close(account.id)
    sessions.end_all(work, account.id)
    work.audit.append("account.disabled", "done", details={"account": account.id})
    return changed


def reset(work: Work, account_id: str, expected_version: int | None = None) -> Invited:
    """Invite somebody anew: what they signed in with is forgotten, their sessions end; roles and history stay.

    For a lost telephone, a forgotten password, an invitation that ran out, somebody who comes back.
    Raises FourEyesError for oneself, StaleVersionError.
    """
    account = _other(work, account_id, expected_version)
    changed = work.people.accounts.set_status(account, AccountStatus.INVITED)
    work.people.credentials.forget(account.id)
    sessions.end_all(work, account.id)
    work.audit.append("account.reset", "done", details={"account": account.id})
    return _open_door(work, changed)


def erase_former(rt: Runtime, *, now: dt.datetime | None = None) -> int:
    """Forget who they were whose accounts were disabled long enough ago; return how many.

    The audit keeps the ids, and that they were erased.
    """
    with rt.open_system("tidy", read_only=True) as system:
        due = system.sign_ins.disabled_before((now or system.now()) - rt.settings.former_staff_kept)
    erased = 0
    for tenant_id, account_id in due:
        with rt.open_work(tenant_id, "tidy") as work:
            key_id = work.people.accounts.erase(account_id)
            if key_id is not None:
                work.audit.append("account.erased", "done", details={"account": account_id})
                # Before the commit: were it after, and this process ended between the two, nobody would come back.
                rt.keys.destroy(key_id)
                erased += 1
    return erased


def list_all(rt: Runtime, work: Work, *, now: dt.datetime | None = None) -> Sequence[Account]:
    """List everybody at the tenant, oldest first; those who wait after wrong tries are `locked`."""
    moment = now or work.now()
    found = work.people.accounts.list()
    with rt.open_system(work.actor, read_only=True) as system:
        marks = [system.sign_ins.read_mark(account_name(_address(account))) for account in found]
    return [
        replace(account, status=AccountStatus.LOCKED)
        if account.status is AccountStatus.ACTIVE and is_paused(mark, moment)
        else account
        for account, mark in zip(found, marks, strict=True)
    ]


def make_link(rt: Runtime, invited: Invited) -> str:
    """Return the address to hand to an invited person. What is behind `#` reaches no server's log."""
    return f"{rt.settings.public_url}/console/invitation#{invited.token.reveal()}"


def _address(account: Account) -> str:
    return email_key(account.person.use(STAFF).email)


def _open_door(work: Work, account: Account) -> Invited:
    invitation, token = work.people.invitations.add(account.id, INVITATION)
    return Invited(account, token, invitation.expires_at)


def _other(work: Work, account_id: str, expected_version: int | None) -> Account:
    """Return somebody else's account."""
    _check_manager(work)
    account = work.people.accounts.get(account_id)
    if account.erased:
        message = "who this was is not known any more: invite them as somebody new"
        raise ConflictError(message, "account_erased")
    if account.id == work.actor:
        message = "nobody changes their own account: another administrator has to"
        raise FourEyesError(message)
    return account if expected_version is None else replace(account, version=expected_version)


def _check_manager(work: Work) -> None:
    """Refuse an account that may not manage people, at this moment. What is no account is the operator at the shell."""
    if parse_id("account", work.actor) is None:
        return
    try:
        actor = work.people.accounts.get(work.actor)
    except NotFoundError:
        raise ForbiddenError from None
    if actor.status is not AccountStatus.ACTIVE or Permission.PEOPLE_MANAGE not in permissions_of(actor.roles):
        raise ForbiddenError


def _keep_one(work: Work, leaving: Account) -> None:
    """Refuse to let the last administrator go. The database does as well, for two who leave at the same moment."""
    others = [one for one in work.people.accounts.list() if one.id != leaving.id and Role.ADMINISTRATOR in one.roles]
    enough = {AccountStatus.ACTIVE}
    if leaving.status is AccountStatus.INVITED:
        enough.add(AccountStatus.INVITED)
    if leaving.status is not AccountStatus.DISABLED and not any(one.status in enough for one in others):
        message = "the last administrator stays: make another one first"
        raise ConflictError(message, "last_administrator")
