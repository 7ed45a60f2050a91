"""How alike names have to be, for many subjects and listed forms at once: `search.needs`, told by arrays."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from watchlists.index.fact_columns import COMMON, NOUNS, OTHER, SILENT, DatesOf
from watchlists.index.postings import KINDS
from watchlists.index.snapshot_file import Index, spread
from watchlists.matching.score import MOST_OF_FIELD
from watchlists.matching.search.needs import CLOSE, SAID, SAME, TIERS, Evaluator
from watchlists.matching.sifting.laid import Places, Sketches

Likenesses = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint8]
_MOST_YEARS = len(TIERS) - 2
_BITS = {field: 1 << place for place, field in enumerate(MOST_OF_FIELD)}
_FIELDS = (*NOUNS, "countries", *SAID)
_COUNTRY_BITS = 24


class Demands:
    """Tells for one index, threshold and table of weights what names have to reach."""

    def __init__(self, index: Index, threshold: float, weights: Mapping[str, float]) -> None:
        """Work out what each combination of facts comes to."""
        self._index = index
        evaluator = Evaluator(index, weights)
        every = np.stack([evaluator.find_likenesses(kind, _FIELDS, threshold) for kind in KINDS])
        self._sizes = every.shape[1:]
        self._likenesses = every.ravel()
        self._dates = [index.facts.dates_of(noun) for noun in NOUNS]
        self._countries = index.facts.countries_of()
        self._said = {field: np.frombuffer(index.facts.says(field), dtype=np.uint8) for field in SAID}

    def of_forms(self, laid: Sketches, subjects: Places, forms: Places) -> Likenesses:
        """Tell for each subject and form the least likeness that counts, for the easiest of the form's entries.

        More than 1 where no likeness is enough.
        """
        if not len(forms):
            return np.zeros(0)
        starts = self._index.form_name_starts[forms]
        counts = self._index.form_name_starts[forms + 1] - starts
        entries = self._index.name_entry[self._index.form_names[spread(starts, counts)]]
        needs = self.of_entries(laid, subjects.repeat(counts), entries.astype(np.int64))
        found: Likenesses = np.minimum.reduceat(needs, counts.cumsum() - counts)
        return found

    def of_entries(self, laid: Sketches, subjects: Places, entries: Places) -> Likenesses:
        """Tell for each subject and entry the least likeness that counts."""
        facts = laid.facts[subjects]
        codes: list[Codes | Places] = [self._index.entry_kind[entries]]
        for noun, dates in enumerate(self._dates):
            mine = laid.date_nouns == noun
            columns = (laid.date_firsts[mine], laid.date_lasts[mine], laid.date_days[mine])
            ours = DatesOf.sort(laid.date_owners[mine], columns, len(laid))
            codes.append(_compare_dates(ours, subjects, dates, entries))
        codes.append(self._compare_countries(laid, subjects, entries))
        codes += [says[entries] * (facts & _BITS[field] > 0) for field, says in self._said.items()]
        combined = laid.kinds[subjects]
        for size, code in zip(self._sizes, codes, strict=True):
            combined = combined * size + code
        return self._likenesses[combined]

    def _compare_countries(self, laid: Sketches, subjects: Places, entries: Places) -> Codes:
        """Tell whether the two name a country that is the same."""
        owners, theirs = self._countries
        many = owners[entries + 1] - owners[entries]
        ours = np.bincount(laid.country_owners, minlength=len(laid))
        places = spread(owners[entries], many)
        codes = theirs[places]
        pairs = subjects.repeat(many) << _COUNTRY_BITS | codes
        common = np.isin(pairs, laid.country_owners << _COUNTRY_BITS | laid.countries)
        met = np.bincount(np.arange(len(entries)).repeat(many), common, len(entries)) > 0
        found = np.where(met, COMMON, np.where(many > 0, OTHER, SILENT))
        return np.where(ours[subjects] > 0, found, SILENT).astype(np.uint8)


def _compare_dates(ours: DatesOf, subjects: Places, theirs: DatesOf, entries: Places) -> Codes:
    """Tell the best tier that the dates of each subject and entry may come to."""
    found = np.zeros(len(entries), dtype=np.uint8)
    if not len(ours.firsts):
        return found
    mine, its = ours.count(subjects), theirs.count(entries)
    places = np.flatnonzero((mine > 0) & (its > 0))
    mine, its = mine[places], its[places]
    pairs = mine * its
    order = np.arange(int(pairs.sum())) - (pairs.cumsum() - pairs).repeat(pairs)
    left = ours.starts[subjects[places]].repeat(pairs) + order // its.repeat(pairs)
    right = theirs.starts[entries[places]].repeat(pairs) + order % its.repeat(pairs)
    tiers = _tiers(ours, left, theirs, right)
    if len(places):
        found[places] = np.maximum.reduceat(tiers, pairs.cumsum() - pairs)
    return found


def _tiers(ours: DatesOf, left: Places, theirs: DatesOf, right: Places) -> Codes:
    """Tell the tier of each pair of dates: see `search.needs`."""
    first, last, day = ours.firsts[left], ours.lasts[left], ours.days[left]
    begins, ends, its_day = theirs.firsts[right], theirs.lasts[right], theirs.days[right]
    years = np.maximum(np.maximum(begins - last, first - ends), 0)
    tiers = np.frombuffer(TIERS, dtype=np.uint8)[np.minimum(years, _MOST_YEARS)]
    same_day = (day > 0) & (its_day == day)
    tiers = np.where(same_day, np.where(begins == first, SAME, CLOSE), tiers)
    # The last digit of the month and the first of the year may have changed places.
    month, of_month = day // 100, day % 100
    tens, ones = month // 10, month % 10
    millennium, rest = first // 1000, first % 1000
    moved = (tens * 10 + millennium) * 100 + of_month
    slipped = (day > 0) & (ones != millennium) & (its_day == moved) & (begins == ones * 1000 + rest)
    return np.where(slipped, np.maximum(tiers, CLOSE), tiers).astype(np.uint8)
