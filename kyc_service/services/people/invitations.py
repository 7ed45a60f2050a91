"""Invitations: an invited person chooses a password, sets up an authenticator, and is in.

Until then they may begin anew with the same invitation.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from kyc_service.domain.people.accounts import STAFF, Account, AccountStatus, Person, read_person
from kyc_service.domain.people.passwords import read_password
from kyc_service.errors import Fault, InvalidInputError, InvitationRefusedError
from kyc_service.services.people import codes, hashing, sessions
from kyc_service.services.people.signing_in import Opened, open_session
from kyc_service.services.runtime import Runtime
from kyc_service.storage.sessions import Invitation


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an invited person takes along. Shown once."""

    secret: str = field(repr=False)
    """For an authenticator that cannot read the picture."""
    uri: str = field(repr=False)
    picture: str = field(repr=False)
    """The same as a QR code, SVG."""
    recovery_codes: tuple[str, ...] = field(repr=False)


def look(rt: Runtime, token: str, *, now: dt.datetime | None = None) -> Person:
    """Say who is invited. Raises InvitationRefusedError."""
    _, account = _find(rt, token, now)
    return account.person.use(STAFF)


def accept(
    rt: Runtime, token: str, password: str, *, name: str | None = None, now: dt.datetime | None = None
) -> Enrolment:
    """Take up an invitation: keep the password, make the authenticator's secret and the recovery codes.

    Nothing works with it until `confirm`; asked again, everything is made anew.
    Raises InvitationRefusedError, InvalidInputError, RateLimitedError.
    """
    invitation, account = _find(rt, token, now)
    person = account.person.use(STAFF)
    if name is not None:
        person = read_person(name, person.email)
    chosen = read_password(password, person)
    with hashing.turn():
        made = hashing.make(chosen)
    secret, recovery = codes.make_secret(), codes.make_recovery_codes()
    with rt.open_work(invitation.tenant_id, account.id) as work:
        people = work.people
        if name is not None:
            people.accounts.set_person(account, person)
        people.credentials.enrol(account.id, made, secret, [codes.normal(code) for code in recovery])
        work.audit.append("account.enrolled", "done", details={"account": account.id})
    uri = codes.make_uri(secret, person.email)
    return Enrolment(secret, uri, codes.draw(uri), recovery)


def confirm(rt: Runtime, token: str, code: str, *, now: dt.datetime | None = None) -> Opened:
    """Check that the authenticator shows the right codes, make the account active and let its person in.

    Raises InvitationRefusedError, InvalidInputError for a wrong code.
    """
    invitation, account = _find(rt, token, now)
    with rt.open_work(invitation.tenant_id, account.id) as work:
        moment = now or work.now()
        secret = work.people.credentials.of(account.id).secret
        if secret is None:
            raise InvitationRefusedError
        step = codes.find_step(secret, codes.normal(code), moment)
        if step is None:
            raise InvalidInputError([Fault("/code", "wrong_code")])
        if not work.people.invitations.close(account.id):
            raise InvitationRefusedError
        work.people.credentials.use_step(account.id, step)
        work.people.accounts.set_status(account, AccountStatus.ACTIVE)
        work.audit.append("account.activated", "done", details={"account": account.id})
        return open_session(rt, work, account.id, moment, "invitation")


def _find(rt: Runtime, token: str, now: dt.datetime | None) -> tuple[Invitation, Account]:
    """Return an invitation that still works, and whom it is for."""
    if not 0 < len(token) <= sessions.MAX_TOKEN or not token.isascii():
        raise InvitationRefusedError
    with rt.open_system(sessions.ACTOR, read_only=True) as system:
        invitation = system.sign_ins.invitation(token)
        over = invitation is None or invitation.closed_at is not None
        if invitation is None or over or (now or system.now()) >= invitation.expires_at:
            raise InvitationRefusedError
        if system.sign_ins.is_suspended(invitation.tenant_id):
            raise InvitationRefusedError
    with rt.open_work(invitation.tenant_id, sessions.ACTOR, read_only=True) as work:
        account = work.people.accounts.get(invitation.account_id)
    if account.status is not AccountStatus.INVITED:
        raise InvitationRefusedError
    return invitation, account
