"""How alike names have to be, for each entry, given what else is known of it and of a subject.

A search has to find whatever may reach the threshold. What a subject says might agree with an entry, and then half a
name is enough; but what an entry says is known, so that it mostly does not: it was born in other years, it is of
another country, it says nothing at all. Told here is an upper bound of what `score.weigh` makes of the facts:

- A date counts as agreeing where its year does or where a slip may lead to it (`evidence.dates`); elsewhere the years
  between tell exactly which contradiction it is.
- Countries and kinds are told exactly; addresses, places and genders count as agreeing where both sides say any.
- Where an identifier has the same value, it decides, and names are told beside it; any other may be a slip.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from watchlists.dates import PartialDate
from watchlists.index.fact_columns import COMMON, NEVER, OTHER, SILENT, Facts
from watchlists.index.postings import KINDS
from watchlists.index.snapshot_file import Index, Numbers, spread
from watchlists.matching.evidence.dates import APART_YEARS, NEAR_YEARS
from watchlists.matching.names import FLOOR
from watchlists.matching.score import has_facts, kind_weight, least_likeness
from watchlists.model import Kind, Subject
from watchlists.normalize.identifiers import normalise

__all__ = ["Evaluator", "Needs"]

UNDATED, CONFLICT, APART, NEAR, CLOSE, SAME = range(6)
TIERS = bytes(
    [
        CLOSE,
        *(NEAR if years <= NEAR_YEARS else APART if years <= APART_YEARS else CONFLICT for years in range(1, NEVER)),
        UNDATED,
    ]
)
"""What so many years between two dates come to."""

_DATES = {"birth_dates": "birth_date", "incorporation_dates": "incorporation_date"}
SAID = {
    "birth_places": "place",
    "addresses": "address",
    "genders": "gender",
    "identifiers": "identifier_slip",
}
"""Fields of which it is only known whether an entry says any, with the best that each can say for a match."""

Likenesses = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint8]
_KEPT = 256
"""Kinds of subjects, by which facts are known of them, of which is remembered what these come to."""
_Effects = tuple[Likenesses, Likenesses]
"""For each byte of a table: which share is left of what is missing to 1, and which is kept of the names' score."""


class Evaluator:
    """Tells for one index and one table of weights what facts come to. Threads may share it."""

    def __init__(self, index: Index, weights: Mapping[str, float]) -> None:
        """Work out what each fact comes to."""
        self._index, self._weights = index, weights
        self._kinds = {
            ours: _effects((1.0, 1.0 + weights.get(kind_weight(ours, theirs), 0.0)) for theirs in KINDS)
            for ours in KINDS
        }
        self._fields = {field: _effects_of_dates(noun, weights) for field, noun in _DATES.items()}
        countries = {SILENT: (1.0, 1.0), OTHER: (1.0, 1.0 + weights["country_conflict"])}
        countries[COMMON] = (1.0 - weights["country"], 1.0)
        self._fields["countries"] = _effects(countries[code] for code in sorted(countries))
        self._fields |= {field: _effects([(1.0, 1.0), (1.0 - weights[best], 1.0)]) for field, best in SAID.items()}
        self._work_out = lru_cache(_KEPT)(self.find_likenesses)

    def ask(self, subject: Subject, threshold: float) -> Needs:
        """Look up what a subject says beside its names."""
        tables = dict(self._compare(subject)) if has_facts(subject) else {}
        likenesses = self._work_out(subject.kind, tuple(tables), threshold)
        return Needs(self._index, [*tables.values()], likenesses, _identified(self._index, subject))

    def _compare(self, subject: Subject) -> Iterator[tuple[str, Codes]]:
        """Give a table for each thing that the subject says."""
        facts = self._index.facts
        for field in _DATES:
            if dates := getattr(subject, field):
                yield field, _read(_compare_dates(facts, field, dates))
        countries = frozenset(code.upper() for code in subject.countries)
        if subject.addresses:
            countries |= {address.country for address in subject.addresses if address.country}
        if countries:
            yield "countries", _read(facts.countries(countries))
        for field in SAID:
            if getattr(subject, field):
                yield field, _read(facts.says(field))

    def find_likenesses(self, kind: Kind, fields: tuple[str, ...], threshold: float) -> Likenesses:
        """Work the least likeness out for each kind of entry and whatever these fields of it come to."""
        left, kept = self._kinds[kind]
        for field in fields:
            leaves, keeps = self._fields[field]
            left, kept = np.multiply.outer(left, leaves), np.multiply.outer(kept, keeps)
        return np.maximum(least_likeness(threshold, left, kept, self._weights), FLOOR)


class Needs:
    """What the names of one subject have to reach. Keep it no longer than the subject."""

    def __init__(
        self, index: Index, tables: Sequence[Codes], likenesses: Likenesses, identified: frozenset[int]
    ) -> None:
        """Know what each entry's kind and facts come to, and the likeness that is needed for each combination.

        Without any facts nothing is asked of any entry.
        """
        self._index, self._tables, self._identified = index, tables, identified
        self._likenesses = likenesses.ravel()
        self._sizes = likenesses.shape[1:]
        self.bare = float(likenesses.reshape(len(likenesses), -1)[:, 0].min())
        """What counts of an entry of our own kind of which nothing is known beside its names."""

    @property
    def asks(self) -> bool:
        """Whether anything is known of the subject beside its names."""
        return bool(self._tables)

    def of_forms(self, forms: Numbers, least: float) -> Likenesses:
        """Tell the least that counts of the likeness of some forms, each for the easiest of its entries.

        No less than `least`; more than 1 where no likeness is enough.
        """
        if not self._tables or not len(forms):
            return np.full(len(forms), least)
        index = self._index
        starts = index.form_name_starts[forms]
        counts = index.form_name_starts[forms + 1] - starts
        needs = self.of(index.name_entry[index.form_names[spread(starts, counts)]])
        found: Likenesses = np.maximum(np.minimum.reduceat(needs, counts.cumsum() - counts), least)
        return found

    def of(self, entries: Numbers) -> Likenesses:
        """Tell the least that counts of the likeness of each entry's names; more than 1 where none is enough."""
        if not self._tables:
            return np.full(len(entries), FLOOR)
        combined = self._index.entry_kind[entries].astype(np.intp)
        for size, table in zip(self._sizes, self._tables, strict=True):
            combined *= size
            combined += table[entries]
        needs = self._likenesses[combined]
        for entry in self._identified:
            needs[entries == entry] = FLOOR
        return needs


def _effects_of_dates(noun: str, weights: Mapping[str, float]) -> _Effects:
    close = max(weights[f"{noun}_{tier}"] for tier in ("slip", "month", "year"))
    against = [(1.0, 1.0 + weights[f"{noun}_{tier}"]) for tier in ("conflict", "apart", "near")]
    return _effects([(1.0, 1.0), *against, (1.0 - close, 1.0), (1.0 - weights[f"{noun}_day"], 1.0)])


def _effects(rows: Iterable[tuple[float, float]]) -> _Effects:
    left, kept = zip(*rows, strict=True)
    return np.array(left), np.array(kept)


def _read(table: bytes | bytearray) -> Codes:
    return np.frombuffer(table, dtype=np.uint8)


def _compare_dates(facts: Facts, field: str, dates: Sequence[PartialDate]) -> bytearray:
    """Tell the best tier that each entry's dates may come to."""
    table = bytearray(facts.years_apart(field, dates, TIERS))
    for day in [date.earliest for date in dates if date.earliest == date.latest]:
        for entry, year in facts.on_day(field, day.month, day.day):
            table[entry] = max(table[entry], SAME if year == day.year else CLOSE)
        tens, ones = divmod(day.month, 10)
        millennium, rest = divmod(day.year, 1000)
        if ones != millennium:
            # The last digit of the month and the first of the year may have changed places.
            for entry, year in facts.on_day(field, tens * 10 + millennium, day.day):
                if year == ones * 1000 + rest:
                    table[entry] = max(table[entry], CLOSE)
    return table


def _identified(index: Index, subject: Subject) -> frozenset[int]:
    """Find the entries that have an identifier of the same value."""
    values = {normalise(one.type, one.value) for one in subject.identifiers}
    return frozenset(number for value in values if value for number in index.with_identifier(value).tolist())
