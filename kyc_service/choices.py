"""Read a file of an operator's choices, key by key, and collect what is wrong: all faults are told at once.

Such a file is TOML with a setting of its own that names it (`KYC_LISTS_FILE`), read once when the service starts.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from kyc_service.errors import SettingsError
from kyc_service.settings import Secret

__all__ = ["Choices"]


class Choices:
    """A file of choices, or a table in it. What is asked for and wrong gives None or the default, and is noted."""

    def __init__(self, values: Mapping[str, Any], faults: list[str] | None = None, title: str = "") -> None:
        """Begin to read a table; `title` stands before each of its faults."""
        self.values = values
        self.title = title
        self.faults: list[str] = [] if faults is None else faults

    @classmethod
    def open(cls, setting: str, path: Path) -> Self:
        """Read a file. Raises SettingsError, which names the setting, where it cannot be read."""
        try:
            return cls(tomllib.loads(path.read_text(encoding="utf-8")))
        except tomllib.TOMLDecodeError as error:
            raise SettingsError([f"{setting}: cannot be read: it is not TOML: {error}"]) from None
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError([f"{setting}: cannot be read: {type(error).__name__}"]) from None

    def settle(self, setting: str) -> None:
        """Raise SettingsError with every fault, if there is any."""
        if self.faults:
            raise SettingsError([f"{setting}: {fault}" for fault in self.faults])

    def complain(self, fault: str) -> None:
        """Note a fault."""
        self.faults.append(f"{self.title} {fault}" if self.title else fault)

    def allow(self, *keys: str) -> None:
        """Complain of every other key."""
        for key in sorted(self.values.keys() - set(keys)):
            self.complain(f"{key}: no such choice")

    def tables(self, key: str) -> dict[str, Choices]:
        """Give the tables `[key.NAME]` by name; at least one is wanted, and all of them are to be tables."""
        found = self.values.get(key)
        if not isinstance(found, dict) or not found:
            self.complain(f"has to hold tables [{key}.ID], at least one")
            return {}
        tables: dict[str, Choices] = {}
        for name, values in found.items():
            title = f"[{key}.{name}]"
            if isinstance(values, dict):
                tables[name] = Choices(values, self.faults, title)
            else:
                self.complain(f"{title} has to be a table")
        return tables

    def text(self, key: str, *, needed: bool = False) -> str | None:
        """Read a text of signs that can be seen."""
        value = self.values.get(key)
        if value is None and not needed:
            return None
        if isinstance(value, str) and value.strip() and value.isprintable():
            return value
        self.complain(f"{key}: has to be a text")
        return None

    def flag(self, key: str, *, default: bool) -> bool:
        """Read a true or false."""
        value = self.values.get(key, default)
        if isinstance(value, bool):
            return value
        self.complain(f"{key}: has to be true or false")
        return default

    def words(self, key: str, *, needed: bool = False) -> frozenset[str]:
        """Read a list of texts."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
            self.complain(f"{key}: has to be a list of texts")
            return frozenset()
        if needed and not value:
            self.complain(f"{key}: has to name at least one")
        return frozenset(value)

    def number(self, key: str, low: float, high: float, default: float) -> float:
        """Read a number between two, which it may be."""
        value = self.values.get(key, default)
        if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.complain(f"{key}: has to be a number from {low:g} to {high:g}")
        return default

    def whole(self, key: str, low: int, high: int, default: int) -> int:
        """Read a whole number between two, which it may be."""
        value = self.values.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.complain(f"{key}: has to be a whole number from {low} to {high}")
        return default

    def secret(self, key: str) -> Secret | None:
        """Read the one line of the file that a key names."""
        path = self.text(key)
        if path is None:
            return None
        try:
            value = Path(path).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            self.complain(f"{key}: cannot be read: {type(error).__name__}")
            return None
        if value and value.isprintable():
            return Secret(value)
        self.complain(f"{key}: has to be a file of one line")
        return None
