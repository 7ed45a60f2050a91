"""Read what was submitted out of its fields, for comparing. A value of another type is as if it were absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from kyc_service.domain.personal import Fields, JsonValue
from watchlists.dates import PartialDate

LONGEST = 512
"""Characters of one text that are read: the door accepts no longer name."""

_WHOLE = 100
"""Per cent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedAddress:
    """An address as it was submitted."""

    lines: tuple[str, ...] = field(default=(), repr=False)
    city: str | None = field(default=None, repr=False)
    region: str | None = field(default=None, repr=False)
    postal_code: str | None = field(default=None, repr=False)
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedBusiness:
    """A business as it was submitted."""

    name: str | None = field(default=None, repr=False)
    trading_names: tuple[str, ...] = field(default=(), repr=False)
    original_script_name: str | None = field(default=None, repr=False)
    number: str | None = field(default=None, repr=False)
    vat: str | None = field(default=None, repr=False)
    registered_on: PartialDate | None = None
    country: str | None = None
    """Of the registration."""
    type: str | None = None
    addresses: tuple[SubmittedAddress, ...] = field(default=(), repr=False)

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the fields of a business."""
        return cls(
            name=_text(fields.get("business.name")),
            trading_names=_texts(fields.get("business.trading_names")),
            original_script_name=_text(fields.get("business.original_script_name")),
            number=_text(fields.get("business.registration.number")),
            vat=_text(fields.get("business.tax.vat")),
            registered_on=_date(fields.get("business.registration.date")),
            country=_text(fields.get("business.registration.country")),
            type=_text(fields.get("business.type")),
            addresses=_addresses(fields.get("business.addresses")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedPerson:
    """A person as submitted."""

    role: str
    names: tuple[str, ...] = field(default=(), repr=False)
    """The full name first; then the name in its own script, and aliases."""
    born: PartialDate | None = field(default=None, repr=False)
    most_percent: float | None = None
    """The most that the person owns, by what was submitted; None where nothing was said."""
    through: tuple[str, ...] = field(default=(), repr=False)
    """Businesses between the person and the business."""

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the fields of a person."""
        parts = (_text(fields.get("person.given_name")), _text(fields.get("person.family_name")))
        whole = _text(fields.get("person.name")) or " ".join(part for part in parts if part)
        others = (_text(fields.get("person.original_script_name")), *_texts(fields.get("person.aliases")))
        ownership = fields.get("person.ownership")
        owned: Mapping[str, Any] = ownership if isinstance(ownership, dict) else {}
        return cls(
            role=_text(fields.get("person.role")) or "",
            names=tuple(dict.fromkeys(name for name in (whole, *others) if name)),
            born=_date(fields.get("person.date_of_birth")),
            most_percent=_most(owned),
            through=_texts(owned.get("through")),
        )

    @property
    def name(self) -> str | None:
        """The name to show."""
        return self.names[0] if self.names else None


def _most(owned: Mapping[str, Any]) -> float | None:
    percent, band = owned.get("percent"), owned.get("band")
    if isinstance(percent, int | float) and not isinstance(percent, bool) and 0 <= percent <= _WHOLE:
        return float(percent)
    high = band.rpartition("-")[2] if isinstance(band, str) else ""
    return float(high) if high.isascii() and high.isdigit() else None


def _text(value: JsonValue) -> str | None:
    return value[:LONGEST] if isinstance(value, str) and value.strip() else None


def _texts(value: JsonValue) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(text for item in items if (text := _text(item)))


def _date(value: JsonValue) -> PartialDate | None:
    text = _text(value)
    try:
        return PartialDate.parse(text) if text else None
    except ValueError:
        return None


def _addresses(value: JsonValue) -> tuple[SubmittedAddress, ...]:
    items = value if isinstance(value, list) else []
    return tuple(_address(item) for item in items if isinstance(item, dict))


def _address(item: Mapping[str, Any]) -> SubmittedAddress:
    return SubmittedAddress(
        lines=_texts(item.get("lines")),
        city=_text(item.get("city")),
        region=_text(item.get("region")),
        postal_code=_text(item.get("postal_code")),
        country=_text(item.get("country")),
    )
