"""ID tokens: who somebody is, by the word of the provider. Everything about one is checked, and none is kept.

Source: OpenID Connect Core 1.0, section 3.1.3.7, read 2026-11-26.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Collection, Mapping
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwk, jwt
from joserfc.errors import BadSignatureError, ClaimError, ExpiredTokenError, JoseError, MissingClaimError

from kyc_service.domain.people.providers import Identity, ProviderChoice, ProviderRefusalError, Why

ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
"""Signatures with a public key. Never `none`, and none with a secret: with those, who can check one can make one."""
SKEW = 60
"""Seconds that the provider's clock may be ahead or behind."""
LONGEST = 32 * 1024
"""Characters of a token; longer than this is none."""
LONGEST_SUBJECT = 255
"""Source: OpenID Connect Core 1.0, section 2, read 2026-11-26."""
_FAULTS: Mapping[str, Why] = {
    "iss": Why.ISSUER,
    "aud": Why.AUDIENCE,
    "azp": Why.AUDIENCE,
    "nonce": Why.NONCE,
    "exp": Why.EXPIRED,
    "iat": Why.EXPIRED,
    "nbf": Why.EXPIRED,
}

Keys = Collection[Mapping[str, Any]]
"""Public keys as the provider shows them."""


def key_id_of(token: str) -> tuple[str, str | None]:
    """Return the algorithm of a token and the id of its key. Raises ProviderRefusalError."""
    head = token.partition(".")[0] if len(token) <= LONGEST and token.isascii() else ""
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict):
        raise ProviderRefusalError(Why.TOKEN)
    algorithm, key_id = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS:
        raise ProviderRefusalError(Why.ALGORITHM)
    if not (key_id is None or isinstance(key_id, str)):
        raise ProviderRefusalError(Why.TOKEN)
    return algorithm, key_id


def find_key(keys: Keys, key_id: str | None) -> Mapping[str, Any] | None:
    """Return the key of an id; without an id the only key there is."""
    signing = [key for key in keys if key.get("use", "sig") == "sig" and key.get("kty") in {"RSA", "EC", "OKP"}]
    fitting = [key for key in signing if key_id is None or key.get("kid") == key_id]
    return fitting[0] if len(fitting) == 1 else None


def read(
    token: str, key: Mapping[str, Any], choice: ProviderChoice, nonce: str, access_token: str | None, now: dt.datetime
) -> Identity:
    """Say whom a token names. Raises ProviderRefusalError."""
    algorithm, _ = key_id_of(token)
    try:
        # The algorithm is one of those allowed, and has to fit the kind of key: joserfc refuses an RSA key for ES256.
        found = jwt.decode(token, jwk.import_key(dict(key)), algorithms=[algorithm])
    except BadSignatureError:
        raise ProviderRefusalError(Why.SIGNATURE) from None
    except (JoseError, ValueError, TypeError):
        raise ProviderRefusalError(Why.TOKEN) from None
    claims = CodeIDToken(
        found.claims,
        found.header,
        options={
            "iss": {"essential": True, "value": choice.issuer},
            "aud": {"essential": True, "value": choice.client_id},
        },
        params={"nonce": nonce, "client_id": choice.client_id, "access_token": access_token},
    )
    _check(claims, int(now.timestamp()))
    _check_strength(choice, claims)
    subject = claims["sub"]
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise ProviderRefusalError(Why.TOKEN)
    return Identity(subject, email_of(claims), told="email" in claims)


def _check(claims: CodeIDToken, now: int) -> None:
    try:
        claims.validate(now=now, leeway=SKEW)
    except ExpiredTokenError:
        raise ProviderRefusalError(Why.EXPIRED) from None
    except MissingClaimError as error:
        raise ProviderRefusalError(_FAULTS.get(str(error.claim), Why.TOKEN)) from None
    except ClaimError as error:
        raise ProviderRefusalError(_FAULTS.get(str(error.claim), Why.TOKEN)) from None
    except (JoseError, ValueError, TypeError):
        raise ProviderRefusalError(Why.TOKEN) from None


def _check_strength(choice: ProviderChoice, claims: Mapping[str, Any]) -> None:
    """Refuse somebody who did not sign in there in a way that the operator wants."""
    used = {word for word in claims.get("amr") or () if isinstance(word, str)}
    if choice.methods and not choice.methods & used:
        raise ProviderRefusalError(Why.TOO_WEAK)
    if choice.contexts and claims.get("acr") not in choice.contexts:
        raise ProviderRefusalError(Why.TOO_WEAK)


def email_of(claims: Mapping[str, Any]) -> str | None:
    """Return the address, if the provider says that it checked it: a true one, not the word."""
    email = claims.get("email")
    return email if isinstance(email, str) and claims.get("email_verified") is True else None
