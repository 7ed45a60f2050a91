"""The provider through which people sign in: where to send a browser, and who came back with a code.

Knows no account and no database. What the provider says of itself is kept for an hour, its keys until a token is
signed with another one; its tokens are read once and never kept.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from kyc_service.domain.people.providers import Identity, ProviderChoice, ProviderRefusalError, Why
from kyc_service.egress.calls import Line
from kyc_service.egress.providers import Outlet, ProviderDeniedError, ProviderSilentError
from kyc_service.errors import EgressRefusedError
from kyc_service.services.people import id_tokens
from kyc_service.services.people.id_tokens import Keys

KEPT_SECONDS = 3600.0
"""How long what the provider says of itself is believed."""
KEYS_PAUSE = 30.0
"""Least time between two questions for its keys that nothing but an unknown key asked for."""
_DISCOVERY = "/.well-known/openid-configuration"
_SCOPE = "openid email"


@dataclass(frozen=True, slots=True)
class Provided:
    """What the provider says of itself."""

    authorization: str
    token: str
    keys: str
    basic: bool
    """Whether the client's secret goes into a header; into the form otherwise."""
    person: str | None
    """Where it tells more about a person than an ID token holds."""
    names_itself: bool
    """Whether it sends its own address along with a code. Source: RFC 9207, read 2026-11-26."""


class Provider:
    """One provider, as one process knows it."""

    def __init__(
        self, choice: ProviderChoice, line: Line | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Ask nothing yet. Raises EgressRefusedError for an issuer that cannot be called."""
        self.choice = choice
        self._outlet = Outlet.to(choice.issuer, line)
        self._clock = clock
        self._lock = threading.Lock()
        self._provided: tuple[Provided, float] | None = None
        self._keys: tuple[Keys, float] = ((), float("-inf"))

    def address(self, redirect: str, state: str, nonce: str, verifier: str) -> str:
        """Return where to send a browser. Raises ProviderRefusalError when the provider does not answer."""
        return str(
            prepare_grant_uri(
                self._discover().authorization,
                client_id=self.choice.client_id,
                response_type="code",
                redirect_uri=redirect,
                scope=_SCOPE,
                state=state,
                nonce=nonce,
                code_challenge=create_s256_code_challenge(verifier),
                code_challenge_method="S256",
                acr_values=" ".join(sorted(self.choice.contexts)) or None,
            )
        )

    def redeem(
        self, code: str, issuer: str | None, redirect: str, nonce: str, verifier: str, now: dt.datetime
    ) -> Identity:
        """Say who came back with a code. `issuer` is what came with it. Raises ProviderRefusalError."""
        provided = self._discover()
        if issuer not in ((self.choice.issuer,) if provided.names_itself else (None, self.choice.issuer)):
            raise ProviderRefusalError(Why.ISSUER)
        answer = self._exchange(provided, code, redirect, verifier)
        token, access = answer.get("id_token"), answer.get("access_token")
        if not isinstance(token, str):
            raise ProviderRefusalError(Why.TOKEN)
        key, access = self._find_key(provided, token), access if isinstance(access, str) else None
        identity = id_tokens.read(token, key, self.choice, nonce, access, now)
        return identity if identity.told or access is None else self._ask_address(provided, identity, access)

    def _ask_address(self, provided: Provided, identity: Identity, access: str) -> Identity:
        """Ask for the address of somebody whose ID token has none: providers may keep it to this place.

        Source: OpenID Connect Core 1.0, sections 5.3.2 and 5.4, read 2026-11-26: the subject has to be the same.
        """
        try:
            told = self._outlet.get(provided.person, access) if provided.person else {}
        except (ProviderSilentError, ProviderDeniedError):
            told = {}
        return replace(identity, email=id_tokens.email_of(told)) if told.get("sub") == identity.subject else identity

    def _exchange(self, provided: Provided, code: str, redirect: str, verifier: str) -> Mapping[str, Any]:
        choice, basic = self.choice, None
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": verifier,
        }
        if choice.client_secret is not None and provided.basic:
            basic = (choice.client_id, choice.client_secret)
        else:
            form["client_id"] = choice.client_id
            if choice.client_secret is not None:
                form["client_secret"] = choice.client_secret.reveal()
        try:
            return self._outlet.post(provided.token, form, basic)
        except ProviderDeniedError:
            raise ProviderRefusalError(Why.CODE) from None
        except ProviderSilentError:
            raise ProviderRefusalError(Why.UNREACHABLE) from None

    def _discover(self) -> Provided:
        with self._lock:
            if self._provided is None or self._clock() >= self._provided[1]:
                found = self._get(self.choice.issuer.rstrip("/") + _DISCOVERY)
                self._provided = (self._read(found), self._clock() + KEPT_SECONDS)
            return self._provided[0]

    def _read(self, found: Mapping[str, Any]) -> Provided:
        """Read what the provider says of itself. Raises ProviderRefusalError for another's, and for half of it."""
        challenges = found.get("code_challenge_methods_supported", ["S256"])
        if found.get("issuer") != self.choice.issuer or "S256" not in challenges:
            raise ProviderRefusalError(Why.METADATA)
        places = [found.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        try:
            authorization, token, keys = (self._outlet.read(str(place)).url for place in places)
        except EgressRefusedError:
            raise ProviderRefusalError(Why.METADATA) from None
        person = found.get("userinfo_endpoint")
        methods = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return Provided(
            authorization=authorization,
            token=token,
            keys=keys,
            basic="client_secret_basic" in methods,
            person=person if isinstance(person, str) else None,
            names_itself=found.get("authorization_response_iss_parameter_supported") is True,
        )

    def _find_key(self, provided: Provided, token: str) -> Mapping[str, Any]:
        """Return the key of a token; the provider is asked once more for one that is not known."""
        _, key_id = id_tokens.key_id_of(token)
        with self._lock:
            keys, asked_at = self._keys
            key = id_tokens.find_key(keys, key_id)
            old = self._clock() - asked_at
            if old >= KEPT_SECONDS or (key is None and old >= KEYS_PAUSE):
                found = self._get(provided.keys).get("keys")
                keys = tuple(one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()
                self._keys = (keys, self._clock())
                key = id_tokens.find_key(keys, key_id)
        if key is None:
            raise ProviderRefusalError(Why.KEY)
        return key

    def _get(self, url: str) -> Mapping[str, Any]:
        try:
            return self._outlet.get(url)
        except (ProviderSilentError, ProviderDeniedError):
            raise ProviderRefusalError(Why.UNREACHABLE) from None
