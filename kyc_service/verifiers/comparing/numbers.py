"""Compare registration numbers: punctuation, leading zeros and a country's own additions make no other number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from kyc_service.verifiers.base import fold

LONGEST = 64
"""Characters of a number that are compared."""

_VAT_COUNTRIES = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "GB", "HR", "HU",
        "IE", "IT", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "XI",
    },
)  # fmt: skip
"""What stands before a VAT number; Greece is EL there, and XI is Northern Ireland."""
_DIGITS_OF_SIREN, _DIGITS_OF_SIRET = 9, 14
_DIGITS_OF_ACN, _DIGITS_OF_ABN = 9, 11


def _french(number: str) -> str:
    """An establishment's number begins with its company's."""
    return number[:_DIGITS_OF_SIREN] if number.isdigit() and len(number) == _DIGITS_OF_SIRET else number


def _australian(number: str) -> str:
    """A company's business number ends with its company number."""
    return number[-_DIGITS_OF_ACN:] if number.isdigit() and len(number) == _DIGITS_OF_ABN else number


_REDUCE: Mapping[str, Callable[[str], str]] = {
    "AU": _australian,
    "CH": lambda number: re.sub(r"(?:MWST|TVA|IVA|TPV|HR)$", "", number).removeprefix("CHE"),
    "FR": _french,
    "NO": lambda number: number.removeprefix("NO").removesuffix("MVA"),
}


def is_same(one: str, other: str, country: str | None) -> bool:
    """Whether two numbers of one country's register are the same. Symmetric; a number without a sign is none."""
    ours, theirs = _reduce(one, country), _reduce(other, country)
    return bool(ours) and ours == theirs


def is_same_vat(one: str, other: str) -> bool:
    """Whether two VAT numbers are the same, with the country before them or without. Symmetric."""
    ours, theirs = fold(one[:LONGEST]), fold(other[:LONGEST])
    if not ours or not theirs:
        return False
    return ours == theirs or _without_country(ours) == theirs or ours == _without_country(theirs)


def _without_country(number: str) -> str | None:
    return number[2:] if number[:2] in _VAT_COUNTRIES and len(number) > len("NL") else None


def _reduce(number: str, country: str | None) -> str:
    folded = fold(number[:LONGEST])
    reduce = _REDUCE.get(country or "")
    reduced = reduce(folded) if reduce else folded
    return reduced.lstrip("0") or folded
