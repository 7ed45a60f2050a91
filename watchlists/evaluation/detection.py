"""Detection: variations of listed names are screened, and the party they were made of has to be found.

Bars are about primary and strong names, so those are varied. What counts as found and as a wrong top is said in
`queries`. A variation that is the name of another listed party would be no test, and is made again or left out.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal

from watchlists.evaluation.parties import Parties
from watchlists.evaluation.variations.definitions import Chance, Definitions, load
from watchlists.evaluation.variations.disguises import DISGUISES
from watchlists.evaluation.variations.major import MAJOR
from watchlists.evaluation.variations.minor import MINOR, Maker
from watchlists.evaluation.variations.names import ListedName
from watchlists.evaluation.variations.tallies import LevelTally, Tally
from watchlists.evaluation.words import plain, same_words
from watchlists.matching.batch import CHUNK, screen_stream
from watchlists.matching.screener import Ranked, Screener
from watchlists.model import Entry, NameKind, Subject

Level = Literal["exact", "minor", "major", "disguise"]
LEVELS: Mapping[Level, Mapping[str, Maker]] = {
    "exact": {"exact": lambda name, _: name.value},
    "minor": MINOR,
    "major": MAJOR,
    "disguise": DISGUISES,
}
VARIED = frozenset({NameKind.PRIMARY, NameKind.STRONG})
_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Listed:
    """A name that is varied, with the entry that it stands in."""

    entry: Entry
    name: ListedName


@dataclass(frozen=True, slots=True)
class Varied:
    """A variation: what is screened, and what has to be found."""

    level: Level
    variation: str
    listed: Listed
    value: str

    def as_query(self) -> str:
        """Write the variation as a line of a file of queries."""
        query = {
            "id": f"{self.level}/{self.variation}/{self.listed.entry.id}/{self.listed.name.value}",
            "kind": self.listed.entry.kind.value,
            "query": {"names": [self.value]},
            "expect": [self.listed.entry.id],
            "group": f"{self.level}/{self.variation}",
        }
        return json.dumps(query, ensure_ascii=True)


def listed_names(entries: Iterable[Entry], sample: int | None = None, seed: str = "") -> list[Listed]:
    """Tell every name that is varied, each once for its entry; or a sample of so many, the same for the same seed."""
    found = [
        Listed(entry, ListedName(value, entry.kind))
        for entry in entries
        for value in dict.fromkeys(name.value for name in entry.names if name.kind in VARIED)
        if value.strip()
    ]
    if sample is None or sample >= len(found):
        return found
    seed = seed or load().seed
    order = sorted(found, key=lambda listed: Chance(seed, "sample", listed.entry.id, listed.name.value).below(1 << 60))
    return order[:sample]


class Variations:
    """Makes the fair variations of names; knows all listed names, to leave out what has become another one."""

    def __init__(self, entries: Iterable[Entry], parties: Parties) -> None:
        """Remember whose name every listed name is."""
        self._owners: defaultdict[str, set[str]] = defaultdict(set)
        self._parties = parties
        for entry in entries:
            for name in entry.names:
                for form in _forms(name.value):
                    self._owners[form].add(parties.of(entry.id))

    def of(self, listed: Listed, level: Level) -> Iterator[tuple[str, Varied | None]]:
        """Yield every variation of a level by name: None where the name has none that is fair."""
        definitions = load("disguises" if level == "disguise" else "definitions")
        for variation, maker in LEVELS[level].items():
            value = self._make(listed, variation, maker, definitions)
            yield variation, None if value is None else Varied(level, variation, listed, value)

    def _make(self, listed: Listed, variation: str, maker: Maker, definitions: Definitions) -> str | None:
        attempts: int = definitions.values.get("attempts", 1)
        for attempt in range(attempts):
            chance = Chance(definitions.seed, listed.entry.id, listed.name.value, variation, str(attempt))
            made = maker(listed.name, chance)
            if made is None:
                return None
            if variation == "exact" or (made != listed.name.value and not self._is_another(made, listed)):
                return made
        return None

    def _is_another(self, made: str, listed: Listed) -> bool:
        """Whether a variation is the name of another party, and the name it was made of is not."""
        owner = self._parties.of(listed.entry.id)
        others = [form for form in _forms(made) if self._owners.get(form, _NOBODY) - {owner}]
        return bool(others) and not set(others) <= set(_forms(listed.name.value))


def _forms(value: str) -> tuple[str, str]:
    """Return a name's words in any order, and its letters in a row."""
    return same_words(value), "\x00" + plain(value).replace(" ", "")


Hits = Sequence[Ranked] | None
"""What a variation has found, best first; None where it could not be screened."""

Search = Callable[[Iterable[tuple[Varied, Subject]]], Iterator[tuple[Varied, Hits]]]
"""Screens a stream of variations, in order."""


def search_here(screener: Screener) -> Search:
    """Screen in this process, many at once."""

    def search(cases: Iterable[tuple[Varied, Subject]]) -> Iterator[tuple[Varied, Hits]]:
        stream = iter(cases)
        while chunk := list(islice(stream, CHUNK)):
            found = screener.rank_all([subject for _, subject in chunk])
            yield from zip([varied for varied, _ in chunk], found, strict=True)

    return search


def search_on_cores(index: Path, threshold: float, processes: int) -> Search:
    """Screen in so many processes, all on the index in a directory."""

    def search(cases: Iterable[tuple[Varied, Subject]]) -> Iterator[tuple[Varied, Hits]]:
        for varied, outcome in screen_stream(index, cases, threshold=threshold, processes=processes):
            yield varied, None if outcome.error else outcome.hits

    return search


@dataclass(slots=True)
class Detection:
    """A run over listed names, level by level."""

    search: Search
    parties: Parties
    variations: Variations
    missed: list[str] = field(default_factory=list)
    """Queries that were not detected or had a wrong top, as lines of a file of queries."""

    def run(self, names: Iterable[Listed], level: Level) -> LevelTally:
        """Screen every variation of one level."""
        tally = LevelTally()
        start = time.perf_counter()
        for varied, hits in self.search(self._vary(names, level, tally)):
            found = self._judge(varied, hits or ())
            tally.failed += hits is None
            tally.count((varied.listed.entry.source, varied.listed.name.script, varied.variation), found)
            if not found.detected or found.wrong_top:
                self.missed.append(varied.as_query())
        tally.seconds = time.perf_counter() - start
        return tally

    def _vary(self, names: Iterable[Listed], level: Level, tally: LevelTally) -> Iterator[tuple[Varied, Subject]]:
        for listed in names:
            for _, varied in self.variations.of(listed, level):
                if varied is None:
                    tally.not_made += 1
                else:
                    yield varied, Subject(kind=listed.entry.kind, names=(varied.value,))

    def _judge(self, varied: Varied, hits: Sequence[Ranked]) -> Tally:
        """Say of one variation what happened to it, as counts of 0 and 1."""
        wanted = self.parties.of(varied.listed.entry.id)
        right = [self.parties.of(hit.entry_id) == wanted for hit in hits]
        ours = max((hit.score for hit, is_right in zip(hits, right, strict=True) if is_right), default=0.0)
        other = max((hit.score for hit, is_right in zip(hits, right, strict=True) if not is_right), default=0.0)
        return Tally(1, int(ours > 0), int(other > ours), int(bool(right) and not right[0]))


def describe_definitions() -> dict[str, dict[str, str]]:
    """Name the definitions that variations and disguises are made by."""
    return {name: load(name).describe() for name in ("definitions", "disguises")}
