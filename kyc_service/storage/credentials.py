"""What accounts prove themselves with: hashes of passwords, secrets of authenticators, digests of recovery codes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from kyc_service.domain.people.accounts import AccountStatus
from kyc_service.errors import NotFoundError
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import accounts, recovery_codes


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is checked when somebody signs in."""

    status: AccountStatus
    password_hash: str | None = field(repr=False)
    secret: str | None = field(repr=False)
    """Of the authenticator, base32."""
    linked: bool = False
    """Whether the provider says who they are."""


class CredentialRows(Repository):
    """The credentials of one tenant's accounts."""

    def of(self, account_id: str) -> Credentials:
        """Return what an account proves itself with. Raises NotFoundError."""
        row = self._tx.run(select(accounts).where(*self._mine(account_id))).one_or_none()
        if row is None:
            raise NotFoundError
        opened = None if row.totp is None else self._tx.keys.decrypt(row.key_id, row.totp, _place(account_id)).decode()
        return Credentials(AccountStatus(row.status), row.password_hash, opened, row.identity_digest is not None)

    def enrol(self, account_id: str, password_hash: str, secret: str, codes: Iterable[str]) -> None:
        """Keep what an invited person chose, in the place of what was chosen before. It lets nobody in yet."""
        key_id = self._tx.run(select(accounts.c.key_id).where(*self._mine(account_id))).scalar_one_or_none()
        if key_id is None:
            raise NotFoundError
        totp = self._tx.keys.encrypt(key_id, secret.encode(), _place(account_id))
        self._set(account_id, password_hash=password_hash, totp=totp, totp_step=None)
        self._drop_codes(account_id)
        for code in codes:
            row = {"tenant_id": self._tx.tenant_id, "account_id": account_id, "digest": _digest(code)}
            self._tx.add(recovery_codes, **row)

    def forget(self, account_id: str) -> None:
        """Drop everything an account could prove itself with."""
        self._set(account_id, password_hash=None, totp=None, totp_step=None, identity_digest=None, linked_at=None)
        self._drop_codes(account_id)

    def link(self, account_id: str, issuer: str, subject: str) -> bool:
        """Keep who an account is for by the provider's word; False when it is linked already.

        Raises ConflictError when another account is linked to the same person.
        """
        free = (*self._mine(account_id), accounts.c.identity_digest.is_(None))
        linked = {"identity_digest": identity_of(self._tx.keys, issuer, subject), "linked_at": self._tx.now()}
        return self._tx.run(update(accounts).where(*free).values(**linked)).rowcount == 1

    def set_password(self, account_id: str, password_hash: str) -> None:
        """Replace the hash of a password."""
        self._set(account_id, password_hash=password_hash)

    def use_step(self, account_id: str, step: int) -> bool:
        """Use up a step of the authenticator's clock and all before it; say whether it was still there."""
        unused = or_(accounts.c.totp_step.is_(None), accounts.c.totp_step < step)
        changed = update(accounts).where(*self._mine(account_id), unused).values(totp_step=step)
        return self._tx.run(changed).rowcount == 1

    def use_recovery_code(self, account_id: str, code: str) -> bool:
        """Use up a recovery code; say whether it was still there."""
        mine = (*self._codes_of(account_id), recovery_codes.c.digest == _digest(code))
        return self._tx.run(delete(recovery_codes).where(*mine)).rowcount == 1

    def count_recovery_codes(self, account_id: str) -> int:
        """Say how many recovery codes are left."""
        wanted = select(func.count()).select_from(recovery_codes).where(*self._codes_of(account_id))
        return int(self._tx.run(wanted).scalar_one())

    def _set(self, account_id: str, **values: Any) -> None:  # noqa: ANN401 - values of columns
        if self._tx.run(update(accounts).where(*self._mine(account_id)).values(**values)).rowcount != 1:
            raise NotFoundError

    def _drop_codes(self, account_id: str) -> None:
        self._tx.run(delete(recovery_codes).where(*self._codes_of(account_id)))

    def _codes_of(self, account_id: str) -> tuple[Any, ...]:
        return (recovery_codes.c.tenant_id == self._tx.tenant_id, recovery_codes.c.account_id == account_id)

    def _mine(self, account_id: str) -> tuple[Any, ...]:
        return (accounts.c.tenant_id == self._tx.tenant_id, accounts.c.id == account_id)


def identity_of(keys: KeyStore, issuer: str, subject: str) -> str:
    """Make the digest by which somebody is known again. The provider's own name of them is kept nowhere."""
    # An issuer is an address, and holds no line break: no two pairs are one text.
    return keys.blind(f"{issuer}\n{subject}", "accounts:identity")


def _digest(code: str) -> str:
    # A code has 80 random bits: nothing slower than this is needed to keep it from being guessed.
    return hashlib.sha256(code.encode()).hexdigest()


def _place(account_id: str) -> str:
    return f"accounts:{account_id}:totp"
