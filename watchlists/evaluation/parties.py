"""Which entries are one party: the same person, company or ship, on several lists or twice on one.

The rule, by which a match with the same party on another list counts as right:

1. an entry names the other among its `references`, or both name a third (entry ids, case aside), whether or not the
   list of that third is loaded;
2. or the product links them as one party (`watchlists.linking`): by a number that both carry, or by name and birthday;
3. or they stand on lists of different publishers under the same name, primary or strong, two words and more in any
   order, and are organisations, or persons whose dates of birth can be the same.

Whoever is linked to one is linked to all that it is linked to.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from watchlists.evaluation.words import same_words
from watchlists.linking import link
from watchlists.model import Entry, Kind, NameKind

_LEAST_WORDS = 2
_SHORTEST_NAME = 8
_MOST_NAMESAKES = 50
_WHOLE_NAMES = frozenset({NameKind.PRIMARY, NameKind.STRONG})


class Parties:
    """Knows for every entry id which party it is."""

    def __init__(self, entries: Iterable[Entry], *, references_only: bool = False) -> None:
        """Link entries by the rule, or by its first sentence only."""
        self._parents: dict[str, str] = {}
        self.links: Counter[str] = Counter()
        """How many links each sentence of the rule made."""
        known = list(entries)
        self.entry_ids = {entry.id for entry in known}
        for entry in known:
            for reference in entry.references:
                self._link(_key(entry.id), _key(reference), "reference")
        if not references_only:
            for entry, first in zip(known, link(known), strict=True):
                self._link(_key(entry.id), _key(known[first].id), "linking")
            self._link_names(known)

    def _link_names(self, entries: Iterable[Entry]) -> None:
        namesakes: defaultdict[tuple[Kind, str], list[Entry]] = defaultdict(list)
        for entry in entries:
            for words in _names(entry):
                namesakes[entry.kind, words].append(entry)
        for found in namesakes.values():
            self._link_namesakes(found)

    def _link_namesakes(self, found: Sequence[Entry]) -> None:
        for one, other in combinations(found[:_MOST_NAMESAKES], 2):
            if publisher_of(one) != publisher_of(other) and _may_be_one(one, other):
                self._link(_key(one.id), _key(other.id), "name")

    def of(self, entry_id: str) -> str:
        """Name the party of an entry: equal for entries of one party. An unknown id is a party of its own."""
        return self._root(_key(entry_id))

    def groups(self, entries: Iterable[Entry]) -> Mapping[str, list[Entry]]:
        """Put entries together by party."""
        found: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            found[self.of(entry.id)].append(entry)
        return found

    def _link(self, left: str, right: str, sort: str) -> None:
        one, other = self._root(left), self._root(right)
        if one != other:
            # The lesser name wins, so that the order of the entries changes nothing.
            first, second = sorted((one, other))
            self._parents[second] = first
            self.links[sort] += 1

    def _root(self, key: str) -> str:
        path = []
        while (parent := self._parents.get(key, key)) != key:
            path.append(key)
            key = parent
        for passed in path:
            self._parents[passed] = key
        return key


def publisher_of(entry: Entry) -> str:
    """Name the publisher's series: what stands before the colon of an entry's id."""
    return entry.id.partition(":")[0]


def births_conflict(one: Entry, other: Entry) -> bool:
    """Whether both have dates of birth, and none of one can be one of the other."""
    return bool(one.birth_dates and other.birth_dates) and not _births_meet(one, other)


def _births_meet(one: Entry, other: Entry) -> bool:
    return any(left.overlaps(right) for left in one.birth_dates for right in other.birth_dates)


def _may_be_one(one: Entry, other: Entry) -> bool:
    return one.kind is Kind.ORGANISATION or (one.kind is Kind.PERSON and _births_meet(one, other))


def _key(entry_id: str) -> str:
    return entry_id.strip().casefold()


def _names(entry: Entry) -> set[str]:
    found = {same_words(name.value) for name in entry.names if name.kind in _WHOLE_NAMES}
    return {words for words in found if len(words.split()) >= _LEAST_WORDS and len(words) >= _SHORTEST_NAME}
