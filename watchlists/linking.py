"""Which entries are one party, so that an analyst sees one hit with several listings instead of several hits.

Publishers refer to each other's numbers; passports, registrations and ship numbers agree; or a full name does together
with the day of birth. A number alone is not enough: the two must be of one kind and share a word of their names, since
one answer will cover both.
May not compare how alike names are: that is matching.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from watchlists.model import Entry, Kind, NameKind
from watchlists.normalize.identifiers import normalise
from watchlists.normalize.text import fold

LINKING = frozenset(
    {"passport", "national_id", "ssn", "registration_number", "tax_id", "imo", "lei", "mmsi", "aircraft_serial"}
)
"""Types of identifiers that one party alone has; accounts, addresses and phones are shared."""

_GOOD = frozenset({NameKind.PRIMARY, NameKind.STRONG})
_FULL_NAME = 2
_SHORTEST_NUMBER = 5
_SHORTEST_WORD = 3
_MOST_SHARING = 12
"""A number that more entries have is a placeholder, or the publisher's own."""


def link(entries: Sequence[Entry]) -> tuple[int, ...]:
    """Give each entry the number of its party: the lowest place of an entry that is the same one.

    Entries of one source stay apart unless they share an id or both refer to one entry elsewhere: their publisher
    tells them apart. A party's number only depends on the entries and their order.
    """
    groups = _Groups(entries)
    for first, second in _pairs(_by_reference(entries).values()):
        groups.join(first, second)
    for shared in (_by_identifier(entries), _by_birth(entries)):
        for first, second in _pairs(shared.values()):
            groups.join(first, second, publishers_apart=True)
    return tuple(groups.root(place) for place in range(len(entries)))


def _by_reference(entries: Sequence[Entry]) -> Mapping[str, Sequence[int]]:
    """Gather the places of entries by the ids that they have or refer to."""
    known: defaultdict[str, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        for entry_id in dict.fromkeys((entry.id, *entry.references)):
            known[entry_id].append(place)
    return known


def _by_identifier(entries: Sequence[Entry]) -> Mapping[tuple[str, str, str], Sequence[int]]:
    """Gather the places of entries by type, number and country; a number without a country stands for itself."""
    known: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        found = {
            (identifier.type, value, identifier.country or "")
            for identifier in entry.identifiers
            if identifier.type in LINKING
            and len(value := normalise(identifier.type, identifier.value)) >= _SHORTEST_NUMBER
            and any(letter.isdigit() for letter in value)
        }
        for key in found:
            known[key].append(place)
    return {key: places for key, places in known.items() if len(places) <= _MOST_SHARING}


def _by_birth(entries: Sequence[Entry]) -> Mapping[tuple[object, ...], Sequence[int]]:
    """Gather the places of persons by a day of birth together with a full name, in any order of its words."""
    known: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        days = [date.earliest for date in entry.birth_dates if date.earliest == date.latest and not date.circa]
        if entry.kind is not Kind.PERSON or not days:
            continue
        good = (name.value for name in entry.names if name.kind in _GOOD)
        words = {tuple(sorted(word.text for word in fold(value))) for value in good}
        for key in {(day, name) for day in days for name in words if len(name) >= _FULL_NAME}:
            known[key].append(place)
    return known


def _pairs(known: Iterable[Sequence[int]]) -> Iterator[tuple[int, int]]:
    for places in known:
        yield from pairwise(places)


class _Groups:
    """Entries by party, while links are found."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._parents = list(range(len(entries)))
        self._members: dict[int, list[int]] = {}
        self._words: dict[int, frozenset[str]] = {}

    def root(self, place: int) -> int:
        """Return the lowest place of the group."""
        while self._parents[place] != place:
            self._parents[place] = self._parents[self._parents[place]]
            place = self._parents[place]
        return place

    def join(self, first: int, second: int, *, publishers_apart: bool = False) -> None:
        """Make two groups one, where the two entries can be one party."""
        left, right = sorted((self.root(first), self.root(second)))
        if left == right or not self._agree(first, second):
            return
        ours, theirs = (self._members.get(root, [root]) for root in (left, right))
        if publishers_apart and self._sources(ours) & self._sources(theirs):
            return
        self._members[left] = [*ours, *theirs]
        self._parents[right] = left

    def _agree(self, first: int, second: int) -> bool:
        """Whether two entries are of one kind and have a word of their names in common."""
        one, other = self._entries[first], self._entries[second]
        if one.id == other.id:
            return True
        kinds = {one.kind, other.kind} - {Kind.UNKNOWN}
        return len(kinds) <= 1 and not self._of(first).isdisjoint(self._of(second))

    def _of(self, place: int) -> frozenset[str]:
        if place not in self._words:
            names = self._entries[place].names
            words = (word.text for name in names for word in fold(name.value))
            self._words[place] = frozenset(word for word in words if len(word) >= _SHORTEST_WORD)
        return self._words[place]

    def _sources(self, places: Iterable[int]) -> frozenset[str]:
        return frozenset(self._entries[place].source for place in places)
