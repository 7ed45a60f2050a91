"""The ground of all schemas: nothing converted, nothing unknown, codes instead of sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from kyc_service.api.bodies.pointers import extend
from kyc_service.domain.intake.readings import Reading
from kyc_service.errors import Fault, InvalidInputError

_WRONG_TYPE = "wrong_type"
Reader = Callable[[str], Reading]
DatedReader = Callable[[str, dt.date], Reading]


@dataclass(frozen=True, slots=True)
class Intake:
    """What a body is read under: the day, and the flags found on the way."""

    today: dt.date
    flags: dict[str, None] = field(default_factory=dict)
    """Ordered, each once."""


_INTAKE: ContextVar[Intake] = ContextVar("intake")


@contextmanager
def reading(today: dt.date) -> Iterator[Intake]:
    """Read bodies under a day, and collect the flags of their texts."""
    intake = Intake(today)
    token = _INTAKE.set(intake)
    try:
        yield intake
    finally:
        _INTAKE.reset(token)


def note_flags(flags: Sequence[str]) -> None:
    """Hand flags to the intake that is under way; without one nobody wants them."""
    intake = _INTAKE.get(None)
    if intake is not None:
        intake.flags.update(dict.fromkeys(flags))


class StrictSchema(Schema):
    """An object with exactly the members that are named."""

    error_messages = {"unknown": "unknown_field", "type": "wrong_type"}  # noqa: RUF012 - as the base class has it

    class Meta:
        """What marshmallow asks."""

        unknown = RAISE


@cache
def instance_of(schema: type[Schema]) -> Schema:
    """Return the one instance of a schema: making one takes longer than using it, and using it changes nothing."""
    return schema()


def load(schema: type[Schema], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Load a body. Raises InvalidInputError that names every fault."""
    data, faults = try_load(schema, raw)
    if faults:
        raise InvalidInputError(faults)
    return data


def try_load(schema: type[Schema], raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """Load as much of a body as can be, beside the faults of the rest."""
    try:
        return dict(instance_of(schema).load(raw)), []
    except ValidationError as error:
        return dict(error.valid_data or {}), list(_flatten(error.messages, ""))


def _flatten(messages: Any, pointer: str) -> Iterator[Fault]:  # noqa: ANN401 - marshmallow nests as it likes
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from _flatten(inner, pointer if key == "_schema" else extend(pointer, key))
    elif isinstance(messages, list):
        for message in messages:
            yield from _flatten(message, pointer)
    else:
        yield Fault(pointer, messages)


def _messages(*, required: bool = False) -> dict[str, Any]:
    return {
        "required": "required",
        "null": "required" if required else "wrong_type",
        "invalid": "wrong_type",
        "type": "wrong_type",
        "too_large": "number_out_of_range",
        "special": "number_out_of_range",
    }


class Text(fields.String):
    """A text, read by a rule of intake; its flags go to the intake that is under way."""

    def __init__(
        self,
        description: str,
        example: str,
        read: Reader | None = None,
        *,
        read_dated: DatedReader | None = None,
        longest: int = 256,
        required: bool = False,
    ) -> None:
        """Take the rule, and how many characters the documentation promises."""
        super().__init__(
            required=required,
            error_messages=_messages(required=required),
            metadata={"description": description, "examples": [example], "maxLength": longest},
        )
        self._read = read
        self._read_dated = read_dated
        self._longest = longest

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> str:  # noqa: ANN401 - as its base
        del attr, data
        if not isinstance(value, str):
            raise ValidationError(_WRONG_TYPE)
        found = self._judge(value)
        if found.fault:
            raise ValidationError(found.fault)
        note_flags(found.flags)
        return found.value

    def _judge(self, value: str) -> Reading:
        if self._read_dated is not None:
            return self._read_dated(value, _INTAKE.get().today)
        if self._read is not None:
            return self._read(value)
        return Reading(value, "too_long" if len(value) > self._longest else None)


class Choice(fields.String):
    """One of a few words."""

    def __init__(self, description: str, choices: Sequence[str], *, required: bool = False) -> None:
        """Take the words; the first is the example."""
        super().__init__(
            required=required,
            error_messages=_messages(required=required),
            metadata={"description": description, "examples": [choices[0]], "enum": list(choices)},
        )
        self._choices = frozenset(choices)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> str:  # noqa: ANN401 - as its base
        del attr, data
        if not isinstance(value, str):
            raise ValidationError(_WRONG_TYPE)
        if value not in self._choices:
            code = "unknown_value"
            raise ValidationError(code)
        return value


class Number(fields.Float):
    """A number in a range, never a text or a truth value."""

    def __init__(self, description: str, example: float, low: float, high: float, *, code: str) -> None:
        """Take the range, both ends included, and the code for what lies outside."""
        super().__init__(
            error_messages=_messages(),
            metadata={"description": description, "examples": [example], "minimum": low, "maximum": high},
        )
        self._range = (low, high)
        self._code = code

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> float:  # noqa: ANN401 - as its base
        del attr, data
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValidationError(_WRONG_TYPE)
        if not self._range[0] <= value <= self._range[1]:
            raise ValidationError(self._code)
        return float(value)


class Items(fields.List[Any]):
    """A list with a limit that is checked before any item is looked at."""

    def __init__(self, inner: fields.Field[Any], description: str, most: int) -> None:
        """Take the kind of item and how many there may be."""
        super().__init__(
            inner,
            error_messages=_messages(),
            metadata={"description": description, "maxItems": most},
        )
        self._most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> list[Any]:  # noqa: ANN401 - as its base
        if not isinstance(value, list):
            raise ValidationError(_WRONG_TYPE)
        if len(value) > self._most:
            code = "too_many_items"
            raise ValidationError(code)
        return super()._deserialize(value, attr, data, **more)


class Part(fields.Nested):
    """An object inside an object."""

    def __init__(self, schema: type[Schema], description: str, *, required: bool = False) -> None:
        """Take the shape of the inner object."""
        super().__init__(
            schema,
            required=required,
            error_messages=_messages(required=required),
            metadata={"description": description},
        )
