"""TLS and client certificates: whether the files can be used and for how long, and whether bound keys can be used."""

from __future__ import annotations

import datetime as dt
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from kyc_service.services.operating.findings import Finding, Level
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Settings

SOON = dt.timedelta(days=21)
"""So long before its end a person should look at a certificate; what renews them by itself does so earlier."""
_CHECK = "tls"
_RENEW = "Put a new one in the place of the files; it is read without a restart."


def look_at_tls(settings: Settings) -> Iterator[Finding]:
    """Say whether TLS can be spoken here, and until when. Never says what is in the files."""
    certificate, key = settings.tls_certificate_file, settings.tls_key_file
    if certificate is None or key is None:
        yield Finding(_CHECK, Level.OK, "ends in the proxy in front" + _describe_header(settings))
        return
    chain = _read(certificate)
    if not chain:
        do = "It has to hold the certificate in PEM, then those that lead to its authority."
        yield Finding(_CHECK, Level.FAULT, "KYC_TLS_CERTIFICATE_FILE holds no certificate, or cannot be read", do)
    yield from _look_at_key(key, chain[0].public_key() if chain else None)
    for one in chain[:1]:
        yield from _look_at_life("the certificate", one, Level.FAULT)
    if settings.client_ca_file is not None:
        yield from _look_at_authorities(settings.client_ca_file)


def look_at_bound_keys(rt: Runtime) -> Iterator[Finding]:
    """Say whether a key is bound to certificates that nobody can show here."""
    with rt.open_system("doctor", read_only=True) as system:
        now = system.now()
        bound = [
            key
            for key in system.api_keys.list()
            if key.certificates and key.revoked_at is None and (key.expires_at is None or now < key.expires_at)
        ]
    if bound and not rt.settings.takes_certificates:
        said = f"{len(bound)} keys are bound to certificates, and none can be shown here: they are refused"
        do = "Set KYC_CLIENT_CA_FILE or KYC_CLIENT_CERTIFICATE_HEADER, or free them with `kyc keys bind KEY --none`."
        yield Finding("certificates", Level.FAULT, said, do)
        return
    yield Finding("certificates", Level.OK, f"{len(bound)} keys are bound to some")


def _describe_header(settings: Settings) -> str:
    if settings.client_certificate_header is None:
        return ""
    count = len(settings.proxy_addresses)
    return f", which hands client certificates over; {count} addresses of KYC_PROXY_ADDRESSES are believed"


def _look_at_key(path: Path, wanted: PublicKeyTypes | None) -> Iterator[Finding]:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        do = "It has to hold a private key in PEM without a password, readable by the service's user."
        yield Finding(_CHECK, Level.FAULT, "KYC_TLS_KEY_FILE holds no private key, or cannot be read", do)
        return
    if stat.S_IMODE(path.stat().st_mode) & 0o007:
        yield Finding(
            _CHECK, Level.FAULT, "everybody on this machine can read KYC_TLS_KEY_FILE", "chmod 600 that file."
        )
    if wanted is not None and _write(key.public_key()) != _write(wanted):
        do = "Put the certificate and the key of one request together."
        yield Finding(_CHECK, Level.FAULT, "KYC_TLS_KEY_FILE is not the key of the certificate", do)


def _look_at_authorities(path: Path) -> Iterator[Finding]:
    found = _read(path)
    if not found:
        do = "It has to hold the certificates of the authorities in PEM."
        yield Finding(_CHECK, Level.FAULT, "KYC_CLIENT_CA_FILE holds no certificate, or cannot be read", do)
    if any(not _is_authority(one) for one in found):
        do = "Take out what is no authority's: it lets no client in."
        yield Finding(_CHECK, Level.WARNING, "KYC_CLIENT_CA_FILE holds a certificate that signs no others", do)
    for one in found:
        # One that ended may stand beside its successor.
        yield from _look_at_life("an authority of clients", one, Level.WARNING)


def _look_at_life(what: str, one: x509.Certificate, worst: Level) -> Iterator[Finding]:
    now = dt.datetime.now(dt.UTC)
    left = one.not_valid_after_utc - now
    if now < one.not_valid_before_utc:
        yield Finding(_CHECK, worst, f"{what} is not valid yet", "Look at this machine's clock, or wait.")
    elif left <= dt.timedelta(0):
        yield Finding(_CHECK, worst, f"{what} has ended", _RENEW)
    elif left <= SOON:
        yield Finding(_CHECK, Level.WARNING, f"{what} ends in {left.days} days", _RENEW)
    else:
        yield Finding(_CHECK, Level.OK, f"{what} is good for {left.days} days")


def _read(path: Path) -> Sequence[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError):
        return ()


def _is_authority(one: x509.Certificate) -> bool:
    try:
        return bool(one.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except (x509.ExtensionNotFound, ValueError):
        return False


def _write(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
