"""Editions: everything that subjects are compared with at one time, numbered for each tenant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ListAt:
    """A list as it stands in an edition."""

    source: str
    digest: str
    parser: str
    published: dt.date | None
    loaded_at: dt.datetime

    @property
    def key(self) -> tuple[str, str, str]:
        """Source, digest and parser: exactly what is compared with."""
        return self.source, self.digest, self.parser


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Lists, matcher and screening profile together. Another of any of them is another edition."""

    number: int
    """1, 2, ... for each tenant."""
    lists: tuple[ListAt, ...]
    """Those that the profile asks for, by source."""
    matcher_version: str
    profile_id: str | None
    """None for the service's own settings."""
    threshold: float
    weights: Mapping[str, float] = field(default_factory=dict)
    """Only those that differ from the matcher's own."""
    made_at: dt.datetime
    completed_at: dt.datetime | None = None
    """When every active subject had been compared with it; None for one that was overtaken, too."""

    @property
    def rules(self) -> tuple[object, ...]:
        """What decides beside the lists how a name is judged. Editions that share it differ by their lists alone."""
        return self.matcher_version, self.threshold, tuple(sorted(self.weights.items()))

    def says_the_same(self, other: Edition) -> bool:
        """Whether a subject comes to the same in both."""
        return self.rules == other.rules and [one.key for one in self.lists] == [one.key for one in other.lists]
