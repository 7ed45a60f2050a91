"""Read a business out of the options of a command, into the field names of the policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kyc_service.domain.personal import Fields
    from kyc_service.services.registers.lookups import Wanted

_ROLES = ("director", "owner")
_ALPHA_2 = 2
_WITH_POSTCODE = 3


def read_country(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Read a country."""
    if len(value) != _ALPHA_2 or not value.isascii() or not value.isalpha():
        message = "has to be two letters, as NL"
        raise click.BadParameter(message)
    return value.upper()


def read_wanted(
    *,
    country: str,
    name: str,
    number: str | None,
    vat: str | None,
    lei: str | None,
    addresses: tuple[str, ...],
    people: tuple[str, ...],
) -> Wanted:
    """Put the options together. Raises BadParameter."""
    from kyc_service.services.registers.lookups import Wanted

    if not name.strip():
        message = "a name is needed"
        raise click.BadParameter(message, param_hint="--name")
    texts = {"business.registration.number": number, "business.tax.vat": vat}
    business: Fields = {"business.name": name, "business.registration.country": country}
    business.update((path, text) for path, text in texts.items() if text and text.strip())
    if addresses:
        business["business.addresses"] = [_read_address(text, country) for text in addresses]
    return Wanted(business=business, people=tuple(_read_person(text) for text in people), lei=lei or None)


def _read_address(text: str, country: str) -> dict[str, Any]:
    """Read `street 1, postcode, city`; with two parts the second is the city."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        message = "has to be `street 1, postcode, city`"
        raise click.BadParameter(message, param_hint="--address")
    address: dict[str, Any] = {"country": country}
    if len(parts) > 1:
        address["city"] = parts.pop()
    if len(parts) >= _WITH_POSTCODE - 1:
        address["postal_code"] = parts.pop()
    return {**address, "lines": parts}


def _read_person(text: str) -> Fields:
    """Read `role:name` or `role:name:birth date`."""
    from watchlists.dates import PartialDate

    role, _, rest = text.partition(":")
    name, _, born = rest.partition(":")
    if role.strip() not in _ROLES or not name.strip():
        message = f"has to be `ROLE:Name:1980-02-03` or `ROLE:Name`, with a role of {' or '.join(_ROLES)}"
        raise click.BadParameter(message, param_hint="--person")
    fields: Fields = {"person.role": role.strip(), "person.name": name.strip()}
    if born.strip():
        try:
            fields["person.date_of_birth"] = str(PartialDate.parse(born.strip()))
        except ValueError:
            message = "a birth date has to be 1980, 1980-02 or 1980-02-03"
            raise click.BadParameter(message, param_hint="--person") from None
    return fields
