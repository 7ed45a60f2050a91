"""Detection: variations of listed names are screened, and the party they were made of has to be found.

Bars are about primary and strong names, so those are varied. What counts as found and as a wrong top is said in
`queries`. A variation that is the name of another listed party would be no test, and is made again or left out.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from watchlists.evaluation.metrics import percentiles
from watchlists.evaluation.parties import Parties
from watchlists.evaluation.queries import Answer, ask
from watchlists.evaluation.variations.definitions import Chance, Definitions, load
from watchlists.evaluation.variations.disguises import DISGUISES
from watchlists.evaluation.variations.major import MAJOR
from watchlists.evaluation.variations.minor import MINOR, Maker
from watchlists.evaluation.variations.names import ListedName
from watchlists.evaluation.words import plain, same_words
from watchlists.matching import Screener
from watchlists.model import Entry, NameKind, Subject

Level = Literal["exact", "minor", "major", "disguise"]
LEVELS: Mapping[Level, Mapping[str, Maker]] = {
    "exact": {"exact": lambda name, _: name.value},
    "minor": MINOR,
    "major": MAJOR,
    "disguise": DISGUISES,
}
VARIED = frozenset({NameKind.PRIMARY, NameKind.STRONG})
_DIGITS = 5
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


def listed_names(entries: Iterable[Entry], sample: int | None = None) -> list[Listed]:
    """Tell every name that is varied, each once for its entry; or a sample, always the same, of so many."""
    found = [
        Listed(entry, ListedName(value, entry.kind))
        for entry in entries
        for value in dict.fromkeys(name.value for name in entry.names if name.kind in VARIED)
        if value.strip()
    ]
    if sample is None or sample >= len(found):
        return found
    seed = load().seed
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


@dataclass(slots=True)
class Tally:
    """What became of some variations."""

    variations: int = 0
    detected: int = 0
    wrong_top: int = 0

    def add(self, answer: Answer) -> None:
        """Count one."""
        self.variations += 1
        self.detected += answer.right > 0
        self.wrong_top += answer.wrong_top

    def as_rates(self) -> dict[str, float]:
        """Return the number and the two shares, five digits."""
        size = self.variations or 1
        return {
            "variations": self.variations,
            "missed": self.variations - self.detected,
            "detected": round(self.detected / size, _DIGITS),
            "wrong_top": round(self.wrong_top / size, _DIGITS),
        }


@dataclass(slots=True)
class LevelTally:
    """What became of the variations of one level, and apart by list, script and variation."""

    total: Tally = field(default_factory=Tally)
    parts: dict[str, defaultdict[str, Tally]] = field(
        default_factory=lambda: {part: defaultdict(Tally) for part in ("by_list", "by_script", "by_variation")}
    )
    not_made: int = 0
    milliseconds: list[float] = field(default_factory=list)

    def add(self, varied: Varied, answer: Answer) -> None:
        """Count one variation everywhere it belongs."""
        keys = (varied.listed.entry.source, varied.listed.name.script, varied.variation)
        for part, key in zip(self.parts.values(), keys, strict=True):
            part[key].add(answer)
        self.total.add(answer)
        self.milliseconds.append(answer.milliseconds)

    def as_report(self) -> dict[str, Any]:
        """Return all rates by name."""
        parts = {name: {key: part[key].as_rates() for key in sorted(part)} for name, part in self.parts.items()}
        return {
            **self.total.as_rates(),
            "not_made": self.not_made,
            **parts,
            "latency_ms": percentiles(self.milliseconds),
        }


@dataclass(slots=True)
class Detection:
    """A run over listed names, level by level."""

    screener: Screener
    parties: Parties
    variations: Variations
    missed: list[str] = field(default_factory=list)
    """Queries that were not detected or had a wrong top, as lines of a file of queries."""

    def run(self, names: Iterable[Listed], level: Level) -> LevelTally:
        """Screen every variation of one level."""
        tally = LevelTally()
        for listed in names:
            for _, varied in self.variations.of(listed, level):
                if varied is None:
                    tally.not_made += 1
                    continue
                subject = Subject(kind=listed.entry.kind, names=(varied.value,))
                answer = ask(self.screener, self.parties, subject, (listed.entry.id,))
                tally.add(varied, answer)
                if not answer.right or answer.wrong_top:
                    self.missed.append(varied.as_query())
        return tally


def describe_definitions() -> dict[str, dict[str, str]]:
    """Name the definitions that variations and disguises are made by."""
    return {name: load(name).describe() for name in ("definitions", "disguises")}
