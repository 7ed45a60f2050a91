"""JSON files of a list, read with suspicion: encoding, emptiness, a cut end, a nesting that no publisher uses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from watchlists.errors import ListRefusedError
from watchlists.sources.guards import read_text

_ESCAPED = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")
"""Only an escape can write either: the bytes are UTF-8 without a NUL."""
_UNFIT = re.compile("[\ud800-\udfff\0]")


def read_json(source: str, name: str, stream: BinaryIO) -> Any:  # noqa: ANN401 - the file decides what it holds
    """Read a whole JSON file.

    Raises ListRefusedError: `list_incomplete` for a file that ends before its value does, `list_wrong_format` for what
    is no JSON, `list_encoding` for a lone surrogate or a NUL, and what `guards.read_text` refuses.
    """
    text = read_text(source, name, stream)
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        code = "list_incomplete" if cut else "list_wrong_format"
        raise ListRefusedError(source, code, f"{name} is not JSON at line {error.lineno}") from None
    except (RecursionError, ValueError):  # nested without end, or a number of thousands of digits
        raise ListRefusedError(source, "list_wrong_format", f"{name} is no JSON of a list") from None
    if holds_half_characters(text, value):
        raise ListRefusedError(source, "list_encoding", f"{name} holds half a character or a NUL")
    return value


def holds_half_characters(text: str, value: object) -> bool:
    """Tell whether a value, read from this JSON text, holds a lone surrogate or a NUL, which nothing here can store."""
    return _ESCAPED.search(text) is not None and any(_UNFIT.search(found) for found in _texts(value))


def _texts(value: object) -> Iterator[str]:
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str):
            yield found
        elif isinstance(found, dict):
            waiting += [*found, *found.values()]
        elif isinstance(found, list):
            waiting += found


def json_text(value: object) -> str:
    """Return a value as one line of text; null and an empty text are the same."""
    return "" if value is None else " ".join(str(value).split())
