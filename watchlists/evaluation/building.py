"""Labelled pairs out of the lists themselves: nobody has to label them, and the matcher has no part in it.

Positives: the same party on the lists of two publishers, linked by their own reference numbers or by a passport or
registration that both carry, as whole records without these numbers, and again without the names that are word for word
on both; an alias against the primary name; a name in its original script
against the primary name in Latin letters. A record that one publisher copied from the other is no test and left out.
Namesakes: entries of two parties, told apart by their publisher, that bear one name but for vowels and doubled letters,
and differ in a date of birth, a country or gender; beside each, where it can be, the party's record on another list.
Negatives: for each positive the lexically nearest other entry of the same list. A publisher lists a party once, so two
entries of one list are two parties; those that the rule of `parties` links are left out all the same, and so is a name
that both parties bear, which no matcher could tell apart. As whole records, such namesakes stay when their dates of
birth differ.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, permutations
from typing import Any

from watchlists.evaluation.nearest import Nearest
from watchlists.evaluation.parties import Parties, births_conflict, publisher_of
from watchlists.evaluation.sides import write_side
from watchlists.evaluation.variations.definitions import Chance
from watchlists.evaluation.words import consonants, is_foreign, is_latin, plain, same_words
from watchlists.linking import LINKING
from watchlists.model import Entry, Kind, Name, NameKind
from watchlists.normalize.identifiers import normalise
from watchlists.sources.scripts import guess_script

_SEED = "kyc-pairs-2026"
_SHORTEST_NAME = 5
_SHORTEST_NUMBER = 5
_MOST_BEARERS = 50
NOT = "-not-"
"""What stands in the id of a negative before the other party."""
_MOST_FOR_PARTY = 3
"""Pairs of whole records for one party: those on ten lists would otherwise be half of the file."""


@dataclass(frozen=True, slots=True)
class Positive:
    """A pair of one party: what is screened, and the entry; with the group that it belongs to."""

    id: str
    group: str
    left: Entry
    right: Entry
    name: str | None = None
    """The one name that is screened; a whole record without."""
    by_number: bool = False
    """A number that both carry has linked them: such numbers are left out."""


class Builder:
    """Builds pairs from the entries of some lists."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Link the entries by party."""
        self._entries = entries
        self._linked = Parties(entries, references_only=True)
        self._parties = Parties(entries)
        self._nearest = Nearest(entries)

    def build(self, most: int) -> Iterator[str]:
        """Yield pairs as lines of a file, group by group: at most so many positives a group, and their negatives."""
        for group, positives in sorted(self._collect().items()):
            chosen = _sample(positives, most)
            for positive, negative in zip(chosen, self._find_negatives(chosen), strict=True):
                yield self._write(positive, positive.right, group, match=True)
                if negative is not None:
                    yield self._write(positive, negative, group, match=False)
        yield from self._write_namesakes(most)

    def _collect(self) -> dict[str, list[Positive]]:
        groups: defaultdict[str, list[Positive]] = defaultdict(list)
        for make in (self._records, self._numbered, self._aliases, self._scripts):
            for positive in make():
                groups[positive.group].append(positive)
        return groups

    def _records(self) -> Iterator[Positive]:
        for party, entries in sorted(self._linked.groups(self._entries).items()):
            ordered = sorted(entries, key=lambda entry: (entry.id, entry.source))
            pairs = [(one, other) for one, other in combinations(ordered, 2) if _is_other_record(one, other)]
            chance = Chance(_SEED, "record", party)
            case = f"{self._parties.of(party)}#record-{party}"
            for number in range(min(_MOST_FOR_PARTY, len(pairs))):
                one, other = pairs.pop(chance.below(len(pairs)))
                left, right = (one, other) if chance.below(2) else (other, one)
                yield Positive(f"{case}-{number}", f"record:{left.kind.value}", left, right)
                common = _words(left) & _words(right)
                others = tuple(name for name in left.names if same_words(name.value) not in common)
                if common and any(name.kind is not NameKind.WEAK for name in others):
                    other_names = f"{case}-{number}-other-names"
                    yield Positive(
                        other_names, f"record_other_names:{left.kind.value}", replace(left, names=others), right
                    )

    def _numbered(self) -> Iterator[Positive]:
        """Pair entries that carry the same number, one pair for a party."""
        bearers: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in self._entries:
            for number in _numbers(entry):
                bearers[number].append(entry)
        seen: set[str] = set()
        for number in sorted(bearers):
            for one, other in combinations(bearers[number][:_MOST_BEARERS], 2):
                party = self._parties.of(one.id)
                linked = party == self._parties.of(other.id) and self._linked.of(one.id) != self._linked.of(other.id)
                if party not in seen and linked and _is_other_record(one, other):
                    seen.add(party)
                    left, right = (one, other) if Chance(_SEED, "numbered", party).below(2) else (other, one)
                    case = f"{party}#numbered"
                    yield Positive(case, f"record_by_number:{left.kind.value}", left, right, by_number=True)

    def _aliases(self) -> Iterator[Positive]:
        return self._names("alias", lambda name: name.kind is NameKind.STRONG and is_latin(name.value))

    def _scripts(self) -> Iterator[Positive]:
        return self._names("script", lambda name: name.kind is not NameKind.WEAK and is_foreign(name.value))

    def _names(self, sort: str, fits: Callable[[Name], bool]) -> Iterator[Positive]:
        """Set names of an entry against its primary name, where that is in Latin letters and another one."""
        for entry in self._entries:
            if not is_latin(entry.caption):
                continue
            taken = {same_words(entry.caption)}
            for name in entry.names[1:]:
                words = same_words(name.value)
                if fits(name) and words and words not in taken:
                    taken.add(words)
                    script = "" if sort == "alias" else f":{guess_script(name.value) or 'Zyyy'}"
                    case = f"{self._parties.of(entry.id)}#{sort}-{entry.id}-{len(taken) - 1}"
                    yield Positive(case, f"{sort}{script}:{entry.kind.value}", entry, entry, name.value)

    def _find_negatives(self, positives: Sequence[Positive]) -> list[Entry | None]:
        found: list[Entry | None] = [None] * len(positives)
        lists: defaultdict[tuple[str, Any], list[int]] = defaultdict(list)
        for place, positive in enumerate(positives):
            lists[positive.right.source, positive.right.kind].append(place)
        for (source, kind), places in sorted(lists.items()):
            # A name in another script is near to nothing, so its entry's primary name stands for it.
            names = [_latin_name(positives[place]) for place in places]
            for place, near in zip(places, self._nearest.find(source, kind, names), strict=True):
                fitting = (entry for entry in near if self._is_other(positives[place], entry))
                found[place] = next(fitting, None)
        return found

    def _is_other(self, positive: Positive, entry: Entry) -> bool:
        of = self._parties.of
        if of(entry.id) in {of(positive.left.id), of(positive.right.id)}:
            return False
        namesakes = _words(positive.left) & _words(entry)
        return not namesakes or (positive.name is None and births_conflict(positive.left, entry))

    def _write_namesakes(self, most: int) -> Iterator[str]:
        found = self._collect_namesakes()
        kinds = sorted({left.kind for left, _ in found})
        linked = self._linked.groups(self._entries)
        for kind in kinds:
            group = f"namesake:{kind.value}"
            pairs = [
                Positive(f"{self._parties.of(left.id)}#namesake-{left.id}-{right.id}", group, left, right)
                for left, right in found
                if left.kind is kind
            ]
            for pair in _sample(pairs, most):
                yield self._write(pair, pair.right, group, match=False)
                same = (entry for entry in linked[self._linked.of(pair.left.id)] if _is_other_record(pair.left, entry))
                if (record := next(same, None)) is not None:
                    yield self._write(replace(pair, right=record), record, group, match=True)

    def _collect_namesakes(self) -> list[tuple[Entry, Entry]]:
        """Find namesakes: one pair for two parties, either way round."""
        bearers: defaultdict[tuple[Kind, str], list[Entry]] = defaultdict(list)
        listed: defaultdict[str, set[str]] = defaultdict(set)
        for entry in self._entries:
            listed[self._linked.of(entry.id)].add(entry.source)
            for name in {consonants(name.value) for name in entry.names if name.kind is not NameKind.WEAK}:
                if len(name) >= _SHORTEST_NAME and " " in name:
                    bearers[entry.kind, name].append(entry)
        found: dict[tuple[str, str], tuple[Entry, Entry]] = {}
        for one, other in (pair for entries in bearers.values() for pair in permutations(entries[:_MOST_BEARERS], 2)):
            parties = (self._parties.of(one.id), self._parties.of(other.id))
            # Whom a publisher lists beside a party is another one: it would have been the same entry.
            beside = other.source in listed[self._linked.of(one.id)]
            if parties[0] != parties[1] and beside and _are_told_apart(one, other):
                found.setdefault(parties, (one, other))
        return list(found.values())

    def _write(self, positive: Positive, other: Entry, group: str, *, match: bool) -> str:
        names = None if positive.name is None else [positive.name]
        listed = None if positive.name is None else [other.caption]
        numbers = _reference_numbers(positive.left, positive.right, other)
        if positive.by_number:
            numbers |= _values(positive.left) & _values(positive.right)
        case = {
            "id": positive.id if match else f"{positive.id}{NOT}{self._parties.of(other.id)}",
            "kind": positive.left.kind.value,
            "query": write_side(_without_numbers(positive.left, numbers), names),
            "entry": write_side(_without_numbers(other, numbers), listed),
            "match": match,
            "group": group,
        }
        return json.dumps(case, ensure_ascii=False)


def _words(entry: Entry) -> set[str]:
    return {same_words(name.value) for name in entry.names}


def _are_told_apart(one: Entry, other: Entry) -> bool:
    """Whether something beside the name differs: without, no matcher could tell namesakes apart."""
    apart = (
        bool(ours) and bool(theirs) and set(ours).isdisjoint(theirs)
        for ours, theirs in ((one.countries, other.countries), (one.genders, other.genders))
    )
    return births_conflict(one, other) or any(apart)


def _is_other_record(one: Entry, other: Entry) -> bool:
    return publisher_of(one) != publisher_of(other) and one.kind is other.kind and not _is_copy(one, other)


def _is_copy(one: Entry, other: Entry) -> bool:
    """Whether one record repeats the other: every name and every date of birth the same."""
    names = ({plain(name.value) for name in entry.names} for entry in (one, other))
    return next(names) == next(names) and set(one.birth_dates) == set(other.birth_dates)


def _sample(positives: Sequence[Positive], most: int) -> list[Positive]:
    if len(positives) <= most:
        return list(positives)
    return sorted(positives, key=lambda positive: Chance(_SEED, "sample", positive.id).below(1 << 60))[:most]


def _latin_name(positive: Positive) -> str:
    if positive.name is None or not is_latin(positive.name):
        return positive.left.caption if is_latin(positive.left.caption) else positive.right.caption
    return positive.name


def _reference_numbers(*entries: Entry) -> frozenset[str]:
    """Tell the numbers by which lists refer to one another."""
    ids = (entry_id for entry in entries for entry_id in (entry.id, *entry.references))
    return frozenset(normalise("other", entry_id.partition(":")[2]) for entry_id in ids)


def _numbers(entry: Entry) -> set[tuple[str, str]]:
    """Tell the numbers of an entry that one party alone has, by type."""
    found = {(found.type, normalise(found.type, found.value)) for found in entry.identifiers if found.type in LINKING}
    return {(kind, value) for kind, value in found if len(value) >= _SHORTEST_NUMBER}


def _values(entry: Entry) -> frozenset[str]:
    return frozenset(normalise("other", found.value) for found in entry.identifiers)


def _without_numbers(entry: Entry, numbers: frozenset[str]) -> Entry:
    """Leave these numbers out of an entry: they would give the answer away."""
    kept = tuple(found for found in entry.identifiers if normalise("other", found.value) not in numbers)
    return replace(entry, identifiers=kept)


def build_pairs(entries: Iterable[Entry], most: int) -> list[str]:
    """Build pairs from entries, as lines of a file: the same entries give the same lines."""
    return list(Builder(sorted(entries, key=lambda entry: (entry.source, entry.id))).build(most))
