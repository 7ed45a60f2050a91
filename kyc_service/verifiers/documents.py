"""Read a register's JSON without trusting its shape: what is there has the wanted type, is absent, or is an error.

A value of another type than the register's documents say is never guessed at: the whole answer is malformed, and a
malformed answer is an outage.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Self

from watchlists.dates import PartialDate

MOST_ITEMS = 1000
"""Members of one list that are read; registers page far below."""
LONGEST_TEXT = 2000
"""Characters of one text."""
_ABSENT: Mapping[str, Any] = {}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class MalformedAnswerError(Exception):
    """A register's answer has not the documented shape. Says nothing about the business, and goes no further."""

    code = "malformed_answer"


class Document:
    """A JSON object, or a part of one, with readers that check types.

    Absent, `null` and an empty text are the same: None. A wrong type raises MalformedAnswerError.
    """

    __slots__ = ("_content",)

    def __init__(self, value: Mapping[str, Any]) -> None:
        """Wrap an object."""
        self._content = value

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Read an object out of UTF-8 JSON. Raises MalformedAnswerError."""
        return cls(_object(_load(body)))

    @classmethod
    def parse_list(cls, body: bytes, most: int = MOST_ITEMS) -> tuple[Self, ...]:
        """Read a list of objects, as some registers answer. Raises MalformedAnswerError."""
        return tuple(cls(_object(item)) for item in _list(_load(body), most))

    def __contains__(self, name: str) -> bool:
        """Whether a member is there and not null."""
        return self._content.get(name) is not None

    def part(self, *path: str) -> Document:
        """Return an object inside; an empty one when it is absent."""
        value: Mapping[str, Any] = self._content
        for name in path:
            inner = value.get(name)
            value = _ABSENT if inner is None else _object(inner)
        return Document(value)

    def parts(self, *path: str) -> tuple[Document, ...]:
        """Return the objects of a list inside; none when it is absent."""
        found = self._find(path)
        return () if found is None else tuple(Document(_object(item)) for item in _list(found))

    def texts(self, *path: str) -> tuple[str, ...]:
        """Return the texts of a list inside, without empty ones."""
        found = self._find(path)
        return () if found is None else tuple(text for item in _list(found) if (text := _text(item)) is not None)

    def values(self, *path: str) -> tuple[Any, ...]:
        """Return the members of a list inside as they are, for one that mixes types; none when it is absent."""
        found = self._find(path)
        return () if found is None else tuple(_list(found))

    def text(self, *path: str) -> str | None:
        """Return a text, stripped."""
        return _text(self._find(path))

    def need(self, *path: str) -> str:
        """Return a text that has to be there. Raises MalformedAnswerError."""
        found = self.text(*path)
        if found is None:
            raise MalformedAnswerError
        return found

    def number(self, *path: str) -> str | None:
        """Return an identifier that some registers write as a number and others as a text."""
        found = self._find(path)
        if isinstance(found, int) and not isinstance(found, bool):
            return str(found)
        return _text(found)

    def flag(self, *path: str) -> bool | None:
        """Return a truth value: a JSON one only."""
        found = self._find(path)
        if found is None or isinstance(found, bool):
            return found
        raise MalformedAnswerError

    def date(self, *path: str) -> dt.date | None:
        """Return a whole day `YYYY-MM-DD`; a time after it is cut off."""
        text = self.text(*path)
        if text is None:
            return None
        try:
            return dt.date.fromisoformat(text[:10])
        except ValueError:
            raise MalformedAnswerError from None

    def partial_date(self, *path: str) -> PartialDate | None:
        """Return a day, month or year: `YYYY-MM-DD`, `YYYY-MM`, `YYYY`; a time after a day is cut off."""
        text = self.text(*path)
        if text is None:
            return None
        try:
            return PartialDate.parse(text.partition("T")[0])
        except ValueError:
            raise MalformedAnswerError from None

    def items(self) -> Iterator[tuple[str, Document]]:
        """Go through members that are objects."""
        for name, value in self._content.items():
            if isinstance(value, dict):
                yield name, Document(value)

    def _find(self, path: tuple[str, ...]) -> Any:  # noqa: ANN401 - any JSON value
        holder = self.part(*path[:-1])
        return holder._content.get(path[-1])  # noqa: SLF001 - of this class


def _load(body: bytes) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise MalformedAnswerError from None


def _object(value: Any) -> Mapping[str, Any]:  # noqa: ANN401 - any JSON value
    if not isinstance(value, dict):
        raise MalformedAnswerError
    return value


def _list(value: Any, most: int = MOST_ITEMS) -> list[Any]:  # noqa: ANN401 - any JSON value
    if not isinstance(value, list) or len(value) > most:
        raise MalformedAnswerError
    return value


def _text(value: Any) -> str | None:  # noqa: ANN401 - any JSON value
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or _CONTROL.search(value):
        raise MalformedAnswerError
    return value.strip() or None
