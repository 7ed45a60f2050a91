"""Deltas: the entries in which two editions differ, and a screener over nothing but these.

How alike a subject and an entry are does not depend on any other entry. So whoever was compared with the one edition
has been compared with the other as soon as the entries that differ were looked at: the full comparison finds the same.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from kyc_service.domain.monitoring.editions import Edition, ListAt
from kyc_service.domain.monitoring.outcomes import Key
from kyc_service.errors import NotFoundError
from kyc_service.services.screeners import Screeners
from kyc_service.storage.database import Database
from watchlists.changes import ListDiff, diff_packed
from watchlists.matching.screener import Screener
from watchlists.matching.sifting.sieve import Sieve
from watchlists.versions import ListVersion, unpack

MOST = 5_000
"""Entries that differ, from which comparing with everything costs no more."""
_KEPT = 4
_NOTHING_BEFORE = "nothing"


@dataclass(frozen=True, slots=True)
class Delta:
    """What has to be looked at to bring a subject from one edition to another."""

    keys: frozenset[Key]
    """Entries that came, went or changed."""
    gone: frozenset[Key]
    """Those that went."""
    screener: Screener | None = None
    """Over those that came or changed; None when there are none."""
    sieve: Sieve | None = None
    """Lets through whoever might be one of them."""


class Deltas:
    """Makes deltas and remembers the last ones. Threads may share it."""

    def __init__(self, database: Database, screeners: Screeners, most: int = MOST) -> None:
        """Make nothing yet; where more than `most` entries differ, none is made."""
        self._most = most
        self._database = database
        self._screeners = screeners
        self._kept: OrderedDict[tuple[object, ...], Delta | None] = OrderedDict()
        self._lock = threading.Lock()

    def between(self, before: Edition, after: Edition) -> Delta | None:
        """Return the delta from one edition to another.

        None where it is better, or the only way, to compare with everything: names are judged otherwise, too many
        entries differ, or a version is not kept any more.
        """
        if before.rules != after.rules:
            return None
        key = (
            *(one.key for one in before.lists),
            _NOTHING_BEFORE,
            *(one.key for one in after.lists),
            after.rules,
        )
        with self._lock:
            if key not in self._kept:
                self._kept[key] = self._make(before, after)
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]

    def _make(self, before: Edition, after: Edition) -> Delta | None:
        try:
            diffs = dict(self._differ(before, after))
        except NotFoundError:
            return None
        keys = {
            (source, entry.id)
            for source, diff in diffs.items()
            for entry in (*diff.added, *diff.removed, *(one.after for one in diff.changed))
        }
        if len(keys) > self._most:
            return None
        gone = {(source, entry.id) for source, diff in diffs.items() for entry in diff.removed}
        screener = self._open(before, after, diffs)
        if screener is None:
            return Delta(frozenset(keys), frozenset(gone))
        sieve = Sieve(screener.index, after.threshold, screener.weights)
        return Delta(frozenset(keys), frozenset(gone), screener, sieve)

    def _differ(self, before: Edition, after: Edition) -> Iterator[tuple[str, ListDiff]]:
        old, new = ({one.source: one for one in edition.lists} for edition in (before, after))
        for source in sorted(old.keys() | new.keys()):
            first, second = old.get(source), new.get(source)
            if first is None or second is None or first.key != second.key:
                yield source, self._compare(first, second)

    def _compare(self, before: ListAt | None, after: ListAt | None) -> ListDiff:
        if before is not None and after is not None:
            return diff_packed(self._load(before), self._load(after))
        came = unpack(self._load(after)).entries if after else ()
        went = unpack(self._load(before)).entries if before else ()
        return ListDiff(added=came, removed=went, changed=())

    def _load(self, one: ListAt) -> bytes:
        with self._database.open_system(read_only=True) as system:
            return system.lists.packed(*one.key)

    def _open(self, before: Edition, after: Edition, diffs: dict[str, ListDiff]) -> Screener | None:
        old, new = ({one.source: one.digest for one in edition.lists} for edition in (before, after))
        parsers = {one.source: one.parser for one in after.lists}
        versions = [
            ListVersion(
                source=source,
                digest=f"{old.get(source, _NOTHING_BEFORE)}:{new[source]}",
                published=None,
                parser=f"delta:{parsers[source]}",
                entries=(*diff.added, *(one.after for one in diff.changed)),
            )
            for source, diff in diffs.items()
            if diff.added or diff.changed
        ]
        return self._screeners.among(versions, after.threshold, after.weights) if versions else None
