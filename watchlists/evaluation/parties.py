"""Which entries are one party: the same person, company or ship, on several lists or twice on one.

The rule, by which a match with the same party on another list counts as right:

1. an entry names the other among its `references`, or both name a third (entry ids, case aside), whether or not the
   list of that third is loaded;
2. or both carry the same number of a sort that only one party has (`ONE_PARTY`), of one country;
3. or both are persons with the same name, words in any order, and the same day of birth.

Whoever is linked to one is linked to all that it is linked to.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from watchlists.evaluation.words import same_words
from watchlists.model import Entry, Kind, NameKind
from watchlists.normalize.identifiers import normalise

ONE_PARTY = frozenset({"passport", "national_id", "ssn", "lei", "imo"})
"""Sorts of numbers that only one party has. A tax or registration number also stands on a company's branches."""

_SHORTEST_NUMBER = 6
_LEAST_WORDS = 2
_WHOLE_NAMES = frozenset({NameKind.PRIMARY, NameKind.STRONG, NameKind.ORIGINAL_SCRIPT})


class Parties:
    """Knows for every entry id which party it is."""

    def __init__(self, entries: Iterable[Entry], *, references_only: bool = False) -> None:
        """Link entries by the rule, or by its first sentence only."""
        self._parents: dict[str, str] = {}
        self.links: Counter[str] = Counter()
        """How many links each sentence of the rule made."""
        self.entry_ids: set[str] = set()
        first: dict[tuple[str, ...], str] = {}
        for entry in entries:
            key = _key(entry.id)
            self.entry_ids.add(entry.id)
            for reference in entry.references:
                self._link(key, _key(reference), "reference")
            if not references_only:
                for fact in _facts(entry):
                    self._link(key, first.setdefault(fact, key), fact[0])

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


def _key(entry_id: str) -> str:
    return entry_id.strip().casefold()


def _facts(entry: Entry) -> Iterator[tuple[str, ...]]:
    """Tell the facts of an entry that only one party can have, the sort of the fact first."""
    for identifier in entry.identifiers:
        value = normalise(identifier.type, identifier.value)
        if identifier.type in ONE_PARTY and len(value) >= _SHORTEST_NUMBER and any(map(str.isdigit, value)):
            yield "identifier", identifier.type, identifier.country or "", value
    if entry.kind is Kind.PERSON:
        days = [date for date in entry.birth_dates if date.precision == "day" and not date.circa]
        for name in entry.names:
            words = same_words(name.value) if name.kind in _WHOLE_NAMES else ""
            if len(words.split()) >= _LEAST_WORDS:
                for day in days:
                    yield "name_and_birth_date", str(day), words
