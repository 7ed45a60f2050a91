"""Signing in: address, password and code together; one answer to whatever is wrong, and one slow computation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import NoReturn

from kyc_service.domain.people import passwords
from kyc_service.domain.people.accounts import STAFF, AccountStatus, SignedIn, email_key
from kyc_service.domain.people.roles import Role
from kyc_service.errors import Fault, InvalidInputError, SignInRefusedError
from kyc_service.services.people import codes, hashing, sessions, tries
from kyc_service.services.people.tries import Try
from kyc_service.services.runtime import Runtime
from kyc_service.storage.sign_ins import Found
from kyc_service.storage.work import Work

LONGEST_EMAIL = 254


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that began."""

    token: str = field(repr=False)
    """For the cookie; stored nowhere."""
    person: SignedIn


def sign_in(
    rt: Runtime, email: str, password: str, code: str, *, address: str | None = None, now: dt.datetime | None = None
) -> Opened:
    """Let somebody in. `code` is the authenticator's, or a recovery code; `address` the network address asked from.

    Raises SignInRefusedError, always the same one; RateLimitedError when too many sign in at once.
    """
    typed = email_key(email[: LONGEST_EMAIL + 1])
    with hashing.turn():
        with rt.open_system(sessions.ACTOR) as system:
            moment = now or system.now()
            tried = tries.begin(system, typed, address, moment)
            found = system.sign_ins.find(typed)
        stored = _hash_of(rt, found)
        right = hashing.matches(stored, passwords.normal(password))
    if found is None or not right or tried.paused or found.suspended:
        _refuse(rt, found, "paused" if tried.paused else "suspended" if found and found.suspended else "wrong")
    if _bars_password(rt, found):
        _refuse(rt, found, "by_provider")
    opened = _open(rt, found, code, moment)
    if opened is None:
        _refuse(rt, found, "code")
    if stored and hashing.is_outdated(stored):
        _renew(rt, found, password)
    _clear(rt, tried, typed)
    return opened


def change_password(rt: Runtime, person: SignedIn, current: str, chosen: str, *, now: dt.datetime | None = None) -> int:
    """Replace the password of somebody who is signed in; their other sessions end, and how many is returned.

    Raises InvalidInputError. Wrong tries count as those at signing in, and pause both.
    """
    with rt.open_work(person.tenant_id, person.account_id, read_only=True) as work:
        account = work.people.accounts.get(person.account_id).person.use(STAFF)
    password = passwords.read_password(chosen, account)
    typed = email_key(account.email)
    with hashing.turn():
        with rt.open_system(sessions.ACTOR) as system:
            tried = tries.begin(system, typed, None, now or system.now())
        found = Found(person.tenant_id, person.account_id, suspended=False)
        right = hashing.matches(_hash_of(rt, found), passwords.normal(current))
        if not right or tried.paused:
            raise InvalidInputError([Fault("/current", "wrong_password")])
        made = hashing.make(password)
    with rt.open_work(person.tenant_id, person.account_id) as work:
        work.people.credentials.set_password(person.account_id, made)
        ended = sessions.end_all(work, person.account_id, spare=person.session_id)
        work.audit.append("account.password_changed", "done", details={"account": person.account_id})
    _clear(rt, tried, typed)
    return ended


def open_session(rt: Runtime, work: Work, account_id: str, now: dt.datetime, by: str) -> Opened:
    """Begin a session for an account that proved itself, within the work that proved it."""
    work.people.accounts.note_sign_in(account_id)
    lives = sessions.term(rt)
    session, token = work.people.sessions.add(account_id, now, lives.whole)
    work.audit.append("session.opened", "done", details={"account": account_id, "by": by})
    return Opened(token, sessions.describe(session, work.people.accounts.get(account_id), token, lives))


def _bars_password(rt: Runtime, found: Found) -> bool:
    """Whether somebody has to come through the provider. An administrator need not: the provider may fail."""
    if rt.provider is None or rt.provider.choice.linked_passwords:
        return False
    with rt.open_work(found.tenant_id, found.account_id, read_only=True) as work:
        account = work.people.accounts.get(found.account_id)
    return "provider" in account.ways and Role.ADMINISTRATOR not in account.roles


def _hash_of(rt: Runtime, found: Found | None) -> str | None:
    if found is None:
        return None
    with rt.open_work(found.tenant_id, found.account_id, read_only=True) as work:
        credentials = work.people.credentials.of(found.account_id)
    return credentials.password_hash if credentials.status is AccountStatus.ACTIVE else None


def _open(rt: Runtime, found: Found, code: str, now: dt.datetime) -> Opened | None:
    """Use up the code and begin a session, in one transaction; None for a wrong code."""
    with rt.open_work(found.tenant_id, found.account_id) as work:
        if work.people.credentials.of(found.account_id).status is not AccountStatus.ACTIVE:
            return None
        by = _use(work, found.account_id, codes.normal(code), now)
        return open_session(rt, work, found.account_id, now, by) if by else None


def _use(work: Work, account_id: str, code: str, now: dt.datetime) -> str | None:
    """Use up a code; say what kind it was."""
    credentials = work.people.credentials
    if not codes.is_of_authenticator(code):
        return "recovery_code" if credentials.use_recovery_code(account_id, code) else None
    step = codes.find_step(credentials.of(account_id).secret or "", code, now)
    return "code" if step is not None and credentials.use_step(account_id, step) else None


def _refuse(rt: Runtime, found: Found | None, why: str) -> NoReturn:
    """Write down why, where only the audit's readers see it, and answer what is always answered."""
    if found is None:
        with rt.open_system(sessions.ACTOR) as system:
            system.audit.append("session.refused", "refused", details={"why": why})
    else:
        with rt.open_work(found.tenant_id, sessions.ACTOR) as work:
            work.audit.append("session.refused", "refused", details={"why": why, "account": found.account_id})
    raise SignInRefusedError


def _renew(rt: Runtime, found: Found, password: str) -> None:
    """Hash a password anew with today's costs, while it is known."""
    with hashing.turn():
        made = hashing.make(passwords.normal(password))
    with rt.open_work(found.tenant_id, found.account_id) as work:
        work.people.credentials.set_password(found.account_id, made)


def _clear(rt: Runtime, tried: Try, typed: str) -> None:
    with rt.open_system(sessions.ACTOR) as system:
        tries.succeed(system, tried, typed)
