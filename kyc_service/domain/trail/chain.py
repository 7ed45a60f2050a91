"""The chain over the audit: each link holds the hash of an entry and of the link before it.

Pure functions over bytes. A link's hash takes no key, so that whoever holds an export can follow the chain up to a
signed head; its seal takes one, so that nobody without the key can make a chain that looks like ours from some
position on. Neither holds anything of a subject: destroying a subject's key changes no link.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

GENESIS = bytes(32)
"""What stands before the first link."""
_DOMAIN = b"kyc audit link 1\0"
_NUMBERS = struct.Struct(">qqq")


class FaultKind(StrEnum):
    """What is wrong at a position."""

    CHANGED = "changed"
    """The entry is not the one that was sealed here."""
    MISSING = "missing"
    """The entry of this link is gone."""
    REWRITTEN = "rewritten"
    """The link was not made by this service."""
    CUT = "cut"
    """The link is gone."""
    INSERTED = "inserted"
    """An entry that this service did not write, or not twice, stands before this position."""
    HEAD = "head"
    """A signed head says otherwise, or a head is not signed by this service."""
    NO_HEAD = "no_head"
    """No head says how far the chain went."""


class Signer(Protocol):
    """Holds the keys; they are in no database."""

    def sign_audit(self, message: bytes) -> str:
        """Make the MAC of an entry, hex."""
        ...

    def sign_link(self, message: bytes) -> bytes:
        """Make the seal of a link."""
        ...

    def check_head(self, message: bytes, signature: bytes) -> bool:
        """Whether this service signed a head."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """An audit entry, as far as the chain looks at it."""

    seq: int
    content: bytes
    """Everything it says, in one canonical form."""
    mac: str


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the chain. Places are numbered from 1, without a gap, in the order of sealing."""

    position: int
    seq: int
    """The entry that was sealed here."""
    hash: bytes
    seal: bytes
    mac: str
    """Of the entry, again: by it the sealer knows an entry that was sealed before, under whatever number it comes."""


@dataclass(frozen=True, slots=True)
class Head:
    """How far the chain went at a moment; signed, and kept outside the database."""

    position: int
    hash: bytes
    at: dt.datetime
    signature: bytes

    def message(self) -> bytes:
        """Return what is signed."""
        return head_message(self.position, self.hash, self.at)


@dataclass(frozen=True, slots=True)
class ChainFault:
    """The first thing that is wrong, and where."""

    position: int
    kind: FaultKind
    seq: int | None = None
    """The entry's number in the audit, where there is one."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What following a whole chain came to."""

    sealed: int
    """Links that were followed, up to the fault."""
    waiting: int
    """Entries that are not sealed yet."""
    heads: int
    signed: int
    """Position of the last signed head; what comes after it can be cut off unseen."""
    fault: ChainFault | None


def extend(previous: bytes, position: int, entry: Entry) -> bytes:
    """Make the hash of the link that follows `previous`. Takes no key."""
    numbers = _NUMBERS.pack(position, entry.seq, len(entry.content))
    return hashlib.sha256(b"".join((_DOMAIN, previous, numbers, entry.content, _encode(entry.mac)))).digest()


def make_links(previous: bytes, last: int, entries: Iterable[Entry], signer: Signer) -> list[Link]:
    """Seal entries behind the link at position `last`, whose hash is `previous`."""
    links = []
    for position, entry in enumerate(entries, start=last + 1):
        previous = extend(previous, position, entry)
        links.append(Link(position, entry.seq, previous, signer.sign_link(link_message(position, previous)), entry.mac))
    return links


def link_message(position: int, link_hash: bytes) -> bytes:
    """Return what a link's seal covers."""
    return position.to_bytes(8, "big") + link_hash


def head_message(position: int, link_hash: bytes, at: dt.datetime) -> bytes:
    """Return what a head's signature covers."""
    moment = at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return json.dumps(["kyc audit head 1", position, link_hash.hex(), moment], separators=(",", ":")).encode()


def is_written_here(entry: Entry, signer: Signer) -> bool:
    """Whether this service wrote the entry just as it stands."""
    return hmac.compare_digest(signer.sign_audit(entry.content).encode(), _encode(entry.mac))


def _encode(mac: str) -> bytes:
    """Give the bytes of a MAC, or of what somebody put in its place: what is no hexadecimal never looks like it."""
    return mac.encode("ascii", "backslashreplace")


def follow(
    sealed: Iterable[tuple[Link, Entry | None]],
    loose: Iterable[tuple[Entry, bool]],
    heads: Sequence[Head],
    signer: Signer,
    doubled: int | None = None,
) -> Verdict:
    """Follow a chain from its first link and name the first position at which it is not what it was.

    `sealed` are the links by position, each with the entry it names or None; `loose` the entries without a link, each
    with whether an entry of the same MAC was sealed before; `heads` those that were kept outside the database;
    `doubled` the first position whose MAC has a link before.
    """
    intruder, waiting = _find_intruder(loose, signer)
    by_position, forged = _read_heads(heads, signer)
    previous, position = GENESIS, 0
    for position, (link, entry) in enumerate(sealed, start=1):
        fault = _judge_link(previous, position, link, entry, signer)
        if fault is None and intruder is not None and link.seq > intruder:
            fault = ChainFault(position, FaultKind.INSERTED, intruder)
        if fault is None and position == doubled:
            fault = ChainFault(position, FaultKind.INSERTED, link.seq)
        if fault is None and by_position.get(position, link.hash) != link.hash:
            fault = ChainFault(position, FaultKind.HEAD, link.seq)
        if fault is not None:
            return Verdict(position - 1, waiting, len(heads), max(by_position, default=0), fault)
        previous = link.hash
    fault = _judge_end(position, intruder, by_position)
    if fault is None and forged is not None:
        fault = ChainFault(forged, FaultKind.HEAD)
    return Verdict(position, waiting, len(heads), max(by_position, default=0), fault)


def _judge_link(previous: bytes, position: int, link: Link, entry: Entry | None, signer: Signer) -> ChainFault | None:
    if link.position != position:
        return ChainFault(position, FaultKind.CUT if link.position > position else FaultKind.REWRITTEN)
    if entry is None:
        return ChainFault(position, FaultKind.MISSING, link.seq)
    if not hmac.compare_digest(signer.sign_link(link_message(position, link.hash)), link.seal):
        return ChainFault(position, FaultKind.REWRITTEN, link.seq)
    if extend(previous, position, entry) != link.hash or not is_written_here(entry, signer):
        return ChainFault(position, FaultKind.CHANGED, link.seq)
    if link.mac != entry.mac:
        return ChainFault(position, FaultKind.REWRITTEN, link.seq)
    return None


def _judge_end(last: int, intruder: int | None, heads: Mapping[int, bytes]) -> ChainFault | None:
    """Judge what only the end of the chain shows."""
    if max(heads, default=0) > last:
        return ChainFault(last + 1, FaultKind.CUT)
    if intruder is not None:
        return ChainFault(last + 1, FaultKind.INSERTED, intruder)
    if last and not heads:
        return ChainFault(last + 1, FaultKind.NO_HEAD)
    return None


def _find_intruder(loose: Iterable[tuple[Entry, bool]], signer: Signer) -> tuple[int | None, int]:
    """Return the lowest number of an entry that is not ours or comes twice, and how many entries wait.

    The database gives numbers from 1: below, no sealer looks.
    """
    intruder, waiting, seen = None, 0, set[str]()
    for entry, was_sealed in loose:
        waiting += 1
        if entry.seq < 1 or was_sealed or entry.mac in seen or not is_written_here(entry, signer):
            intruder = entry.seq if intruder is None else min(intruder, entry.seq)
        seen.add(entry.mac)
    return intruder, waiting


def _read_heads(heads: Sequence[Head], signer: Signer) -> tuple[dict[int, bytes], int | None]:
    """Return the hash at each signed position, and the first position of a head that is not ours."""
    found: dict[int, bytes] = {}
    forged: list[int] = []
    for head in heads:
        ours = signer.check_head(head.message(), head.signature)
        if not ours or found.setdefault(head.position, head.hash) != head.hash:
            forged.append(head.position)
    return found, min(forged, default=None)
