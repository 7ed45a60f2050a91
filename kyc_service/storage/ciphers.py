"""Ciphers: AES-256-GCM boxes and the keys that come from the master key. Keeps nothing."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kyc_service.errors import SettingsError

KEY_BYTES = 32
_VERSION = b"\x01"
_NONCE_BYTES = 12
_SETTING = "KYC_MASTER_KEY_FILE"


def make_key() -> bytes:
    """Make a random key."""
    return secrets.token_bytes(KEY_BYTES)


def derive(key: bytes, purpose: str) -> bytes:
    """Make the key for one purpose out of another, so that no key serves two."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"kyc_service/1/{purpose}".encode()).derive(key)


def lock(key: bytes, plaintext: bytes, context: str) -> bytes:
    """Encrypt: version byte, nonce, ciphertext. `context` says where it belongs and is authenticated, not stored."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plaintext, context.encode())


def unlock(key: bytes, box: bytes, context: str) -> bytes:
    """Decrypt. Raises ValueError when the box is damaged, of another place or under another key."""
    nonce, ciphertext = box[1 : 1 + _NONCE_BYTES], box[1 + _NONCE_BYTES :]
    try:
        if box[:1] == _VERSION:
            return AESGCM(key).decrypt(nonce, ciphertext, context.encode())
    except (InvalidTag, ValueError):
        pass
    message = "an encrypted value is damaged, or stands where it does not belong"
    raise ValueError(message)


def sign(key: bytes, message: bytes) -> str:
    """Make an HMAC-SHA256, hex."""
    return hmac.digest(key, message, "sha256").hex()


def make_master_key(path: Path, key: bytes | None = None) -> None:
    """Write a new master key, or this one, that only its owner can read. Raises SettingsError when the file exists."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise SettingsError([f"{_SETTING}: the file exists already; a master key is never overwritten"]) from None
    except OSError:
        raise SettingsError([f"{_SETTING}: the file cannot be written"]) from None
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(key or make_key()) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read_master_key(path: Path) -> bytes:
    """Read a master key. Raises SettingsError when others can read the file, or it holds no key."""
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read(200)
    except OSError:
        raise SettingsError([f"{_SETTING}: the file cannot be read"]) from None
    if mode & 0o077:
        raise SettingsError([f"{_SETTING}: others can read the file; its mode has to be 0600"])
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingsError([f"{_SETTING}: has to hold {KEY_BYTES} bytes in base64"])
    return key
