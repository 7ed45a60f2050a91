"""JSON files of a list, read with suspicion: encoding, emptiness, a cut end, a nesting that no publisher uses."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

from watchlists.errors import ListRefusedError
from watchlists.sources.guards import read_text


def read_json(source: str, name: str, stream: BinaryIO) -> Any:  # noqa: ANN401 - the file decides what it holds
    """Read a whole JSON file.

    Raises ListRefusedError: `list_incomplete` for a file that ends before its value does, `list_wrong_format` for what
    is no JSON, and what `guards.read_text` refuses.
    """
    text = read_text(source, name, stream)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        code = "list_incomplete" if cut else "list_wrong_format"
        raise ListRefusedError(source, code, f"{name} is not JSON at line {error.lineno}") from None
    except (RecursionError, ValueError):  # nested without end, or a number of thousands of digits
        raise ListRefusedError(source, "list_wrong_format", f"{name} is no JSON of a list") from None


def json_text(value: object) -> str:
    """Return a value as one line of text; null and an empty text are the same."""
    return "" if value is None else " ".join(str(value).split())
