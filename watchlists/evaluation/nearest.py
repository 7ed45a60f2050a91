"""The lexically nearest names, by brute force and without the matcher: where hard negatives come from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from watchlists.evaluation.words import latin
from watchlists.model import Entry, Kind

_AT_ONCE = 256
_NEIGHBOURS = 25


class Nearest:
    """Finds the entries of one list and kind whose primary names are nearest to a name."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Sort entries by list and kind."""
        self._entries: defaultdict[tuple[str, Kind], list[Entry]] = defaultdict(list)
        for entry in entries:
            self._entries[entry.source, entry.kind].append(entry)
        self._names = {key: [_spell(entry.caption) for entry in found] for key, found in self._entries.items()}

    def find(self, source: str, kind: Kind, names: Sequence[str]) -> Iterator[list[Entry]]:
        """Yield for each name the nearest entries of a list, nearest first, ties by entry id."""
        entries, listed = self._entries.get((source, kind), []), self._names.get((source, kind), [])
        wanted = [_spell(name) for name in names]
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            if not listed:
                yield from ([] for _ in part)
                continue
            scores = process.cdist(part, listed, scorer=Indel.normalized_similarity, dtype=np.float32)
            for row in scores:
                most = min(_NEIGHBOURS, len(listed))
                found = np.argpartition(-row, most - 1)[:most].tolist()
                yield [entries[place] for place in sorted(found, key=lambda p, r=row: (-r[p], entries[p].id))]  # type: ignore[misc]  # mypy cannot infer a lambda's default


def _spell(name: str) -> str:
    """Spell a name in Latin letters, words in order of the alphabet: order is no distance."""
    return " ".join(sorted(latin(name).split()))
