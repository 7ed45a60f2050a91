"""Personal values: a box that logging, f-strings, JSON and pickle cannot open by accident."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Generic, NoReturn, TypeVar

from kyc_service.errors import PolicyDeniedError

T = TypeVar("T")

JsonValue = str | int | float | bool | None | list[Any] | dict[str, Any]
Fields = dict[str, JsonValue]
"""Field path to value, as `{"business.name": "...", "business.registration.number": "..."}`."""


RESTRICTED = "right.restrict"
"""The rule that keeps a restricted subject's data where they are."""
STILL_ALLOWED = frozenset({"legal_claims", "legal_duty", "subject_rights"})
"""Purposes for which even restricted data are opened. Source: GDPR 18(2), and 15-21 for the subject itself."""


class Personal(Generic[T]):
    """A value that may be used for a named purpose inside, and leaves only through the policy's gate."""

    __slots__ = ("_only", "_value")

    def __init__(self, value: T, only: Collection[str] | None = None) -> None:
        """Close the box; `only` names the purposes it still opens for, where the subject restricted the rest."""
        self._value = value
        self._only = None if only is None else frozenset(only)

    def use(self, purpose: str) -> T:
        """Open the box for a purpose of the policy, as `aml_check`.

        Raises PolicyDeniedError when the subject's data are restricted and the purpose is not excepted.
        """
        if not purpose:
            message = "a personal value needs a purpose"
            raise ValueError(message)
        if self._only is not None and purpose not in self._only:
            raise PolicyDeniedError((RESTRICTED,))
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
