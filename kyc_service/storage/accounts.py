"""Accounts of people: who somebody is encrypted under a key of the account's own, their address as a blind index."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Row, delete, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.people.accounts import FORMER, STAFF, Account, AccountStatus, Person, email_key
from kyc_service.domain.people.roles import Role
from kyc_service.domain.personal import Personal
from kyc_service.errors import ConflictError, NotFoundError, StaleVersionError, SubjectErasedError
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.rows import Repository, Transaction
from kyc_service.storage.tables import account_roles, accounts

_PLACE = "accounts:email"


class AccountRows(Repository):
    """The accounts of one tenant."""

    def add(self, person: Person, roles: Iterable[Role]) -> Account:
        """Make an account without a password. Raises ConflictError when the address has one, at whatever tenant."""
        if find_by_email(self._tx, person.email) is not None:
            message = "this e-mail address has an account already"
            raise ConflictError(message, "account_exists")
        account_id, key_id = new_id("account"), self._tx.keys.create()
        version = self._tx.keys.index_keys.current()
        self._tx.add(
            accounts,
            tenant_id=self._tx.tenant_id,
            id=account_id,
            key_id=key_id,
            status=AccountStatus.INVITED,
            person=_lock(self._tx.keys, key_id, account_id, person),
            email_digest=digest_of(self._tx.keys, person.email, version),
            key_version=version,
            created_at=self._tx.now(),
            version=1,
        )
        self._give(account_id, roles)
        return self.get(account_id)

    def get(self, account_id: str) -> Account:
        """Return an account. Raises NotFoundError."""
        row = self._tx.run(select(accounts).where(*self._mine(account_id))).one_or_none()
        if row is None:
            raise NotFoundError
        return self._make(row, self._roles([account_id]).get(account_id, frozenset()))

    def list(self) -> tuple[Account, ...]:
        """List all accounts, oldest first."""
        wanted = select(accounts).where(accounts.c.tenant_id == self._tx.tenant_id)
        rows = self._tx.run(wanted.order_by(accounts.c.created_at, accounts.c.id)).all()
        roles = self._roles([row.id for row in rows])
        return tuple(self._make(row, roles.get(row.id, frozenset())) for row in rows)

    def set_roles(self, account: Account, roles: Iterable[Role]) -> Account:
        """Give and take roles. Raises FourEyesError for one's own, ConflictError for the last administrator's."""
        wanted = frozenset(roles)
        self._update(account)
        self._give(account.id, wanted - account.roles)
        mine = (account_roles.c.tenant_id == self._tx.tenant_id, account_roles.c.account_id == account.id)
        gone = [role.value for role in account.roles - wanted]
        self._tx.run(delete(account_roles).where(*mine, account_roles.c.role.in_(gone)))
        return self.get(account.id)

    def set_status(self, account: Account, status: AccountStatus) -> Account:
        """Change where an account stands. Raises ConflictError for the last administrator, StaleVersionError."""
        since = self._tx.now() if status is AccountStatus.DISABLED else None
        self._update(account, status=status, disabled_at=since)
        return self.get(account.id)

    def set_person(self, account: Account, person: Person) -> Account:
        """Correct a name, or choose a language. The address stays: it is what the account is found by."""
        key_id = self._tx.run(select(accounts.c.key_id).where(*self._mine(account.id))).scalar_one_or_none()
        if key_id is None:
            raise NotFoundError
        kept = dataclasses.replace(person, email=account.person.use(STAFF).email)
        self._update(account, person=_lock(self._tx.keys, key_id, account.id, kept))
        return self.get(account.id)

    def note_sign_in(self, account_id: str) -> None:
        """Write down that somebody signed in now."""
        changed = update(accounts).where(*self._mine(account_id)).values(signed_in_at=self._tx.now())
        if self._tx.run(changed).rowcount != 1:
            raise NotFoundError

    def indexed_before(self, version: int) -> tuple[str, ...]:
        """List accounts whose address is indexed under an older key."""
        old = (
            accounts.c.tenant_id == self._tx.tenant_id,
            accounts.c.key_version < version,
            accounts.c.erased_at.is_(None),
        )
        return tuple(self._tx.run(select(accounts.c.id).where(*old).order_by(accounts.c.id)).scalars())

    def reindex(self, account_id: str, version: int) -> None:
        """Make the index of an address anew under another key."""
        digest = digest_of(self._tx.keys, self.get(account_id).person.use(STAFF).email, version)
        old = (*self._mine(account_id), accounts.c.key_version < version)
        self._tx.run(update(accounts).where(*old).values(email_digest=digest, key_version=version))

    def erase(self, account_id: str) -> str | None:
        """Forget who a disabled account was for; return the id of the key that has to be destroyed then, if it was one.

        Whoever is written down by the id of the account stays written down by it.
        """
        mine = (*self._mine(account_id), accounts.c.status == AccountStatus.DISABLED, accounts.c.erased_at.is_(None))
        key_id: str | None = self._tx.run(select(accounts.c.key_id).where(*mine)).scalar_one_or_none()
        gone = {"person": b"", "email_digest": f"erased:{account_id}", "erased_at": self._tx.now()}
        changed = update(accounts).where(*mine).values(**gone, version=accounts.c.version + 1)
        return key_id if self._tx.run(changed).rowcount == 1 else None

    def _give(self, account_id: str, roles: Iterable[Role]) -> None:
        given = {"tenant_id": self._tx.tenant_id, "account_id": account_id, "given_by": self._tx.actor}
        for role in sorted(roles):
            self._tx.add(account_roles, **given, role=role, given_at=self._tx.now())

    def _roles(self, account_ids: Collection[str]) -> dict[str, frozenset[Role]]:
        table = account_roles.c
        mine = (table.tenant_id == self._tx.tenant_id, table.account_id.in_(account_ids))
        found: dict[str, frozenset[Role]] = {}
        for row in self._tx.run(select(table.account_id, table.role).where(*mine)):
            found[row.account_id] = found.get(row.account_id, frozenset()) | {Role(row.role)}
        return found

    def _update(self, before: Account, **values: Any) -> None:  # noqa: ANN401 - values of columns
        mine = (*self._mine(before.id), accounts.c.version == before.version)
        changed = update(accounts).where(*mine).values(**values, version=before.version + 1)
        if self._tx.run(changed).rowcount != 1:
            raise StaleVersionError

    def _make(self, row: Row[Any], roles: frozenset[Role]) -> Account:
        return make_account(self._tx.keys, row, roles)

    def _mine(self, account_id: str) -> tuple[Any, ...]:
        return (accounts.c.tenant_id == self._tx.tenant_id, accounts.c.id == account_id)


def make_account(keys: KeyStore, row: Row[Any], roles: frozenset[Role]) -> Account:
    """Make an account of its row."""
    person = None if row.erased_at else _unlock(keys, row)
    known = {"password": row.password_hash, "provider": row.identity_digest}
    return Account(
        id=row.id,
        tenant_id=row.tenant_id,
        person=Personal(person or Person(FORMER, "")),
        roles=roles,
        status=AccountStatus(row.status),
        created_at=row.created_at,
        signed_in_at=row.signed_in_at,
        version=row.version,
        ways=tuple(way for way, proof in known.items() if proof is not None),
        erased=person is None,
    )


def find_by_email(tx: Transaction, email: str) -> Row[Any] | None:
    """Return the row of the account with an address, at whatever tenant."""
    with tx.over_all_tenants():
        versions = set(tx.run(select(accounts.c.key_version).distinct()).scalars())
        versions.add(tx.keys.index_keys.current())
        digests = [digest_of(tx.keys, email, version) for version in sorted(versions)]
        return tx.run(select(accounts).where(accounts.c.email_digest.in_(digests))).first()


def digest_of(keys: KeyStore, email: str, version: int) -> str:
    """Make the blind index of an address."""
    return keys.index(email_key(email), _PLACE, version)


def _unlock(keys: KeyStore, row: Row[Any]) -> Person | None:
    """Open who somebody is; None where the key is destroyed, as after a back-up of the database was restored."""
    try:
        return Person(**json.loads(keys.decrypt(row.key_id, row.person, _place(row.id))))
    except SubjectErasedError:
        return None


def _lock(keys: KeyStore, key_id: str, account_id: str, person: Person) -> bytes:
    plain = json.dumps(dataclasses.asdict(person), ensure_ascii=False).encode()
    return keys.encrypt(key_id, plain, _place(account_id))


def _place(account_id: str) -> str:
    return f"accounts:{account_id}:person"
