"""What a publisher offers to check its files by: digests in the answer, a list of digests, and a signature on it.

A mirror is sealed by `SHA256SUMS` (the form of `sha256sum`) and `SHA256SUMS.sig` (Ed25519 over its bytes, in base64).
Source: RFC 9530 for the header fields, RFC 8032 for the signature.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from watchlists.sources.base import RemoteFile

SUMS = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.sig"
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})[ \t]+\*?(?P<name>\S+)", re.IGNORECASE)
_REPRESENTATION = re.compile(r"sha-256=:(?P<digest>[A-Za-z0-9+/=]+):", re.IGNORECASE)
_LEGACY = re.compile(r"sha-256=(?P<digest>[A-Za-z0-9+/=]+)", re.IGNORECASE)
_KEY_LENGTH = 32


class SealError(Exception):
    """What was offered does not agree with what came; `code` is `list_checksum` or `list_signature`."""

    def __init__(self, code: str, detail: str) -> None:
        """Keep the code."""
        super().__init__(detail)
        self.code = code


def read_key(text: str) -> bytes:
    """Read a public key from base64. Raises ValueError when it is none."""
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:  # `binascii.Error` is one
        key = b""
    if len(key) != _KEY_LENGTH:
        message = "not an Ed25519 public key: 32 bytes in base64"
        raise ValueError(message)
    return key


def sealed_files(file: RemoteFile) -> tuple[RemoteFile, RemoteFile]:
    """Say where the digests and their signature lie: beside the files of the list."""
    folder = file.url.rpartition("/")[0]
    return RemoteFile(SUMS, f"{folder}/{SUMS}"), RemoteFile(SIGNATURE, f"{folder}/{SIGNATURE}")


def check_header(headers: Mapping[str, str], path: Path) -> None:
    """Compare a file with the digest that came in its answer's header, where one did. Raises SealError."""
    offered = _REPRESENTATION.search(headers.get("Repr-Digest", "")) or _LEGACY.search(headers.get("Digest", ""))
    if offered is not None and offered["digest"] != base64.b64encode(_digest(path)).decode():
        code = "list_checksum"
        raise SealError(code, "the file is not the one whose digest its header gives")


def check_sums(folder: Path, names: Iterable[str], key: bytes) -> None:
    """Check that the digests in a folder are signed by the key, and that each named file in it has its digest.

    Raises SealError.
    """
    sums, signature = ((folder / name).read_bytes() for name in (SUMS, SIGNATURE))
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(base64.b64decode(signature.strip(), validate=True), sums)
    except (InvalidSignature, binascii.Error):
        code = "list_signature"
        raise SealError(code, f"{SUMS} is not signed by the key that is configured") from None
    given = {found["name"]: found["digest"].lower() for found in _LINE.finditer(sums.decode("utf-8", "replace"))}
    for name in names:
        if given.get(name) != _digest(folder / name).hex():
            code = "list_checksum"
            raise SealError(code, f"{name} is not the file whose digest {SUMS} gives")


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
