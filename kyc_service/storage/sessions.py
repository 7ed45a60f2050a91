"""Invitations and sessions of people. A token is shown once; only its digest is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.people.sessions import Session
from kyc_service.settings import Secret
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import invitations, sessions

_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A way in for one account, once."""

    id: str
    tenant_id: str
    account_id: str
    made_at: dt.datetime
    expires_at: dt.datetime
    closed_at: dt.datetime | None


class InvitationRows(Repository):
    """The invitations of one tenant."""

    def add(self, account_id: str, life: dt.timedelta) -> tuple[Invitation, Secret]:
        """Make an invitation and its token; the one before does not work any more."""
        self.close(account_id)
        token, now = make_token("invitation"), self._tx.now()
        invitation = Invitation(
            id=new_id("invitation"),
            tenant_id=self._tx.tenant_id,
            account_id=account_id,
            made_at=now,
            expires_at=now + life,
            closed_at=None,
        )
        row = {name: getattr(invitation, name) for name in Invitation.__slots__}
        self._tx.add(invitations, **row, token_hash=digest_of(token), made_by=self._tx.actor)
        return invitation, Secret(token)

    def close(self, account_id: str) -> bool:
        """Let the open invitation of an account not work any more; say whether there was one."""
        mine = (invitations.c.tenant_id == self._tx.tenant_id, invitations.c.account_id == account_id)
        is_open = (*mine, invitations.c.closed_at.is_(None))
        return self._tx.run(update(invitations).where(*is_open).values(closed_at=self._tx.now())).rowcount > 0


class SessionRows(Repository):
    """The sessions of one tenant's people."""

    def add(self, account_id: str, began_at: dt.datetime, life: dt.timedelta) -> tuple[Session, str]:
        """Begin a session; return its token with it."""
        token = make_token("session")
        session = Session(
            id=new_id("session"),
            tenant_id=self._tx.tenant_id,
            account_id=account_id,
            began_at=began_at,
            seen_at=began_at,
            ends_at=began_at + life,
            ended_at=None,
        )
        row = {name: getattr(session, name) for name in Session.__slots__}
        self._tx.add(sessions, **row, token_hash=digest_of(token))
        return session, token

    def open_of(self, account_id: str) -> tuple[Session, ...]:
        """List the sessions of an account that nobody ended, newest first; some may have had their time."""
        wanted = select(sessions).where(*self._of(account_id), sessions.c.ended_at.is_(None))
        return tuple(make_session(row) for row in self._tx.run(wanted.order_by(sessions.c.began_at.desc())))

    def touch(self, session_id: str, now: dt.datetime) -> None:
        """Write down that a session is used."""
        mine = (sessions.c.tenant_id == self._tx.tenant_id, sessions.c.id == session_id, sessions.c.seen_at < now)
        self._tx.run(update(sessions).where(*mine).values(seen_at=now))

    def end(self, account_id: str, *, only: str | None = None, spare: str | None = None) -> int:
        """End the sessions of an account, one of them, or all but one; return how many that were."""
        mine = [*self._of(account_id), sessions.c.ended_at.is_(None)]
        if only is not None:
            mine.append(sessions.c.id == only)
        if spare is not None:
            mine.append(sessions.c.id != spare)
        return self._tx.run(update(sessions).where(*mine).values(ended_at=self._tx.now())).rowcount

    def _of(self, account_id: str) -> tuple[Any, ...]:
        return (sessions.c.tenant_id == self._tx.tenant_id, sessions.c.account_id == account_id)


def make_token(noun: str) -> str:
    """Make a token that says what it is for, with 256 random bits."""
    return f"{new_id(noun)[:4]}{secrets.token_urlsafe(_SECRET_BYTES)}"


def digest_of(token: str) -> str:
    """Return what is kept of a token. The search is by digest: its time says nothing about how much is right."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_session(row: Row[Any]) -> Session:
    """Make a session of its row."""
    return Session(**{name: getattr(row, name) for name in Session.__slots__})


def make_invitation(row: Row[Any]) -> Invitation:
    """Make an invitation of its row."""
    return Invitation(**{name: getattr(row, name) for name in Invitation.__slots__})
