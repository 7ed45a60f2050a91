"""The provider: what it says of itself, its keys, and every token that it did not make for us."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from joserfc import jwt

from kyc_service.domain.people.providers import Identity, ProviderRefusalError
from kyc_service.services.people import providers
from kyc_service.services.people.providers import Provider
from tests.fixtures.providers import CLIENT_ID, Claims, Headers, StandInProvider, choose, make_key, stand_in

REDIRECT = "https://kyc.example/console/sign-in/provider/answer"
STRANGE = make_key("strange")


@pytest.fixture(scope="module")
def standing() -> Iterator[StandInProvider]:
    with stand_in() as found:
        yield found


@pytest.fixture
def running(standing: StandInProvider) -> StandInProvider:
    standing.reset()
    standing.person["email"] = "wilma@desk.example"
    return standing


def enter(running: StandInProvider, provider: Provider | None = None) -> Identity:
    """Go to the provider, come back with a code, and redeem it."""
    asked = provider or Provider(choose(running))
    nonce, verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
    there = asked.address(REDIRECT, "state", nonce, verifier)
    back = requests.get(there, allow_redirects=False, timeout=5).headers["Location"]
    code = parse_qs(urlsplit(back).query)["code"][0]
    return asked.redeem(code, None, REDIRECT, nonce, verifier, dt.datetime.now(dt.UTC))


def _set(**claims: object) -> Callable[[Claims, Headers], None]:
    return lambda found, _: found.update(claims)


def _without(name: str) -> Callable[[Claims, Headers], None]:
    return lambda found, _: found.pop(name) and None


def _head(**values: object) -> Callable[[Claims, Headers], None]:
    return lambda _, header: header.update(values)


NOW = int(time.time())
FORGED = {
    "another issuer": (_set(iss="https://evil.example"), "issuer"),
    "no issuer": (_without("iss"), "issuer"),
    "another audience": (_set(aud="another-client"), "audience"),
    "no audience": (_without("aud"), "audience"),
    "two audiences and no party": (_set(aud=[CLIENT_ID, "another-client"]), "audience"),
    "two audiences and another party": (_set(aud=[CLIENT_ID, "other"], azp="other"), "audience"),
    "one audience and another party": (_set(azp="other"), "audience"),
    "another nonce": (_set(nonce="another"), "nonce"),
    "no nonce": (_without("nonce"), "nonce"),
    "expired": (_set(exp=NOW - 3600), "expired"),
    "no end": (_without("exp"), "expired"),
    "made in the future": (_set(iat=NOW + 86400), "expired"),
    "not yet": (_set(nbf=NOW + 86400), "expired"),
    "no subject": (_without("sub"), "token"),
    "an empty subject": (_set(sub=""), "token"),
    "a subject that is none": (_set(sub=7), "token"),
    "a long subject": (_set(sub="x" * 256), "token"),
    "another access token": (_set(at_hash="AAAAAAAAAAAAAAAAAAAAAA"), "token"),
    "an unknown key": (_head(kid="second"), "key"),
}


@pytest.mark.parametrize(("change", "why"), FORGED.values(), ids=FORGED)
def test_a_forged_token_lets_nobody_in(
    running: StandInProvider, change: Callable[[Claims, Headers], None], why: str
) -> None:
    running.change = change
    with pytest.raises(ProviderRefusalError) as caught:
        enter(running)
    assert caught.value.why == why


def test_a_clock_that_is_a_little_off_does_no_harm(running: StandInProvider) -> None:
    running.change = _set(iat=int(time.time()) + 30, exp=int(time.time()) - 30)
    assert enter(running).email == "wilma@desk.example"


def _unsigned(claims: Claims, _: Headers) -> str:

    parts = (json.dumps({"alg": "none"}), json.dumps(claims))
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts) + "."


def _by_public_key(provider: StandInProvider) -> Callable[[Claims, Headers], str]:
    public = provider.key.as_pem(private=False)
    return lambda claims, header: _sign_with_bytes(public, {**header, "alg": "HS256"}, claims)


def _sign_with_bytes(key: bytes, header: Headers, claims: Claims) -> str:

    parts = [base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in (header, claims)]
    signed = ".".join(parts)
    made = base64.urlsafe_b64encode(hmac.digest(key, signed.encode(), hashlib.sha256)).decode().rstrip("=")
    return f"{signed}.{made}"


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda _: _unsigned, "algorithm"),
        (_by_public_key, "algorithm"),
        (lambda _: lambda claims, header: jwt.encode(header, claims, STRANGE), "signature"),
        (lambda _: lambda claims, header: jwt.encode(header, claims, STRANGE)[:-6] + "AAAAAA", "signature"),
        (lambda _: lambda *_: "not a token", "token"),
        (lambda _: lambda *_: "x" * 40_000, "token"),
        (lambda _: lambda claims, header: _sign_with_bytes(b"", {**header, "kid": 7}, claims), "token"),
        (lambda _: lambda *_: "e30.e30.e30", "algorithm"),
        (lambda _: lambda *_: "eyJhbGciOiJFUzI1NiIsImtpZCI6ImZpcnN0In0.e30.e30", "token"),
    ],
    ids=[
        "none",
        "HS256 with the public key",
        "another's",
        "damaged",
        "text",
        "long",
        "a key id that is none",
        "no algorithm",
        "ES256 for RSA",
    ],
)
def test_a_signature_that_is_none_of_the_providers(
    running: StandInProvider, make: Callable[[StandInProvider], Callable[[Claims, Headers], str]], why: str
) -> None:
    running.sign = make(running)
    with pytest.raises(ProviderRefusalError) as caught:
        enter(running)
    assert caught.value.why == why


def test_a_new_key_of_the_provider_is_read_once_and_used(
    running: StandInProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = Provider(choose(running))
    enter(running, provider)
    monkeypatch.setattr(running, "key", make_key("next"))
    monkeypatch.setattr(providers, "KEYS_PAUSE", 0.0)
    enter(running, provider)
    enter(running, provider)
    assert running.asked.count("/keys") == 2
    running.sign = lambda claims, header: jwt.encode({**header, "kid": "unknown"}, claims, STRANGE)
    with pytest.raises(ProviderRefusalError, match="key"):
        enter(running, provider)
    assert running.asked.count("/keys") == 3


def test_strange_keys_do_not_make_it_ask_again_and_again(running: StandInProvider) -> None:
    provider = Provider(choose(running))
    enter(running, provider)
    running.sign = lambda claims, header: jwt.encode({**header, "kid": "unknown"}, claims, STRANGE)
    for _ in range(3):
        with pytest.raises(ProviderRefusalError, match="key"):
            enter(running, provider)
    assert running.asked.count("/keys") == 1
    assert running.asked.count("/.well-known/openid-configuration") == 1


def test_a_secret_goes_into_the_form_where_the_provider_takes_no_header(running: StandInProvider) -> None:
    running.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert enter(running).subject == "248289761001"


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"code_challenge_methods_supported": ["plain"]},
        {"token_endpoint": "https://10.0.0.1/token"},
        {"token_endpoint": "http://login.example/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_provider_that_names_what_may_not_be_called_is_not_used(running: StandInProvider, metadata: Claims) -> None:
    running.metadata = metadata
    with pytest.raises(ProviderRefusalError, match="metadata"):
        Provider(choose(running)).address("https://kyc.example/", "s", "n", "v" * 43)


def test_a_provider_that_is_not_there_or_talks_of_something_else_is_unreachable(running: StandInProvider) -> None:
    for issuer in ("http://127.0.0.1:9", running.issuer + "/keys"):
        provider = Provider(choose(running, issuer=issuer))
        with pytest.raises(ProviderRefusalError, match="unreachable"):
            provider.address("https://kyc.example/", "s", "n", "v" * 43)


@pytest.mark.parametrize(
    ("tells", "email"),
    [
        ({"sub": "7", "email": "wilma@desk.example", "email_verified": True}, "wilma@desk.example"),
        ({"sub": "8", "email": "wilma@desk.example", "email_verified": True}, None),
        ({"sub": "7", "email": "wilma@desk.example"}, None),
        ({"sub": "7"}, None),
        (None, None),
    ],
)
def test_an_address_that_the_token_does_not_hold_is_asked_for_with_the_same_subject(
    running: StandInProvider, tells: Claims | None, email: str | None
) -> None:
    running.person, running.tells = {"sub": "7"}, tells
    assert enter(running) == Identity("7", email, told=False)
    assert running.asked[-1] == "/person"


def test_an_address_that_was_not_checked_is_not_asked_for_again(running: StandInProvider) -> None:
    running.person |= {"email_verified": False}
    assert enter(running).email is None
    assert "/person" not in running.asked
