"""Accounts of people, and what is known of one who is signed in."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from kyc_service.domain.intake.characters import hides_characters, refuse_characters
from kyc_service.domain.intake.contacts import read_email
from kyc_service.domain.people.roles import Permission, Role
from kyc_service.domain.personal import Personal
from kyc_service.errors import Fault, InvalidInputError

MAX_NAME = 120


class AccountStatus(StrEnum):
    """Where an account stands."""

    INVITED = "invited"
    """No password is set: the invitation was not taken up, or an administrator reset the account."""
    ACTIVE = "active"
    LOCKED = "locked"
    """Active, but signing in is paused after wrong tries. Never stored: it ends by itself."""
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Person:
    """Who an account is for: personal data of staff, encrypted at rest and in no log."""

    name: str = field(repr=False)
    email: str = field(repr=False)
    """As it was typed; `email_key` of it is what is compared."""
    language: str = ""
    """In which they read the desk; the browser's when they chose none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person's account at one tenant."""

    id: str
    tenant_id: str
    person: Personal[Person]
    """Opens for the purpose `staff`."""
    roles: frozenset[Role]
    status: AccountStatus
    created_at: dt.datetime
    signed_in_at: dt.datetime | None
    """The last time."""
    version: int
    """Rises with each change, so that two administrators do not overwrite each other."""
    ways: tuple[str, ...] = ()
    """How they sign in: `password`, `provider`, both, or not at all yet."""
    erased: bool = False
    """Whether they left so long ago that who they were is not known any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A person at the console, for the time of one request. `account_id` is the actor of what they do."""

    account_id: str
    tenant_id: str
    name: str
    language: str
    """As in `Person`."""
    roles: frozenset[Role]
    permissions: frozenset[Permission]
    session_id: str
    csrf_token: str
    """Goes into every form, and has to come back with it."""
    began_at: dt.datetime
    idle_until: dt.datetime
    """The session ends then unless something is asked before."""
    ends_at: dt.datetime
    """The session ends then whatever happens."""

    def may(self, permission: Permission) -> bool:
        """Whether any of the roles has it."""
        return permission in self.permissions

    def __repr__(self) -> str:
        """Name the account by its id; the name and the token stay out of tracebacks."""
        return f"<SignedIn {self.account_id}>"


FORMER = "a former colleague"
"""What somebody is called whose account is erased."""
STAFF = "staff"
"""Purpose for which a person's name and address are opened: to run the desk itself."""


def email_key(text: str) -> str:
    """Return the form in which e-mail addresses are compared: no provider tells upper from lower case."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def read_person(name: str, email: str) -> Person:
    """Read a name and an address. Raises InvalidInputError that lists what is wrong with both."""
    found = read_email(email.strip())
    faults = [*_name_faults(name)]
    if found.fault:
        faults.append(Fault("/email", "invalid_email"))
    if faults:
        raise InvalidInputError(faults)
    return Person(_tidy(name), email.strip())


def read_roles(words: frozenset[str]) -> frozenset[Role]:
    """Read roles. Raises InvalidInputError for none, and for a word that is none."""
    if not words:
        raise InvalidInputError([Fault("/roles", "required")])
    if words - set(Role):
        raise InvalidInputError([Fault("/roles", "unknown_value")])
    return frozenset(Role(word) for word in words)


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _name_faults(name: str) -> list[Fault]:
    tidy = _tidy(name)
    if not tidy:
        return [Fault("/name", "required")]
    if len(tidy) > MAX_NAME:
        return [Fault("/name", "too_long")]
    code = refuse_characters(tidy) or ("unsupported_character" if hides_characters(tidy) else None)
    return [Fault("/name", code)] if code else []
