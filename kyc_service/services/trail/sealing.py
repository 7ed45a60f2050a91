"""Seal the audit: link what was written since, and sign how far the chain goes.

Entries are linked behind the back of whoever writes them. The chain lies in the database, its signed heads in a file
outside; a head is written after the links it speaks of were committed, so a kill in between is made up for next time.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence

import structlog

from kyc_service.domain.trail.chain import Entry, Head, head_message, is_written_here, make_links
from kyc_service.services.runtime import Runtime
from kyc_service.storage import heads

EVERY_SECONDS = 60.0
EVERY_ENTRIES = 1000
"""A head is signed this often while there is something new: what came after the last one could be cut off unseen."""
SETTLED_SECONDS = 600.0
"""No transaction stays open for this long, so what is numbered lower was committed or never will be."""

_log = structlog.get_logger("kyc_service.trail")


def link(rt: Runtime, entries: Sequence[Entry]) -> tuple[int, set[int]]:
    """Link entries that this service wrote and that have no link; return how many, and which have one now."""
    ours = [entry for entry in entries if is_written_here(entry, rt.keys)]
    with rt.open_system("sealer") as system:
        system.chain.lock()
        numbers, macs = system.chain.linked(ours)
        fresh = {entry.mac: entry for entry in reversed(ours) if entry.mac not in macs}
        chosen = sorted(fresh.values(), key=lambda entry: entry.seq)
        position, previous = system.chain.tail()
        system.chain.add(make_links(previous, position, chosen, rt.keys))
    return len(chosen), numbers | {entry.seq for entry in chosen}


class Sealer:
    """Remembers what it looked through, so that a step costs one question while nothing happens."""

    def __init__(self, rt: Runtime, clock: Callable[[], float] = time.monotonic) -> None:
        """Look through everything the first time."""
        self._rt = rt
        self._clock = clock
        self._floor = 0
        self._looked: deque[tuple[float, int]] = deque()
        self._last = float("-inf")
        self._newest = 0
        self._told: set[int] = set()

    def step(self) -> int:
        """Seal when it is time; return how many entries were."""
        with self._rt.open_system("sealer", read_only=True) as system:
            newest = system.chain.newest()
        if newest - self._newest < EVERY_ENTRIES and self._clock() - self._last < EVERY_SECONDS:
            return 0
        return self.seal()

    def seal(self) -> int:
        """Link every entry that has no link, sign a head, and return how many were linked."""
        began, sealed, after = self._clock(), 0, self._floor
        with self._rt.open_system("sealer", read_only=True) as system:
            newest = system.chain.newest()
            entries = system.chain.loose(after)
        while entries:
            sealed += self._link(entries)
            after = entries[-1].seq
            with self._rt.open_system("sealer", read_only=True) as system:
                entries = system.chain.loose(after)
        self._remember(began, newest)
        self._sign()
        return sealed

    def _link(self, entries: Sequence[Entry]) -> int:
        """Link entries that this service wrote; the others stay where everybody can see that they have no link."""
        count, linked = link(self._rt, entries)
        self._tell({entry.seq for entry in entries} - linked)
        return count

    def _sign(self) -> None:
        """Sign the end of the chain, unless the last head says it already."""
        path, keys = self._rt.settings.audit_heads_file, self._rt.keys
        # The file first: a head that another sealer signs meanwhile must not look as if entries were gone.
        known = heads.last(path)
        with self._rt.open_system("sealer", read_only=True) as system:
            position, link_hash = system.chain.tail()
            at = system.now()
        if known is not None and known.position > position:
            # Entries are gone, or an older state was restored. The head that proves it has to stay the last word.
            _log.error("audit.chain_is_shorter", position=position, signed=known.position)
            return
        if position and (known is None or known.position < position):
            signature = keys.sign_head(head_message(position, link_hash, at))
            heads.append(path, Head(position, link_hash, at, signature))

    def _remember(self, began: float, newest: int) -> None:
        """Look no more at numbers that were given out so long ago that this look saw all there will be of them."""
        self._last, self._newest = began, newest
        self._looked.append((began, newest))
        while self._looked[0][0] < began - SETTLED_SECONDS:
            self._floor = self._looked.popleft()[1]

    def _tell(self, strangers: set[int]) -> None:
        for seq in sorted(strangers - self._told):
            _log.error("audit.entry_is_not_ours", seq=seq)
        self._told |= strangers
