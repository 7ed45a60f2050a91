"""Look at postal addresses: whether their codes can be, and whether one is where the business is registered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kyc_service.domain.contact_checks.oddities import Oddity
from kyc_service.domain.contact_checks.postal_codes import is_well_formed


def check_addresses(addresses: Sequence[Mapping[str, Any]], registered_in: str | None) -> Iterator[Oddity]:
    """Look at the addresses of one party; `registered_in` is None for whoever is not registered anywhere."""
    for address in addresses:
        code, country = address.get("postal_code"), address.get("country")
        if isinstance(code, str) and isinstance(country, str) and not is_well_formed(code, country):
            yield Oddity.POSTAL_CODE_MALFORMED
    countries = countries_of(addresses)
    if registered_in and countries and registered_in not in countries:
        yield Oddity.ADDRESS_OTHER_COUNTRY


def countries_of(addresses: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Tell the countries of addresses."""
    return frozenset(country for address in addresses if isinstance(country := address.get("country"), str))
