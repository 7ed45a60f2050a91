"""Personal values: a box that logging, f-strings, JSON and pickle cannot open by accident."""

from __future__ import annotations

from typing import Any, Generic, NoReturn, TypeVar

T = TypeVar("T")

JsonValue = str | int | float | bool | None | list[Any] | dict[str, Any]
Fields = dict[str, JsonValue]
"""Field path to value, as `{"business.name": "...", "business.registration.number": "..."}`."""


class Personal(Generic[T]):
    """A value that may be used for a named purpose inside, and leaves only through the policy's gate."""

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        """Close the box."""
        self._value = value

    def use(self, purpose: str) -> T:
        """Open the box for a purpose of the policy, as `aml_check`."""
        if not purpose:
            message = "a personal value needs a purpose"
            raise ValueError(message)
        return self._value

    def __repr__(self) -> str:
        """Say that something is here, and not what."""
        return "<personal>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        """Refuse to be formatted into a text."""
        return "<personal>"

    def __eq__(self, other: object) -> bool:
        """Compare by value."""
        return isinstance(other, Personal) and bool(self._value == other._value)

    def __hash__(self) -> int:
        """Refuse to be a key: a dictionary's repr would be next."""
        message = "a personal value is not hashable"
        raise TypeError(message)

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled."""
        message = "a personal value does not leave the process"
        raise TypeError(message)
