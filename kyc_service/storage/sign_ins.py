"""The way in, across all tenants: whose a token or an address is, and how many tries were wrong lately."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, delete, or_, select, update

from kyc_service.domain.people.accounts import Account
from kyc_service.domain.people.pauses import Mark
from kyc_service.domain.people.roles import Role
from kyc_service.domain.people.sessions import Session
from kyc_service.storage.accounts import find_by_email, make_account
from kyc_service.storage.credentials import identity_of
from kyc_service.storage.rows import Repository
from kyc_service.storage.sessions import Invitation, digest_of, make_invitation
from kyc_service.storage.tables import account_roles, accounts, invitations, sessions, sign_in_marks, tenants


@dataclass(frozen=True, slots=True)
class Found:
    """Whose an address is."""

    tenant_id: str
    account_id: str
    suspended: bool
    """Whether the tenant is."""


@dataclass(frozen=True, slots=True)
class Held:
    """Whose a session is."""

    session: Session
    account: Account
    suspended: bool
    """Whether the tenant is."""


_HELD = select(
    *(sessions.c[name].label(f"session_{name}") for name in Session.__slots__),
    accounts,
    tenants.c.suspended,
    account_roles.c.role,
)
"""A session beside its account and its tenant, once for each role."""


class SignInRows(Repository):
    """Every tenant's."""

    def find(self, email: str) -> Found | None:
        """Say whose account has an address."""
        row = find_by_email(self._tx, email)
        if row is None:
            return None
        return Found(row.tenant_id, row.id, self.is_suspended(row.tenant_id))

    def find_identity(self, issuer: str, subject: str) -> Found | None:
        """Say whose account is linked to somebody whom the provider knows."""
        digest = identity_of(self._tx.keys, issuer, subject)
        row = self._tx.run(select(accounts).where(accounts.c.identity_digest == digest)).one_or_none()
        return Found(row.tenant_id, row.id, self.is_suspended(row.tenant_id)) if row else None

    def is_suspended(self, tenant_id: str) -> bool:
        """Whether a tenant is suspended: its people stay out."""
        wanted = select(tenants.c.suspended).where(tenants.c.id == tenant_id)
        return bool(self._tx.run(wanted).scalar_one())

    def tenant_of(self, account_id: str) -> str | None:
        """Say whose an account is."""
        wanted = select(accounts.c.tenant_id).where(accounts.c.id == account_id)
        found: str | None = self._tx.run(wanted).scalar_one_or_none()
        return found

    def session(self, token: str) -> Held | None:
        """Return the session of a token, ended ones included, and whose it is with their roles: in one question."""
        of_session = (accounts.c.tenant_id == sessions.c.tenant_id, accounts.c.id == sessions.c.account_id)
        of_account = (
            account_roles.c.tenant_id == sessions.c.tenant_id,
            account_roles.c.account_id == sessions.c.account_id,
        )
        joined = (
            sessions.join(accounts, and_(*of_session))
            .join(tenants, tenants.c.id == sessions.c.tenant_id)
            .outerjoin(account_roles, and_(*of_account))
        )
        wanted = _HELD.select_from(joined).where(sessions.c.token_hash == digest_of(token))
        rows = self._tx.run(wanted).all()
        if not rows:
            return None
        first = rows[0]
        session = Session(**{name: getattr(first, f"session_{name}") for name in Session.__slots__})
        roles = frozenset(Role(row.role) for row in rows if row.role is not None)
        return Held(session, make_account(self._tx.keys, first, roles), suspended=first.suspended)

    def invitation(self, token: str) -> Invitation | None:
        """Return the invitation of a token, used and expired ones included."""
        row = self._tx.run(select(invitations).where(invitations.c.token_hash == digest_of(token))).one_or_none()
        return make_invitation(row) if row else None

    def lock_marks(self, names: Sequence[str]) -> dict[str, Mark]:
        """Return what is kept of tries under some names, and keep others from counting until this work ends."""
        found: dict[str, Mark] = {}
        # Always in the same order, so that no two works wait for each other.
        for digest, name in sorted((self._blind(name), name) for name in names):
            none = {"digest": digest, "failures": 0, "tried_at": self._tx.now(), "paused_until": None}
            self._tx.run(self._tx.insert(sign_in_marks).values(**none).on_conflict_do_nothing())
            mine = select(sign_in_marks).where(sign_in_marks.c.digest == digest)
            row = self._tx.run(mine.with_for_update()).one()
            found[name] = Mark(row.failures, row.tried_at, row.paused_until)
        return found

    def read_mark(self, name: str) -> Mark | None:
        """Return what is kept of tries under a name."""
        row = self._tx.run(select(sign_in_marks).where(sign_in_marks.c.digest == self._blind(name))).one_or_none()
        return Mark(row.failures, row.tried_at, row.paused_until) if row else None

    def put_mark(self, name: str, mark: Mark) -> None:
        """Keep what is known of tries under a name that was locked."""
        values = {"failures": mark.failures, "tried_at": mark.tried_at, "paused_until": mark.paused_until}
        mine = sign_in_marks.c.digest == self._blind(name)
        self._tx.run(update(sign_in_marks).where(mine).values(**values))

    def drop_mark(self, name: str) -> None:
        """Forget the tries under a name."""
        self._tx.run(delete(sign_in_marks).where(sign_in_marks.c.digest == self._blind(name)))

    def tidy(self, older_than: dt.timedelta) -> int:
        """Drop marks, and ended sessions and invitations, of that age; return how many."""
        since = self._tx.now() - older_than
        old = (
            delete(sign_in_marks).where(sign_in_marks.c.tried_at < since),
            delete(sessions).where(or_(sessions.c.ends_at < since, sessions.c.ended_at < since)),
            delete(invitations).where(or_(invitations.c.expires_at < since, invitations.c.closed_at < since)),
        )
        return sum(self._tx.run(statement).rowcount for statement in old)

    def count_older(self, version: int) -> int:
        """Count accounts whose address is indexed under an older key."""
        old = (accounts.c.key_version < version, accounts.c.erased_at.is_(None))
        return len(self._tx.run(select(accounts.c.id).where(*old)).all())

    def disabled_before(self, moment: dt.datetime) -> tuple[tuple[str, str], ...]:
        """List tenant and id of accounts that were disabled before a moment and are not erased."""
        wanted = select(accounts.c.tenant_id, accounts.c.id)
        old = wanted.where(accounts.c.erased_at.is_(None), accounts.c.disabled_at < moment)
        return tuple((row.tenant_id, row.id) for row in self._tx.run(old.order_by(accounts.c.id)))

    def _blind(self, name: str) -> str:
        # It lives for a day: the key that is never replaced is good enough.
        return self._tx.keys.blind(name, "sign_in_marks")
