"""What became of variations: counted in all, by list, script and variation. Parts of a run add up, and can be kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

_DIGITS = 5
PARTS = ("by_list", "by_script", "by_variation")
_COUNTS = ("variations", "detected", "wrong_top", "other_first")


@dataclass(slots=True)
class Tally:
    """What became of some variations."""

    variations: int = 0
    detected: int = 0
    wrong_top: int = 0
    """Another party has a higher score than the right one, found or not."""
    other_first: int = 0
    """Another party stands first, at a higher score or at the same."""

    def add(self, other: Tally) -> None:
        """Add what another one has counted."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def as_rates(self) -> dict[str, float]:
        """Return the number and the shares, five digits."""
        size = self.variations or 1
        return {
            "variations": self.variations,
            "missed": self.variations - self.detected,
            "detected": round(self.detected / size, _DIGITS),
            "wrong_top": round(self.wrong_top / size, _DIGITS),
            "other_first": round(self.other_first / size, _DIGITS),
        }


@dataclass(slots=True)
class LevelTally:
    """What became of the variations of one level, and apart by list, script and variation."""

    total: Tally = field(default_factory=Tally)
    parts: dict[str, defaultdict[str, Tally]] = field(
        default_factory=lambda: {part: defaultdict(Tally) for part in PARTS}
    )
    not_made: int = 0
    failed: int = 0
    """Variations that could not be screened; they count as missed."""
    seconds: float = 0.0
    """Time that screening took, by the clock."""

    def count(self, keys: tuple[str, str, str], found: Tally) -> None:
        """Count one variation everywhere it belongs: by list, script and variation."""
        for part, key in zip(PARTS, keys, strict=True):
            self.parts[part][key].add(found)
        self.total.add(found)

    def add(self, other: LevelTally) -> None:
        """Add another part of the run."""
        self.total.add(other.total)
        for part, tallies in other.parts.items():
            for key, tally in tallies.items():
                self.parts[part][key].add(tally)
        self.not_made += other.not_made
        self.failed += other.failed
        self.seconds += other.seconds

    def as_report(self) -> dict[str, Any]:
        """Return all rates by name."""
        parts = {name: {key: part[key].as_rates() for key in sorted(part)} for name, part in self.parts.items()}
        return {
            **self.total.as_rates(),
            "not_made": self.not_made,
            "failed": self.failed,
            **parts,
            "seconds": round(self.seconds, 1),
            "per_second": round(self.total.variations / self.seconds) if self.seconds else 0,
        }

    def to_json(self) -> dict[str, Any]:
        """Write the counts, so that `from_json` reads them again."""
        parts = {
            part: {key: _write(tally) for key, tally in sorted(tallies.items())} for part, tallies in self.parts.items()
        }
        apart = {"not_made": self.not_made, "failed": self.failed, "seconds": self.seconds}
        return {"total": _write(self.total), **parts, **apart}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
        tally = cls(_read(kept["total"]), not_made=int(kept["not_made"]), failed=int(kept["failed"]))
        tally.seconds = float(kept["seconds"])
        for part in PARTS:
            tally.parts[part].update({key: _read(counts) for key, counts in kept[part].items()})
        return tally


def _write(tally: Tally) -> list[int]:
    return [getattr(tally, name) for name in _COUNTS]


def _read(counts: list[int]) -> Tally:
    return Tally(**dict(zip(_COUNTS, map(int, counts), strict=True)))
