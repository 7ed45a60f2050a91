"""Which forms meet enough of a name's tokens, told for all of them at once, by counting.

Apart from words written together, which `reach` looks at one by one, a token is paired with one token only. So a form
of which enough is paired meets as many of our tokens as it takes to reach that share by its heaviest tokens, and
likewise does a name of ours of which enough is paired. Besides, each token that is left out has its charge, and only so
many can be left out on either side before the names cannot be alike any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import ceil

import numpy as np
import numpy.typing as npt

from watchlists.index.snapshot_file import Index
from watchlists.matching.names import charges, coverage_needed
from watchlists.matching.search.parts import Asked
from watchlists.normalize.tokens import Shape

SLACK = 1e-4
"""Shares are kept in single precision."""

_FEW = 4
"""Forms that are looked at one by one sooner than all at once."""

_NEVER = 255
"""More tokens than any name has."""

_LEVELS = 100
"""Shares are rounded by one part in so many, to the side that leaves more forms, and counted once for each."""

Counts = npt.NDArray[np.uint8]
Forms = npt.NDArray[np.int32]
_NO_FORMS: Forms = np.empty(0, dtype=np.int32)
Most = Callable[[float, float, float, int], float]


class Cover:
    """Counts what the forms of one index have to meet. Threads may share it: at worst they count twice."""

    def __init__(self, index: Index) -> None:
        """Begin with nothing counted."""
        self._index = index
        self._enough: dict[int, Counts] = {}
        self._kept: dict[int, Counts] = {}

    def find(self, one: Asked, most: Most, least: float) -> Forms:
        """Give the forms that meet enough of our single tokens, or of which we meet enough, each once.

        `most` bounds what our name and a form reach, as `names.most_left_out` says, and `least` is what they have to.
        """
        rows = [part.alike.forms(self._index, one.shelves) for part in one.words if part.alike]
        rows = [forms for forms in rows if len(forms)]
        floor = _fewest(one, most, least) if one.question.name.shape is Shape.ORGANISATION else 0
        if not rows or floor > len(rows):
            return _NO_FORMS
        ours = _enough_of(one, one.spare + SLACK)
        enough = self._at(self._enough, one.spare + SLACK, self._count_enough)
        kept = (
            self._at(self._kept, 1.0 - least, self._count_kept)
            if one.question.name.shape is Shape.ORGANISATION
            else None
        )
        merged = rows[0] if len(rows) == 1 else _merge(rows)
        found: list[int] = []
        if floor <= 1:
            found += _few(merged, enough, kept, ours)
        if len(rows) > 1:
            its, kept_of = enough.data, None if kept is None else kept.data
            found += [
                form
                for form, count in _several(merged)
                if (count >= ours or count >= its[form])
                and count >= floor
                and (kept_of is None or count >= kept_of[form])
            ]
        forms = np.array(found, dtype=np.int32)
        return forms if len(forms) <= _FEW else self._sift(one, most, forms, merged)

    def _sift(self, one: Asked, most: Most, forms: Forms, merged: Forms) -> Forms:
        """Leave out the forms of which too little is met for an entry with which nothing else agrees, as most are.

        Done where there are many: then it takes less time than looking at each.
        """
        if one.question.needs is None or one.question.needs.bare <= one.question.likeness:
            return forms
        bare = one.question.needs.bare
        spare = 1.0 - coverage_needed(one.question.name.shape, bare) + SLACK
        counts = merged.searchsorted(forms, "right") - merged.searchsorted(forms, "left")
        stays = (counts >= _enough_of(one, spare)) | (
            counts >= self._at(self._enough, spare, self._count_enough)[forms]
        )
        if one.question.name.shape is Shape.ORGANISATION:
            stays &= counts >= _fewest(one, most, bare - SLACK)
            stays &= counts >= self._at(self._kept, 1.0 - bare + SLACK, self._count_kept)[forms]
        left = np.flatnonzero(~stays)
        stays[left[one.question.least_of(forms[left]) < bare]] = True
        return forms[stays]

    def _at(self, known: dict[int, Counts], share: float, count: Callable[[float], Counts]) -> Counts:
        """Recall what was counted for a share, rounded up."""
        level = ceil(share * _LEVELS)
        counts = known.get(level)
        if counts is None:
            counts = known[level] = count(level / _LEVELS)
        return counts

    def _count_enough(self, spare: float) -> Counts:
        """Tell by how many of its heaviest tokens each form has all but a share of what has to be found.

        A person's single name is never enough for a longer one.
        """
        index = self._index
        needed = index.token_needed.astype(np.float64)
        sizes, owners = self._owners()
        total = np.bincount(owners, needed, len(sizes))
        order = np.lexsort((-needed, owners))
        before = _running(needed[order], sizes) - needed[order]
        counts = np.bincount(owners[order], before < (total - spare)[owners[order]], len(sizes))
        counts[(sizes == 1) & (index.form_shape == Shape.PERSON)] = _NEVER
        return counts.astype(np.uint8)

    def _count_kept(self, spare: float) -> Counts:
        """Tell how many tokens of each organisation's form are left when as many are left out as charges allow."""
        charged = np.array(charges(Shape.ORGANISATION))[self._index.token_roles]
        sizes, owners = self._owners()
        order = np.lexsort((charged, owners))
        left_out = np.bincount(owners[order], _running(charged[order], sizes) <= spare, len(sizes))
        return (sizes - left_out).astype(np.uint8)

    def _owners(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Tell how many tokens each form has, and the form of each token."""
        sizes = np.diff(self._index.token_starts).astype(np.int64)
        return sizes, np.repeat(np.arange(len(sizes)), sizes)


def _running(values: npt.NDArray[np.float64], sizes: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Add values up within runs of such sizes."""
    total = np.concatenate(([0.0], np.cumsum(values)))
    first = np.concatenate(([0], np.cumsum(sizes)[:-1])) if len(sizes) else sizes
    added: npt.NDArray[np.float64] = total[1:] - np.repeat(total[first], sizes)
    return added


def _merge(rows: Sequence[Forms]) -> Forms:
    """Put the forms of several rows in order; one that is in several comes so many times."""
    merged = np.concatenate(rows)
    merged.sort()
    return merged


def _few(merged: Forms, enough: Counts, kept: Counts | None, ours: int) -> list[int]:
    """Give the forms of which one token is enough."""
    forms = merged if ours <= 1 else merged[enough[merged] <= 1]
    if kept is not None:
        forms = forms[kept[forms] <= 1]
    found: list[int] = forms.tolist()
    return found


def _several(merged: Forms) -> Iterable[tuple[int, int]]:
    """Give the forms that come several times, and how often."""
    again = merged[1:][merged[1:] == merged[:-1]].tolist()
    counts: dict[int, int] = {}
    for form in again:
        counts[form] = counts.get(form, 1) + 1
    return counts.items()


def _enough_of(one: Asked, spare: float) -> int:
    """Tell of how many of our tokens, at least, enough of our name is made; `_NEVER` where not enough is alike."""
    missing = sum([one.shares[part.start] for part in one.words if not part.alike])
    if missing > spare:
        return _NEVER
    shares = sorted([share for share in one.shares if share], reverse=True)
    left, count = sum(shares) - spare, 0
    while left > 0.0:
        left -= shares[count]
        count += 1
    return count


def _fewest(one: Asked, most: Most, least: float) -> int:
    """Tell how many tokens of an organisation's name are met at least, of so many that the others can be left out."""
    charged = charges(one.question.name.shape)
    shares = sorted(one.shares)
    costs = sorted([charged[role] for role in one.roles])
    size = len(shares)
    left_out = next(
        (count for count in range(size, 0, -1) if most(sum(shares[:count]), 0.0, sum(costs[:count]), size) >= least), 0
    )
    return size - left_out
