"""Order matches of one score: the party that is spelt as submitted stands first, and its primary name before an alias.

Says nothing about who it is: the score does. But several parties may bear one name, and an analyst reads from the top.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Indel

from watchlists.normalize.text import fold_text

SAME_LETTERS = 3
SAME_WORDS = 2
SAME_WORDS_TURNED = 1

Closeness = tuple[int, float, bool]
"""How a name is the same, how much they have in common, whether it is the party's primary name; greater is closer."""


def closeness(ours: Sequence[str], theirs: Iterable[str]) -> Closeness:
    """Tell how closely the names of a party are spelt like a submitted one, by the closest of them.

    3 for the same letters but for case, 2 for the same words but for accents and punctuation, 1 for these in another
    order, 0 for anything else; then the share of letters in common, two digits. The primary name comes first in
    `theirs`.
    """
    submitted = [(_plain(name), folded, _sort(folded)) for name in ours for folded in [fold_text(name)]]
    best: Closeness = (0, 0.0, False)
    for place, name in enumerate(theirs):
        written, folded = _plain(name), fold_text(name)
        listed = (written, folded, _sort(folded))
        for one in submitted:
            best = max(best, (*_compare(one, listed), place == 0))
    return best


def _compare(ours: tuple[str, str, str], theirs: tuple[str, str, str]) -> tuple[int, float]:
    same = (left == right for left, right in zip(ours, theirs, strict=True))
    degrees = (SAME_LETTERS, SAME_WORDS, SAME_WORDS_TURNED)
    degree = next((degree for degree, holds in zip(degrees, same, strict=True) if holds), 0)
    return degree, 1.0 if degree else round(Indel.normalized_similarity(ours[1], theirs[1]), 2)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _sort(text: str) -> str:
    return " ".join(sorted(text.split()))
