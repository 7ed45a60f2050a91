"""The journal: what a client knows for certain, written down before it does anything else.

It is the judge of a run. The service's own word counts for nothing here, only what it acknowledged to somebody.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A submission for which a client has an id."""

    reference: str
    id: str
    tries: int
    """Requests that it took, the last one included."""
    replayed: bool
    """An earlier try had arrived, and its answer was lost: this is that answer."""
    listed: bool
    """Whether somebody of it stands on a list."""


class Journal:
    """The acknowledgements of all clients of a run, one line each in a file."""

    def __init__(self, path: Path) -> None:
        """Begin an empty journal."""
        self._lock = threading.Lock()
        self._file = path.open("w", encoding="utf-8", buffering=1)
        self._known: dict[str, Acknowledged] = {}
        self.contradictions: list[str] = []
        """What was acknowledged under two ids, or refused after it had been acknowledged."""
        self.refusals: Counter[str] = Counter()
        """How tries ended that brought no id: by status and code, or by the kind of broken connection."""

    def acknowledge(self, entry: Acknowledged) -> None:
        """Write down an id before anything else is asked."""
        with self._lock:
            self._write({"acknowledged": entry.id, "reference": entry.reference, "tries": entry.tries})
            before = self._known.setdefault(entry.reference, entry)
            if before.id != entry.id:
                self.contradictions.append(f"{entry.reference}: {before.id} and {entry.id}")

    def refuse(self, reference: str, why: str) -> None:
        """Write down that a try brought no id."""
        with self._lock:
            self._write({"refused": why, "reference": reference})
            self.refusals[why] += 1

    @property
    def acknowledged(self) -> Mapping[str, Acknowledged]:
        """What is acknowledged so far, by reference."""
        with self._lock:
            return dict(self._known)

    def close(self) -> None:
        """Write no more."""
        self._file.close()

    def _write(self, line: Mapping[str, object]) -> None:
        self._file.write(json.dumps({"at": round(time.time(), 3), **line}) + "\n")
