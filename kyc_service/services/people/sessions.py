"""Sessions at the console: found by their token at each request, ended by the clock, by their person or by others."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from kyc_service.domain.people.accounts import STAFF, Account, AccountStatus, SignedIn
from kyc_service.domain.people.roles import permissions_of
from kyc_service.domain.people.sessions import Session, Term, idle_until, is_live, needs_touch
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import Work

ACTOR = "console"
MAX_TOKEN = 256
"""Longer than this is no token; nothing is computed over it."""


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session, as its person sees it among theirs."""

    session: Session
    idle_until: dt.datetime
    current: bool


def term(rt: Runtime) -> Term:
    """Return how long sessions live."""
    return Term(rt.settings.session_idle, rt.settings.session_life)


def find(rt: Runtime, token: str, *, now: dt.datetime | None = None) -> SignedIn | None:
    """Say who a token speaks for at this moment; what they may do is read anew each time.

    At most once a minute a write says that the session is used; all else is read.
    """
    if not 0 < len(token) <= MAX_TOKEN or not token.isascii():
        return None
    with rt.open_system(ACTOR, read_only=True) as system:
        held = system.sign_ins.session(token)
        if held is None or held.suspended or held.account.status is not AccountStatus.ACTIVE:
            return None
        moment = now or system.now()
    session = held.session
    if not is_live(session, term(rt), moment):
        return None
    if needs_touch(session, moment):
        with rt.open_work(session.tenant_id, ACTOR) as work:
            work.people.sessions.touch(session.id, moment)
        session = session.seen(moment)
    return describe(session, held.account, token, term(rt))


def describe(session: Session, account: Account, token: str, lives: Term) -> SignedIn:
    """Put together what is known of somebody who is signed in."""
    who = account.person.use(STAFF)
    return SignedIn(
        account_id=account.id,
        tenant_id=account.tenant_id,
        name=who.name,
        language=who.language,
        roles=account.roles,
        permissions=permissions_of(account.roles),
        session_id=session.id,
        csrf_token=hmac.digest(token.encode(), b"csrf", "sha256").hex(),
        began_at=session.began_at,
        idle_until=idle_until(session, lives),
        ends_at=session.ends_at,
    )


def sign_out(rt: Runtime, person: SignedIn) -> None:
    """End the session that somebody asks from."""
    with rt.open_work(person.tenant_id, person.account_id) as work:
        work.people.sessions.end(person.account_id, only=person.session_id)
        work.audit.append("session.closed", "done", details={"account": person.account_id, "sessions": 1})


def sign_out_everywhere(rt: Runtime, person: SignedIn) -> int:
    """End every session of somebody, this one included; return how many that were."""
    with rt.open_work(person.tenant_id, person.account_id) as work:
        return end_all(work, person.account_id)


def end_all(work: Work, account_id: str, *, spare: str | None = None) -> int:
    """End the sessions of an account, all or all but one; return how many that were."""
    ended = work.people.sessions.end(account_id, spare=spare)
    if ended:
        work.audit.append("session.closed", "done", details={"account": account_id, "sessions": ended})
    return ended


def list_of(rt: Runtime, person: SignedIn, *, now: dt.datetime | None = None) -> Sequence[SessionView]:
    """List the live sessions of somebody, newest first."""
    lives = term(rt)
    with rt.open_work(person.tenant_id, person.account_id, read_only=True) as work:
        moment = now or work.now()
        found = work.people.sessions.open_of(person.account_id)
    return [
        SessionView(session, idle_until(session, lives), session.id == person.session_id)
        for session in found
        if is_live(session, lives, moment)
    ]
