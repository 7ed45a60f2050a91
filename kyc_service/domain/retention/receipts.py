"""Receipts of disposals: signed with Ed25519, verified offline with a public key and nothing else.

Source: RFC 8032, section 5.1; canonical form after RFC 8785 for objects of texts, whole numbers and lists only.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from kyc_service.errors import Fault, InvalidInputError

FORM = "kyc-disposal-receipt/1"
"""First member of every receipt; a change of its members is another form."""
RECEIPT_MALFORMED = "receipt_malformed"
RECEIPT_NOT_AUTHENTIC = "receipt_not_authentic"
PUBLIC_KEY_MALFORMED = "public_key_malformed"


def seal(content: Mapping[str, Any], sign: Callable[[bytes], bytes], key_id: str) -> dict[str, Any]:
    """Make a signed receipt of its content."""
    body = {"form": FORM, **content}
    return {"receipt": body, "key": key_id, "signature": base64.b64encode(sign(canonical(body))).decode()}


def verify(document: object, public_pem: bytes) -> Mapping[str, Any]:
    """Return the content of a receipt that was signed with this key just as it stands. Raises InvalidInputError."""
    key = read_public_key(public_pem)
    if not isinstance(document, Mapping) or not isinstance(document.get("receipt"), Mapping):
        raise _refuse(RECEIPT_MALFORMED)
    body = document["receipt"]
    if body.get("form") != FORM:
        raise _refuse(RECEIPT_MALFORMED)
    try:
        signature = base64.b64decode(str(document.get("signature")), validate=True)
        key.verify(signature, canonical(body))
    except (binascii.Error, InvalidSignature):
        raise _refuse(RECEIPT_NOT_AUTHENTIC) from None
    return dict(body)


def read_public_key(pem: bytes) -> Ed25519PublicKey:
    """Read a public key. Raises InvalidInputError for what is no Ed25519 key in PEM."""
    try:
        key = load_pem_public_key(pem)
    except ValueError:
        raise _refuse(PUBLIC_KEY_MALFORMED) from None
    if not isinstance(key, Ed25519PublicKey):
        raise _refuse(PUBLIC_KEY_MALFORMED)
    return key


def write_public_key(key: Ed25519PublicKey) -> bytes:
    """Write a public key as PEM."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def name_key(key: Ed25519PublicKey) -> str:
    """Name a public key by its digest, so that a receipt says which one verifies it."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def canonical(body: Mapping[str, Any]) -> bytes:
    """Write an object in the one form that is signed."""
    return json.dumps(body, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode()


def _refuse(code: str) -> InvalidInputError:
    return InvalidInputError([Fault("", code)])
