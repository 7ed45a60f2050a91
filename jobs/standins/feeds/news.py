"""What a stand-in's feed has to say: changes that somebody made up, numbered and dated."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one registration."""

    id: int
    at: dt.datetime
    number: str
    kind: str
    """Of `EventKind`, by value."""


@dataclass
class News:
    """The changes of one register, oldest first."""

    changes: list[Change] = field(default_factory=list)
    forgotten: int = 0
    """Changes up to this number are known no more."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def tell(self, number: str, kind: str, at: dt.datetime | None = None) -> Change:
        """Say that something changed, now or at a moment."""
        with self._lock:
            last = self.changes[-1].id if self.changes else max(self.forgotten, 100)
            made = Change(last + 1, at or dt.datetime.now(dt.UTC), number, kind)
            self.changes.append(made)
        return made

    def forget(self) -> None:
        """Lose everything that was said, as a register that was begun anew."""
        with self._lock:
            self.forgotten = self.changes[-1].id if self.changes else self.forgotten
            self.changes.clear()

    def clear(self) -> None:
        """Begin as at first."""
        with self._lock:
            self.changes.clear()
            self.forgotten = 0
