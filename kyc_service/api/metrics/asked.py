"""Figures that are read when somebody asks, and not anew for whoever asks right after: `/metrics` wants no key."""

from __future__ import annotations

import threading
import time
from abc import abstractmethod
from collections.abc import Iterable, Iterator

from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from kyc_service.bootstrap import Runtime

SECONDS = 5.0
"""How long an answer serves."""


class AskedCollector(Collector):
    """Reads figures at most every few seconds, whoever asks how often."""

    def __init__(self, rt: Runtime) -> None:
        """Ask nothing yet."""
        self._rt = rt
        self._lock = threading.Lock()
        self._found: tuple[Metric, ...] = ()
        self._until = float("-inf")

    def describe(self) -> tuple[Metric, ...]:
        """Name nothing: the registry would ask for names while the application starts."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Return the figures, read now or a moment ago."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._found = tuple(self.read())
                self._until = time.monotonic() + SECONDS
            found = self._found
        yield from found

    @abstractmethod
    def read(self) -> Iterable[Metric]:
        """Read the figures anew."""
