"""One side of a labelled case: the JSON object that stands for a subject or for an entry.

Strict: an unknown key or a value of the wrong shape raises ValueError, whose text names keys and never a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from watchlists.dates import PartialDate
from watchlists.model import Address, Entry, Gender, Identifier, Kind, Name, NameKind, Place, Subject
from watchlists.normalize.countries import to_country
from watchlists.normalize.identifiers import TYPES, classify

Value = TypeVar("Value")

_LONGEST_SIDE = 10_000
"""Most values of one key: no listed party comes near it."""

_ALPHA_2 = 2


def read_subject(kind: Kind, side: object) -> Subject:
    """Read a side as what is screened. Raises ValueError."""
    values = _read(side)
    names, weak_names = values.pop("names"), values.pop("weak_names")
    return Subject(kind=kind, names=names, weak_names=weak_names, **values)


def read_entry(kind: Kind, side: object, entry_id: str) -> Entry:
    """Read a side as a listed party; its first name becomes the primary one. Raises ValueError."""
    values = _read(side)
    first, *others = values.pop("names")
    names = (
        Name(first),
        *(Name(name, NameKind.STRONG) for name in others),
        *(Name(name, NameKind.WEAK) for name in values.pop("weak_names")),
    )
    values["nationalities"] = values.pop("countries")
    return Entry(id=entry_id, source=entry_id.partition(":")[0], kind=kind, names=names, **values)


def write_side(entry: Entry, names: Iterable[str] | None = None) -> dict[str, Any]:
    """Write an entry as a side: with `names`, these and nothing else; otherwise all that the format holds."""
    if names is not None:
        return {"names": list(names)}
    strong = [name.value for name in entry.names if name.kind is not NameKind.WEAK]
    weak = [name.value for name in entry.names if name.kind is NameKind.WEAK]
    side: dict[str, Any] = {
        "names": list(dict.fromkeys(strong or weak)),
        "weak_names": list(dict.fromkeys(weak)) if strong else [],
        "birth_dates": [str(date) for date in entry.birth_dates],
        "incorporation_dates": [str(date) for date in entry.incorporation_dates],
        "countries": list(entry.nationalities),
        "identifiers": [
            {"type": found.type, "value": found.value} | ({"country": found.country} if found.country else {})
            for found in entry.identifiers
        ],
        "addresses": [_write_place(address) for address in entry.addresses],
        "birth_places": [_write_place(place) for place in entry.birth_places],
        "gender": [gender.value for gender in entry.genders],
    }
    return {key: value for key, value in side.items() if value}


def _write_place(place: Place | Address) -> dict[str, str]:
    pairs = ((field, getattr(place, field, None)) for field in ("text", "country", "city", "postal_code"))
    return {field: value for field, value in pairs if value}


def _read(side: object) -> dict[str, Any]:
    if not isinstance(side, dict):
        message = "has to be an object"
        raise ValueError(message)  # noqa: TRY004 - one error for every broken format
    if unknown := sorted(set(side) - set(_READERS)):
        raise ValueError(_name_keys(unknown))
    if not side.get("names"):
        message = "`names` has to hold at least one name"
        raise ValueError(message)
    values = {field: _read_list(key, side.get(key), read) for key, (field, read) in _READERS.items()}
    return {**values, "weak_names": values["weak_names"]}


def _name_keys(unknown: list[str]) -> str:
    """Say that keys are unknown. What is no plain word is not repeated: it may be anything."""
    shown = [f"`{key}`" for key in unknown if key.isascii() and key.replace("_", "").isalpha()]
    shown = [key for key in shown if len(key) <= len("`incorporation_dates`")]
    return f"unknown key {', '.join(shown)}" if shown else "an unknown key"


def _read_list(key: str, values: object, read: Callable[[object], Value]) -> tuple[Value, ...]:
    if values is None:
        return ()
    if not isinstance(values, list) or len(values) > _LONGEST_SIDE:
        message = f"`{key}` has to be a list"
        raise ValueError(message)
    try:
        return tuple(read(value) for value in values)
    except ValueError as error:
        message = f"`{key}` {error}"
        raise ValueError(message) from None


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        message = "has to hold texts"
        raise ValueError(message)  # noqa: TRY004 - as above
    return value


def _read_date(value: object) -> PartialDate:
    try:
        return PartialDate.parse(_read_text(value))
    except ValueError:
        message = "has to hold dates as 1970, 1970-02, 1970-02-01 or 1970/1972"
        raise ValueError(message) from None


def _read_country(value: object) -> str:
    text = _read_text(value).strip()
    found = text.upper() if len(text) == _ALPHA_2 and text.isascii() and text.isalpha() else to_country(text)
    if found is None:
        message = "has to hold countries as two letters of ISO 3166-1"
        raise ValueError(message)
    return found


def _read_gender(value: object) -> Gender:
    try:
        return Gender(_read_text(value))
    except ValueError:
        message = f"has to hold {', '.join(Gender)}"
        raise ValueError(message) from None


def _read_parts(value: object, required: tuple[str, ...], optional: tuple[str, ...]) -> Mapping[str, str]:
    if not isinstance(value, dict) or not set(required) <= set(value) <= {*required, *optional}:
        keys = ", ".join([*required, *(f"{key}?" for key in optional)])
        message = f"has to hold objects with {keys}"
        raise ValueError(message)
    return {key: _read_text(part) for key, part in value.items() if part is not None}


def _read_identifier(value: object) -> Identifier:
    parts = _read_parts(value, ("type", "value"), ("country",))
    kind = parts.get("type", "")
    kind = kind if kind in TYPES else classify(kind) or "other"
    return Identifier(kind, parts.get("value", ""), _read_country(parts["country"]) if "country" in parts else None)


def _read_address(value: object) -> Address:
    if isinstance(value, str):
        return Address(value)
    parts = dict(_read_parts(value, ("text",), ("country", "city", "postal_code")))
    return Address(**{**parts, **({"country": _read_country(parts["country"])} if "country" in parts else {})})


def _read_place(value: object) -> Place:
    if isinstance(value, str):
        return Place(value)
    parts = _read_parts(value, ("text",), ("country",))
    return Place(parts.get("text", ""), _read_country(parts["country"]) if "country" in parts else None)


_READERS: Mapping[str, tuple[str, Callable[[object], Any]]] = {
    "names": ("names", _read_text),
    "weak_names": ("weak_names", _read_text),
    "birth_dates": ("birth_dates", _read_date),
    "incorporation_dates": ("incorporation_dates", _read_date),
    "countries": ("countries", _read_country),
    "identifiers": ("identifiers", _read_identifier),
    "addresses": ("addresses", _read_address),
    "birth_places": ("birth_places", _read_place),
    "gender": ("genders", _read_gender),
}
"""Each key of a side: the field of the model that it fills, and how one value is read."""
