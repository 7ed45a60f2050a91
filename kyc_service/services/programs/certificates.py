"""Client certificates: with which of them a key may be used. Known by thumbprint; none is kept.

A thumbprint is the SHA-256 of the certificate as `x5t#S256` has it (RFC 8705, section 3.1): 43 letters of base64url.
Who signed a certificate, and until when it is good, was judged where TLS ended.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import urllib.parse
from collections.abc import Collection, Iterable

import structlog
from cryptography import x509

from kyc_service.domain.tenants import ApiKey, Scope
from kyc_service.errors import CertificateError, Fault, ForbiddenError, InvalidInputError
from kyc_service.services.programs.keys import SCOPES
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import Work

MOST = 10
"""Certificates of one key: one for each machine, and their successors."""
REQUIRED = "client_certificate_required"
REFUSED = "client_certificate_refused"

_THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}")
_FINGERPRINT = re.compile(r"(?:sha256 fingerprint=)?((?:[0-9a-f]{2}:?){32})", re.IGNORECASE)
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]{1,20000}-----END CERTIFICATE-----")
_BYTES = re.compile(r":([A-Za-z0-9+/]+={0,2}):")
_log = structlog.get_logger("kyc_service.api")


def thumbprint(der: bytes) -> str:
    """Make the thumbprint of a certificate."""
    return base64.urlsafe_b64encode(hashlib.sha256(der).digest()).decode().rstrip("=")


def read_header(text: str) -> str:
    """Return the thumbprint of the certificate in a proxy's header.

    Takes the bytes of RFC 9440 (`:MIIB...:`), and PEM with percent signs, as nginx has it in
    `$ssl_client_escaped_cert`. Raises ValueError for anything else.
    """
    found = _BYTES.fullmatch(text)
    if found is not None:
        return thumbprint(base64.b64decode(found[1], validate=True))
    whole = _PEM.fullmatch(urllib.parse.unquote(text).strip())
    if whole is None:
        raise ValueError
    return thumbprint(_der_of(whole[0]))


def read_given(text: str) -> tuple[str, ...]:
    """Return the thumbprints of what a person gave: certificates in PEM, thumbprints, or what `openssl` prints.

    Raises InvalidInputError: for what is none of them, for the certificate of an authority, for too many.
    """
    made = [_read_own(pem) for pem in _PEM.findall(text)]
    for word in _PEM.sub(" ", text).replace("SHA256 Fingerprint=", "").replace("sha256 Fingerprint=", "").split():
        found = _FINGERPRINT.fullmatch(word)
        if found is not None:
            digest = bytes.fromhex(found[1].replace(":", ""))
            made.append(base64.urlsafe_b64encode(digest).decode().rstrip("="))
        elif _THUMBPRINT.fullmatch(word) is not None:
            made.append(word)
        else:
            raise InvalidInputError([Fault("/certificates", "certificate_malformed")])
    given = tuple(dict.fromkeys(made))
    if len(given) > MOST:
        raise InvalidInputError([Fault("/certificates", "too_many_certificates")])
    return given


def bind(work: Work, key_id: str, certificates: Iterable[str], *, scopes: Collection[Scope] = SCOPES) -> ApiKey:
    """Say with which certificates a key may be used, in place of those before; none takes the binding away.

    `scopes` are those whose keys whoever asks may make. Raises NotFoundError, and ForbiddenError for a key that may
    more than that.
    """
    before = work.own_keys.get(key_id)
    if not before.scopes <= set(scopes):
        raise ForbiddenError
    key = work.own_keys.bind(key_id, certificates)
    if key.certificates != before.certificates:
        named = {f"certificate_{number}": one for number, one in enumerate(sorted(key.certificates), 1)}
        work.audit.append("key.bound", "done", details={"key_id": key.id, "count": len(named), **named})
    return key


def find_fault(key: ApiKey, presented: str | None, *, required: bool) -> str | None:
    """Say why a key may not be used with the certificate that came, or without one; None where it may.

    `required` says whether every key needs one here; it may then be any that was found good.
    """
    if presented is None:
        return REQUIRED if key.certificates or required else None
    return REFUSED if key.certificates and presented not in key.certificates else None


def refuse(rt: Runtime, key: ApiKey, presented: str | None, why: str, *, tell: bool) -> None:
    """Refuse a request, and with `tell` write down in log and audit that somebody has the key and not its certificate.

    Raises CertificateError.
    """
    if tell:
        _log.warning("client_certificate_refused", tenant=key.tenant_id, key=key.id, code=why)
        with rt.open_work(key.tenant_id, key.id) as work:
            details = {"why": why, "certificate": presented or "none"}
            work.audit.append("key.refused", "refused", details=details)
    raise CertificateError(why)


def _read_own(pem: str) -> str:
    """Return the thumbprint of a client's own certificate: that of an authority would bind to all it signs, or none."""
    try:
        der = _der_of(pem)
        found = x509.load_der_x509_certificate(der)
        is_authority = found.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        is_authority = False
    except ValueError:
        raise InvalidInputError([Fault("/certificates", "certificate_malformed")]) from None
    if is_authority:
        raise InvalidInputError([Fault("/certificates", "certificate_of_authority")])
    return thumbprint(der)


def _der_of(pem: str) -> bytes:
    """Take the bytes out of PEM. Raises ValueError."""
    try:
        return base64.b64decode("".join(pem.split("-----")[2].split()), validate=True)
    except binascii.Error as error:
        raise ValueError(*error.args) from None
