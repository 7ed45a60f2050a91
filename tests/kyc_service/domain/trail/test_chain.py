"""The chain: whatever is done to it without the keys is found, at the position where it was done."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from kyc_service.domain.trail.chain import (
    GENESIS,
    Entry,
    FaultKind,
    Head,
    Link,
    Verdict,
    extend,
    follow,
    head_message,
    make_links,
)

AT = dt.datetime(2026, 11, 26, 7, tzinfo=dt.UTC)
ATTACKS = 100_000
STEP = 10
"""Numbers of entries lie this far apart: transactions that were rolled back leave such gaps."""


class Keys:
    """Stands in for the key store: other keys, same promises."""

    def sign_audit(self, message: bytes) -> str:
        return hmac.digest(b"audit", message, "sha256").hex()

    def sign_link(self, message: bytes) -> bytes:
        return hmac.digest(b"link", message, "sha256")

    def sign_head(self, message: bytes) -> bytes:
        return hmac.digest(b"head", message, "sha256")

    def check_head(self, message: bytes, signature: bytes) -> bool:
        return self.sign_head(message) == signature


KEYS = Keys()


@dataclass
class Trail:
    """What lies in the database, and the heads outside."""

    entries: list[Entry]
    links: list[Link]
    heads: list[Head]

    def verify(self) -> Verdict:
        known = {entry.seq: entry for entry in self.entries}
        sealed_macs = {known[link.seq].mac for link in self.links if link.seq in known}
        linked = {link.seq for link in self.links}
        loose = [(entry, entry.mac in sealed_macs) for entry in self.entries if entry.seq not in linked]
        return follow([(link, known.get(link.seq)) for link in self.links], loose, self.heads, KEYS)

    def rehash(self, start: int) -> None:
        """Make the hashes right again from a position on, as anybody can; the seals stay as they are."""
        known = {entry.seq: entry for entry in self.entries}
        for place in range(start - 1, len(self.links)):
            before = self.links[place - 1].hash if place else GENESIS
            entry = known.get(self.links[place].seq)
            if entry is not None:
                self.links[place] = replace(self.links[place], hash=extend(before, place + 1, entry))

    def renumber(self) -> None:
        self.links = [replace(link, position=place) for place, link in enumerate(self.links, start=1)]


def sign(link: Link) -> Head:
    message = head_message(link.position, link.hash, AT)
    return Head(link.position, link.hash, AT, KEYS.sign_head(message))


def make_trail(length: int, dice: random.Random) -> Trail:
    entries = []
    for number in range(1, length + 1):
        content = b'{"op":"%d","code":"%d"}' % (number, dice.randrange(1000))
        entries.append(Entry(number * STEP, content, KEYS.sign_audit(content)))
    links = make_links(GENESIS, 0, entries, KEYS)
    heads = [sign(link) for link in links if link.position == length or dice.random() < 0.2]
    return Trail(entries, links, heads)


def edit(trail: Trail, dice: random.Random) -> int:
    """Change one entry or one link."""
    at = dice.randrange(len(trail.entries))
    entry, link = trail.entries[at], trail.links[at]
    what = dice.randrange(6)
    if what == 0:
        trail.entries[at] = replace(entry, content=entry.content + b" ")
    elif what == 1:
        trail.entries[at] = replace(entry, mac="0" * 64)
    elif what == 2:
        trail.entries[at] = replace(entry, seq=entry.seq + 1)
    elif what == 3:
        trail.links[at] = replace(link, hash=hashlib.sha256(link.hash).digest())
    elif what == 4:
        trail.links[at] = replace(link, seal=hashlib.sha256(link.seal).digest())
    else:
        trail.entries[at] = replace(entry, content=entry.content.replace(b"op", b"po"))
    if what != 3 and dice.random() < 0.5:  # a hash that is made right again was not changed
        trail.rehash(at + 1)
    return at + 1


def insert(trail: Trail, dice: random.Random) -> int:
    """Put in an entry: made up, or a copy of one that is there; with a link or without."""
    at = dice.randrange(len(trail.entries) + 1)
    pattern = dice.choice(trail.entries)
    made_up = Entry(at * STEP + 5, b'{"op":"forged"}', "f" * 64)
    entry = replace(pattern, seq=at * STEP + 5) if dice.random() < 0.5 else made_up
    trail.entries.insert(at, entry)
    depth = dice.randrange(3)
    if depth:
        trail.links.insert(at, Link(at + 1, entry.seq, dice.randbytes(32), dice.randbytes(32), entry.mac))
        trail.renumber()
    if depth == 2:
        trail.rehash(at + 1)
    return at + 1


def reorder(trail: Trail, dice: random.Random) -> int:
    """Let two entries change places."""
    left, right = sorted(dice.sample(range(len(trail.entries)), 2))
    one, other = trail.entries[left], trail.entries[right]
    what = dice.randrange(3)
    if what == 0:
        trail.entries[left], trail.entries[right] = replace(other, seq=one.seq), replace(one, seq=other.seq)
    elif what == 1:
        trail.links[left], trail.links[right] = trail.links[right], trail.links[left]
        trail.renumber()
    else:
        first, second = trail.links[left], trail.links[right]
        trail.links[left], trail.links[right] = replace(first, seq=second.seq), replace(second, seq=first.seq)
    if dice.random() < 0.5:
        trail.rehash(left + 1)
    return left + 1


def cut(trail: Trail, dice: random.Random) -> int:
    """Take out some that follow each other: in the middle, at the end, or all."""
    start = dice.randrange(len(trail.entries))
    end = dice.randrange(start + 1, len(trail.entries) + 1)
    what = dice.randrange(4)
    if what != 3:
        del trail.entries[start:end]
    if what:
        del trail.links[start:end]
    if what == 2:
        trail.renumber()
        trail.rehash(start + 1)
    return start + 1


@pytest.mark.parametrize("attack", [edit, insert, reorder, cut], ids=lambda attack: str(attack.__name__))
def test_every_attack_is_found_at_its_position(attack: Callable[[Trail, random.Random], int]) -> None:
    dice = random.Random(attack.__name__)
    for number in range(ATTACKS // 4):
        trail = make_trail(dice.randint(2, 8), dice)
        expected = attack(trail, dice)
        fault = trail.verify().fault
        assert fault is not None, f"attack {number} was not found"
        assert fault.position == expected, f"attack {number}: {fault}"


def test_a_chain_that_nobody_touched_holds() -> None:
    dice = random.Random(1)
    for length in range(20):
        trail = make_trail(length, dice)
        assert trail.verify() == Verdict(length, 0, len(trail.heads), length, None)


def test_an_entry_that_waits_for_its_link_is_no_fault() -> None:
    trail = make_trail(3, random.Random(1))
    trail.entries.append(Entry(35, b"late", KEYS.sign_audit(b"late")))
    trail.entries.append(Entry(12, b"earlier", KEYS.sign_audit(b"earlier")))
    found = trail.verify()
    assert (found.fault, found.sealed, found.waiting) == (None, 3, 2)


def test_an_entry_that_comes_twice_is_found_before_either_is_sealed() -> None:
    trail = make_trail(3, random.Random(1))
    trail.entries += [Entry(seq, b"late", KEYS.sign_audit(b"late")) for seq in (35, 38)]
    fault = trail.verify().fault
    assert fault is not None
    assert (fault.position, fault.kind, fault.seq) == (4, FaultKind.INSERTED, 38)


def test_a_head_that_was_not_signed_here_is_a_fault() -> None:
    trail = make_trail(4, random.Random(1))
    trail.heads.append(replace(sign(trail.links[1]), signature=b"0" * 32))
    fault = trail.verify().fault
    assert fault is not None
    assert (fault.position, fault.kind) == (2, FaultKind.HEAD)


def test_a_chain_made_again_with_the_keys_does_not_fit_the_heads_outside() -> None:
    trail = make_trail(6, random.Random(1))
    trail.heads = [sign(trail.links[3])]
    other = Entry(20, b"other", KEYS.sign_audit(b"other"))
    trail.entries[1] = other
    trail.links = make_links(GENESIS, 0, trail.entries, KEYS)
    fault = trail.verify().fault
    assert fault is not None
    assert (fault.position, fault.kind) == (4, FaultKind.HEAD)


def test_a_chain_without_any_head_says_that_its_end_proves_nothing() -> None:
    trail = make_trail(4, random.Random(1))
    trail.heads = []
    fault = trail.verify().fault
    assert fault is not None
    assert (fault.position, fault.kind) == (5, FaultKind.NO_HEAD)


def test_whoever_has_an_export_can_follow_the_chain_without_a_key() -> None:
    """As docs/audit.md describes it."""
    trail = make_trail(5, random.Random(1))
    before = b"\x00" * 32
    for link, entry in zip(trail.links, trail.entries, strict=True):
        numbers = b"".join(number.to_bytes(8, "big") for number in (link.position, entry.seq, len(entry.content)))
        whole = b"kyc audit link 1\x00" + before + numbers + entry.content + entry.mac.encode("ascii")
        before = hashlib.sha256(whole).digest()
        assert before == link.hash
    moment = "2026-11-26T07:00:00.000000+00:00"
    assert trail.heads[-1].message() == f'["kyc audit head 1",5,"{before.hex()}","{moment}"]'.encode()
