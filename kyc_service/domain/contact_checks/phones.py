"""Look at a telephone number: what kind of line it is, and whose country's. Nobody is called."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import phonenumbers
from phonenumbers import PhoneNumberType

from kyc_service.domain.contact_checks.oddities import Oddity

LONGEST = 64
"""Characters that are read; the door accepts no longer one."""

_COSTLY = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.PERSONAL_NUMBER})
_NOWHERE = "001"
"""What the library calls the region of numbers that belong to no country."""


def check_phone(text: str, home: str | None, countries: Collection[str]) -> Iterator[Oddity]:
    """Look at a number. `home` is the country of one without a country code, `countries` all that explain one.

    Countries that share a code, as those of +1 and +44, are one here.
    """
    dialled = text.strip()[:LONGEST]
    dialled = "+" + dialled[2:] if dialled.startswith("00") else dialled
    try:
        number = phonenumbers.parse(dialled, home)
    except phonenumbers.NumberParseException:
        return
    kind = phonenumbers.number_type(number)
    if kind in _COSTLY:
        yield Oddity.PHONE_PREMIUM_RATE
    elif kind == PhoneNumberType.PAGER:
        yield Oddity.PHONE_PAGER
    elif kind == PhoneNumberType.UNKNOWN:
        yield Oddity.PHONE_UNASSIGNED
    regions = set(phonenumbers.region_codes_for_country_code(number.country_code or 0))
    if countries and _NOWHERE not in regions and regions.isdisjoint(countries):
        yield Oddity.PHONE_OTHER_COUNTRY
