"""The frozen definitions as values, and the only source of chance: a hash, the same on every machine and Python."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

Value = TypeVar("Value")
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Definitions:
    """One file of definitions."""

    version: str
    seed: str
    digest: str
    """SHA-256, hex, of the file."""
    values: Mapping[str, Any]

    def describe(self) -> dict[str, str]:
        """Name the definitions in a report."""
        return {"version": self.version, "seed": self.seed, "sha256": self.digest}


class Chance:
    """A row of choices that follow from a text."""

    def __init__(self, *parts: str) -> None:
        """Begin the row that belongs to these parts."""
        self._key = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).digest()
        self._made = 0

    def below(self, limit: int) -> int:
        """Choose a number from 0 to below the limit."""
        self._made += 1
        digest = hashlib.sha256(self._key + self._made.to_bytes(4, "big")).digest()
        return int.from_bytes(digest[:8], "big") % limit

    def pick(self, values: Sequence[Value]) -> Value:
        """Choose one of some values."""
        return values[self.below(len(values))]


@lru_cache(maxsize=2)
def load(name: str = "definitions") -> Definitions:
    """Load `definitions` (minor and major variations) or `disguises`."""
    raw = (_HERE / f"{name}.toml").read_bytes()
    # The digest is over lines that end in a line feed, whatever a checkout made of them.
    digest = hashlib.sha256(raw.replace(b"\r\n", b"\n")).hexdigest()
    values = tomllib.loads(raw.decode())
    return Definitions(values["version"], values["seed"], digest, values)
