"""Signing in through the provider: a browser is sent there, comes back with a code, and its person is let in.

What binds the two halves is sealed and stays in the browser that began: nothing is stored of somebody who is not
known yet. An account has to exist; it is linked to the person whom the provider names when they come first.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hmac
import json
import secrets
from dataclasses import asdict, dataclass, field
from typing import NoReturn

import structlog

from kyc_service.domain.people.accounts import AccountStatus, email_key
from kyc_service.domain.people.providers import Identity, ProviderChoice, ProviderRefusalError, Why
from kyc_service.errors import NotFoundError, SignInRefusedError
from kyc_service.services.people import sessions, tries
from kyc_service.services.people.providers import Provider
from kyc_service.services.people.signing_in import Opened, open_session
from kyc_service.services.runtime import Runtime
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.sign_ins import Found
from kyc_service.storage.work import Work

LIFE = dt.timedelta(minutes=10)
"""How long somebody may take at the provider."""
PREFIX = "prv."
"""What begins the sealed half, so that it is never taken for the token of a session."""
LONGEST = 2048
ANSWER_PATH = "/console/sign-in/provider/answer"
"""Where the provider sends a browser back to; it has to know the whole address beforehand."""
_SKEW = dt.timedelta(minutes=1)
_PLACE = "sign-in:provider"
_log = structlog.get_logger("kyc_service.sign_in")


@dataclass(frozen=True, slots=True)
class Departure:
    """Somebody who is on the way to the provider."""

    address: str
    sealed: str = field(repr=False)
    """For the browser to keep; it cannot read it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came back: the provider's part through the address, ours from the browser that began."""

    sealed: str = field(repr=False)
    state: str = field(repr=False)
    code: str = field(repr=False)
    issuer: str | None = None
    """The provider's own address, where it sends it along."""


@dataclass(frozen=True, slots=True)
class _Half:
    state: str
    nonce: str
    verifier: str
    to: str
    began: float


def begin(rt: Runtime, to: str, *, now: dt.datetime | None = None) -> Departure:
    """Send somebody to the provider; `to` is where to lead them when they are in.

    Raises NotFoundError where there is no provider, SignInRefusedError when it does not answer.
    """
    provider = _provider(rt)
    moment = now or dt.datetime.now(dt.UTC)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    half = _Half(state, nonce, verifier, to, moment.timestamp())
    try:
        address = provider.address(_redirect(rt), half.state, half.nonce, half.verifier)
    except ProviderRefusalError as error:
        _log.warning("provider_unusable", why=error.why.value)
        raise SignInRefusedError from None
    return Departure(address, _seal(rt.keys, half))


def finish(
    rt: Runtime, arrival: Arrival, *, address: str | None = None, now: dt.datetime | None = None
) -> tuple[Opened, str]:
    """Let somebody in who came back; return where they wanted to go as well. `address` is the network address.

    Raises SignInRefusedError, always the same one; NotFoundError where there is no provider.
    """
    provider, found = _provider(rt), None
    with rt.open_system(sessions.ACTOR) as system:
        moment = now or system.now()
        tried = tries.begin(system, None, address, moment)
    try:
        half = _check_half(rt.keys, arrival, moment, paused=tried.paused)
        identity = provider.redeem(arrival.code, arrival.issuer, _redirect(rt), half.nonce, half.verifier, moment)
        found, known = _find(rt, provider.choice, identity)
        _check_found(provider.choice, found)
        opened = _open(rt, provider.choice, found, None if known else identity, moment)
    except ProviderRefusalError as error:
        _refuse(rt, found, error.why)
    with rt.open_system(sessions.ACTOR) as system:
        tries.succeed(system, tried, None)
    return opened, half.to


def _check_half(keys: KeyStore, arrival: Arrival, now: dt.datetime, *, paused: bool) -> _Half:
    """Return what this browser began with. Raises ProviderRefusalError for another's, and for one too old."""
    if paused:
        raise ProviderRefusalError(Why.PAUSED)
    half = _unseal(keys, arrival.sealed)
    if half is None or not hmac.compare_digest(half.state.encode(), arrival.state.encode()):
        raise ProviderRefusalError(Why.STATE)
    age = now - dt.datetime.fromtimestamp(half.began, dt.UTC)
    # Another machine's clock may have begun it, or the database's ends it.
    if not -_SKEW <= age <= LIFE:
        raise ProviderRefusalError(Why.STATE)
    if not arrival.code:
        raise ProviderRefusalError(Why.DENIED)
    return half


def _find(rt: Runtime, choice: ProviderChoice, identity: Identity) -> tuple[Found, bool]:
    """Say whose account it is, and whether it is linked already; without a link the address has to say it."""
    with rt.open_system(sessions.ACTOR, read_only=True) as system:
        linked = system.sign_ins.find_identity(choice.issuer, identity.subject)
        if linked is not None:
            return linked, True
        if identity.email is None:
            raise ProviderRefusalError(Why.EMAIL)
        email = email_key(identity.email)
        if choice.domains and email.rpartition("@")[2] not in choice.domains:
            raise ProviderRefusalError(Why.DOMAIN)
        found = system.sign_ins.find(email)
    if found is None:
        raise ProviderRefusalError(Why.NO_ACCOUNT)
    return found, False


def _check_found(choice: ProviderChoice, found: Found) -> None:
    if found.tenant_id not in choice.tenants:
        raise ProviderRefusalError(Why.TENANT)
    if found.suspended:
        raise ProviderRefusalError(Why.SUSPENDED)


def _open(rt: Runtime, choice: ProviderChoice, found: Found, newcomer: Identity | None, now: dt.datetime) -> Opened:
    """Link an account that is not linked yet, and begin a session, in one transaction."""
    with rt.open_work(found.tenant_id, found.account_id) as work:
        account = work.people.accounts.get(found.account_id)
        if account.status is AccountStatus.DISABLED:
            raise ProviderRefusalError(Why.DISABLED)
        if newcomer is not None:
            _link(work, choice, found.account_id, newcomer)
        if account.status is AccountStatus.INVITED:
            work.people.invitations.close(account.id)
            work.people.accounts.set_status(account, AccountStatus.ACTIVE)
            work.audit.append("account.activated", "done", details={"account": account.id})
        return open_session(rt, work, account.id, now, "provider")


def _link(work: Work, choice: ProviderChoice, account_id: str, identity: Identity) -> None:
    if not work.people.credentials.link(account_id, choice.issuer, identity.subject):
        raise ProviderRefusalError(Why.OTHER_IDENTITY)
    work.audit.append("account.linked", "done", details={"account": account_id})


def _refuse(rt: Runtime, found: Found | None, why: Why) -> NoReturn:
    """Write down why, where only the audit's readers see it, and answer what is always answered."""
    details = {"why": why.value, "by": "provider"}
    if found is None:
        with rt.open_system(sessions.ACTOR) as system:
            system.audit.append("session.refused", "refused", details=details)
    else:
        with rt.open_work(found.tenant_id, sessions.ACTOR) as work:
            work.audit.append("session.refused", "refused", details={**details, "account": found.account_id})
    _log.info("sign_in_refused", why=why.value)
    raise SignInRefusedError


def _provider(rt: Runtime) -> Provider:
    if rt.provider is None:
        raise NotFoundError
    return rt.provider


def _redirect(rt: Runtime) -> str:
    return rt.settings.public_url + ANSWER_PATH


def _seal(keys: KeyStore, half: _Half) -> str:
    box = keys.seal(json.dumps(asdict(half)).encode(), _PLACE)
    return PREFIX + base64.urlsafe_b64encode(box).decode().rstrip("=")


def _unseal(keys: KeyStore, sealed: str) -> _Half | None:
    text = sealed.removeprefix(PREFIX)
    if text == sealed or len(sealed) > LONGEST or not text.isascii():
        return None
    try:
        box = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return _Half(**json.loads(keys.unseal(box, _PLACE)))
    except (binascii.Error, ValueError):
        return None
