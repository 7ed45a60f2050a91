"""Which entries are one party: the same person, company or ship, on several lists or twice on one.

The rule, by which a match with the same party on another list counts as right:

1. an entry names the other among its `references`, or both name a third (entry ids, case aside), whether or not the
   list of that third is loaded;
2. or the product links them as one party (`watchlists.linking`): by a number that both carry, or by name and birthday;
3. or they stand on lists of different publishers under the same name, primary or strong, two words and more in any
   order, and are organisations (legal forms aside where no country speaks against it), or persons whose dates of birth
   can be the same;
4. or they are persons under such a name, one without a date of birth, none of these publishers lists two parties by
   that name, and it has three words or a rare one, or they share a second name, or a country;
5. or they are persons on lists of different publishers, born on the same day (not a 1 January, which stands for a year
   alone), with names that have two words alike but for vowels and doubled letters.

Whoever is linked to one is linked to all that it is linked to.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations

from watchlists.evaluation.words import consonants, same_words, without_forms
from watchlists.linking import link
from watchlists.model import Entry, Kind, NameKind

_LEAST_WORDS = 2
_SHORTEST_NAME = 8
_MOST_NAMESAKES = 50
_IDENTIFYING_WORDS = 3
_SHORTEST_SKELETON = 2
_WORDS_ALIKE = 2
_RARE = 12
"""Entries with a word in a name, up to which it is a rare word."""
_COMPANIES = frozenset({Kind.ORGANISATION, Kind.UNKNOWN})
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
            self._link_birthdays(known)

    def _link_names(self, entries: Sequence[Entry]) -> None:
        namesakes: defaultdict[str, list[Entry]] = defaultdict(list)
        companies: defaultdict[str, list[Entry]] = defaultdict(list)
        borne: Counter[str] = Counter()
        for entry in entries:
            names = _names(entry)
            borne.update({word for words in names for word in words.split()})
            for words in names:
                namesakes[words].append(entry)
            if entry.kind in _COMPANIES:
                for words in {without_forms(words) for words in names}:
                    companies[words].append(entry)
        for found in namesakes.values():
            self._link_namesakes(found, _may_be_one, "name")
        for words, found in companies.items():
            if len(words) >= _SHORTEST_NAME and len(words.split()) >= _LEAST_WORDS:
                self._link_namesakes(found, _may_be_one_company, "name_without_form")
        for words, found in namesakes.items():
            if self._identifies(found):
                parts = words.split()
                sure = len(parts) >= _IDENTIFYING_WORDS or min(borne[word] for word in parts) <= _RARE
                self._link_namesakes(found, _may_be_one_person if sure else _is_supported, "name_without_date")

    def _link_namesakes(self, found: Sequence[Entry], may_be_one: Callable[[Entry, Entry], bool], sort: str) -> None:
        for one, other in combinations(found[:_MOST_NAMESAKES], 2):
            if publisher_of(one) != publisher_of(other) and may_be_one(one, other):
                self._link(_key(one.id), _key(other.id), sort)

    def _identifies(self, found: Sequence[Entry]) -> bool:
        """Whether no publisher lists two parties by a name."""
        parties = {(publisher_of(entry), self.of(entry.id)) for entry in found}
        return len({publisher for publisher, _ in parties}) == len(parties)

    def _link_birthdays(self, entries: Iterable[Entry]) -> None:
        born: defaultdict[dt.date, list[tuple[Entry, list[frozenset[str]]]]] = defaultdict(list)
        for entry in entries:
            days = _days_of(entry)
            skeletons = _skeletons(entry) if days else []
            for day in days:
                born[day].append((entry, skeletons))
        for found in born.values():
            for (one, ours), (other, theirs) in combinations(found, 2):
                if publisher_of(one) != publisher_of(other) and _two_words_alike(ours, theirs):
                    self._link(_key(one.id), _key(other.id), "birthday")

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
    kinds = {one.kind, other.kind}
    if kinds <= _COMPANIES and Kind.ORGANISATION in kinds:
        return True
    return kinds == {Kind.PERSON} and _births_meet(one, other)


def _may_be_one_company(one: Entry, other: Entry) -> bool:
    return Kind.ORGANISATION in {one.kind, other.kind} and not _countries_conflict(one, other)


def _may_be_one_person(one: Entry, other: Entry) -> bool:
    return one.kind is other.kind is Kind.PERSON and not births_conflict(one, other)


def _is_supported(one: Entry, other: Entry) -> bool:
    if not _may_be_one_person(one, other):
        return False
    return bool(set(one.countries) & set(other.countries)) or len(_names(one) & _names(other)) > 1


def _countries_conflict(one: Entry, other: Entry) -> bool:
    return bool(one.countries and other.countries) and not set(one.countries) & set(other.countries)


def _days_of(entry: Entry) -> list[dt.date]:
    """Tell the days of birth of a person that are days, and no placeholders of a year."""
    days = [date.earliest for date in entry.birth_dates if date.precision == "day" and not date.circa]
    return [day for day in days if (day.month, day.day) != (1, 1)] if entry.kind is Kind.PERSON else []


def _skeletons(entry: Entry) -> list[frozenset[str]]:
    """Give the words of each whole name without vowels."""
    names = (consonants(name.value).split() for name in entry.names if name.kind in _WHOLE_NAMES)
    return list({frozenset(word for word in words if len(word) >= _SHORTEST_SKELETON) for words in names})


def _two_words_alike(ours: Sequence[frozenset[str]], theirs: Sequence[frozenset[str]]) -> bool:
    return any(len(left & right) >= _WORDS_ALIKE for left in ours for right in theirs)


def _key(entry_id: str) -> str:
    return entry_id.strip().casefold()


def _names(entry: Entry) -> set[str]:
    found = {same_words(name.value) for name in entry.names if name.kind in _WHOLE_NAMES}
    return {words for words in found if len(words.split()) >= _LEAST_WORDS and len(words) >= _SHORTEST_NAME}
