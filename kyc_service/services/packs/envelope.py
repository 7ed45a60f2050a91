"""The envelope of a pack: content in one canonical form, its digest, and the service's signature.

Whoever has the file and the service's public key can check it without the service: neither the content nor what it
says of the audit can be changed unseen. Pure functions over bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kyc_service.domain.trail.chain import Entry, extend, head_message

SCHEMA = "kyc evidence pack 1"
LARGEST = 64 * 1024 * 1024
"""Bytes of a file."""


class PackFileError(ValueError):
    """A file that is no pack; the text says why, and holds nothing of it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a file came to."""

    pack_id: str
    sha256: str
    """Of the content as it is in the file, hex."""
    key: str
    """The public key that the file names, hex."""
    signed_at: str
    entries: int
    """Entries of the audit in it that are as the service sealed them."""
    waiting: int
    """Entries that were not sealed yet when the pack was made."""
    faults: tuple[str, ...]


def canonical(value: object) -> bytes:
    """Write a value in its one form: JSON with sorted names, without spaces, in UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a content, hex."""
    return hashlib.sha256(canonical(content)).hexdigest()


def message_of(pack_id: str, sha256: str, at: str) -> bytes:
    """Return what the signature covers."""
    return json.dumps([SCHEMA, pack_id, sha256, at], separators=(",", ":")).encode()


def wrap(content: Mapping[str, Any], sha256: str, signature: bytes, at: str, key: str) -> bytes:
    """Write the file: content and proof, in canonical form."""
    proof = {"sha256": sha256, "signed_at": at, "signature": signature.hex(), "key": key}
    return canonical({"content": content, "proof": proof})


def check(file: bytes, key: str | None = None) -> Checked:
    """Check a file: digest, signature, and every entry of the audit in it. Raises PackFileError.

    `key` is the public key of the service, hex, as `kyc audit key` prints it; without it the file is only held against
    the key that it names itself.
    """
    whole = read_whole(file)
    try:
        return _check(*split(whole), key)
    except (KeyError, TypeError, ValueError, AttributeError):
        message = "it is not built like an evidence pack"
        raise PackFileError(message) from None


def _check(content: Mapping[str, Any], proof: Mapping[str, Any], key: str | None) -> Checked:
    faults = []
    pack_id, found = str(content["pack"]["id"]), digest_of(content)
    if content["schema"] != SCHEMA:
        faults.append("it is of another version, or none")
    if found != proof["sha256"]:
        faults.append("the content is not what its digest says: it was changed")
    if key is not None and key.lower() != proof["key"]:
        faults.append("it names another key than yours: another service made it")
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key or proof["key"]))
    message = message_of(pack_id, str(proof["sha256"]), str(proof["signed_at"]))
    if not is_signed(public, message, bytes.fromhex(proof["signature"])):
        faults.append("the signature is not the service's")
    entries: Sequence[Mapping[str, Any]] = content["audit"]["entries"]
    sealed = [entry for entry in entries if entry["position"] is not None]
    faults += _check_entries(content, entries, public)
    waiting = len(entries) - len(sealed)
    return Checked(pack_id, found, str(proof["key"]), str(proof["signed_at"]), len(sealed), waiting, tuple(faults))


def _check_entries(
    content: Mapping[str, Any], entries: Sequence[Mapping[str, Any]], key: Ed25519PublicKey
) -> Iterator[str]:
    """Follow each entry to its link, and each link to the service's signature."""
    hashes = {entry["position"]: entry["hash"] for entry in entries}
    about = {content["verification"]["id"], content["verification"]["case_id"]} - {None}
    for entry in entries:
        place, said = f"entry {int(entry['seq'])} of the audit", json.loads(entry["content"])
        if not about & {said["verification_id"], said["case_id"]}:
            yield f"{place} is about something else"
        if entry["position"] is None:
            continue
        previous, own = bytes.fromhex(entry["previous"]), bytes.fromhex(entry["hash"])
        sealed = Entry(int(entry["seq"]), entry["content"].encode(), str(entry["mac"]))
        if extend(previous, int(entry["position"]), sealed) != own:
            yield f"{place} is not the one that was sealed"
        if hashes.get(entry["position"] - 1, entry["previous"]) != entry["previous"]:
            yield f"{place} does not follow the one before it"
        at = dt.datetime.fromisoformat(entry["signed_at"])
        if not is_signed(key, head_message(int(entry["position"]), own, at), bytes.fromhex(entry["signature"])):
            yield f"{place} was not signed by the service"


def is_signed(key: Ed25519PublicKey, message: bytes, signature: bytes) -> bool:
    """Whether the owner of a key signed a message."""
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def split(whole: object) -> tuple[Any, Any]:
    """Return content and proof of a file. Raises ValueError when it is built otherwise."""
    if not isinstance(whole, dict) or set(whole) != {"content", "proof"}:
        raise ValueError
    return whole["content"], whole["proof"]


def read_whole(file: bytes) -> object:
    """Read the JSON of a file strictly. Raises PackFileError."""
    if len(file) > LARGEST:
        _refuse(f"it is larger than {LARGEST // 1024 // 1024} MiB")
    try:
        whole: object = json.loads(file, object_pairs_hook=_refuse_twice, parse_constant=_refuse_constant)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        _refuse("it is not JSON")
    return whole


def _refuse_twice(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        _refuse("it has a name twice in one object")
    return dict(pairs)


def _refuse_constant(_: str) -> NoReturn:
    _refuse("it holds a number that is none")


def _refuse(text: str) -> NoReturn:
    raise PackFileError(text) from None
