"""What the audit says about a verification, with the proof that it says so still.

An entry's hash takes the hash before it. So an entry is proven by its content, its MAC, the hash before it, and the
service's signature of its place, the same that signed heads have. Nothing of another verification is needed.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from kyc_service.domain.trail.chain import Entry, Link, Signer, extend, head_message, is_written_here, link_message
from kyc_service.services.runtime import Runtime
from kyc_service.services.trail.sealing import link
from kyc_service.storage.keys import KeyStore

HOW = (
    "Each entry says who did what, when, by ids. Its hash is SHA-256 over the hash before it, its place, its number, "
    "its content and its MAC (docs/audit.md); the service signed place and hash with its Ed25519 key. Check the JSON "
    "file with `kyc evidence-pack verify FILE --key KEY`; the key is what `kyc audit key` prints at the service. An "
    "entry that was not sealed when the pack was made says so."
)


def prove(rt: Runtime, entries: Sequence[Entry]) -> dict[str, Any]:
    """Write entries with their proofs; those that are not sealed yet are sealed first."""
    link(rt, entries)
    with rt.open_system("packs", read_only=True) as system:
        links = system.chain.links_of([entry.seq for entry in entries])
        now = system.now()
    return {
        "key": rt.keys.head_key(),
        "how": HOW,
        "entries": [_write(rt.keys, entry, links.get(entry.seq), now) for entry in entries],
    }


def _write(keys: KeyStore, entry: Entry, found: tuple[Link, bytes] | None, now: dt.datetime) -> dict[str, Any]:
    base = {"seq": entry.seq, "content": entry.content.decode(), "mac": entry.mac}
    if found is None or not _holds(keys, entry, *found):
        return {**base, "position": None, "previous": None, "hash": None, "signed_at": None, "signature": None}
    one, previous = found
    return {
        **base,
        "position": one.position,
        "previous": previous.hex(),
        "hash": one.hash.hex(),
        "signed_at": now.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "signature": keys.sign_head(head_message(one.position, one.hash, now)).hex(),
    }


def _holds(signer: Signer, entry: Entry, one: Link, previous: bytes) -> bool:
    """Whether the link is this service's own and of this entry: nothing else is ever signed."""
    own = signer.sign_link(link_message(one.position, one.hash)) == one.seal
    return own and is_written_here(entry, signer) and extend(previous, one.position, entry) == one.hash


def tell(entry: Entry) -> dict[str, Any]:
    """Read what an entry says."""
    said: dict[str, Any] = json.loads(entry.content)
    return said
