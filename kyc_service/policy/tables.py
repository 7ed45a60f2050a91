"""Read TOML tables strictly: every key is asked for by type, and what nobody asked for is a fault.

A misspelt key must never widen a grant, so nothing unknown is passed over. Knows nothing of policies.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from kyc_service.policy.rules import Period

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

_HEADER = re.compile(r"\[([\w.]+)\]")
_KEY = re.compile(r"(\w+)\s*=")
_ITEM = re.compile(r'\s*\{\s*(?:id|name)\s*=\s*"([^"]+)"')
_PERIOD = re.compile(r"(\d{1,4})([hdy])", re.ASCII)


class Faults:
    """Collects everything that is wrong with a file, with the line where that is known."""

    def __init__(self, text: str) -> None:
        """Note on which line each key stands."""
        self._lines: dict[str, int] = {}
        self._tables: list[Table] = []
        self.found: list[str] = []
        section = ""
        for number, line in enumerate(text.splitlines(), start=1):
            if header := _HEADER.match(line):
                section = header[1]
                self._lines.setdefault(section, number)
            elif named := _KEY.match(line) or _ITEM.match(line):
                self._lines.setdefault(f"{section}.{named[1]}", number)

    def add(self, where: str, what: str) -> None:
        """Report one fault of a place, as `recipient.kyc_vendor`."""
        parts = where.split(".")
        places = [".".join(parts[:end]) for end in range(len(parts), 0, -1)]
        line = next((self._lines[place] for place in places if place in self._lines), None)
        text = f"{where}: {what}" if where else what
        self.found.append(f"line {line}: {text}" if line else text)

    def watch(self, table: Table) -> None:
        """Remember a table until `close`."""
        self._tables.append(table)

    def close(self) -> None:
        """Report every key of every table that nobody asked for."""
        for table in self._tables:
            table.close()


class Table:
    """One table of the file. Falls back to something empty after a fault, so that all can be reported."""

    def __init__(self, values: object, where: str, faults: Faults) -> None:
        """Wrap a value that has to be a table."""
        self.where = where
        self._faults = faults
        self._left: dict[str, Any] = dict(values) if isinstance(values, Mapping) else {}
        faults.watch(self)
        if not isinstance(values, Mapping):
            faults.add(where, "has to be a table")

    def complain(self, what: str) -> None:
        """Report a fault of this table."""
        self._faults.add(self.where, what)

    def text(self, key: str) -> str:
        """Read a text that has to be there."""
        value = self._take(key, str)
        if value is None or not value.strip():
            self.complain(f"{key}: a text is needed")
        return value or ""

    def optional_text(self, key: str) -> str | None:
        """Read a text that may be absent."""
        return self.text(key) if key in self._left else None

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of different texts that has to be there."""
        value = self._take(key, list)
        if value is None or not all(isinstance(item, str) and item for item in value):
            self.complain(f"{key}: a list of texts is needed")
            return ()
        if len(set(value)) < len(value):
            self.complain(f"{key}: names something twice")
        return tuple(value)

    def optional_texts(self, key: str) -> tuple[str, ...] | None:
        """Read a list of texts that may be absent."""
        return self.texts(key) if key in self._left else None

    def choice(self, key: str) -> bool:
        """Read true or false that has to be there."""
        value = self._left.pop(key, None)
        if not isinstance(value, bool):
            self.complain(f"{key}: has to be true or false")
        return value is True

    def flag(self, key: str) -> bool:
        """Read true or false; absent is false."""
        return self.choice(key) if key in self._left else False

    def number(self, key: str) -> int | None:
        """Read a whole number that may be absent."""
        if key not in self._left:
            return None
        value = self._left.pop(key)
        if type(value) is not int:
            self.complain(f"{key}: has to be a whole number")
            return None
        return value

    def day(self, key: str) -> dt.date:
        """Read a date that has to be there."""
        value = self._left.pop(key, None)
        if type(value) is not dt.date:
            self.complain(f"{key}: a date is needed")
            return dt.date.min
        return value

    def optional_day(self, key: str) -> dt.date | None:
        """Read a date that may be absent."""
        return self.day(key) if key in self._left else None

    def period(self, key: str) -> Period:
        """Read a period that has to be there, as `2y`, `90d` or `1h`."""
        found = _PERIOD.fullmatch(self.text(key))
        if found is None:
            self.complain(f"{key}: has to be a period, as `2y`, `90d` or `1h`")
            return Period()
        unit = {"y": "years", "d": "days", "h": "hours"}[found[2]]
        return Period(**{unit: int(found[1])})

    def one_of(self, key: str, kind: type[E], fallback: E) -> E:
        """Read a member of an enumeration that has to be there."""
        return self._member(key, self.text(key), kind) or fallback

    def some_of(self, key: str, kind: type[E]) -> tuple[E, ...]:
        """Read a list of members of an enumeration."""
        return tuple(member for text in self.texts(key) if (member := self._member(key, text, kind)) is not None)

    def tables(self) -> Iterator[tuple[str, Table]]:
        """Read every key of this table as a table."""
        for key in list(self._left):
            yield key, Table(self._left.pop(key), f"{self.where}.{key}", self._faults)

    def table(self, key: str) -> Table:
        """Read a table that has to be there."""
        if key not in self._left:
            self.complain(f"{key}: is missing")
        return Table(self._left.pop(key, {}), f"{self.where}.{key}".lstrip("."), self._faults)

    def items(self, key: str, label: str) -> Iterator[Table]:
        """Read a list of tables; each is called by one of its texts."""
        value = self._take(key, list)
        if value is None:
            self.complain(f"{key}: a list of tables is needed")
        for number, item in enumerate(value or (), start=1):
            name = item.get(label, number) if isinstance(item, Mapping) else number
            yield Table(item, f"{self.where}.{name}", self._faults)

    def names(self) -> tuple[str, ...]:
        """List the keys that nobody asked for yet."""
        return tuple(self._left)

    def peek(self, key: str) -> object:
        """Look at a value without asking for it."""
        return self._left.get(key)

    def rest(self) -> dict[str, Any]:
        """Take everything that is left as it is."""
        rest, self._left = self._left, {}
        return rest

    def close(self) -> None:
        """Report the keys that nobody asked for."""
        for key in self._left:
            self.complain(f"{key}: no such key")

    def _take(self, key: str, kind: type[T]) -> T | None:
        value = self._left.pop(key, None)
        return value if isinstance(value, kind) else None

    def _member(self, key: str, text: str, kind: type[E]) -> E | None:
        try:
            return kind(text)
        except ValueError:
            self.complain(f"{key}: `{text}` is none of {', '.join(kind)}")
            return None
