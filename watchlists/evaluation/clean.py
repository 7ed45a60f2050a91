"""Clean names: how many names of nobody listed would raise an alert.

A clean name that is, word for word, a listed name is counted apart: no matcher may stay silent on it.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from watchlists.errors import LabelledFileError
from watchlists.evaluation.formats import read_lines
from watchlists.evaluation.metrics import percentiles
from watchlists.evaluation.parties import Parties
from watchlists.evaluation.queries import Answer, ask
from watchlists.evaluation.variations.definitions import Chance
from watchlists.evaluation.words import same_words
from watchlists.matching import MATCHER_VERSION, Screener
from watchlists.model import Entry, Kind, Subject

COLUMNS = ("full_name", "name", "names", "Security Name", "Security", "title")
"""Headings that name the column of names, the first that is there, when none is asked for."""

_SEED = "kyc-clean-2026"
_DIGITS = 5
_CERTAIN = 1.96
"""Standard deviations of a 95 % interval."""


def read_names(path: Path, column: str | None = None, cut: str | None = None) -> list[str]:
    """Read the names of a CSV file with a heading line, gzipped or not, each once.

    `cut` leaves out what stands behind these signs, as share classes behind ` - `. Raises LabelledFileError.
    """
    lines = _Lines(path)
    rows = csv.DictReader(lines, strict=True)
    try:
        headings = rows.fieldnames or ()
        wanted = column if column is not None else next((name for name in COLUMNS if name in headings), None)
        if wanted is None or wanted not in headings:
            asked = f"has no column {column}" if column is not None else f"has none of the columns {', '.join(COLUMNS)}"
            raise LabelledFileError(path.name, 1, asked)
        values = [row[wanted] or "" for row in rows]
    except csv.Error:
        raise LabelledFileError(path.name, lines.last, "is not CSV") from None
    names = (value.split(cut)[0] if cut else value for value in values)
    found = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    if not found:
        raise LabelledFileError(path.name, None, "holds no name")
    return found


class _Lines:
    """The lines of a file, which remembers the last one that was read."""

    def __init__(self, path: Path) -> None:
        self._lines = read_lines(path)
        self.last = 0

    def __iter__(self) -> Iterator[str]:
        for number, text in self._lines:
            self.last = number
            yield text + "\n"


def sample_names(names: Sequence[str], size: int | None) -> list[str]:
    """Take so many names, always the same ones; all when there are no more."""
    if size is None or size >= len(names):
        return list(names)
    return sorted(names, key=lambda name: Chance(_SEED, name).below(1 << 60))[:size]


def evaluate_clean(screener: Screener, entries: Iterable[Entry], names: Iterable[str], kind: Kind) -> dict[str, Any]:
    """Screen names of nobody listed, one after the other."""
    nobody = Parties(())
    listed = {same_words(name.value) for entry in entries for name in entry.names}
    answers: list[tuple[bool, Answer]] = []
    for name in names:
        answer = ask(screener, nobody, Subject(kind=kind, names=(name,)), ())
        answers.append((same_words(name) in listed, answer))
    flagged = [(namesake, answer) for namesake, answer in answers if answer.scores]
    apart = sum(not namesake for namesake, _ in flagged)
    return {
        "matcher": MATCHER_VERSION,
        "threshold": screener.threshold,
        "kind": kind.value,
        "names": len(answers),
        "flagged": len(flagged),
        "flagged_namesakes": len(flagged) - apart,
        "false_positive_rate": round(len(flagged) / len(answers), _DIGITS),
        "without_namesakes": round(apart / len(answers), _DIGITS),
        "interval_95": interval(apart, len(answers)),
        "matches": sum(len(answer.scores) for _, answer in answers),
        "latency_ms": percentiles([answer.milliseconds for _, answer in answers]),
    }


def interval(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % interval of a share after Wilson: what other names of the same sort would likely give."""
    square = _CERTAIN**2
    middle = (part + square / 2) / (whole + square)
    width = _CERTAIN / (whole + square) * math.sqrt(part * (whole - part) / whole + square / 4)
    return round(max(0.0, middle - width), _DIGITS), round(min(1.0, middle + width), _DIGITS)
