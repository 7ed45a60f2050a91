"""Faults of a file about risk: each at its place, all at once."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kyc_service.domain.risk.vocabularies import MOST_NUMBER

LONGEST = 500
"""Characters of a text."""
MOST_TOLD = 200
_ENDS = re.compile(r"(?=[.\[])|$")
Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True)
class TableFault:
    """One thing that is wrong."""

    place: str
    """As `factors[2].rules[0].points`; empty for the whole."""
    detail: str
    """What is asked for; never what was given."""

    def __str__(self) -> str:
        """Say both."""
        return f"{self.place}: {self.detail}" if self.place else self.detail


class RiskTableError(ValueError):
    """A table, or facts, that cannot be used; `faults` says everything that is wrong, up to two hundred things."""

    def __init__(self, faults: Sequence[TableFault]) -> None:
        """Keep the faults."""
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, self.faults)))


@dataclass(slots=True)
class Faults:
    """Reads values and collects what is wrong. Whatever cannot be read becomes None, and is said."""

    found: list[TableFault] = field(default_factory=list)
    _touched: set[str] = field(default_factory=set)

    def add(self, place: str, detail: str) -> None:
        """Note a fault, unless there are more than anybody is told."""
        if len(self.found) < MOST_TOLD:
            self.found.append(TableFault(place, detail))
            self._touched.update(place[: end.start()] for end in _ENDS.finditer(place))

    def touched(self, place: str) -> bool:
        """Whether anything was wrong there or below: what follows from that is not said again."""
        return place in self._touched

    def raise_found(self) -> None:
        """Raise RiskTableError if there are any."""
        if self.found:
            raise RiskTableError(self.found)

    def fields(self, place: str, value: object, keys: frozenset[str], needed: frozenset[str]) -> Mapping[str, Any]:
        """Read an object with known keys."""
        if not isinstance(value, Mapping):
            self.add(place, "has to be a table of fields")
            return {}
        for key in sorted(needed - value.keys()):
            self.add(join(place, key), "is missing")
        if unknown := sum(key not in keys for key in value):
            self.add(place, f"has {unknown} unknown fields; known are {', '.join(sorted(keys))}")
        return {key: value[key] for key in value if key in keys}

    def items(self, place: str, value: object, most: int, least: int = 0) -> Iterator[tuple[str, object]]:
        """Read a list; return each with its place."""
        if not isinstance(value, list | tuple):
            self.add(place, "has to be a list")
            return
        if not least <= len(value) <= most:
            self.add(place, f"has to have {least} to {most} entries")
            return
        for number, item in enumerate(value):
            yield f"{place}[{number}]", item

    def text(self, place: str, value: object, *, empty: bool = False) -> str:
        """Read a text of one line."""
        if not isinstance(value, str) or len(value) > LONGEST or not (empty or value.strip()):
            self.add(place, f"has to be a text of {0 if empty else 1} to {LONGEST} characters")
            return ""
        if any(unicodedata.category(letter).startswith("C") for letter in value):
            self.add(place, "has characters that cannot be seen")
            return ""
        return value

    def number(self, place: str, value: object, most: float = math.inf) -> float | None:
        """Read a finite number from 0."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= min(most, MOST_NUMBER):
            said = f"from 0 to {most:g}" if math.isfinite(most) else "of 0 or more"
            self.add(place, f"has to be a finite number {said}")
            return None
        return float(value)

    def flag(self, place: str, value: object) -> bool:
        """Read true or false."""
        if not isinstance(value, bool):
            self.add(place, "has to be true or false")
            return False
        return value

    def word(self, place: str, value: object, choices: Callable[[str], Word], known: Sequence[str]) -> Word | None:
        """Read one of some words."""
        if isinstance(value, str) and value in known:
            return choices(value)
        self.add(place, f"has to be one of {', '.join(known)}")
        return None


def join(place: str, key: str) -> str:
    """Name the place of a field."""
    return f"{place}.{key}" if place else key
