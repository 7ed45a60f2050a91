"""Read the query strictly: every parameter known, given once, and of its form. Values are never repeated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from kyc_service.api.door.errors import MalformedRequestError


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter that a route takes."""

    description: str
    pattern: str
    """Regular expression of the whole value, in the dialect that JSON Schema and Python share."""
    choices: tuple[str, ...] = ()
    lowest: int | None = None
    """Makes it an integer."""
    highest: int | None = None
    default: Any = None
    required: bool = False
    example: Any = field(default=None)

    def read(self, text: str) -> str | int | None:
        """Return the value, or None when it is not of the form."""
        if re.fullmatch(self.pattern, text, re.ASCII) is None or (self.choices and text not in self.choices):
            return None
        if self.lowest is None or self.highest is None:
            return text
        return int(text) if self.lowest <= int(text) <= self.highest else None

    @property
    def schema(self) -> dict[str, Any]:
        """Describe the value for OpenAPI."""
        if self.lowest is not None:
            usual = {} if self.default is None else {"default": self.default}
            return {"type": "integer", "minimum": self.lowest, "maximum": self.highest, **usual}
        if self.choices:
            return {"type": "string", "enum": list(self.choices)}
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}


LIMIT = Parameter(
    description="How many items a page has at most.",
    pattern="[0-9]{1,3}",
    lowest=1,
    highest=100,
    default=20,
    example=20,
)
CURSOR = Parameter(
    description="Where the page begins: `next` of the page before.",
    pattern="[A-Za-z0-9_.\\-]{1,512}",
)
PAGE = {"limit": LIMIT, "cursor": CURSOR}
"""Parameters of every route that answers in pages."""


def read_query(given: MultiDict[str, str], known: Mapping[str, Parameter]) -> dict[str, Any]:
    """Read the parameters of a request; those not given have their default."""
    for name in given:
        if name not in known:
            code = "unknown_parameter"
            raise MalformedRequestError(code)
        if len(given.getlist(name)) > 1:
            code = "duplicate_parameter"
            raise MalformedRequestError(code, name)
    return {name: _read_one(name, parameter, given.get(name)) for name, parameter in known.items()}


def _read_one(name: str, parameter: Parameter, text: str | None) -> str | int | None:
    if text is None:
        if parameter.required:
            code = "required"
            raise MalformedRequestError(code, name)
        return parameter.default  # type: ignore[no-any-return]  # a default has the type its form reads
    value = parameter.read(text)
    if value is None:
        code = "invalid_cursor" if name == "cursor" else "invalid_parameter"
        raise MalformedRequestError(code, name)
    return value
